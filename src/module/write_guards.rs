//! Tests in code that gives names: those of which every run of Node shares the outcome, and those by which a loop over keys leaves
//! some out.

use std::collections::BTreeSet;

use oxc_ast::ast::{
    Argument, BinaryExpression, BinaryOperator, CallExpression, Expression, IdentifierReference, IfStatement,
    LogicalExpression, LogicalOperator, Statement, UnaryOperator,
};
use oxc_ast_visit::Visit;
use oxc_syntax::symbol::SymbolId;

use super::{
    guards::GuardNames,
    write_forms::{callee_object, indexed},
    writes::WriteSearch,
};

/// The levels of a test that are looked at.
const TEST_DEPTH: usize = 16;

impl<'a> GuardNames<'a> for WriteSearch<'_> {
    fn type_of_name(&self, id: &IdentifierReference<'a>) -> Option<&'static str> {
        match id.name.as_str() {
            _ if self.symbol(id).is_some() => None,
            "define" => Some("undefined"),
            "exports" | "module" => Some("object"),
            "require" => Some("function"),
            "__filename" | "__dirname" => Some("string"),
            _ => None,
        }
    }

    fn is_free_variable(&self, it: &Expression<'a>, name: &str) -> bool {
        self.is_free(it, name)
    }
}

impl WriteSearch<'_> {
    /// Visits an `if`: the only arm that ever runs, what a loop does with the keys that it does not leave out, or both arms.
    pub(super) fn choose(&mut self, it: &IfStatement<'_>) {
        match self.certain_truth(&it.test) {
            Some(true) => return self.visit_statement(&it.consequent),
            Some(false) => return it.alternate.iter().for_each(|it| self.visit_statement(it)),
            None => self.ask(&it.test),
        }
        let is_exit = it.alternate.is_none() && ends(&it.consequent);
        if is_exit && self.leave_out(&it.test, true) {
            return;
        }
        if it.alternate.is_none() && !is_exit && self.leave_out(&it.test, false) {
            return self.visit_statement(&it.consequent);
        }
        self.either(
            |search| search.visit_statement(&it.consequent),
            |search| it.alternate.iter().for_each(|alternate| search.visit_statement(alternate)),
        );
    }

    /// Visits the right side of `&&` or `||` as far as it runs; the left side was visited.
    pub(super) fn go_on(&mut self, it: &LogicalExpression<'_>, visit: impl FnOnce(&mut Self)) {
        let is_and = it.operator == LogicalOperator::And;
        match self.certain_truth(&it.left).filter(|_| it.operator != LogicalOperator::Coalesce) {
            Some(truth) if truth == is_and => visit(self),
            Some(_) => {}
            None if it.operator != LogicalOperator::Coalesce && self.leave_out(&it.left, !is_and) => {
                visit(self)
            }
            None => self.maybe(visit),
        }
    }

    /// Notes the names that the innermost loop over keys leaves out where a test holds, or does not (`if_true`); false if
    /// it is not known which.
    fn leave_out(&mut self, test: &Expression<'_>, if_true: bool) -> bool {
        let Some(key) = self.open_loops.last().copied() else { return false };
        if !self.is_at(key) {
            return false;
        }
        let left_out = self.left_out_by(TEST_DEPTH, test, key, if_true);
        let keys = self.keys.get_mut(&key);
        match (left_out, keys) {
            (Some(names), Some(keys)) => {
                keys.left_out.extend(names);
                true
            }
            _ => false,
        }
    }

    /// The names that a test leaves out; `None` where that is not known.
    fn left_out_by(
        &mut self,
        levels: usize,
        test: &Expression<'_>,
        key: SymbolId,
        if_true: bool,
    ) -> Option<BTreeSet<String>> {
        let levels = levels.checked_sub(1)?;
        match test.without_parentheses() {
            Expression::UnaryExpression(it) if it.operator == UnaryOperator::LogicalNot => {
                self.left_out_by(levels, &it.argument, key, !if_true)
            }
            Expression::LogicalExpression(it) if it.operator != LogicalOperator::Coalesce => {
                let left = self.left_out_by(levels, &it.left, key, if_true);
                let right = self.left_out_by(levels, &it.right, key, if_true);
                let needs_both = (it.operator == LogicalOperator::And) == if_true;
                if needs_both {
                    // Not more than one of them leaves out.
                    return [left, right].into_iter().flatten().find(BTreeSet::is_empty);
                }
                let mut both = left?;
                both.append(&mut right?);
                Some(both)
            }
            Expression::BinaryExpression(it) => self.left_out_by_comparison(it, key, if_true),
            Expression::CallExpression(it) => {
                let object = self.asked_for_key(it, key)?;
                self.left_out_with(object, key, if_true)
            }
            _ => None,
        }
    }

    fn left_out_by_comparison(
        &mut self,
        it: &BinaryExpression<'_>,
        key: SymbolId,
        if_true: bool,
    ) -> Option<BTreeSet<String>> {
        let is_equal = match it.operator {
            BinaryOperator::Equality | BinaryOperator::StrictEquality => true,
            BinaryOperator::Inequality | BinaryOperator::StrictInequality => false,
            BinaryOperator::In if self.key_symbol(&it.left) == Some(key) => {
                return self.left_out_with(&it.right, key, if_true);
            }
            _ => return None,
        };
        if is_equal != if_true {
            return None;
        }
        match (it.left.without_parentheses(), it.right.without_parentheses()) {
            (Expression::StringLiteral(text), other) | (other, Expression::StringLiteral(text)) => {
                (self.key_symbol(other) == Some(key)).then(|| BTreeSet::from([text.value.to_string()]))
            }
            // What is there already: `exports[key] === module[key]`.
            (left, right) => {
                let name = self.scoping.symbol_name(key);
                let of_exports =
                    |it: &Expression<'_>| indexed(it, name).is_some_and(|it| self.is_exports(it));
                (of_exports(left) || of_exports(right)).then(BTreeSet::new)
            }
        }
    }

    /// The object that a call asks for a key: `hasOwnProperty.call(object, key)`.
    fn asked_for_key<'e, 'a>(&self, it: &'e CallExpression<'a>, key: SymbolId) -> Option<&'e Expression<'a>> {
        let argument = |nth: usize| it.arguments.get(nth).and_then(Argument::as_expression);
        let is_key = |it: Option<&Expression<'_>>| it.is_some_and(|it| self.key_symbol(it) == Some(key));
        let of = callee_object(&it.callee);
        match self.name_of(&it.callee)? {
            "call" if self.name_of(of?)? == "hasOwnProperty" => argument(0).filter(|_| is_key(argument(1))),
            "hasOwn" => argument(0).filter(|_| is_key(argument(1))),
            "hasOwnProperty" => of.filter(|_| is_key(argument(0))),
            _ => None,
        }
    }

    /// The keys that are left out because an object has them, or does not have them.
    fn left_out_with(
        &mut self,
        object: &Expression<'_>,
        key: SymbolId,
        if_true: bool,
    ) -> Option<BTreeSet<String>> {
        let is_own = self.keys.get(&key).is_some_and(|keys| keys.is_of(&self.keys_of(object)));
        if self.is_exports(object) || is_own {
            // What `exports` has is given already, and each key is one of its own object.
            return (is_own != if_true).then(BTreeSet::new);
        }
        let names = self.literal(object).filter(|_| if_true)?;
        Some(names.into_iter().collect())
    }
}

/// Tells whether a statement does nothing but end what runs.
fn ends(it: &Statement<'_>) -> bool {
    match it {
        Statement::ReturnStatement(it) => it.argument.is_none(),
        Statement::ContinueStatement(it) => it.label.is_none(),
        Statement::BlockStatement(it) => matches!(it.body.as_slice(), [only] if ends(only)),
        _ => false,
    }
}
