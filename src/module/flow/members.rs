//! Objects and lists that nothing changes: `const paths = { page: join(__dirname, "page.html") }`.

use super::*;
use oxc_ast::ast::{
    Argument, BindingPattern, CallExpression, Expression, ObjectExpression, ObjectPropertyKind, PropertyKind,
    UnaryExpression, UnaryOperator, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use place::KnownValue;

/// The most members of an object, and elements of a list, that are looked at.
const MOST_MEMBERS: usize = 64;

impl<'a> Flow<'a, '_> {
    /// Remembers the members of an object that nothing changes, and the names that a pattern gives to members.
    pub(super) fn learn_constant_members(
        &mut self,
        pattern: &'a BindingPattern<'a>,
        init: &'a Expression<'a>,
    ) {
        if !self.has_places {
            return;
        }
        match pattern {
            BindingPattern::BindingIdentifier(id) => {
                if let Some(symbol) = self.constant_symbol(id) {
                    self.learn_object(id.name.as_str(), symbol, unfrozen(init));
                }
            }
            BindingPattern::ObjectPattern(it) => {
                for property in &it.properties {
                    let id = property.value.get_binding_identifier();
                    let symbol = id.and_then(|id| self.constant_symbol(id));
                    let key = property.key.static_name().filter(|_| !property.computed);
                    let (Some(id), Some(symbol), Some(key)) = (id, symbol, key) else { continue };
                    match self.member_of(init, &key) {
                        Some(value) => {
                            self.known.insert(symbol, value);
                            self.note_place_name(id.name.as_str());
                        }
                        None => drop(self.known.remove(&symbol)),
                    }
                }
            }
            _ => {}
        }
    }

    /// Returns the value of a member of an object that is taken apart.
    fn member_of(&self, object: &'a Expression<'a>, key: &str) -> Option<KnownValue<'a>> {
        match object.without_parentheses() {
            Expression::Identifier(id) => self.known_member(self.symbol(id)?, key),
            Expression::ObjectExpression(it) => {
                let members = self.plain_members(it)?;
                members.into_iter().rev().find(|(name, _)| name == key)?.1
            }
            Expression::ImportMeta(_) => match key {
                "url" => Some(KnownValue::Url(KnownValue::own_file())),
                "filename" => Some(KnownValue::Path(KnownValue::own_file())),
                "dirname" => Some(KnownValue::Path(String::new())),
                _ => None,
            },
            _ => None,
        }
    }

    fn learn_object(&mut self, name: &'a str, symbol: SymbolId, init: &'a Expression<'a>) {
        let members = match init.without_parentheses() {
            Expression::ObjectExpression(it) => self.plain_members(it).unwrap_or_default(),
            Expression::ArrayExpression(it) if it.elements.len() <= MOST_MEMBERS => {
                let elements = it.elements.iter().map(|it| self.fold(it.as_expression()?));
                elements.enumerate().map(|(index, value)| (index.to_string(), value)).collect()
            }
            // A name that a function declares may have had members in an earlier call.
            _ => return drop(self.members.remove(&symbol)),
        };
        let is_place =
            |value: &Option<KnownValue<'_>>| matches!(value, Some(KnownValue::Path(_) | KnownValue::Url(_)));
        let has_place = members.iter().any(|(_, value)| is_place(value));
        let is_list = matches!(init.without_parentheses(), Expression::ArrayExpression(_))
            && members.iter().all(|(_, value)| value.is_some());
        if members.is_empty() || !(has_place || is_list) {
            return drop(self.members.remove(&symbol));
        }
        if has_place {
            self.note_place_name(name);
        }
        self.members.insert(symbol, members);
    }

    /// Returns the members of an object that has nothing but values under names.
    fn plain_members(&self, it: &'a ObjectExpression<'a>) -> Option<Vec<(String, Option<KnownValue<'a>>)>> {
        if it.properties.len() > MOST_MEMBERS {
            return None;
        }
        let member = |property: &'a ObjectPropertyKind<'a>| {
            let property = property.as_property()?;
            let is_method = property.method || matches!(property.value, Expression::FunctionExpression(_));
            let is_plain = property.kind == PropertyKind::Init && !property.computed && !is_method;
            let key = property.key.static_name().filter(|key| is_plain && key != "__proto__")?;
            Some((key.into_owned(), self.fold(&property.value)))
        };
        it.properties.iter().map(member).collect()
    }

    /// Returns a member of an object that nothing changes.
    pub(super) fn known_member(&self, symbol: SymbolId, key: &str) -> Option<KnownValue<'a>> {
        let members = self.members.get(&symbol)?;
        let value = members.iter().rev().find(|(name, _)| name == key)?.1.clone()?;
        self.is_only_read(symbol).then_some(value)
    }

    /// Returns the elements of a list that nothing changes.
    pub(super) fn constant_list(&self, symbol: SymbolId) -> Option<Vec<Option<KnownValue<'a>>>> {
        let members = self.members.get(&symbol)?;
        let is_list = members.iter().enumerate().all(|(index, (name, _))| *name == index.to_string());
        (is_list && self.is_only_read(symbol))
            .then(|| members.iter().map(|(_, value)| value.clone()).collect())
    }

    /// Tells whether each use of a name reads a member of it.
    fn is_only_read(&self, symbol: SymbolId) -> bool {
        let reads = self.member_reads.get_or_init(|| {
            let mut search = MemberReads { scoping: self.scoping, found: HashMap::default() };
            search.visit_program(self.program);
            search.found
        });
        let all = self.scoping.get_resolved_reference_ids(symbol).len();
        reads.get(&symbol).is_some_and(|&reads| reads == all)
    }
}

