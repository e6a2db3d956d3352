//! The variables that have functions of compilers or built-in ones, also under the short names that minifiers give them: a
//! function is known by what it does.

use oxc_ast::ast::{
    Argument, ArrowFunctionBody, CallExpression, Expression, ForStatementLeft, FormalParameters, Function,
    Statement, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::Scoping;
use oxc_syntax::{scope::ScopeFlags, symbol::SymbolId};

use super::{
    syntax::Parsed,
    write_forms::{callee_name, described},
};
use crate::hash::HashMap;

/// The built-in functions that variables may have.
const BUILT_IN: [&str; 8] = [
    "defineProperty",
    "getOwnPropertyNames",
    "getOwnPropertyDescriptor",
    "keys",
    "assign",
    "freeze",
    "hasOwnProperty",
    "hasOwn",
];

/// Finds the variables, with the names that compilers and the language give to what they have.
pub(super) fn helpers(parsed: &Parsed<'_>) -> HashMap<SymbolId, &'static str> {
    let mut search = HelperSearch { scoping: &parsed.scoping, found: HashMap::default() };
    search.visit_program(parsed.program);
    search.found
}

struct HelperSearch<'s> {
    scoping: &'s Scoping,
    found: HashMap<SymbolId, &'static str>,
}

impl<'a> Visit<'a> for HelperSearch<'_> {
    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        let symbol = it.id.get_binding_identifier().and_then(|id| id.symbol_id.get());
        let symbol = symbol.filter(|symbol| !self.scoping.symbol_is_mutated(*symbol));
        if let Some((symbol, init)) = symbol.zip(it.init.as_ref()) {
            let name = built_in(init).or_else(|| self.helper(init));
            self.found.extend(name.map(|name| (symbol, name)));
        }
        walk::walk_variable_declarator(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        let symbol = it.id.as_ref().and_then(|id| id.symbol_id.get());
        let symbol = symbol.filter(|symbol| !self.scoping.symbol_is_mutated(*symbol));
        if let Some((symbol, body)) = symbol.zip(it.body.as_ref()) {
            let name = self.helper_of(&it.params, &body.statements);
            self.found.extend(name.map(|name| (symbol, name)));
        }
        walk::walk_function(self, it, flags);
    }
}

