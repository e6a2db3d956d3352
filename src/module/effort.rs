//! An estimate of the work to enter a program's names into the tables of its scopes, made before that is
//! done: each `var` is entered into every block around it, and each name is looked for in every scope around
//! it.

use std::cell::Cell;

use oxc_ast::{
    AstKind,
    ast::{
        AwaitExpression, BindingIdentifier, BreakStatement, CatchParameter, Class, ClassBody, ClassElement,
        ContinueStatement, FormalParameters, Function, IdentifierReference, LabelIdentifier,
        LabeledStatement, NewTarget, PrivateIdentifier, Program, PropertyKey, Super, YieldExpression,
    },
};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::{ScopeFlags, ScopeId};

use crate::hash::{HashMap, HashSet};

/// The work that one program takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Effort {
    /// Entries in tables of scopes.
    pub entries: u64,
    /// Scopes, statements, labels and members that are looked through in search of others.
    pub steps: u64,
}

/// Returns the work that a program takes, or more, but never less.
pub(super) fn effort(program: &Program<'_>) -> Effort {
    let mut sum = Sum::default();
    sum.visit_program(program);
    Effort { entries: sum.entries, steps: sum.steps.saturating_add(sum.entries) }
}

#[derive(Default)]
struct Sum<'a> {
    /// For each scope around, the number of scopes between it and that of the nearest function.
    scopes: Vec<u32>,
    /// The number of nodes around.
    depth: u64,
    references: u64,
    classes: Classes<'a>,
    /// Bytes of the labels around.
    labels: u64,
    entries: u64,
    steps: u64,
}

/// The classes around, counted together, so that a name in many of them takes one step to count.
#[derive(Default)]
struct Classes<'a> {
    around: u64,
    /// The number of their members of any kind.
    members: u64,
    /// The bytes of their private names.
    bytes: u64,
    /// For each private name, the number of classes that have it.
    names: HashMap<&'a str, u32>,
}

impl<'a> Classes<'a> {
    fn enter(&mut self, class: &Members<'a>) {
        self.around += 1;
        self.members += class.count;
        self.bytes += class.bytes;
        for name in &class.names {
            *self.names.entry(name).or_default() += 1;
        }
    }

    fn leave(&mut self, class: &Members<'a>) {
        self.around -= 1;
        self.members -= class.count;
        self.bytes -= class.bytes;
        for name in &class.names {
            if let Some(having) = self.names.get_mut(name) {
                *having -= 1;
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|having| *having > 0)
    }
}

/// The private names of a class.
struct Members<'a> {
    names: HashSet<&'a str>,
    /// The number of members of any kind.
    count: u64,
    /// The bytes of the private names.
    bytes: u64,
}

impl Sum<'_> {
    fn add(&mut self, steps: u64) {
        self.steps = self.steps.saturating_add(steps);
    }

    fn hoisted_over(&self) -> u64 {
        self.scopes.last().copied().unwrap_or_default().into()
    }

    /// Walks a list of parameters, whose references are looked for before those in the body are met, and
    /// again later.
    fn again(&mut self, walk: impl FnOnce(&mut Self)) {
        let before = self.references;
        walk(self);
        let again = (self.references - before).saturating_mul(self.scopes.len() as u64);
        self.add(again.saturating_mul(SLOW));
    }

    fn label(&mut self, label: Option<&LabelIdentifier<'_>>) {
        let length = label.map_or(0, |label| label.name.len() as u64);
        // oxc compares a label that it does not know with all around it, to suggest the nearest.
        self.add(self.depth.saturating_mul(2).saturating_add(length.saturating_mul(self.labels)));
    }
}

/// Moving a name from table to table, and comparing two names letter by letter, take as long as so many steps.
const SLOW: u64 = 6;

