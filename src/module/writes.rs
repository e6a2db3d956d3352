//! The names that the code of a CommonJS module gives to what it exports: every use of `exports` and `module` has a form of
//! which the names are known, or it cannot be told what `require` gives.

use std::collections::BTreeSet;

use oxc_ast::ast::{
    Argument, CallExpression, Expression, IdentifierReference, ObjectExpression, ObjectPropertyKind,
};
use oxc_ast_visit::Visit;
use oxc_semantic::Scoping;
use oxc_span::GetSpan;
use oxc_syntax::symbol::SymbolId;

use super::{
    foreign_writes::ForeignWrites,
    syntax::Parsed,
    write_forms::{callee_object, described, is_symbol, key, literal_keys, only_asks, static_names},
};
use crate::hash::{HashMap, HashSet};

/// The names that the code of a module gives to what it exports, wherever it does so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportWrites {
    pub names: BTreeSet<String>,
    /// It gives `module.exports` another value.
    pub is_replaced: bool,
    /// The specifiers of the modules whose names it gives as well.
    pub re_exported: BTreeSet<String>,
}

/// The names that the code of a module gives, to what it exports and to other modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleWrites {
    /// `None` where a use of `exports` or `module` may give others.
    pub exports: Option<ExportWrites>,
    pub foreign: ForeignWrites,
}

/// The most times that a program is searched: each finds the variables that have what the module exports for the next.
const MOST_PASSES: usize = 5;

/// Finds the names.
pub(super) fn module_writes(parsed: &Parsed<'_>) -> ModuleWrites {
    let (mut aliases, mut foreign) = (HashSet::default(), ForeignWrites::default());
    for _ in 0..MOST_PASSES {
        let mut search = WriteSearch::new(&parsed.scoping, &aliases);
        search.visit_program(parsed.program);
        let mut found = search.found;
        foreign = std::mem::take(&mut found.foreign);
        // A use that is not known may be so only until its variable is.
        if found.aliases.is_subset(&aliases) {
            let is_changed = |symbol: &SymbolId| {
                found.declared_twice.contains(symbol) || parsed.scoping.symbol_is_mutated(*symbol)
            };
            let is_sure = aliases.is_subset(&found.made) && !aliases.iter().any(is_changed);
            return ModuleWrites { exports: found.all().filter(|_| is_sure), foreign };
        }
        aliases.extend(found.aliases);
    }
    ModuleWrites { exports: None, foreign }
}

#[derive(Default)]
pub(super) struct FoundWrites {
    pub(super) writes: ExportWrites,
    /// The variables that have what the module exports.
    pub(super) aliases: HashSet<SymbolId>,
    /// Those of them whose values were seen.
    pub(super) made: HashSet<SymbolId>,
    /// The variables that are declared more than once, and may get another value each time.
    pub(super) declared_twice: HashSet<SymbolId>,
    /// The members that are read.
    pub(super) read: BTreeSet<String>,
    /// The members that are what the module exports itself: `module.exports.default = module.exports`.
    pub(super) names_of_itself: BTreeSet<String>,
    /// The names that functions give to their `this`.
    pub(super) names_of_this: BTreeSet<String>,
    /// A function may give its `this` other names.
    pub(super) is_this_open: bool,
    /// A method of what the module exports is called, and has that as its `this`.
    pub(super) calls_method: bool,
    /// A function that gives all names of its argument to `exports` is there, and is used in another way than called.
    pub(super) gives_parameter: bool,
    pub(super) is_star_used: bool,
    /// The names that it gives to other modules.
    pub(super) foreign: ForeignWrites,
    /// A use may give names that are not seen.
    pub(super) is_open: bool,
}

impl FoundWrites {
    /// Returns the writes of the module, if they are all that it may make.
    fn all(mut self) -> Option<ExportWrites> {
        if self.calls_method {
            self.is_open |= self.is_this_open;
            self.writes.names.append(&mut self.names_of_this);
        }
        self.is_open |= self.gives_parameter && self.is_star_used;
        let is_open = self.is_open || !self.names_of_itself.is_disjoint(&self.read);
        (!is_open).then_some(self.writes)
    }
}

pub(super) struct WriteSearch<'s> {
    pub(super) scoping: &'s Scoping,
    pub(super) aliases: &'s HashSet<SymbolId>,
    /// The specifiers of the modules that variables have.
    pub(super) required: HashMap<SymbolId, String>,
    /// The parameters of the functions that give all names of their argument.
    pub(super) star_parameters: HashSet<SymbolId>,
    /// The variables that have `require`, and those that have functions.
    pub(super) requires: HashSet<SymbolId>,
    pub(super) functions: HashSet<SymbolId>,
    pub(super) declared: HashSet<SymbolId>,
    /// The beginnings of the functions that are called on the spot with what the module exports.
    pub(super) entered: HashSet<u32>,
    /// The walk is in such a function, and in none within.
    pub(super) is_entered: bool,
    pub(super) found: FoundWrites,
}

/// The functions, as compilers name them, that give the names of a module to `exports`.
pub(super) const STAR_FUNCTIONS: [&str; 4] = ["__export", "__exportStar", "_export_star", "_exportStar"];