/// `Object.keys`, `Object.prototype.hasOwnProperty`
fn built_in(it: &Expression<'_>) -> Option<&'static str> {
    let member = it.without_parentheses().as_member_expression()?;
    let name = member.static_property_name()?;
    let of = member.object();
    let is_prototype = || {
        let prototype = of.as_member_expression()?;
        let is_named = prototype.static_property_name() == Some("prototype");
        Some(is_named && prototype.object().is_specific_id("Object"))
    };
    let is_built_in = of.is_specific_id("Object") || is_prototype().unwrap_or_default();
    BUILT_IN.into_iter().find(|known| *known == name).filter(|_| is_built_in)
}

impl HelperSearch<'_> {
    fn name_of<'c>(&self, callee: &'c Expression<'_>) -> Option<&'c str> {
        match self.symbol(callee).and_then(|symbol| self.found.get(&symbol)) {
            Some(name) => Some(name),
            None => callee_name(callee),
        }
    }

    fn symbol(&self, it: &Expression<'_>) -> Option<SymbolId> {
        self.scoping.get_reference(it.get_identifier_reference()?.reference_id.get()?).symbol_id()
    }

    /// The name of the helper that a function is.
    fn helper(&self, it: &Expression<'_>) -> Option<&'static str> {
        match it.without_parentheses() {
            Expression::FunctionExpression(it) => self.helper_of(&it.params, &it.body.as_ref()?.statements),
            Expression::ArrowFunctionExpression(it) => match &it.body {
                ArrowFunctionBody::FunctionBody(body) => self.helper_of(&it.params, &body.statements),
                body => self.helper_that_gives(&it.params, body.as_expression()?),
            },
            _ => None,
        }
    }

    fn helper_of(&self, parameters: &FormalParameters<'_>, body: &[Statement<'_>]) -> Option<&'static str> {
        match (body, parameters.items.len()) {
            ([only], 2) => self.gives_all(parameters, only).then_some("_export"),
            ([Statement::ReturnStatement(it)], _) => {
                self.helper_that_gives(parameters, it.argument.as_ref()?)
            }
            ([Statement::IfStatement(it), Statement::ReturnStatement(result)], 3 | 4) => {
                let is_first = result.argument.as_ref().is_some_and(|it| self.is_nth(parameters, 0, it));
                (is_first && self.copies(parameters, &it.consequent)).then_some("__copyProps")
            }
            _ => None,
        }
    }

    /// `for (var name in all) defineProperty(target, name, { get: all[name] })`
    fn gives_all(&self, parameters: &FormalParameters<'_>, only: &Statement<'_>) -> bool {
        let Statement::ForInStatement(it) = only else { return false };
        self.is_nth(parameters, 1, &it.right) && self.defines(parameters, loop_name(&it.left), &it.body)
    }

    /// Tells whether a statement gives the first parameter each name of the second one, but for the third.
    fn copies(&self, parameters: &FormalParameters<'_>, it: &Statement<'_>) -> bool {
        let Statement::ForOfStatement(it) = plain(it) else { return false };
        let name = loop_name(&it.left);
        let Expression::CallExpression(names) = &it.right else { return false };
        let asked = names.arguments.first().and_then(Argument::as_expression);
        let is_list = self.name_of(&names.callee) == Some("getOwnPropertyNames")
            && asked.is_some_and(|asked| self.is_nth(parameters, 1, asked));
        let body = match plain(&it.body) {
            Statement::IfStatement(it) if it.alternate.is_none() => &it.consequent,
            Statement::ExpressionStatement(it) => match it.expression.without_parentheses() {
                // Minifiers write `has(a) || b === c || define(…)`.
                Expression::LogicalExpression(test) => {
                    return is_list && self.is_definition(parameters, name, &test.right);
                }
                _ => return false,
            },
            _ => return false,
        };
        is_list && self.defines(parameters, name, body)
    }

    fn defines(&self, parameters: &FormalParameters<'_>, name: Option<&str>, it: &Statement<'_>) -> bool {
        let Statement::ExpressionStatement(it) = plain(it) else { return false };
        self.is_definition(parameters, name, &it.expression)
    }

    /// `defineProperty(target, name, { get: … })`, where the second parameter has what is got.
    fn is_definition(
        &self,
        parameters: &FormalParameters<'_>,
        name: Option<&str>,
        it: &Expression<'_>,
    ) -> bool {
        let Expression::CallExpression(call) = it.without_parentheses() else { return false };
        let argument = |nth: usize| call.arguments.get(nth).and_then(Argument::as_expression);
        let (Some(name), Some(target), Some(key), Some(descriptor)) =
            (name, argument(0), argument(1), argument(2))
        else {
            return false;
        };
        self.name_of(&call.callee) == Some("defineProperty")
            && self.is_nth(parameters, 0, target)
            && key.is_specific_id(name)
            && described(descriptor, name).is_some_and(|of| self.is_nth(parameters, 1, of))
    }

    fn helper_that_gives(
        &self,
        parameters: &FormalParameters<'_>,
        it: &Expression<'_>,
    ) -> Option<&'static str> {
        let copied = |it: &CallExpression<'_>, from: usize| {
            let from_given = it.arguments.get(1).and_then(Argument::as_expression);
            self.name_of(&it.callee) == Some("__copyProps")
                && from_given.is_some_and(|given| self.is_nth(parameters, from, given))
        };
        match it.without_parentheses() {
            Expression::CallExpression(it) if copied(it, 0) => {
                let made = it.arguments.first().and_then(Argument::as_expression)?;
                let Expression::CallExpression(made) = made.without_parentheses() else { return None };
                (self.name_of(&made.callee) == Some("defineProperty")).then_some("__toCommonJS")
            }
            Expression::SequenceExpression(it) => match it.expressions.first()?.without_parentheses() {
                Expression::CallExpression(it) if copied(it, 1) => {
                    let target = it.arguments.first().and_then(Argument::as_expression)?;
                    self.is_nth(parameters, 0, target).then_some("__reExport")
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn is_nth(&self, parameters: &FormalParameters<'_>, nth: usize, it: &Expression<'_>) -> bool {
        let name = parameters.items.get(nth).and_then(|it| it.pattern.get_binding_identifier());
        let symbol = name.and_then(|name| name.symbol_id.get());
        symbol.is_some() && self.symbol(it.without_parentheses()) == symbol
    }
}

/// The one statement of a block, or a statement itself.
fn plain<'s, 'a>(it: &'s Statement<'a>) -> &'s Statement<'a> {
    match it {
        Statement::BlockStatement(block) => match block.body.as_slice() {
            [only] => only,
            _ => it,
        },
        it => it,
    }
}

fn loop_name<'l>(left: &'l ForStatementLeft<'_>) -> Option<&'l str> {
    let ForStatementLeft::VariableDeclaration(it) = left else { return None };
    it.declarations.first()?.id.get_binding_identifier().map(|id| id.name.as_str())
}
