//! An estimate of the work to enter a program's names into the tables of its scopes, made before that is
//! done: each `var` is entered into every block around it, and each name is looked for in every scope around
//! it.

use oxc_ast::ast::{
    BindingIdentifier, ClassBody, ClassElement, IdentifierReference, LabelIdentifier, PrivateIdentifier,
    PropertyKey,
};
use oxc_syntax::scope::ScopeFlags;

use crate::hash::{HashMap, HashSet};

/// The work that one program takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Effort {
    /// Entries in tables of scopes.
    pub entries: u64,
    /// Scopes, statements, labels and members that are looked through in search of others.
    pub steps: u64,
}

/// The work that a program takes, or more, but never less: added up as a walk meets its nodes.
#[derive(Default)]
pub(super) struct EffortSum<'a> {
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
    fn enter(&mut self, class: &ClassMembers<'a>) {
        self.around += 1;
        self.members += class.count;
        self.bytes += class.bytes;
        for name in &class.names {
            *self.names.entry(name).or_default() += 1;
        }
    }

    fn leave(&mut self, class: &ClassMembers<'a>) {
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
pub(super) struct ClassMembers<'a> {
    names: HashSet<&'a str>,
    /// The number of members of any kind.
    count: u64,
    /// The bytes of the private names.
    bytes: u64,
}

impl EffortSum<'_> {
    fn add(&mut self, steps: u64) {
        self.steps = self.steps.saturating_add(steps);
    }

    fn hoisted_over(&self) -> u64 {
        self.scopes.last().copied().unwrap_or_default().into()
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

impl<'a> EffortSum<'a> {
    pub fn effort(&self) -> Effort {
        Effort { entries: self.entries, steps: self.steps.saturating_add(self.entries) }
    }

    pub fn enter_node(&mut self) {
        self.depth += 1;
    }

    pub fn leave_node(&mut self) {
        self.depth -= 1;
    }

    pub fn enter_scope(&mut self, flags: ScopeFlags) {
        let over = self.scopes.last().map_or(0, |over| over.saturating_add(1));
        self.scopes.push(if flags.is_var() { 0 } else { over });
    }

    pub fn leave_scope(&mut self) {
        self.scopes.pop();
    }

    pub fn reference(&mut self, it: &IdentifierReference<'a>) {
        self.references += 1;
        self.add(self.scopes.len() as u64);
        // oxc looks through the nodes around such a name twice: for an assignment, and for a class or function.
        if is_special(&it.name) {
            self.nodes_around();
        }
    }

    pub fn binding(&mut self, it: &BindingIdentifier<'a>) {
        self.entries = self.entries.saturating_add(self.hoisted_over());
        if is_special(&it.name) {
            self.nodes_around();
        }
    }

    /// Adds a function or class. Sloppy code hoists a function in a block as it does `var` (Annex B of ECMA-262).
    pub fn hoisted(&mut self) {
        self.add(self.hoisted_over());
    }

    /// Returns the number of references so far.
    pub fn references(&self) -> u64 {
        self.references
    }

    /// Adds the references of a list of parameters, which are looked for before those in the body are met, and again later.
    pub fn again_since(&mut self, references: u64) {
        let again = (self.references - references).saturating_mul(self.scopes.len() as u64);
        self.add(again.saturating_mul(SLOW));
    }

    /// Enters a labelled statement.
    pub fn enter_label(&mut self, label: &LabelIdentifier<'_>) {
        self.nodes_around();
        self.labels += label.name.len() as u64;
    }

    pub fn leave_label(&mut self, label: &LabelIdentifier<'_>) {
        self.labels -= label.name.len() as u64;
    }

    /// Adds a `break` or `continue`.
    pub fn jump(&mut self, label: Option<&LabelIdentifier<'_>>) {
        let length = label.map_or(0, |label| label.name.len() as u64);
        // oxc compares a label that it does not know with all around it, to suggest the nearest.
        self.add(self.depth.saturating_mul(2).saturating_add(length.saturating_mul(self.labels)));
    }

    /// Adds a node for which oxc looks through those around it twice.
    pub fn nodes_around(&mut self) {
        self.add(2 * self.depth);
    }

    pub fn enter_class(&mut self, members: &ClassMembers<'a>) {
        self.classes.enter(members);
    }

    pub fn leave_class(&mut self, members: &ClassMembers<'a>) {
        self.classes.leave(members);
    }

    pub fn private_name(&mut self, it: &PrivateIdentifier<'a>) {
        let name = it.name.as_str();
        let (around, compared) = (self.classes.around, self.classes.bytes);
        self.add(self.classes.members.saturating_mul(2).saturating_add(around));
        if !self.classes.has(name) {
            // oxc compares a private name that it does not know with all that it knows, to suggest the nearest.
            self.add((name.len() as u64).saturating_mul(compared).saturating_mul(SLOW));
        }
    }
}

/// Finds the private names of a class.
pub(super) fn class_members<'a>(body: &ClassBody<'a>) -> ClassMembers<'a> {
    let key = |element: &ClassElement<'a>| match element.property_key() {
        Some(PropertyKey::PrivateIdentifier(name)) => Some(name.name.as_str()),
        _ => None,
    };
    let names: HashSet<&str> = body.body.iter().filter_map(key).collect();
    let bytes = names.iter().map(|name| name.len() as u64).sum();
    ClassMembers { names, count: body.body.len() as u64, bytes }
}
