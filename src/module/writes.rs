//! The names that the code of a CommonJS module gives to what it exports: every use of `exports` and `module` has a form of
//! which the names are known, or it cannot be told what `require` gives.

use std::collections::BTreeSet;

use oxc_ast::ast::{
    Argument, CallExpression, Expression, IdentifierReference, ObjectExpression, ObjectPropertyKind,
};
use oxc_ast_visit::Visit;
use oxc_semantic::Scoping;
use oxc_syntax::symbol::SymbolId;

use super::{
    foreign_writes::ForeignWrites,
    sure_writes::{ExportWay, ReExport, SureWrites},
    syntax::Parsed,
    write_forms::{is_symbol, key, literal_keys, static_names},
};
use crate::hash::{HashMap, HashSet};

/// The names that the code of a module gives to what it exports, wherever it does so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportWrites {
    pub names: BTreeSet<String>,
    /// It gives `module.exports` another value.
    pub is_replaced: bool,
    /// The modules whose names it gives as well.
    pub re_exported: BTreeSet<ReExport>,
}

/// The names that the code of a module gives, to what it exports and to other modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleWrites {
    /// `None` where a use of `exports` or `module` may give others.
    pub exports: Option<ExportWrites>,
    /// What it surely gives: one of these, whichever way its code takes, and perhaps more. `None` where code may take names
    /// away again.
    pub ways: Option<Vec<ExportWay>>,
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
            let is_changed = aliases.iter().any(is_changed);
            if !found.doubtful_keys.is_disjoint(&found.given_keys) {
                found.is_open = true;
                found.sure.lose();
            }
            let is_sure = aliases.is_subset(&found.made) && !is_changed;
            let ways = std::mem::take(&mut found.sure).ways().filter(|_| !is_changed);
            return ModuleWrites { exports: found.all().filter(|_| is_sure), ways, foreign };
        }
        aliases.extend(found.aliases);
    }
    ModuleWrites { exports: None, ways: None, foreign }
}

/// The module whose keys a variable has, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeysOf {
    pub(super) symbol: Option<SymbolId>,
    pub(super) specifier: Option<String>,
}

/// The thing that gets a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// `exports` or `module.exports`
    Exports,
    /// A variable that has what the module exports, perhaps only later.
    Variable,
}

#[derive(Default)]
pub(super) struct FoundWrites {
    pub(super) writes: ExportWrites,
    pub(super) sure: SureWrites,
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
    /// The variables of loops over keys that may leave some out, and those by which names are given.
    pub(super) doubtful_keys: HashSet<SymbolId>,
    pub(super) given_keys: HashSet<SymbolId>,
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
    /// The variables that have each key of a module, one after the other.
    pub(super) keys: HashMap<SymbolId, KeysOf>,
    /// The parameters of the functions that give all names of their argument.
    pub(super) star_parameters: HashSet<SymbolId>,
    /// The variables that have `require`, and those that have functions.
    pub(super) requires: HashSet<SymbolId>,
    pub(super) functions: HashSet<SymbolId>,
    pub(super) declared: HashSet<SymbolId>,
    /// The beginnings of the functions that are called on the spot.
    pub(super) called: HashSet<u32>,
    /// Those of them that are called with what the module exports.
    pub(super) entered: HashSet<u32>,
    /// The walk is in such a function, and in none within.
    pub(super) is_entered: bool,
    /// The beginnings of the functions that are called on the spot with `this` of the top level as theirs.
    pub(super) bound: HashSet<u32>,
    /// The number of functions and classes around that have a `this` of their own.
    pub(super) owners_of_this: usize,
    pub(super) found: FoundWrites,
}

/// The functions, as compilers name them, that give the names of a module to `exports`.
pub(super) const STAR_FUNCTIONS: [&str; 4] = ["__export", "__exportStar", "_export_star", "_exportStar"];

/// The functions, as compilers name them, that give an object the names of a literal.
pub(super) const EXPORT_FUNCTIONS: [&str; 4] = ["__export", "_export", "__exportAll", "_exportAll"];

/// The members of every object by which its names can be changed, or that give it back.
const CHANGING: [&str; 4] = ["__proto__", "__defineGetter__", "__defineSetter__", "valueOf"];

impl<'s> WriteSearch<'s> {
    fn new(scoping: &'s Scoping, aliases: &'s HashSet<SymbolId>) -> Self {
        Self {
            scoping,
            aliases,
            required: HashMap::default(),
            keys: HashMap::default(),
            star_parameters: HashSet::default(),
            requires: HashSet::default(),
            functions: HashSet::default(),
            declared: HashSet::default(),
            called: HashSet::default(),
            entered: HashSet::default(),
            is_entered: false,
            bound: HashSet::default(),
            owners_of_this: 0,
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
            Expression::ThisExpression(_) => self.owners_of_this == 0,
            it => it.as_member_expression().is_some_and(|member| {
                self.is_free(member.object(), "module") && member.static_property_name() == Some("exports")
            }),
        }
    }

    /// A use may give names that are not seen.
    pub(super) fn open(&mut self) {
        self.found.is_open = true;
    }

    /// A use may give such names, and take others away.
    pub(super) fn lose(&mut self) {
        self.open();
        self.found.sure.lose();
    }

    pub(super) fn write(&mut self, name: &str, owner: Owner) {
        match name {
            "__proto__" => self.open(),
            "prototype" => {}
            name => {
                self.found.writes.names.insert(name.to_owned());
                self.found.sure.write(name, owner == Owner::Variable);
            }
        }
    }

    pub(super) fn write_all(&mut self, names: Option<Vec<String>>, owner: Owner) {
        match names {
            Some(names) => names.iter().for_each(|name| self.write(name, owner)),
            None => self.open(),
        }
    }

