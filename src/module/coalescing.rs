//! `(a) ?? (b) || c`: nothing tells how `??` binds beside `||` or `&&`, so one of them needs parentheses around it. The parser lets
//! it pass where an operand begins with a parenthesis, and has words of its own for the rest.

use memchr::memmem;
use oxc_ast::ast::{Expression, LogicalExpression, Program};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};

use super::{early_error::EarlyError, v8};

/// Returns an error for each place where the operators are mixed.
pub(super) fn check(program: &Program<'_>) -> Vec<EarlyError> {
    let mut mixed = MixedOperators { text: program.source_text, errors: Vec::new() };
    if memmem::find(mixed.text.as_bytes(), b"??").is_some() {
        mixed.visit_program(program);
    }
    mixed.errors
}

struct MixedOperators<'t> {
    text: &'t str,
    errors: Vec<EarlyError>,
}

impl MixedOperators<'_> {
    /// Refuses an operator, at which V8 stops.
    fn refuse(&mut self, it: &LogicalExpression<'_>) {
        let between = Span::new(it.left.span().end, it.right.span().start);
        let operator = it.operator.as_str();
        let at = between.source_text(self.text).find(operator).and_then(|at| u32::try_from(at).ok());
        let start = between.start.saturating_add(at.unwrap_or_default());
        self.errors.push(v8::other(format!("Unexpected token '{operator}'"), Span::sized(start, 2)));
    }
}

impl<'a> Visit<'a> for MixedOperators<'_> {
    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        let is_mixed =
            |other: &LogicalExpression<'_>| it.operator.is_coalesce() != other.operator.is_coalesce();
        match (&it.left, &it.right) {
            (Expression::LogicalExpression(left), _) if is_mixed(left) => self.refuse(it),
            (_, Expression::LogicalExpression(right)) if is_mixed(right) => self.refuse(right),
            _ => {}
        }
        walk::walk_logical_expression(self, it);
    }
}
