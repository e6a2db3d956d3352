//! The names that the code of a CommonJS module gives to what it exports: every use of `exports` and `module` has a form of
//! which the names are known, or it cannot be told what `require` gives.

use std::collections::BTreeSet;

use oxc_ast::ast::{Expression, IdentifierReference};
use oxc_ast_visit::Visit;
use oxc_semantic::Scoping;
use oxc_syntax::symbol::SymbolId;

use super::{
    foreign_writes::ForeignWrites,
    given_functions::GivenFunction,
    key_loops::KeysOf,
    shapes::LocalShapes,
    sure_writes::{ExportValue, ExportWay, ReExport, SureWrites},
    syntax::Parsed,
    value_shapes::ValueShape,
    write_helpers::helpers,
};
use crate::hash::{HashMap, HashSet};

/// The names that the code of a module gives to what it exports, wherever it does so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportWrites {
    pub names: BTreeSet<String>,
    /// The modules whose names it gives as well.
    pub re_exported: BTreeSet<ReExport>,
}

/// The names that the code of a module gives, to what it exports and to other modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleWrites {
    /// `None` where a use of `exports` or `module` may give others.
    pub exports: Option<ExportWrites>,
    /// The names that each way through its code surely gives; `None` where code may take names away again.
    pub ways: Option<Vec<ExportWay>>,
    /// The thing that `module.exports` is, after each way; `None` where it may become another one.
    pub values: Option<Vec<ExportValue>>,
    pub foreign: ForeignWrites,
}

/// The most times that a program is searched: each finds the variables that have what the module exports for the next.
const MOST_PASSES: usize = 5;

/// Finds the names.
pub(super) fn module_writes(parsed: &Parsed<'_>, text: &str) -> ModuleWrites {
    let (mut aliases, mut foreign) = (HashSet::default(), ForeignWrites::default());
    let local = LocalShapes::of(parsed, text);
    let helpers = helpers(parsed);
    for _ in 0..MOST_PASSES {
        let mut search = WriteSearch::new(&parsed.scoping, &aliases, &local, &helpers);
        search.visit_program(parsed.program);
        if search.is_literal_changed() {
            search.lose();
        }
        let WriteSearch { mut found, variables, .. } = search;
        foreign = std::mem::take(&mut found.foreign);
        // A use that is not known may be so only until its variable is.
        if found.aliases.is_subset(&aliases) {
            let is_changed = !aliases.is_disjoint(&found.declared_twice);
            let is_sure = aliases.is_subset(&found.made) && !is_changed;
            let ways = found.sure.ways().filter(|_| !is_changed);
            let values = found.sure.values(|symbol| match variables.get(&symbol) {
                Some(value) if !found.declared_twice.contains(&symbol) => value.clone(),
                _ => ExportValue::Shape(ValueShape::Unknown),
            });
            return ModuleWrites { exports: found.all().filter(|_| is_sure), ways, values, foreign };
        }
        aliases.extend(found.aliases);
    }
    ModuleWrites { foreign, ..ModuleWrites::default() }
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
    pub(super) local: &'s LocalShapes<'s>,
    /// The variables that have functions of compilers or built-in ones, by the names that these have.
    pub(super) helpers: &'s HashMap<SymbolId, &'static str>,
    /// The specifiers of the modules that variables have.
    pub(super) required: HashMap<SymbolId, String>,
    /// The variables that have each key of a module, one after the other.
    pub(super) keys: HashMap<SymbolId, KeysOf>,
    /// Those of the loops around, the innermost last, and of the functions that are called for each key, by where they begin.
    pub(super) open_loops: Vec<SymbolId>,
    pub(super) callbacks: HashMap<u32, SymbolId>,
    /// The names of the object literals that variables have, and the number of uses by which these names are known.
    pub(super) literals: HashMap<SymbolId, Vec<String>>,
    pub(super) literal_uses: HashMap<SymbolId, usize>,
    /// The things that variables have.
    pub(super) variables: HashMap<SymbolId, ExportValue>,
    /// The functions that parameters have.
    pub(super) given_functions: HashMap<SymbolId, GivenFunction>,
    /// The beginnings of functions that are called on the spot, and of which the result is what the module exports.
    pub(super) returning: HashMap<u32, Owner>,
    /// The beginnings of their last statements, and of the functions around.
    pub(super) last_returns: HashMap<u32, Owner>,
    pub(super) around: Vec<u32>,
    /// The parameters of the functions that give all names of their argument.
    pub(super) star_parameters: HashSet<SymbolId>,
    /// The members of modules that variables have.
    pub(super) members: HashMap<SymbolId, (String, String)>,
    /// The variables that members of what the module exports have; none where they have several things.
    pub(super) given_members: HashMap<String, Option<SymbolId>>,
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
    fn new(
        scoping: &'s Scoping,
        aliases: &'s HashSet<SymbolId>,
        local: &'s LocalShapes<'s>,
        helpers: &'s HashMap<SymbolId, &'static str>,
    ) -> Self {
        Self {
            scoping,
            aliases,
            local,
            helpers,
            required: HashMap::default(),
            keys: HashMap::default(),
            open_loops: Vec::new(),
            callbacks: HashMap::default(),
            literals: HashMap::default(),
            literal_uses: HashMap::default(),
            variables: HashMap::default(),
            given_functions: HashMap::default(),
            returning: HashMap::default(),
            last_returns: HashMap::default(),
            around: Vec::new(),
            star_parameters: HashSet::default(),
            members: HashMap::default(),
            given_members: HashMap::default(),
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
        match self.value_of(it) {
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

    /// A use may give `module.exports` another value.
    pub(super) fn lose_value(&mut self) {
        self.open();
        self.found.sure.lose_value();
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
    pub(super) fn re_export(&mut self, module: &Expression<'_>, has_default: bool, owner: Owner) {
        let left_out = (!has_default).then(|| "default".to_owned());
        if let Some(module) = self.re_exported(module, left_out.into_iter().collect()) {
            self.found.sure.re_export(&module, owner == Owner::Variable);
        }
    }

    /// The module whose names are given, but for some.
    pub(super) fn re_exported(
        &mut self,
        module: &Expression<'_>,
        left_out: BTreeSet<String>,
    ) -> Option<ReExport> {
        let symbol = module.get_identifier_reference().and_then(|it| self.symbol(it));
        match self.source(module) {
            Some((specifier, member)) => {
                let module = ReExport { specifier, member, left_out };
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
