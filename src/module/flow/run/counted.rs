//! Loops that count the elements of a known list: `for (let i = 0; i < list.length; i++)`.

use super::{statements::Exits, *};
use oxc_ast::ast::{
    AssignmentOperator, BinaryOperator, BindingPattern, Expression, ForStatement, ForStatementInit,
    IdentifierReference, LogicalExpression, SimpleAssignmentTarget, UnaryOperator, UpdateOperator,
    VariableDeclaration, VariableDeclarator,
};

/// The parts of such a loop.
struct CountedLoop<'a> {
    counter: SymbolId,
    list: &'a Expression<'a>,
    declaration: &'a VariableDeclaration<'a>,
}

impl<'a> Interpreter<'a, '_, '_> {
    /// Runs such a loop once for each element, as long as nothing changes their number.
    pub(super) fn counted(&mut self, it: &'a ForStatement<'a>) -> Option<Exits> {
        let CountedLoop { counter, list, declaration } = self.counted_loop(it)?;
        let list = self.expression(list);
        let count = self.elements(&list)?.len();
        let (mut all, outer) = (Exits::NEXT, self.region);
        let round = |run: &mut Self, value| {
            run.declare_scope(it.scope_id.get());
            run.variables_of(declaration);
            run.set_variable(counter, value);
            run.statement(&it.body)
        };
        for index in 0..count {
            if self.length_of(&list) != Some(count) {
                let rest = self.rounds(|run| round(run, FlowValue::Unknown));
                self.region = outer;
                return Some(all | rest);
            }
            let exits = self.framed_block(|run| round(run, FlowValue::Number(index as f64)));
            all = all | exits.without(Exits::BREAK | Exits::CONTINUE);
            if !exits.has(Exits::NEXT | Exits::CONTINUE) {
                break;
            }
            self.part_from(exits, outer);
        }
        self.region = outer;
        self.set_variable(counter, FlowValue::Unknown);
        Some(all)
    }

    fn counted_loop(&self, it: &'a ForStatement<'a>) -> Option<CountedLoop<'a>> {
        let Some(ForStatementInit::VariableDeclaration(declaration)) = &it.init else { return None };
        let Expression::BinaryExpression(test) = it.test.as_ref()? else { return None };
        let counter = self.flow.symbol(test.left.get_identifier_reference()?)?;
        let is_counter = |it: &VariableDeclarator<'a>| symbol_of(&it.id) == Some(counter);
        let first = declaration.declarations.iter().find(|it| is_counter(it))?;
        let begins = matches!(&first.init, Some(Expression::NumericLiteral(it)) if it.value == 0.0);
        let others = || declaration.declarations.iter().filter(|it| !is_counter(it));
        let is_plain = others().all(|it| it.init.as_ref().is_none_or(|init| self.is_constant(it, init)));
        let is_counted = test.operator == BinaryOperator::LessThan
            && self.names(&test.left, counter)
            && self.counts_up(it.update.as_ref()?, counter);
        if !begins || !is_plain || !is_counted || self.writes(counter) != 1 {
            return None;
        }
        let list = list_of(&test.right).or_else(|| {
            // `for (var i = 0, n = list.length; i < n; i++)`
            let id = test.right.get_identifier_reference()?;
            let limit = self.flow.symbol(id).filter(|limit| self.writes(*limit) == 0)?;
            let named = others().find(|it| symbol_of(&it.id) == Some(limit))?;
            list_of(named.init.as_ref()?)
        })?;
        Some(CountedLoop { counter, list, declaration })
    }

    /// Tells whether each round may give a variable its value again: no code runs for that, and nothing else changes it.
    fn is_constant(&self, it: &VariableDeclarator<'a>, init: &'a Expression<'a>) -> bool {
        let is_fixed = || symbol_of(&it.id).is_some_and(|symbol| self.writes(symbol) == 0);
        list_of(init).is_some() || is_fixed() && runs_no_code(init)
    }

    fn names(&self, expression: &Expression<'a>, symbol: SymbolId) -> bool {
        expression.get_identifier_reference().is_some_and(|id| self.is_of(id, symbol))
    }

    fn counts(&self, target: &SimpleAssignmentTarget<'a>, symbol: SymbolId) -> bool {
        matches!(target, SimpleAssignmentTarget::AssignmentTargetIdentifier(id) if self.is_of(id, symbol))
    }

    fn is_of(&self, id: &IdentifierReference<'a>, symbol: SymbolId) -> bool {
        self.flow.symbol(id) == Some(symbol)
    }

    /// Tells whether an expression is `i++`, `++i` or `i += 1`.
    fn counts_up(&self, update: &Expression<'a>, counter: SymbolId) -> bool {
        match update {
            Expression::UpdateExpression(it) => {
                it.operator == UpdateOperator::Increment && self.counts(&it.argument, counter)
            }
            Expression::AssignmentExpression(it) => {
                it.operator == AssignmentOperator::Addition
                    && it.left.as_simple_assignment_target().is_some_and(|it| self.counts(it, counter))
                    && matches!(&it.right, Expression::NumericLiteral(it) if it.value == 1.0)
            }
            _ => false,
        }
    }

    /// Returns the number of places that give a variable another value than its declaration does.
    fn writes(&self, symbol: SymbolId) -> usize {
        let references = self.flow.scoping.get_resolved_references(symbol);
        references.filter(|reference| reference.is_write()).count()
    }
}

fn symbol_of(pattern: &BindingPattern<'_>) -> Option<SymbolId> {
    pattern.get_binding_identifier()?.symbol_id.get()
}

/// Returns the list of `list.length`, where a name stands for it.
fn list_of<'a>(expression: &'a Expression<'a>) -> Option<&'a Expression<'a>> {
    let Expression::StaticMemberExpression(member) = expression.without_parentheses() else { return None };
    let is_length = member.property.name == "length" && member.object.get_identifier_reference().is_some();
    is_length.then_some(&member.object)
}

/// Tells whether an expression is made of names and literals only, as `"function" == typeof require && require` is.
fn runs_no_code(expression: &Expression<'_>) -> bool {
    let is_plain = |it: &Expression<'_>| match it.without_parentheses() {
        Expression::UnaryExpression(it) => {
            it.operator == UnaryOperator::Typeof && it.argument.get_identifier_reference().is_some()
        }
        it => it.get_identifier_reference().is_some() || it.is_literal(),
    };
    let is_test = |it: &Expression<'_>| match it.without_parentheses() {
        Expression::BinaryExpression(it) => is_plain(&it.left) && is_plain(&it.right),
        it => is_plain(it),
    };
    match expression.without_parentheses() {
        Expression::LogicalExpression(it) => {
            let LogicalExpression { left, right, .. } = &**it;
            is_test(left) && is_test(right)
        }
        it => is_test(it),
    }
}
