//! Assignments, also those that give several targets one value, as `exports = module.exports = value` does: the value of the
//! whole is what the module exports, if one of the targets is.

use oxc_ast::ast::{
    AssignmentExpression, AssignmentTarget, Expression, SimpleAssignmentTarget, UnaryOperator,
};
use oxc_ast_visit::Visit;

use super::{
    guards::GuardNames,
    write_forms::tells_lexer_only,
    writes::{Owner, WriteSearch},
};

/// The targets of an assignment and of those that are its value, and the value that all of them get.
struct AssignmentChain<'e, 'a> {
    targets: Vec<&'e AssignmentTarget<'a>>,
    value: &'e Expression<'a>,
}

impl<'e, 'a> AssignmentChain<'e, 'a> {
    /// `None` where an operator makes the value.
    fn of(mut it: &'e AssignmentExpression<'a>) -> Option<Self> {
        if !it.operator.is_assign() {
            return None;
        }
        let mut targets = Vec::new();
        loop {
            targets.push(&it.left);
            match it.right.without_parentheses() {
                Expression::AssignmentExpression(inner) if inner.operator.is_assign() => it = inner,
                value => return Some(Self { targets, value }),
            }
        }
    }
}

/// The things that an assignment gives a value to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChainTarget<'e> {
    /// `exports`, or a variable that has it.
    Variable,
    /// `module.exports`
    Module,
    Member(&'e str),
    /// A member that code names.
    Key,
    /// The member of a prototype that has the function it belongs to.
    Constructor,
    Other,
}

impl WriteSearch<'_> {
    /// Notes what an assignment gives to what the module exports, or to a variable that has it (`is_given`); true if its
    /// value is what the module exports.
    pub(super) fn assign(&mut self, it: &AssignmentExpression<'_>, is_given: bool) -> bool {
        let Some(chain) = AssignmentChain::of(it) else {
            self.visit_assignment_target(&it.left);
            self.visit_expression(&it.right);
            return false;
        };
        let kinds: Vec<ChainTarget<'_>> = chain.targets.iter().map(|target| self.kind(target)).collect();
        if kinds == [ChainTarget::Key] && self.give_star(it) {
            return false;
        }
        let is_whole = self.replace(&kinds);
        let is_known = self.is_exports(chain.value);
        let is_exports = is_given || is_whole || is_known;
        for (target, kind) in chain.targets.iter().zip(kinds) {
            self.assign_to(target, kind, chain.value, is_exports);
        }
        if is_given || is_whole {
            self.give(chain.value, if is_whole { Owner::Exports } else { Owner::Variable });
        } else if !is_known {
            self.visit_expression(chain.value);
        }
        is_exports
    }

    fn kind<'e>(&self, target: &'e AssignmentTarget<'_>) -> ChainTarget<'e> {
        let Some(target) = target.as_simple_assignment_target() else { return ChainTarget::Other };
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(it) = target {
            return if self.is_alias(it) { ChainTarget::Variable } else { ChainTarget::Other };
        }
        let Some(member) = target.as_member_expression() else { return ChainTarget::Other };
        match (self.is_exports(member.object()), member.static_property_name()) {
            (true, Some(name)) => ChainTarget::Member(name),
            (true, None) => ChainTarget::Key,
            (false, Some("exports")) if self.is_free(member.object(), "module") => ChainTarget::Module,
            (false, Some("constructor")) => ChainTarget::Constructor,
            (false, _) => ChainTarget::Other,
        }
    }

    /// Notes a value that `module.exports` gets; true if it, or a variable that has it, gets one.
    fn replace(&mut self, kinds: &[ChainTarget<'_>]) -> bool {
        let is_module = kinds.contains(&ChainTarget::Module);
        let is_whole = is_module || kinds.contains(&ChainTarget::Variable);
        // A variable that gets another object is no longer what the module exports.
        if is_whole && !is_module {
            self.lose_value();
        }
        is_whole
    }

    /// Notes the variable that a member gets, where that is one and never another thing.
    fn note_member(&mut self, name: &str, value: &Expression<'_>) {
        // Compilers begin with `exports.a = void 0`.
        if matches!(value, Expression::UnaryExpression(it) if it.operator == UnaryOperator::Void) {
            return;
        }
        let symbol = value.get_identifier_reference().and_then(|it| self.symbol(it));
        let known = self.given_members.entry(name.to_owned()).or_insert(symbol);
        if *known != symbol {
            *known = None;
        }
    }

    fn assign_to(
        &mut self,
        target: &AssignmentTarget<'_>,
        kind: ChainTarget<'_>,
        value: &Expression<'_>,
        is_exports: bool,
    ) {
        match kind {
            ChainTarget::Variable | ChainTarget::Module => {}
            ChainTarget::Member(name) => {
                let owner = target.as_simple_assignment_target().and_then(|it| it.as_member_expression());
                let owner = owner.map_or(Owner::Exports, |member| self.owner(member.object()));
                self.write(name, owner);
                if is_exports {
                    self.found.names_of_itself.insert(name.to_owned());
                }
                self.note_member(name, value);
            }
            ChainTarget::Key => self.open(),
            ChainTarget::Constructor => self.visit_assignment_target(target),
            ChainTarget::Other => {
                self.found.is_open |= is_exports;
                self.visit_assignment_target(target);
            }
        }
    }

    /// Visits an expression of which the value is dropped.
    pub(super) fn drop_value(&mut self, it: &Expression<'_>) {
        match it.without_parentheses() {
            Expression::AssignmentExpression(it) => {
                self.assign(it, false);
            }
            Expression::SequenceExpression(it) => it.expressions.iter().for_each(|it| self.drop_value(it)),
            Expression::ConditionalExpression(it) => match self.certain_truth(&it.test) {
                Some(true) => self.drop_value(&it.consequent),
                Some(false) => self.drop_value(&it.alternate),
                None => {
                    self.ask(&it.test);
                    self.either(
                        |search| search.drop_value(&it.consequent),
                        |search| search.drop_value(&it.alternate),
                    );
                }
            },
            Expression::LogicalExpression(it) if !tells_lexer_only(it) => {
                self.ask(&it.left);
                self.go_on(it, |search| search.drop_value(&it.right));
            }
            Expression::CallExpression(it) => {
                self.call(it);
            }
            it => self.visit_expression(it),
        }
    }
}