/// The functions, as compilers name them, that give an object the names of a literal.
const EXPORT_FUNCTIONS: [&str; 4] = ["__export", "_export", "__exportAll", "_exportAll"];

/// The members of every object by which its names can be changed, or that give it back.
const CHANGING: [&str; 4] = ["__proto__", "__defineGetter__", "__defineSetter__", "valueOf"];

impl<'s> WriteSearch<'s> {
    fn new(scoping: &'s Scoping, aliases: &'s HashSet<SymbolId>) -> Self {
        Self {
            scoping,
            aliases,
            required: HashMap::default(),
            star_parameters: HashSet::default(),
            requires: HashSet::default(),
            functions: HashSet::default(),
            declared: HashSet::default(),
            entered: HashSet::default(),
            is_entered: false,
            found: FoundWrites::default(),
        }
    }

    pub(super) fn symbol(&self, it: &IdentifierReference<'_>) -> Option<SymbolId> {
        let symbol = self.scoping.get_reference(it.reference_id.get()?).symbol_id()?;
        (!self.is_of_wrapper(symbol)).then_some(symbol)
    }

    /// Tells whether an expression is a variable of this name that the module does not declare.
    pub(super) fn is_free(&self, it: &Expression<'_>, name: &str) -> bool {
        let Expression::Identifier(it) = it.without_parentheses() else { return false };
        it.name == name && self.symbol(it).is_none()
    }

    pub(super) fn is_alias(&self, it: &IdentifierReference<'_>) -> bool {
        match self.symbol(it) {
            Some(symbol) => self.aliases.contains(&symbol),
            None => it.name == "exports",
        }
    }

    /// Tells whether an expression is what the module exports: `exports`, `module.exports`, or a variable that has it.
    pub(super) fn is_exports(&self, it: &Expression<'_>) -> bool {
        match it.without_parentheses() {
            Expression::Identifier(it) => self.is_alias(it),
            it => it.as_member_expression().is_some_and(|member| {
                self.is_free(member.object(), "module") && member.static_property_name() == Some("exports")
            }),
        }
    }

    pub(super) fn open(&mut self) {
        self.found.is_open = true;
    }

    pub(super) fn write(&mut self, name: &str) {
        match name {
            "__proto__" => self.open(),
            "prototype" => {}
            name => {
                self.found.writes.names.insert(name.to_owned());
            }
        }
    }

    pub(super) fn write_all(&mut self, names: Option<Vec<String>>) {
        match names {
            Some(names) => names.iter().for_each(|name| self.write(name)),
            None => self.open(),
        }
    }

    pub(super) fn read(&mut self, name: &str) {
        self.found.is_open |= CHANGING.contains(&name);
        self.found.read.insert(name.to_owned());
    }

    /// Notes a variable that has what the module exports.
    pub(super) fn alias(&mut self, symbol: SymbolId) {
        self.found.aliases.insert(symbol);
    }

    /// Notes that the names of another module are given as well, or of the argument of a helper.
    pub(super) fn re_export(&mut self, module: &Expression<'_>) {
        let symbol = match module.without_parentheses() {
            Expression::Identifier(it) => self.symbol(it),
            _ => None,
        };
        let known = || symbol.and_then(|symbol| self.required.get(&symbol).cloned());
        match self.required(module).or_else(known) {
            Some(specifier) => {
                self.found.writes.re_exported.insert(specifier);
            }
            None if symbol.is_some_and(|symbol| self.star_parameters.contains(&symbol)) => {
                self.found.gives_parameter = true;
            }
            None => self.open(),
        }
    }

    /// Visits an expression of which only the truth, the identity or the keys are asked.
    pub(super) fn ask(&mut self, it: &Expression<'_>) {
        match it.without_parentheses() {
            Expression::LogicalExpression(it) => {
                self.ask(&it.left);
                self.ask(&it.right);
            }
            Expression::ThisExpression(_) => {}
            Expression::AssignmentExpression(it) => {
                self.assign(it, false);
            }
            it if self.is_free(it, "module") || self.is_exports(it) || self.is_parent(it) => {}
            it => self.visit_expression(it),
        }
    }
}

