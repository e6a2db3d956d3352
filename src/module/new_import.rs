//! `new import('x').y`, which newer V8s take although ECMA-262 does not: they refuse `new import('x')` alone.

use oxc_ast::ast::{Expression, NewExpression, Program};
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;

use super::{early_error::EarlyError, v8};

/// Tells whether the parser refuses `new` with `import()`.
pub(super) fn is_refused(errors: &[EarlyError]) -> bool {
    errors.iter().any(|error| error.message == v8::NEW_IMPORT)
}

/// Replaces the parser's errors about `new` with `import()` by those that V8 has.
pub(super) fn mend(program: &Program<'_>, errors: &mut Vec<EarlyError>) {
    errors.retain(|error| error.message != v8::NEW_IMPORT);
    let mut search = NewImportSearch { found: Vec::new() };
    search.visit_program(program);
    errors.extend(search.found.into_iter().map(|span| v8::other(v8::NEW_IMPORT, span)));
}

struct NewImportSearch {
    found: Vec<Span>,
}

impl<'a> Visit<'a> for NewImportSearch {
    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        if let Expression::ImportExpression(import) = &it.callee {
            self.found.push(import.span);
        }
        walk::walk_new_expression(self, it);
    }
}
