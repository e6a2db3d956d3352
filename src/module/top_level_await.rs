//! Top-level await, which makes the evaluation of a module asynchronous.

use oxc_ast::ast::{
    ArrayExpression, ArrowFunctionExpression, AwaitExpression, CallExpression, ComputedMemberExpression,
    ConditionalExpression, ForOfStatement, Function, ImportExpression, NewExpression, ObjectExpression,
    ParenthesizedExpression, Program, TemplateLiteral, VariableDeclaration,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;
use oxc_syntax::scope::ScopeFlags;

/// A top-level await.
#[derive(Clone, Copy)]
pub(super) struct TopLevelAwait {
    pub span: Span,
    /// True if the awaited expression ends where a template's hole ends: `${await x}`.
    pub ends_template_hole: bool,
}

/// Returns the first `await`, `for await` or `await using` outside any function.
pub(super) fn top_level_await(program: &Program<'_>) -> Option<TopLevelAwait> {
    if !program.source_text.contains("await") {
        return None;
    }
    let mut search = AwaitSearch { first: None, in_hole: false };
    search.visit_program(program);
    search.first
}

struct AwaitSearch {
    first: Option<TopLevelAwait>,
    in_hole: bool,
}

impl AwaitSearch {
    fn found(&mut self, span: Span) {
        if self.first.is_none_or(|first| span.start < first.span.start) {
            self.first = Some(TopLevelAwait { span, ends_template_hole: self.in_hole });
        }
    }

    fn inside(&mut self, hole: bool, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.in_hole, hole);
        walk(self);
        self.in_hole = outer;
    }
}

impl<'a> Visit<'a> for AwaitSearch {
    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}

    fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
        self.found(it.span);
        walk::walk_await_expression(self, it);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        if it.r#await {
            self.found(it.span);
        }
        walk::walk_for_of_statement(self, it);
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        if it.kind.is_await() {
            self.found(it.span);
        }
        walk::walk_variable_declaration(self, it);
    }

    fn visit_template_literal(&mut self, it: &TemplateLiteral<'a>) {
        self.inside(true, |search| walk::walk_template_literal(search, it));
    }

    // V8 has words of its own for `${await x}`. Between brackets in the hole it has those that Node looks for.
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.visit_expression(&it.callee);
        self.inside(false, |search| search.visit_arguments(&it.arguments));
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.visit_expression(&it.callee);
        self.inside(false, |search| search.visit_arguments(&it.arguments));
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        self.visit_expression(&it.object);
        self.inside(false, |search| search.visit_expression(&it.expression));
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        self.visit_expression(&it.test);
        self.inside(false, |search| search.visit_expression(&it.consequent));
        self.visit_expression(&it.alternate);
    }

    fn visit_array_expression(&mut self, it: &ArrayExpression<'a>) {
        self.inside(false, |search| walk::walk_array_expression(search, it));
    }

    fn visit_object_expression(&mut self, it: &ObjectExpression<'a>) {
        self.inside(false, |search| walk::walk_object_expression(search, it));
    }

    fn visit_parenthesized_expression(&mut self, it: &ParenthesizedExpression<'a>) {
        self.inside(false, |search| walk::walk_parenthesized_expression(search, it));
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        self.inside(false, |search| walk::walk_import_expression(search, it));
    }
}
