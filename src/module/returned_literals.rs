//! Functions that give an object literal back in every run, by the variables that have them: `module.exports = create()`.

use oxc_ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, CallExpression, Class, Expression, Function, ReturnStatement,
    Statement, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::Scoping;
use oxc_syntax::{scope::ScopeFlags, symbol::SymbolId};

use super::{syntax::Parsed, write_forms::literal_keys};
use crate::hash::HashMap;

/// The names of the literal that each function gives back; a function that may be another one, or that gives something else in some
/// runs, is none of them.
#[derive(Default)]
pub(super) struct ReturnedLiterals {
    names: HashMap<SymbolId, Vec<String>>,
}

impl ReturnedLiterals {
    pub(super) fn of(parsed: &Parsed<'_>) -> Self {
        let mut search = LiteralSearch { scoping: &parsed.scoping, found: Self::default() };
        search.visit_program(parsed.program);
        search.found
    }

    /// The names of what a call of a variable gives.
    pub(super) fn names(&self, it: &CallExpression<'_>, scoping: &Scoping) -> Option<&[String]> {
        let callee = it.callee.without_parentheses().get_identifier_reference()?;
        let symbol = scoping.get_reference(callee.reference_id.get()?).symbol_id()?;
        self.names.get(&symbol).map(Vec::as_slice)
    }
}

struct LiteralSearch<'s> {
    scoping: &'s Scoping,
    found: ReturnedLiterals,
}

impl LiteralSearch<'_> {
    fn note(&mut self, symbol: Option<SymbolId>, names: Option<Vec<String>>) {
        let is_one = |symbol: &SymbolId| {
            !self.scoping.symbol_is_mutated(*symbol) && self.scoping.symbol_redeclarations(*symbol).is_empty()
        };
        self.found.names.extend(symbol.filter(is_one).zip(names));
    }
}

impl<'a> Visit<'a> for LiteralSearch<'_> {
    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        let symbol = it.id.get_binding_identifier().and_then(|id| id.symbol_id.get());
        let names = match it.init.as_ref().map(Expression::without_parentheses) {
            Some(Expression::FunctionExpression(it)) => of_function(it),
            Some(Expression::ArrowFunctionExpression(it)) => of_arrow(it),
            _ => None,
        };
        self.note(symbol, names);
        walk::walk_variable_declarator(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        let symbol = it.id.as_ref().and_then(|id| id.symbol_id.get());
        self.note(symbol, of_function(it));
        walk::walk_function(self, it, flags);
    }
}

fn of_function(it: &Function<'_>) -> Option<Vec<String>> {
    let body = it.body.as_ref().filter(|_| !it.generator && !it.r#async)?;
    of_body(&body.statements)
}

fn of_arrow(it: &ArrowFunctionExpression<'_>) -> Option<Vec<String>> {
    if it.r#async {
        return None;
    }
    match &it.body {
        ArrowFunctionBody::FunctionBody(body) => of_body(&body.statements),
        body => literal_keys(body.as_expression()?),
    }
}

/// The names of the literal that the last statement returns, where no other statement returns anything.
fn of_body(body: &[Statement<'_>]) -> Option<Vec<String>> {
    let (Statement::ReturnStatement(last), others) = body.split_last()? else { return None };
    let names = literal_keys(last.argument.as_ref()?)?;
    let mut returns = ReturnSearch { is_found: false };
    others.iter().for_each(|it| returns.visit_statement(it));
    (!returns.is_found).then_some(names)
}

/// Looks for what a function returns, and not for what functions in it do.
struct ReturnSearch {
    is_found: bool,
}

impl<'a> Visit<'a> for ReturnSearch {
    fn visit_return_statement(&mut self, _: &ReturnStatement<'a>) {
        self.is_found = true;
    }

    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}

    fn visit_class(&mut self, _: &Class<'a>) {}
}