impl WriteSearch<'_> {
    /// Notes the names of a value that `module.exports` gets.
    pub(super) fn give(&mut self, value: &Expression<'_>) {
        match value.without_parentheses() {
            value if self.is_exports(value) => {}
            Expression::ObjectExpression(it) => self.give_literal(it),
            Expression::CallExpression(it) => self.give_result(it, value),
            Expression::Identifier(it) => self.give_variable(it),
            Expression::FunctionExpression(it) => {
                let symbol = it.id.as_ref().and_then(|id| id.symbol_id.get());
                symbol.into_iter().for_each(|symbol| self.alias(symbol));
                self.visit_expression(value);
            }
            Expression::ClassExpression(it) => {
                let symbol = it.id.as_ref().and_then(|id| id.symbol_id.get());
                symbol.into_iter().for_each(|symbol| self.alias(symbol));
                self.write_all(static_names(it));
                self.visit_expression(value);
            }
            Expression::ConditionalExpression(it) => {
                self.ask(&it.test);
                self.give(&it.consequent);
                self.give(&it.alternate);
            }
            Expression::ArrowFunctionExpression(_) => self.visit_expression(value),
            Expression::AssignmentExpression(it) if it.operator.is_assign() => {
                self.assign(it, true);
            }
            value => {
                self.found.is_open |= !value.is_literal();
                self.visit_expression(value);
            }
        }
    }

    fn give_literal(&mut self, it: &ObjectExpression<'_>) {
        for property in &it.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(it) => {
                    if !is_symbol(it) {
                        self.write_all(key(it).map(|key| vec![key]));
                    }
                    self.visit_expression(&it.value);
                }
                ObjectPropertyKind::SpreadProperty(it) => self.re_export(&it.argument),
            }
        }
    }

    /// Notes the names of what a call gives.
    fn give_result(&mut self, it: &CallExpression<'_>, value: &Expression<'_>) {
        let first = it.arguments.first().and_then(Argument::as_expression);
        match (self.helper(&it.callee), first) {
            (Some("__toCommonJS" | "freeze" | "seal"), Some(first)) => self.give(first),
            (Some("assign"), Some(first)) => {
                self.give(first);
                self.add_literals(it);
            }
            _ => self.re_export(value),
        }
    }

    /// Notes the names of the literals behind the first argument of `Object.assign`.
    fn add_literals(&mut self, it: &CallExpression<'_>) {
        for argument in it.arguments.iter().skip(1) {
            self.write_all(argument.as_expression().and_then(literal_keys));
            self.visit_argument(argument);
        }
    }

    fn give_variable(&mut self, it: &IdentifierReference<'_>) {
        match self.symbol(it) {
            Some(symbol) => self.alias(symbol),
            None => self.found.is_open |= it.name != "undefined",
        }
    }
}

impl WriteSearch<'_> {
    /// Notes what a call does with `exports`, its first argument; false where that is not known.
    pub(super) fn hand_on(&mut self, it: &CallExpression<'_>) -> bool {
        let argument = |nth: usize| it.arguments.get(nth).and_then(Argument::as_expression);
        match (self.helper(&it.callee), argument(1), argument(2)) {
            (Some("defineProperty"), Some(key), Some(descriptor)) => self.define(key, descriptor),
            (Some("defineProperties"), Some(names), _) => self.write_all(literal_keys(names)),
            (Some("assign"), ..) => {
                let sources = it.arguments.iter().skip(1);
                sources.for_each(|names| self.write_all(names.as_expression().and_then(literal_keys)));
            }
            (Some("__reExport"), Some(module), _) => self.re_export(module),
            (Some("__createBinding"), Some(module), Some(key)) => match (key, argument(3)) {
                (_, Some(Expression::StringLiteral(name))) | (Expression::StringLiteral(name), None) => {
                    self.write(&name.value);
                }
                _ => self.re_export(module),
            },
            (Some(name), Some(names), None) if EXPORT_FUNCTIONS.contains(&name) => {
                self.write_all(literal_keys(names));
            }
            (name, ..) => return name == Some("inherits") || only_asks(it),
        }
        true
    }

    /// `Object.defineProperty(exports, key, descriptor)`
    fn define(&mut self, key: &Expression<'_>, descriptor: &Expression<'_>) {
        match key.without_parentheses() {
            Expression::StringLiteral(name) => self.write(&name.value),
            Expression::Identifier(name) => match described(descriptor, &name.name) {
                Some(module) => self.re_export(module),
                None => self.open(),
            },
            key => self.found.is_open |= !callee_object(key).is_some_and(|it| it.is_specific_id("Symbol")),
        }
    }

    /// Notes the parameters that have `exports`, where a function is called on the spot; false if it is not, or has none for it.
    pub(super) fn enter(&mut self, it: &CallExpression<'_>) -> bool {
        let parameters = match it.callee.without_parentheses() {
            _ if it.arguments.iter().any(Argument::is_spread) => return false,
            Expression::FunctionExpression(it) => &it.params,
            Expression::ArrowFunctionExpression(it) => &it.params,
            _ => return false,
        };
        let given = |argument: &Argument<'_>| argument.as_expression().is_some_and(|it| self.is_exports(it));
        let given: Vec<bool> = it.arguments.iter().map(given).collect();
        let named = parameters.items.iter().map(|parameter| {
            let name = parameter.pattern.get_binding_identifier().filter(|_| parameter.initializer.is_none());
            name.and_then(|name| name.symbol_id.get())
        });
        let named: Vec<Option<SymbolId>> = named.collect();
        let pairs = given.iter().enumerate().filter(|(_, is_given)| **is_given);
        let symbols: Vec<Option<SymbolId>> =
            pairs.map(|(nth, _)| named.get(nth).copied().flatten()).collect();
        if !symbols.is_empty() {
            self.entered.insert(it.callee.without_parentheses().span().start);
        }
        for symbol in symbols.iter().flatten() {
            self.alias(*symbol);
            self.found.made.insert(*symbol);
        }
        !symbols.is_empty() && symbols.iter().all(Option::is_some)
    }
}
