//! Functions in the place of Node's own that give what Node's gives: tracers, which only look at what is loaded.

use super::{loader_part::LoaderPart, *};
use oxc_ast::ast::{
    Argument, ArrowFunctionExpression, BindingPattern, CatchClause, Expression, FormalParameters,
    ReturnStatement, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;

impl<'a> Flow<'a, '_> {
    /// Tells whether a function passes its first argument on to Node's own loader, and returns nothing else than what that returns.
    pub(super) fn only_looks_on(&self, value: &'a Expression<'a>) -> bool {
        let (parameters, body) = match value.without_parentheses() {
            Expression::FunctionExpression(it) if !it.r#async && !it.generator => (&it.params, &it.body),
            _ => return false,
        };
        let text = self.text.text.get(value_range(value)).unwrap_or_default();
        // `arguments[0] = "x"` asks for something else.
        if text.contains("arguments[") {
            return false;
        }
        let kept = HashSet::default();
        let mut search = OnlookerSearch { flow: self, parameters, kept, returns: false, is_other: false };
        body.iter().for_each(|body| search.visit_function_body(body));
        search.returns && !search.is_other
    }

    /// Tells whether an expression is `load.apply(this, arguments)`, `load.call(this, request, …)` or `load(request, …)`.
    fn is_passed_on(&self, expression: &Expression<'a>, parameters: &FormalParameters<'a>) -> bool {
        let Expression::CallExpression(it) = expression.without_parentheses() else { return false };
        let is_load = |it: &Expression<'a>| self.part_of_loader(it) == Some(LoaderPart::Load);
        let (first, is_node_s) = match &it.callee {
            Expression::StaticMemberExpression(member) => (
                it.arguments.get(1),
                matches!(member.property.name.as_str(), "apply" | "call") && is_load(&member.object),
            ),
            callee => (it.arguments.first(), is_load(callee)),
        };
        is_node_s && first.is_some_and(|first| self.is_first(first, parameters))
    }

    /// Tells whether an argument is `arguments`, or begins with the first parameter, which nothing changes.
    fn is_first(&self, argument: &Argument<'a>, parameters: &FormalParameters<'a>) -> bool {
        let own = |pattern: &BindingPattern<'a>| {
            pattern.get_binding_identifier().and_then(|id| self.constant_symbol(id))
        };
        let first = parameters.items.first().and_then(|it| own(&it.pattern));
        let rest = parameters.rest.as_ref().and_then(|it| own(&it.rest.argument));
        // `arguments` follows what is assigned to the parameters.
        let is_kept = parameters.items.first().is_none_or(|_| first.is_some());
        let named = match argument {
            Argument::SpreadElement(it) => it.argument.get_identifier_reference(),
            argument => argument.as_expression().and_then(|it| it.get_identifier_reference()),
        };
        named.is_some_and(|id| match self.symbol(id) {
            None => id.name == "arguments" && is_kept,
            symbol => symbol == first || parameters.items.is_empty() && symbol == rest,
        })
    }
}

fn value_range(value: &Expression<'_>) -> std::ops::Range<usize> {
    let span = oxc_span::GetSpan::span(value);
    span.start as usize..span.end as usize
}

/// The search through a function for what it returns.
struct OnlookerSearch<'f, 'a, 's> {
    flow: &'f Flow<'a, 's>,
    parameters: &'f FormalParameters<'a>,
    /// The variables that keep what Node's loader gave.
    kept: HashSet<SymbolId>,
    returns: bool,
    /// True if it returns anything else.
    is_other: bool,
}

impl<'a> Visit<'a> for OnlookerSearch<'_, 'a, '_> {
    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}

    fn visit_catch_clause(&mut self, _: &CatchClause<'a>) {
        self.is_other = true;
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if let BindingPattern::BindingIdentifier(id) = &it.id
            && it.init.as_ref().is_some_and(|init| self.flow.is_passed_on(init, self.parameters))
        {
            self.kept.extend(self.flow.constant_symbol(id));
        }
        walk::walk_variable_declarator(self, it);
    }

    fn visit_return_statement(&mut self, it: &ReturnStatement<'a>) {
        self.returns = true;
        let is_node_s = it.argument.as_ref().is_some_and(|it| {
            let named = it.get_identifier_reference().and_then(|id| self.flow.symbol(id));
            named.is_some_and(|symbol| self.kept.contains(&symbol))
                || self.flow.is_passed_on(it, self.parameters)
        });
        self.is_other |= !is_node_s;
    }
}
