//! Functions that other functions get.

use oxc_ast::ast::{Expression, FormalParameters};
use oxc_span::GetSpan;
use oxc_syntax::symbol::SymbolId;

use super::{sure_writes::WritePlace, write_forms::is_function};

/// A function that is an argument of a function which is called on the spot.
#[derive(Clone, Debug, Default)]
pub(super) struct GivenFunction {
    pub(super) start: u32,
    pub(super) parameters: Vec<Option<SymbolId>>,
    /// It gives back what it returns: no generator, and no promise.
    pub(super) is_plain: bool,
    /// The place where the function is called that gets it.
    pub(super) place: WritePlace,
}

/// The parameters that are plain names.
pub(super) fn symbols_of(parameters: &FormalParameters<'_>) -> Vec<Option<SymbolId>> {
    let symbols = parameters.items.iter().map(|parameter| {
        let name = parameter.pattern.get_binding_identifier().filter(|_| parameter.initializer.is_none());
        name.and_then(|name| name.symbol_id.get())
    });
    symbols.collect()
}

/// The function that an expression is.
pub(super) fn given_function(it: &Expression<'_>, place: WritePlace) -> Option<GivenFunction> {
    let it = it.without_parentheses();
    let (parameters, is_plain) = match it {
        Expression::FunctionExpression(it) => (&it.params, !it.generator && !it.r#async),
        Expression::ArrowFunctionExpression(it) => (&it.params, !it.r#async),
        _ => return None,
    };
    let start = it.span().start;
    is_function(it).then(|| GivenFunction { start, parameters: symbols_of(parameters), is_plain, place })
}