/// Tells whether oxc looks at the nodes around a name.
fn is_special(name: &str) -> bool {
    matches!(name.as_bytes().first(), Some(b'a' | b'e' | b'i' | b'l' | b'p' | b's' | b'y'))
        && matches!(
            name,
            "arguments"
                | "await"
                | "eval"
                | "implements"
                | "interface"
                | "let"
                | "package"
                | "private"
                | "protected"
                | "public"
                | "static"
                | "yield"
        )
}

impl<'a> Visit<'a> for Sum<'a> {
    fn enter_node(&mut self, _: AstKind<'a>) {
        self.depth += 1;
    }

    fn leave_node(&mut self, _: AstKind<'a>) {
        self.depth -= 1;
    }

    fn enter_scope(&mut self, flags: ScopeFlags, _: &Cell<Option<ScopeId>>) {
        let over = self.scopes.last().map_or(0, |over| over.saturating_add(1));
        self.scopes.push(if flags.is_var() { 0 } else { over });
    }

    fn leave_scope(&mut self) {
        self.scopes.pop();
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.references += 1;
        self.add(self.scopes.len() as u64);
        // oxc looks through the nodes around such a name twice: for an assignment, and for a class or function.
        if is_special(&it.name) {
            self.add(2 * self.depth);
        }
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        self.entries = self.entries.saturating_add(self.hoisted_over());
        if is_special(&it.name) {
            self.add(2 * self.depth);
        }
    }

    // Sloppy code hoists a function in a block as it does `var` (Annex B of ECMA-262).
    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.add(self.hoisted_over());
        walk::walk_function(self, it, flags);
    }

    fn visit_formal_parameters(&mut self, it: &FormalParameters<'a>) {
        self.again(|sum| walk::walk_formal_parameters(sum, it));
    }

    fn visit_catch_parameter(&mut self, it: &CatchParameter<'a>) {
        self.again(|sum| walk::walk_catch_parameter(sum, it));
    }

    fn visit_labeled_statement(&mut self, it: &LabeledStatement<'a>) {
        let length = it.label.name.len() as u64;
        self.add(2 * self.depth);
        self.labels += length;
        walk::walk_labeled_statement(self, it);
        self.labels -= length;
    }

    fn visit_break_statement(&mut self, it: &BreakStatement<'a>) {
        self.label(it.label.as_ref());
    }

    fn visit_continue_statement(&mut self, it: &ContinueStatement<'a>) {
        self.label(it.label.as_ref());
    }

    fn visit_super(&mut self, _: &Super) {
        self.add(2 * self.depth);
    }

    fn visit_new_target(&mut self, _: &NewTarget) {
        self.add(2 * self.depth);
    }

    fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
        self.add(2 * self.depth);
        walk::walk_await_expression(self, it);
    }

    fn visit_yield_expression(&mut self, it: &YieldExpression<'a>) {
        self.add(2 * self.depth);
        walk::walk_yield_expression(self, it);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        self.add(self.hoisted_over());
        walk::walk_class(self, it);
    }

    fn visit_class_body(&mut self, it: &ClassBody<'a>) {
        let members = members(it);
        self.classes.enter(&members);
        walk::walk_class_body(self, it);
        self.classes.leave(&members);
    }

    fn visit_private_identifier(&mut self, it: &PrivateIdentifier<'a>) {
        let name = it.name.as_str();
        let (around, compared) = (self.classes.around, self.classes.bytes);
        self.add(self.classes.members.saturating_mul(2).saturating_add(around));
        if !self.classes.has(name) {
            // oxc compares a private name that it does not know with all that it knows, to suggest the nearest.
            self.add((name.len() as u64).saturating_mul(compared).saturating_mul(SLOW));
        }
    }
}

fn members<'a>(body: &ClassBody<'a>) -> Members<'a> {
    let key = |element: &ClassElement<'a>| match element.property_key() {
        Some(PropertyKey::PrivateIdentifier(name)) => Some(name.name.as_str()),
        _ => None,
    };
    let names: HashSet<&str> = body.body.iter().filter_map(key).collect();
    let bytes = names.iter().map(|name| name.len() as u64).sum();
    Members { names, count: body.body.len() as u64, bytes }
}
