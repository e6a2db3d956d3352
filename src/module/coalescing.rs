//! `(a) ?? (b) || c`: nothing tells how `??` binds beside `||` or `&&`, so one of them needs parentheses around it. The parser lets
//! it pass where an operand begins with a parenthesis, and has words of its own for the rest.

use memchr::memmem;
use oxc_ast::ast::{Expression, LogicalExpression};
use oxc_span::{GetSpan, Span};

use super::{early_error::EarlyError, v8};

/// Refuses each place where the operators are mixed.
pub(super) struct MixedOperators<'t> {
    text: &'t str,
    pub errors: Vec<EarlyError>,
}

impl<'t> MixedOperators<'t> {
    /// Returns nothing for a text without `??`.
    pub fn of(text: &'t str) -> Option<Self> {
        memmem::find(text.as_bytes(), b"??").map(|_| Self { text, errors: Vec::new() })
    }

    pub fn logical_expression(&mut self, it: &LogicalExpression<'_>) {
        let is_mixed =
            |other: &LogicalExpression<'_>| it.operator.is_coalesce() != other.operator.is_coalesce();
        match (&it.left, &it.right) {
            (Expression::LogicalExpression(left), _) if is_mixed(left) => self.refuse(it),
            (_, Expression::LogicalExpression(right)) if is_mixed(right) => self.refuse(right),
            _ => {}
        }
    }

    /// Refuses an operator, at which V8 stops.
    fn refuse(&mut self, it: &LogicalExpression<'_>) {
        let between = Span::new(it.left.span().end, it.right.span().start);
        let operator = it.operator.as_str();
        let at = between.source_text(self.text).find(operator).and_then(|at| u32::try_from(at).ok());
        let start = between.start.saturating_add(at.unwrap_or_default());
        self.errors.push(v8::other(format!("Unexpected token '{operator}'"), Span::sized(start, 2)));
    }
}
