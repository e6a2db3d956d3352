//! The state of following a module's code.

use oxc_ast::ast::{Expression, IdentifierReference, Program};
use oxc_semantic::Scoping;
use oxc_span::Span;
use oxc_syntax::symbol::SymbolId;

use super::{
    super::early_error::Goal,
    helper::Helper,
    shape::ValueShape,
    values::{FunctionCode, GivenObject, GivenValue, ObjectId},
};
use crate::hash::{HashMap, HashSet};

/// Follows the code of a module.
pub(super) struct Runner<'a, 's> {
    pub scoping: &'s Scoping,
    pub text: &'s str,
    pub goal: Goal,
    pub values: HashMap<SymbolId, GivenValue<'a>>,
    /// The variables that are given several values, or one that is not certain.
    pub lost: HashSet<SymbolId>,
    pub objects: Vec<GivenObject<'a>>,
    /// The objects by the place of the expression that makes them.
    pub made: HashMap<Span, ObjectId>,
    /// What requests give, by their specifiers.
    pub requested: HashMap<&'a str, ObjectId>,
    /// The value of `exports`.
    pub exports: GivenValue<'a>,
    pub module_exports: GivenValue<'a>,
    pub this: GivenValue<'a>,
    /// The value of `export default`.
    pub default: GivenValue<'a>,
    /// True in code that certainly runs.
    pub is_certain: bool,
    /// The functions that were met and may be called later.
    pub later: Vec<FunctionCode<'a>>,
    /// The functions whose code was followed.
    pub followed: HashSet<Span>,
    /// The values that the function that is being followed has returned.
    pub returned: Vec<GivenValue<'a>>,
    /// The number of calls that are being followed.
    pub depth: usize,
}

/// The object that Node makes for `exports`.
const EXPORTS: ObjectId = ObjectId(0);

impl<'a, 's> Runner<'a, 's> {
    pub fn new(scoping: &'s Scoping, text: &'s str, goal: Goal) -> Self {
        let exports = match goal {
            Goal::CommonJs => GivenValue::Object(EXPORTS),
            Goal::Module => GivenValue::Undefined,
        };
        Self {
            scoping,
            text,
            goal,
            values: HashMap::default(),
            lost: HashSet::default(),
            objects: vec![GivenObject { shape: ValueShape::Object, ..GivenObject::default() }],
            made: HashMap::default(),
            requested: HashMap::default(),
            exports: exports.clone(),
            module_exports: exports.clone(),
            this: exports,
            default: GivenValue::Unknown,
            is_certain: true,
            later: Vec::new(),
            followed: HashSet::default(),
            returned: Vec::new(),
            depth: 0,
        }
    }

    /// Follows the whole module.
    pub fn run(&mut self, program: &'a Program<'a>) {
        self.statements(&program.body);
        self.is_certain = false;
        self.this = GivenValue::Unknown;
        while let Some(code) = self.later.pop() {
            if self.followed.insert(span(code)) {
                self.body(code);
                self.returned.clear();
            }
        }
    }

    /// The symbol that a name stands for; `None` for one that the module does not declare.
    pub fn symbol(&self, it: &IdentifierReference<'a>) -> Option<SymbolId> {
        it.reference_id.get().and_then(|id| self.scoping.get_reference(id).symbol_id())
    }

    pub fn identifier(&mut self, it: &'a IdentifierReference<'a>) -> GivenValue<'a> {
        let known = self.symbol(it).map(|symbol| self.values.get(&symbol).cloned());
        match (known, it.name.as_str(), self.goal) {
            (Some(Some(value)), ..) => value,
            (Some(None), ..) => GivenValue::Unknown,
            (None, "exports", Goal::CommonJs) => self.exports.clone(),
            (None, "module", Goal::CommonJs) => GivenValue::Module,
            (None, "require", Goal::CommonJs) => GivenValue::Require,
            (None, "undefined", _) => GivenValue::Undefined,
            (None, name, _) => Helper::by_name(name).map_or(GivenValue::Global(name), GivenValue::Helper),
        }
    }

    /// Gives a variable a value. One that is given several has none that is known.
    pub fn bind(&mut self, symbol: SymbolId, value: GivenValue<'a>, is_sure: bool, declared: usize) {
        let writes = self.scoping.get_resolved_references(symbol).filter(|it| it.is_write()).count();
        let is_only = writes + declared <= 1 && self.scoping.symbol_redeclarations(symbol).is_empty();
        if is_only && is_sure && !self.lost.contains(&symbol) {
            self.values.insert(symbol, value);
        } else {
            self.lost.insert(symbol);
            self.open(&value);
            if let Some(old) = self.values.insert(symbol, GivenValue::Unknown) {
                self.open(&old);
            }
        }
    }

    /// Marks an object as one that may have members that are not seen.
    pub fn open(&mut self, value: &GivenValue<'a>) {
        if let Some(object) = value.object().and_then(|id| self.objects.get_mut(id.0)) {
            object.is_open = true;
        }
    }

    /// Adds an object, or returns the one that was made at this place before.
    pub fn make(&mut self, span: Span, object: impl FnOnce() -> GivenObject<'a>) -> (ObjectId, bool) {
        if let Some(id) = self.made.get(&span) {
            return (*id, false);
        }
        let id = ObjectId(self.objects.len());
        self.objects.push(object());
        self.made.insert(span, id);
        (id, true)
    }

    /// The object that a request gives.
    pub fn request(&mut self, specifier: &'a str) -> GivenValue<'a> {
        let next = ObjectId(self.objects.len());
        let id = *self.requested.entry(specifier).or_insert(next);
        if id == next {
            self.objects.push(GivenObject { of: Some(specifier), ..GivenObject::default() });
        }
        GivenValue::Object(id)
    }

    /// Runs an expression, and marks its value as one that is not followed.
    pub fn lose(&mut self, expression: &'a Expression<'a>) {
        let value = self.expression(expression);
        self.open(&value);
    }

    /// Runs something as code that may not run.
    pub fn perhaps<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.is_certain, false);
        let result = run(self);
        self.is_certain = outer;
        result
    }
}

pub(super) fn span(code: FunctionCode<'_>) -> Span {
    match code {
        FunctionCode::Function(it) => it.span,
        FunctionCode::Arrow(it) => it.span,
    }
}
