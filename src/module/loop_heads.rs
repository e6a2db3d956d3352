//! `for (arguments of [])` and `for (eval in {})`, which strict code may not say and the parser lets pass.

use memchr::memmem;
use oxc_ast::ast::{ForInStatement, ForOfStatement, ForStatementLeft, Program, SimpleAssignmentTarget};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::{ScopeId, Scoping};

use super::{early_error::EarlyError, v8};

/// Returns an error for each head of a loop that assigns to a name which strict code may not assign to.
pub(super) fn check(program: &Program<'_>, scoping: &Scoping) -> Vec<EarlyError> {
    let mut heads = Heads { scoping, errors: Vec::new() };
    if NAMES.iter().any(|name| may_be_in_head(program.source_text, name)) {
        heads.visit_program(program);
    }
    heads.errors
}

const NAMES: [&str; 2] = ["arguments", "eval"];

/// Tells whether a name may stand in the head of a loop, by a look at the text alone, which spares most
/// programs the walk.
fn may_be_in_head(text: &str, name: &str) -> bool {
    memmem::find_iter(text.as_bytes(), name).any(|at| {
        let before = text.get(..at).unwrap_or_default();
        let head = before.trim_end_matches(|character: char| character == '(' || character.is_whitespace());
        head.len() < before.len() && ["for", "await", "*/"].iter().any(|end| head.ends_with(end))
    })
}

struct Heads<'s> {
    scoping: &'s Scoping,
    errors: Vec<EarlyError>,
}

impl Heads<'_> {
    fn head(&mut self, left: &ForStatementLeft<'_>, scope: ScopeId) {
        let Some(SimpleAssignmentTarget::AssignmentTargetIdentifier(name)) =
            left.as_assignment_target().and_then(|target| target.as_simple_assignment_target())
        else {
            return;
        };
        if NAMES.contains(&name.name.as_str()) && self.scoping.scope_flags(scope).is_strict_mode() {
            self.errors.push(v8::other("Unexpected eval or arguments in strict mode", name.span));
        }
    }
}

impl<'a> Visit<'a> for Heads<'_> {
    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.head(&it.left, it.scope_id());
        walk::walk_for_in_statement(self, it);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.head(&it.left, it.scope_id());
        walk::walk_for_of_statement(self, it);
    }
}
