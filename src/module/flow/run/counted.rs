//! Loops that count the elements of a known list: `for (let i = 0; i < list.length; i++)`.

use super::{statements::Exits, *};
use oxc_ast::ast::{
    AssignmentOperator, BinaryOperator, BindingPattern, Expression, ForStatement, ForStatementInit,
    IdentifierReference, SimpleAssignmentTarget, UpdateOperator, VariableDeclaration,
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
        let (first, others) = declaration.declarations.split_first()?;
        let counter = symbol_of(&first.id)?;
        let begins = matches!(&first.init, Some(Expression::NumericLiteral(it)) if it.value == 0.0);
        let is_plain = others.iter().all(|it| it.init.as_ref().is_none_or(|init| list_of(init).is_some()));
        let Expression::BinaryExpression(test) = it.test.as_ref()? else { return None };
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
            let named = others.iter().find(|it| symbol_of(&it.id) == Some(limit))?;
            list_of(named.init.as_ref()?)
        })?;
        Some(CountedLoop { counter, list, declaration })
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
