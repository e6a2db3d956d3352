//! Code that runs where nobody has set `NODE_ENV`, as most who import a package have not.

use oxc_ast::ast::{BinaryOperator, Expression, LogicalOperator, UnaryOperator};

use crate::module::{When, flow::Flow};

/// One of the two ways behind a test.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub when: When,
    /// It is the way that Node takes where `NODE_ENV` is not set.
    pub is_unset: bool,
}

/// The number of tests within tests that are looked at.
const MOST_LEVELS: usize = 16;

impl<'a> Flow<'a, '_> {
    /// Returns the way behind a test that holds, and that behind one which does not, where nothing else tells which one is taken.
    pub(super) fn ways_behind(&self, test: &Expression<'a>) -> [Way; 2] {
        let holds = self.holds_unset(MOST_LEVELS, test);
        let [first, second] = self.times_behind(test);
        [
            Way { when: first, is_unset: holds == Some(true) },
            Way { when: second, is_unset: holds == Some(false) },
        ]
    }

    /// Walks one way.
    pub(super) fn along(&mut self, way: Way, walk: impl FnOnce(&mut Self)) {
        let is_unset = way.is_unset && (self.is_certain() || self.runs_unset());
        self.within(way.when, |flow| {
            flow.unset_mode = is_unset;
            walk(flow);
        });
    }

    /// Tells whether the code at this place certainly runs where `NODE_ENV` is not set.
    pub(super) fn runs_unset(&self) -> bool {
        self.unset_mode && !self.is_doubtful()
    }

    /// Tells whether a test holds where `NODE_ENV` is not set; `None` where something else decides.
    fn holds_unset(&self, levels: usize, test: &Expression<'a>) -> Option<bool> {
        let levels = levels.checked_sub(1)?;
        let holds = |test| self.holds_unset(levels, test).or_else(|| self.truth(test));
        match test.without_parentheses() {
            Expression::UnaryExpression(it) if it.operator == UnaryOperator::LogicalNot => {
                self.holds_unset(levels, &it.argument).map(|holds| !holds)
            }
            Expression::LogicalExpression(it) => match (it.operator, holds(&it.left)?) {
                (LogicalOperator::And, true) | (LogicalOperator::Or, false) => holds(&it.right),
                (LogicalOperator::Coalesce, _) => None,
                (_, left) => Some(left),
            },
            Expression::BinaryExpression(it) => {
                let (left, right) = (it.left.without_parentheses(), it.right.without_parentheses());
                let is_text = |side: &Expression<'a>| matches!(side, Expression::StringLiteral(_));
                let asks = self.is_mode(left) && is_text(right) || is_text(left) && self.is_mode(right);
                match it.operator {
                    BinaryOperator::Equality | BinaryOperator::StrictEquality => asks.then_some(false),
                    BinaryOperator::Inequality | BinaryOperator::StrictInequality => asks.then_some(true),
                    _ => None,
                }
            }
            mode if self.is_mode(mode) => Some(false),
            _ => None,
        }
    }

    /// Tells whether an expression is `process.env.NODE_ENV`.
    fn is_mode(&self, expression: &Expression<'a>) -> bool {
        let Expression::StaticMemberExpression(mode) = expression else { return false };
        let Expression::StaticMemberExpression(environment) = mode.object.without_parentheses() else {
            return false;
        };
        mode.property.name == "NODE_ENV"
            && environment.property.name == "env"
            && self.is_free_name(&environment.object, "process")
    }
}
