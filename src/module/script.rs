//! ES modules that export no name: the exports that they would have if they were CommonJS.

use oxc_ast::ast::{
    Argument, ArrowFunctionExpression, AssignmentExpression, AssignmentTarget, CallExpression, Expression,
    Function, MemberExpression, Statement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::Scoping;
use oxc_span::{GetSpan, Span};
use oxc_syntax::scope::ScopeFlags;

use super::{decode::Text, syntax::Parsed};

/// An ES module without any `export`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exportless {
    /// The place where it gives something to `module.exports` or `exports`, as the whole of its purpose.
    pub gives_commonjs: Option<crate::text::Span>,
    /// True if it has neither `import` nor `export`, and does something other than to throw.
    pub is_script: bool,
    /// True if it only declares functions: nothing calls them, and no one can.
    pub only_declares: bool,
}

/// Reads an ES module that exports nothing.
pub(super) fn exportless(parsed: &Parsed<'_>, text: &Text<'_>) -> Exportless {
    let body = &parsed.program.body;
    let has_names = ["module", "exports"].iter().any(|name| {
        parsed.scoping.root_unresolved_references().contains_key(&oxc_ast::ast::Ident::from(*name))
    });
    let gives = has_names.then(|| body.iter().find_map(|it| giving(it, body, &parsed.scoping))).flatten();
    Exportless {
        gives_commonjs: gives.map(|span| text.span(span)),
        is_script: !body.iter().any(Statement::is_module_declaration) && body.iter().any(acts),
        only_declares: only_declares(body),
    }
}

/// Tells whether statements declare functions, and do nothing else.
fn only_declares(body: &[Statement<'_>]) -> bool {
    let is_function = |it: &Statement<'_>| matches!(it, Statement::FunctionDeclaration(_));
    let is_idle = |it: &Statement<'_>| is_function(it) || matches!(it, Statement::EmptyStatement(_));
    body.iter().any(is_function) && body.iter().all(is_idle)
}

/// Tells whether a statement does more than to throw.
fn acts(statement: &Statement<'_>) -> bool {
    // A stub that only throws, `throw new Error('a can only be imported')`, means to give no names.
    !matches!(statement, Statement::ThrowStatement(_) | Statement::EmptyStatement(_))
}

/// Returns the place where a statement of the top level gives something to CommonJS: directly, or in a
/// function if the statement is the greater part of the file. A place deep in one of many statements belongs
/// to a library that was bundled along.
fn giving(statement: &Statement<'_>, body: &[Statement<'_>], scoping: &Scoping) -> Option<Span> {
    let mut giving = Giving { scoping, functions: 0, found: None };
    giving.visit_statement(statement);
    let (span, is_nested) = giving.found?;
    let all = body.last()?.span().end.saturating_sub(body.first()?.span().start);
    (!is_nested || statement.span().size() >= all / 2).then_some(span)
}

struct Giving<'s> {
    scoping: &'s Scoping,
    functions: usize,
    /// The first place, and whether it stands in a function.
    found: Option<(Span, bool)>,
}

impl Giving<'_> {
    fn is_free(&self, expression: &Expression<'_>, name: &str) -> bool {
        expression.without_parentheses().get_identifier_reference().is_some_and(|id| {
            let reference = id.reference_id.get().map(|id| self.scoping.get_reference(id));
            id.name == name && reference.is_some_and(|it| it.symbol_id().is_none())
        })
    }

    /// `exports.x`, `module.exports`, `module.exports.x`
    fn is_commonjs(&self, member: &MemberExpression<'_>) -> bool {
        let is_module_exports = |member: &MemberExpression<'_>| {
            self.is_free(member.object(), "module") && member.static_property_name() == Some("exports")
        };
        self.is_free(member.object(), "exports")
            || is_module_exports(member)
            || member.object().as_member_expression().is_some_and(is_module_exports)
    }

    fn note(&mut self, span: Span) {
        self.found.get_or_insert((span, self.functions > 0));
    }
}

impl<'a> Visit<'a> for Giving<'_> {
    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        let member = match &it.left {
            AssignmentTarget::ArrayAssignmentTarget(_) | AssignmentTarget::ObjectAssignmentTarget(_) => None,
            target => target.as_simple_assignment_target().and_then(|it| it.as_member_expression()),
        };
        if member.is_some_and(|member| self.is_commonjs(member)) {
            self.note(it.left.span());
        }
        walk::walk_assignment_expression(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let exports = it.arguments.iter().filter_map(Argument::as_expression);
        if let Some(given) = exports.into_iter().find(|it| self.is_free(it, "exports")) {
            self.note(given.span());
        }
        walk::walk_call_expression(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.functions += 1;
        walk::walk_function(self, it, flags);
        self.functions -= 1;
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.functions += 1;
        walk::walk_arrow_function_expression(self, it);
        self.functions -= 1;
    }
}
