//! Functions that bundlers put in place of `require`, which throw where there is none: esbuild's `__require`, and its like.
//!
//! They are recognised by their code, not by their names: a function that calls `require` where that is
//! defined, and else throws; perhaps behind a proxy, and chosen by tests whose outcome is known.

use super::*;
use crate::module::effects::{ImportedCall, RequireShim, ShimWords};
use names::literal;
use oxc_ast::ast::{
    Argument, ArrowFunctionBody, BinaryOperator, BindingIdentifier, BindingPattern, CallExpression,
    Expression, FormalParameters, NewExpression, ObjectPropertyKind,
};

/// The steps that are taken from the name to the function: more than any bundler needs.
const STEPS: usize = 8;

/// A parameter, and the argument that is passed for it.
type Bound<'e, 'a> = Option<(SymbolId, &'e Expression<'a>)>;

impl<'a> Flow<'a, '_> {
    /// Remembers a name that is given to such a function.
    pub(super) fn learn_shim(
        &mut self,
        id: &BindingIdentifier<'a>,
        symbol: SymbolId,
        value: &'a Expression<'a>,
    ) {
        if let Some(function) = self.shim_function(STEPS, value, None) {
            self.note_shim(id, symbol, function);
        }
    }

    /// Like [`Self::learn_shim`], of a declared function.
    pub(super) fn learn_declared_shim(&mut self, function: &'a Function<'a>) {
        let id = function.id.as_ref();
        if let Some((id, symbol)) = id.and_then(|id| Some((id, self.constant_symbol(id)?))) {
            self.note_shim(id, symbol, function);
        }
    }

    fn note_shim(&mut self, id: &BindingIdentifier<'a>, symbol: SymbolId, function: &'a Function<'a>) {
        // CommonJS has a `require`, which such a function then calls.
        if self.goal == Goal::CommonJs || self.is_written("require") {
            return;
        }
        if let Some(words) = self.shim_words(function) {
            self.effects.shims.push(RequireShim { local: id.name.to_string(), words: words.clone() });
            self.shims.insert(symbol, words);
        }
    }

    /// Records a call of such a function, or of an import that may be one.
    pub(super) fn shim_call(&mut self, it: &CallExpression<'a>) {
        if self.goal == Goal::CommonJs || !self.is_certain() || self.effects.defines("require") {
            return;
        }
        let Some(id) = it.callee.get_identifier_reference() else { return };
        let Some(symbol) = self.symbol(id) else { return };
        let [argument] = it.arguments.as_slice() else { return };
        let Some((specifier, _)) = argument.as_expression().and_then(literal) else { return };
        let span = self.text.span(it.span);
        // The walk and the run may both get there.
        if self.shim_calls.contains(&span.start) {
            return;
        }
        if let Some(words) = self.shims.get(&symbol) {
            self.shim_calls.insert(span.start);
            self.effects.throws.push(words.throw(specifier, span));
        } else if self.is_import(symbol) {
            self.shim_calls.insert(span.start);
            let (local, argument) = (id.name.to_string(), specifier.to_owned());
            self.effects.imported_calls.push(ImportedCall { local, argument, span });
        }
    }

    /// Returns the function that an expression gives in an ES module.
    fn shim_function(
        &self,
        steps: usize,
        expression: &'a Expression<'a>,
        bound: Bound<'a, 'a>,
    ) -> Option<&'a Function<'a>> {
        let steps = steps.checked_sub(1)?;
        match expression.without_parentheses() {
            Expression::FunctionExpression(it) => Some(it),
            Expression::Identifier(it) => {
                let symbol = self.symbol(it)?;
                let (_, passed) = bound.filter(|(parameter, _)| *parameter == symbol)?;
                self.shim_function(steps, passed, None)
            }
            Expression::ConditionalExpression(it) => match self.truth(&it.test) {
                Some(true) => self.shim_function(steps, &it.consequent, bound),
                Some(false) => self.shim_function(steps, &it.alternate, bound),
                None => {
                    let one = self.shim_function(steps, &it.consequent, bound)?;
                    let other = self.shim_function(steps, &it.alternate, bound)?;
                    // esbuild writes `typeof Proxy !== "undefined" ? new Proxy(x, …) : x`: both are one function.
                    std::ptr::eq(one, other).then_some(one)
                }
            },
            Expression::NewExpression(it) => self.shim_function(steps, self.proxied(it)?, bound),
            Expression::CallExpression(it) => {
                let (result, parameters) = result(&it.callee)?;
                let (Some(parameter), [argument]) = (parameters.items.first(), it.arguments.as_slice())
                else {
                    return None;
                };
                let BindingPattern::BindingIdentifier(id) = &parameter.pattern else { return None };
                let passed = (self.constant_symbol(id)?, argument.as_expression()?);
                self.shim_function(steps, result, Some(passed))
            }
            _ => None,
        }
    }

    /// Returns the target of `new Proxy(target, { get })`, which a call of the proxy calls.
    fn proxied(&self, it: &'a NewExpression<'a>) -> Option<&'a Expression<'a>> {
        let [target, handler] = it.arguments.as_slice() else { return None };
        let Argument::ObjectExpression(handler) = handler else { return None };
        let is_get = |property: &ObjectPropertyKind<'_>| {
            property.as_property().is_some_and(|it| it.key.is_specific_static_name("get"))
        };
        let passes = self.is_free_name(&it.callee, "Proxy") && handler.properties.iter().all(is_get);
        target.as_expression().filter(|_| passes)
    }

    /// Returns the words of the error that a function throws about its argument:
    /// `if (typeof require !== "undefined") return …; throw Error(…)`. One that only throws is no stand-in for `require` unless
    /// it says so, as that of rollup does.
    fn shim_words(&self, it: &'a Function<'a>) -> Option<ShimWords> {
        let BindingPattern::BindingIdentifier(id) = &it.params.items.first()?.pattern else { return None };
        let parameter = id.symbol_id.get()?;
        let mut is_guarded = false;
        for statement in &it.body.as_ref()?.statements {
            match statement {
                Statement::IfStatement(it)
                    if self.truth(&it.test) == Some(false) && it.alternate.is_none() =>
                {
                    is_guarded = true;
                }
                Statement::ThrowStatement(it) => {
                    let words = self.words(&it.argument, parameter);
                    return words.filter(|words| is_guarded || words.before.contains("require"));
                }
                _ => return None,
            }
        }
        None
    }

    /// Returns the words of `Error('… "' + x + '" …')`, `` new Error(`… "${x}" …`) ``.
    fn words(&self, thrown: &Expression<'a>, parameter: SymbolId) -> Option<ShimWords> {
        let (callee, arguments) = match thrown.without_parentheses() {
            Expression::CallExpression(it) => (&it.callee, &it.arguments),
            Expression::NewExpression(it) => (&it.callee, &it.arguments),
            _ => return None,
        };
        let message = arguments.first()?.as_expression().filter(|_| self.is_free_name(callee, "Error"))?;
        let mut parts = Vec::new();
        self.parts(STEPS, message, parameter, &mut parts)?;
        let (before, behind) = parts.split_at(parts.iter().position(Option::is_none)?);
        let join = |parts: &[Option<&str>]| parts.iter().copied().flatten().collect();
        Some(ShimWords { before: join(before), behind: join(behind) })
    }

    /// Collects the texts that a message is put together from, `None` for the parameter.
    fn parts<'e>(
        &self,
        steps: usize,
        message: &'e Expression<'a>,
        parameter: SymbolId,
        parts: &mut Vec<Option<&'e str>>,
    ) -> Option<()> {
        let steps = steps.checked_sub(1)?;
        match message.without_parentheses() {
            Expression::StringLiteral(it) => parts.push(Some(it.value.as_str())),
            Expression::Identifier(it) if self.symbol(it) == Some(parameter) => parts.push(None),
            Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
                self.parts(steps, &it.left, parameter, parts)?;
                self.parts(steps, &it.right, parameter, parts)?;
            }
            Expression::TemplateLiteral(it) => {
                let mut holes = it.expressions.iter();
                for quasi in &it.quasis {
                    parts.push(Some(quasi.value.cooked.as_ref()?.as_str()));
                    holes.next().map_or(Some(()), |hole| self.parts(steps, hole, parameter, parts))?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

/// Returns the expression that a function literal does nothing but return, and its parameters.
fn result<'a>(callee: &'a Expression<'a>) -> Option<(&'a Expression<'a>, &'a FormalParameters<'a>)> {
    let (body, parameters) = match callee.without_parentheses() {
        Expression::ArrowFunctionExpression(it) => match &it.body {
            ArrowFunctionBody::FunctionBody(body) => (body, &it.params),
            body => return Some((body.as_expression()?, &it.params)),
        },
        Expression::FunctionExpression(it) => (it.body.as_ref()?, &it.params),
        _ => return None,
    };
    match body.statements.as_slice() {
        [Statement::ReturnStatement(it)] => Some((it.argument.as_ref()?, parameters)),
        _ => None,
    }
}
