//! Members that Node does not give to `import.meta` and `require`: uses of what Vite, webpack or bun would give.

use super::*;
use crate::module::effects::{Throw, ThrowKind};
use oxc_ast::ast::{
    AssignmentExpression, BindingIdentifier, BindingPattern, CallExpression, Expression, MemberExpression,
};
use oxc_span::{GetSpan, Span};
use undeclared::LONGEST_NAME;

/// The members that some Node gives to `import.meta`.
const OF_IMPORT_META: [&str; 5] = ["dirname", "filename", "main", "resolve", "url"];
/// The members of Node's `require`, and those of every function. `constructor` and its like are left aside as well.
const OF_REQUIRE: [&str; 23] = [
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "apply",
    "arguments",
    "bind",
    "cache",
    "call",
    "caller",
    "constructor",
    "extensions",
    "hasOwnProperty",
    "isPrototypeOf",
    "length",
    "main",
    "name",
    "propertyIsEnumerable",
    "resolve",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// The most members for which the text is searched.
const MOST_ASKED: usize = 16;

impl<'a> Flow<'a, '_> {
    /// Remembers the name of `const env = import.meta.env`.
    pub(super) fn learn_lacking(&mut self, id: &BindingIdentifier<'a>, init: &Expression<'a>) {
        if let Some(member) = self.lacking_of_import_meta(init)
            && let Some(symbol) = self.constant_symbol(id)
        {
            self.lacking.insert(symbol, member);
        }
    }

    /// Records a read of `import.meta.env.x`.
    pub(super) fn lacking_read(&mut self, member: &MemberExpression<'a>) {
        self.lacking_member(member, "read", "reading");
    }

    /// Records `import.meta.env.x = 1`.
    pub(super) fn lacking_write(&mut self, it: &AssignmentExpression<'a>) {
        let target = it.left.as_simple_assignment_target().and_then(|it| it.as_member_expression());
        let (verb, doing) = if it.operator.is_assign() { ("set", "setting") } else { ("read", "reading") };
        target.into_iter().for_each(|member| self.lacking_member(member, verb, doing));
    }

    fn lacking_member(&mut self, member: &MemberExpression<'a>, verb: &str, doing: &str) {
        if !self.is_certain() || member.optional() {
            return;
        }
        let Some(lacking) = self.lacking_of_import_meta(member.object()) else { return };
        let Some(name) = member.static_property_name() else { return };
        let message = format!("Cannot {verb} properties of undefined ({doing} '{name}')");
        self.lacks("import.meta", lacking, message, member.span());
    }

    /// Records `const { x } = import.meta.env`.
    pub(super) fn lacking_parts(&mut self, pattern: &BindingPattern<'a>, init: &Expression<'a>) {
        let BindingPattern::ObjectPattern(it) = pattern else { return };
        let Some(name) = it.properties.first().and_then(|property| property.key.static_name()) else {
            return;
        };
        let Some(lacking) = self.lacking_of_import_meta(init).filter(|_| self.is_certain()) else { return };
        let value = match init.without_parentheses() {
            Expression::Identifier(it) => it.name.to_string(),
            _ => format!("(intermediate value).{lacking}"),
        };
        let message = format!("Cannot destructure property '{name}' of '{value}' as it is undefined.");
        self.lacks("import.meta", lacking, message, init.span());
    }

    /// Records `import.meta.glob("x")` and `require.context("x")`, behind the arguments, which run before.
    pub(super) fn lacking_call(&mut self, it: &CallExpression<'a>) {
        let callee = it.callee.without_parentheses();
        if it.optional || !self.is_certain() {
            return;
        }
        if let Some(member) = self.lacking_of_import_meta(callee) {
            let name = match callee {
                Expression::Identifier(it) => it.name.to_string(),
                _ => format!("(intermediate value).{member}"),
            };
            self.lacks("import.meta", member, format!("{name} is not a function"), callee.span());
        } else if let Some(member) = self.lacking_of_require(callee) {
            self.lacks("require", member, format!("require.{member} is not a function"), callee.span());
        }
    }

    fn lacks(&mut self, object: &'static str, member: &str, message: String, span: Span) {
        if message.len() > LONGEST_NAME.saturating_mul(2) || member.len() > LONGEST_NAME {
            return;
        }
        let kind = ThrowKind::LackingMember { object, member: member.to_owned() };
        let span = self.text.span(span);
        self.effects.throws.push(Throw { kind, code: "TypeError", message, span, unless: None });
    }

    /// Returns the member, if an expression is one that no Node gives to `import.meta`, or a name for one.
    fn lacking_of_import_meta(&self, expression: &Expression<'a>) -> Option<&'a str> {
        let expression = expression.without_parentheses();
        if let Expression::Identifier(it) = expression {
            return self.lacking.get(&self.symbol(it)?).copied();
        }
        let (object, member) = plain_member(expression)?;
        let is_own = matches!(object.without_parentheses(), Expression::ImportMeta(_));
        (is_own && self.keeps_import_meta && !OF_IMPORT_META.contains(&member)).then_some(member)
    }

    /// Returns the member, if an expression is one that Node does not give to `require`, and nor does the module.
    fn lacking_of_require(&mut self, expression: &Expression<'a>) -> Option<&'a str> {
        let (object, member) = plain_member(expression)?;
        let is_own = self.is_free_name(object, "require") && self.is_require(object);
        let lacks = is_own && !self.is_written("require") && !OF_REQUIRE.contains(&member);
        (lacks && !self.may_give_require(member)).then_some(member)
    }

    /// Tells whether the module may give its `require` a member.
    fn may_give_require(&mut self, member: &'a str) -> bool {
        if let Some(&known) = self.given_members.get(member) {
            return known;
        }
        let gives = self.given_members.len() >= MOST_ASKED || may_set(&self.text.text, member);
        self.given_members.insert(member, gives);
        gives
    }

    /// Leaves out what a `require` lacks that another function may have added to.
    pub(super) fn keep_lacking(&mut self) {
        if self.effects.gives_require {
            let is_of_require =
                |throw: &Throw| matches!(throw.kind, ThrowKind::LackingMember { object: "require", .. });
            self.effects.throws.retain(|throw| !is_of_require(throw));
        }
    }
}

/// Returns the object and the name of a member that is written plainly: `a.b`.
fn plain_member<'e, 'a>(expression: &'e Expression<'a>) -> Option<(&'e Expression<'a>, &'a str)> {
    match expression {
        Expression::StaticMemberExpression(it) if !it.optional => {
            Some((&it.object, it.property.name.as_str()))
        }
        _ => None,
    }
}

/// Tells whether a text may give something a member of that name: it is written more often than it is called.
fn may_set(text: &str, member: &str) -> bool {
    text.match_indices(member).any(|(at, _)| {
        let is_called =
            text.get(at + member.len()..).is_some_and(|behind| behind.trim_start().starts_with('('));
        let is_member = text.get(..at).is_some_and(|before| before.ends_with("require."));
        !(is_called && is_member)
    })
}