    /// The thing that gets names where an expression does that is what the module exports.
    pub(super) fn owner(&self, it: &Expression<'_>) -> Owner {
        let variable = it.get_identifier_reference().and_then(|it| self.symbol(it));
        if variable.is_some() { Owner::Variable } else { Owner::Exports }
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
    pub(super) fn re_export(&mut self, module: &Expression<'_>, has_default: Option<bool>, owner: Owner) {
        if let Some(module) = self.re_exported(module, has_default) {
            self.found.sure.re_export(&module, owner == Owner::Variable);
        }
    }

    /// Notes that the names of another module are given one by one, by a variable that has each name.
    pub(super) fn re_export_by_key(&mut self, module: &Expression<'_>, key: &Expression<'_>) {
        let key = self.key_symbol(key).filter(|_| self.is_key_of(key, module));
        let Some(key) = key else { return self.open() };
        self.found.given_keys.insert(key);
        if let Some(module) = self.re_exported(module, None) {
            self.found.sure.re_export_anywhere(module);
        }
    }

    fn re_exported(&mut self, module: &Expression<'_>, has_default: Option<bool>) -> Option<ReExport> {
        let symbol = match module.without_parentheses() {
            Expression::Identifier(it) => self.symbol(it),
            _ => None,
        };
        let known = || symbol.and_then(|symbol| self.required.get(&symbol).cloned());
        match self.required(module).or_else(known) {
            Some(specifier) => {
                let module = ReExport { specifier, has_default };
                self.found.writes.re_exported.insert(module.clone());
                return Some(module);
            }
            None if symbol.is_some_and(|symbol| self.star_parameters.contains(&symbol)) => {
                self.found.gives_parameter = true;
            }
            None => self.open(),
        }
        None
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
    pub(super) fn give(&mut self, value: &Expression<'_>, owner: Owner) {
        let value = value.without_parentheses();
        self.replace_by(value, owner);
        match value {
            value if self.is_exports(value) => {}
            Expression::ObjectExpression(it) => self.give_literal(it, owner),
            Expression::CallExpression(it) => self.give_result(it, value, owner),
            Expression::Identifier(it) => self.give_variable(it),
            Expression::FunctionExpression(it) => {
                let symbol = it.id.as_ref().and_then(|id| id.symbol_id.get());
                symbol.into_iter().for_each(|symbol| self.alias(symbol));
                self.visit_expression(value);
            }
            Expression::ClassExpression(it) => {
                let symbol = it.id.as_ref().and_then(|id| id.symbol_id.get());
                symbol.into_iter().for_each(|symbol| self.alias(symbol));
                self.write_all(static_names(it), owner);
                self.visit_expression(value);
            }
            Expression::ConditionalExpression(it) => {
                self.ask(&it.test);
                self.either(
                    |search| search.give(&it.consequent, owner),
                    |search| search.give(&it.alternate, owner),
                );
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

    /// Notes that `module.exports` is another value from here on.
    fn replace_by(&mut self, value: &Expression<'_>, owner: Owner) {
        let is_variable = matches!(value, Expression::Identifier(it) if self.symbol(it).is_some());
        let is_followed = match value {
            Expression::CallExpression(it) => self.wraps_first(it),
            Expression::ConditionalExpression(_) | Expression::AssignmentExpression(_) => true,
            value => self.is_exports(value) && !is_variable,
        };
        if owner == Owner::Exports && !is_followed {
            self.found.sure.replace(is_variable);
        }
    }

    /// Tells whether a call gives its first argument back.
    fn wraps_first(&self, it: &CallExpression<'_>) -> bool {
        matches!(self.helper(&it.callee), Some("__toCommonJS" | "freeze" | "seal" | "assign"))
            && it.arguments.first().is_some_and(|first| first.as_expression().is_some())
    }

    fn give_literal(&mut self, it: &ObjectExpression<'_>, owner: Owner) {
        for property in &it.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(it) => {
                    if !is_symbol(it) {
                        self.write_all(key(it).map(|key| vec![key]), owner);
                    }
                    self.visit_expression(&it.value);
                }
                ObjectPropertyKind::SpreadProperty(it) => self.re_export(&it.argument, Some(true), owner),
            }
        }
    }

    /// Notes the names of what a call gives.
    fn give_result(&mut self, it: &CallExpression<'_>, value: &Expression<'_>, owner: Owner) {
        let first = it.arguments.first().and_then(Argument::as_expression);
        match (self.helper(&it.callee), first) {
            (Some("__toCommonJS" | "freeze" | "seal"), Some(first)) => self.give(first, owner),
            (Some("assign"), Some(first)) => {
                self.give(first, owner);
                self.add_sources(it, owner);
                it.arguments.iter().skip(1).for_each(|argument| self.visit_argument(argument));
            }
            _ => self.re_export(value, Some(true), owner),
        }
    }

    /// Notes the names of the objects behind the first argument of `Object.assign`: literals, and other modules.
    pub(super) fn add_sources(&mut self, it: &CallExpression<'_>, owner: Owner) {
        for argument in it.arguments.iter().skip(1) {
            let source = argument.as_expression();
            match (source.and_then(literal_keys), source) {
                (None, Some(module)) if self.specifier(module).is_some() => {
                    self.re_export(module, Some(true), owner);
                }
                (names, _) => self.write_all(names, owner),
            }
        }
    }

    fn give_variable(&mut self, it: &IdentifierReference<'_>) {
        match self.symbol(it) {
            Some(symbol) => self.alias(symbol),
            None => self.found.is_open |= it.name != "undefined",
        }
    }
}
