//! Top-level await, which makes the evaluation of a module asynchronous.

use oxc_ast::ast::{
    ArrayAssignmentTarget, ArrayExpression, ArrowFunctionExpression, AssignmentTargetPropertyIdentifier,
    AwaitExpression, CallExpression, Class, ComputedMemberExpression, ConditionalExpression, ForOfStatement,
    Function, ImportExpression, NewExpression, ObjectAssignmentTarget, ObjectExpression,
    ParenthesizedExpression, Program, TemplateLiteral, VariableDeclaration,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;
use oxc_syntax::scope::ScopeFlags;

/// A top-level await.
#[derive(Clone, Copy)]
pub(super) struct TopLevelAwait {
    pub span: Span,
    /// True if V8 complains of it in words that Node does not look for: in `${await x}` and `({ a = await x } = b)`,
    /// where it expects the hole or the object to end.
    pub has_other_words: bool,
}

/// Returns the first `await`, `for await` or `await using` outside any function.
pub(super) fn top_level_await(program: &Program<'_>) -> Option<TopLevelAwait> {
    if !program.source_text.contains("await") {
        return None;
    }
    let mut search = AwaitSearch { first: None, has_other_words: false };
    search.visit_program(program);
    search.first
}

struct AwaitSearch {
    first: Option<TopLevelAwait>,
    /// True where an `await` would have other words.
    has_other_words: bool,
}

impl AwaitSearch {
    fn found(&mut self, span: Span) {
        if self.first.is_none_or(|first| span.start < first.span.start) {
            self.first = Some(TopLevelAwait { span, has_other_words: self.has_other_words });
        }
    }

    fn inside(&mut self, has_other_words: bool, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.has_other_words, has_other_words);
        walk(self);
        self.has_other_words = outer;
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

    fn visit_assignment_target_property_identifier(&mut self, it: &AssignmentTargetPropertyIdentifier<'a>) {
        self.inside(true, |search| walk::walk_assignment_target_property_identifier(search, it));
    }

    // Between brackets of any kind V8 has the words that Node looks for, also in a hole.
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

    // An `await` in a class stands between its brackets, or in those of what it extends.
    fn visit_class(&mut self, it: &Class<'a>) {
        self.inside(false, |search| walk::walk_class(search, it));
    }

    fn visit_array_assignment_target(&mut self, it: &ArrayAssignmentTarget<'a>) {
        self.inside(false, |search| walk::walk_array_assignment_target(search, it));
    }

    fn visit_object_assignment_target(&mut self, it: &ObjectAssignmentTarget<'a>) {
        self.inside(false, |search| walk::walk_object_assignment_target(search, it));
    }
}