/// Returns the object of `Object.freeze({ … })`.
fn unfrozen<'a>(init: &'a Expression<'a>) -> &'a Expression<'a> {
    let inner = || {
        let Expression::CallExpression(it) = init.without_parentheses() else { return None };
        let member = it.callee.as_member_expression()?;
        let object = member.object().get_identifier_reference()?;
        let freezes = object.name == "Object" && member.static_property_name() == Some("freeze");
        it.arguments.first()?.as_expression().filter(|_| freezes)
    };
    inner().unwrap_or(init)
}

/// A search for the uses of names that only read a member, or all of them.
struct MemberReads<'s> {
    scoping: &'s Scoping,
    found: HashMap<SymbolId, usize>,
}

impl MemberReads<'_> {
    fn note(&mut self, object: &Expression<'_>) -> bool {
        let id = object.without_parentheses().get_identifier_reference();
        let reference = id.and_then(|id| id.reference_id.get());
        let symbol = reference.and_then(|id| self.scoping.get_reference(id).symbol_id());
        symbol.is_some_and(|symbol| {
            *self.found.entry(symbol).or_default() += 1;
            true
        })
    }
}

impl<'a> Visit<'a> for MemberReads<'_> {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        match it {
            Expression::StaticMemberExpression(member) if self.note(&member.object) => {}
            Expression::ComputedMemberExpression(member) if self.note(&member.object) => {
                self.visit_expression(&member.expression);
            }
            _ => walk::walk_expression(self, it),
        }
    }

    /// `delete paths.page` is no read.
    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        if it.operator != UnaryOperator::Delete {
            walk::walk_unary_expression(self, it);
        }
    }

    /// A method may change its object; those of lists that take a callback do not, nor does `Object.keys`.
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let callee = it.callee.without_parentheses().as_member_expression();
        let name = callee.and_then(|callee| callee.static_property_name());
        let only_reads = name.is_some_and(|name| READING.contains(&name));
        let of_object = callee.is_some_and(|callee| {
            callee.object().get_identifier_reference().is_some_and(|id| id.name == "Object")
        });
        match (callee, it.arguments.first().and_then(Argument::as_expression)) {
            (Some(callee), _) if only_reads && self.note(callee.object()) => {}
            (Some(_), Some(object))
                if of_object && name.is_some_and(|name| LISTING.contains(&name)) && self.note(object) =>
            {
                return;
            }
            // `paths.page()`: nothing is noted for the object.
            (Some(callee), _) if callee.object().get_identifier_reference().is_some() => {}
            _ => self.visit_expression(&it.callee),
        }
        self.visit_arguments(&it.arguments);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        self.visit_binding_pattern(&it.id);
        if let Some(init) = &it.init
            && !(matches!(it.id, BindingPattern::ObjectPattern(_)) && self.note(init))
        {
            self.visit_expression(init);
        }
    }

    fn visit_for_of_statement(&mut self, it: &oxc_ast::ast::ForOfStatement<'a>) {
        self.visit_for_statement_left(&it.left);
        if !self.note(&it.right) {
            self.visit_expression(&it.right);
        }
        self.visit_statement(&it.body);
    }
}

/// Methods of lists that change nothing.
const READING: [&str; 12] = [
    "every",
    "filter",
    "find",
    "findIndex",
    "flatMap",
    "forEach",
    "includes",
    "indexOf",
    "join",
    "map",
    "slice",
    "some",
];

/// Functions of `Object` that change nothing.
const LISTING: [&str; 4] = ["keys", "values", "entries", "freeze"];
