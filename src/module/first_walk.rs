//! The walk over a program before its scopes are built, which several checks share: each would take as long alone.

use std::cell::Cell;

use oxc_ast::{
    AstKind,
    ast::{
        AccessorProperty, ArrowFunctionExpression, AwaitExpression, BindingIdentifier, BreakStatement,
        CatchParameter, Class, ClassBody, ContinueStatement, Decorator, FormalParameters, Function,
        IdentifierName, IdentifierReference, ImportDeclaration, ImportExpression, LabelIdentifier,
        LabeledStatement, LogicalExpression, NewTarget, PrivateIdentifier, Program, RegExpLiteral, Super,
        VariableDeclaration, WithClause, YieldExpression,
    },
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;
use oxc_syntax::scope::{ScopeFlags, ScopeId};

use super::{
    coalescing::MixedOperators,
    early_error::{EarlyError, Goal},
    effort::{Effort, EffortSum, class_members},
    gates::Gates,
    switches::ReadingSwitches,
};

/// The findings of the walk.
#[derive(Default)]
pub(super) struct FirstFindings {
    /// The work that the program takes, if it was asked for.
    pub effort: Option<Effort>,
    /// The places where `??` stands beside other operators.
    pub mixed: Vec<EarlyError>,
    /// The uses of syntax that this version of Node does not parse.
    pub gated: Vec<EarlyError>,
}

/// Walks a program, unless nothing is looked for in it.
pub(super) fn first_walk(
    program: &Program<'_>,
    goal: Goal,
    switches: &ReadingSwitches<'_>,
    asks_effort: bool,
) -> FirstFindings {
    let mut walk = FirstWalk {
        effort: asks_effort.then(EffortSum::default),
        mixed: MixedOperators::of(program.source_text),
        gates: Gates::of(program, goal, switches),
    };
    if walk.effort.is_some() || walk.mixed.is_some() || walk.gates.is_some() {
        walk.visit_program(program);
    }
    FirstFindings {
        effort: walk.effort.map(|sum| sum.effort()),
        mixed: walk.mixed.map(|mixed| mixed.errors).unwrap_or_default(),
        gated: walk.gates.map(|gates| gates.errors).unwrap_or_default(),
    }
}

/// The checks of one walk, each unless the text shows that it finds nothing.
struct FirstWalk<'a, 'p> {
    effort: Option<EffortSum<'a>>,
    mixed: Option<MixedOperators<'a>>,
    gates: Option<Gates<'p>>,
}

impl<'a> FirstWalk<'a, '_> {
    /// Adds to the effort, if that is asked for.
    fn measure(&mut self, add: impl FnOnce(&mut EffortSum<'a>)) {
        if let Some(sum) = &mut self.effort {
            add(sum);
        }
    }

    fn name(&mut self, name: &str, span: Span) {
        self.gates.iter_mut().for_each(|gates| gates.name(name, span));
    }

    /// Walks a list of parameters, whose references are looked for again.
    fn parameters(&mut self, walk: impl FnOnce(&mut Self)) {
        let before = self.effort.as_ref().map(EffortSum::references);
        walk(self);
        before.into_iter().for_each(|before| self.measure(|sum| sum.again_since(before)));
    }

    /// Walks a function, in which `await` may stand or not.
    fn function(&mut self, may_await: bool, walk: impl FnOnce(&mut Self)) {
        let outer = self.gates.as_mut().map(|gates| gates.replace_may_await(may_await));
        walk(self);
        if let (Some(gates), Some(outer)) = (&mut self.gates, outer) {
            gates.replace_may_await(outer);
        }
    }
}

impl<'a> Visit<'a> for FirstWalk<'a, '_> {
    fn enter_node(&mut self, _: AstKind<'a>) {
        self.measure(EffortSum::enter_node);
    }

    fn leave_node(&mut self, _: AstKind<'a>) {
        self.measure(EffortSum::leave_node);
    }

    fn enter_scope(&mut self, flags: ScopeFlags, _: &Cell<Option<ScopeId>>) {
        self.measure(|sum| sum.enter_scope(flags));
    }

    fn leave_scope(&mut self) {
        self.measure(EffortSum::leave_scope);
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.measure(|sum| sum.reference(it));
        self.name(&it.name, it.span);
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        self.measure(|sum| sum.binding(it));
        self.name(&it.name, it.span);
    }

    fn visit_identifier_name(&mut self, it: &IdentifierName<'a>) {
        self.name(&it.name, it.span);
    }

    fn visit_label_identifier(&mut self, it: &LabelIdentifier<'a>) {
        self.name(&it.name, it.span);
    }

    fn visit_private_identifier(&mut self, it: &PrivateIdentifier<'a>) {
        self.measure(|sum| sum.private_name(it));
        self.name(&it.name, it.span);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.measure(EffortSum::hoisted);
        self.function(it.r#async, |search| walk::walk_function(search, it, flags));
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.function(it.r#async, |search| walk::walk_arrow_function_expression(search, it));
    }

    fn visit_formal_parameters(&mut self, it: &FormalParameters<'a>) {
        self.parameters(|search| walk::walk_formal_parameters(search, it));
    }

    fn visit_catch_parameter(&mut self, it: &CatchParameter<'a>) {
        self.parameters(|search| walk::walk_catch_parameter(search, it));
    }

    fn visit_labeled_statement(&mut self, it: &LabeledStatement<'a>) {
        self.measure(|sum| sum.enter_label(&it.label));
        walk::walk_labeled_statement(self, it);
        self.measure(|sum| sum.leave_label(&it.label));
    }

    fn visit_break_statement(&mut self, it: &BreakStatement<'a>) {
        self.measure(|sum| sum.jump(it.label.as_ref()));
        walk::walk_break_statement(self, it);
    }

    fn visit_continue_statement(&mut self, it: &ContinueStatement<'a>) {
        self.measure(|sum| sum.jump(it.label.as_ref()));
        walk::walk_continue_statement(self, it);
    }

    fn visit_super(&mut self, _: &Super) {
        self.measure(EffortSum::nodes_around);
    }

    fn visit_new_target(&mut self, _: &NewTarget) {
        self.measure(EffortSum::nodes_around);
    }

    fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
        self.measure(EffortSum::nodes_around);
        walk::walk_await_expression(self, it);
    }

    fn visit_yield_expression(&mut self, it: &YieldExpression<'a>) {
        self.measure(EffortSum::nodes_around);
        walk::walk_yield_expression(self, it);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        self.measure(EffortSum::hoisted);
        walk::walk_class(self, it);
    }

    fn visit_class_body(&mut self, it: &ClassBody<'a>) {
        let members = self.effort.as_ref().map(|_| class_members(it));
        members.iter().for_each(|members| self.measure(|sum| sum.enter_class(members)));
        walk::walk_class_body(self, it);
        members.iter().for_each(|members| self.measure(|sum| sum.leave_class(members)));
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        self.mixed.iter_mut().for_each(|mixed| mixed.logical_expression(it));
        walk::walk_logical_expression(self, it);
    }

    fn visit_decorator(&mut self, it: &Decorator<'a>) {
        self.gates.iter_mut().for_each(|gates| gates.decorator(it));
        walk::walk_decorator(self, it);
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        self.gates.iter_mut().for_each(|gates| gates.accessor(it));
        walk::walk_accessor_property(self, it);
    }

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        self.gates.iter_mut().for_each(|gates| gates.import(it.phase, it.span));
        walk::walk_import_declaration(self, it);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        self.gates.iter_mut().for_each(|gates| gates.import(it.phase, it.span));
        walk::walk_import_expression(self, it);
    }

    fn visit_with_clause(&mut self, it: &WithClause<'a>) {
        self.gates.iter_mut().for_each(|gates| gates.with_clause(it));
        walk::walk_with_clause(self, it);
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        self.gates.iter_mut().for_each(|gates| gates.variable_declaration(it));
        walk::walk_variable_declaration(self, it);
    }

    fn visit_reg_exp_literal(&mut self, it: &RegExpLiteral<'a>) {
        self.gates.iter_mut().for_each(|gates| gates.regular_expression(it));
    }
}
