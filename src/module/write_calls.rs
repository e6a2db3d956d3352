//! Calls that get what a module exports: of functions that compilers write or that are built in, and of functions on the spot.

use oxc_ast::ast::{Argument, CallExpression, Expression};
use oxc_span::GetSpan;
use oxc_syntax::symbol::SymbolId;

use super::{
    given_functions::symbols_of,
    write_forms::{callee_object, described, literal_keys, only_asks},
    writes::{EXPORT_FUNCTIONS, Owner, WriteSearch},
};

impl WriteSearch<'_> {
    /// Notes what a call does with `exports`, its first argument; false where that is not known.
    pub(super) fn hand_on(&mut self, it: &CallExpression<'_>) -> bool {
        let argument = |nth: usize| it.arguments.get(nth).and_then(Argument::as_expression);
        let owner = argument(0).map_or(Owner::Exports, |first| self.owner(first));
        match (self.helper(&it.callee), argument(1), argument(2)) {
            (Some("defineProperty"), Some(key), Some(descriptor)) => self.define(key, descriptor, owner),
            (Some("defineProperties"), Some(names), _) => self.write_all(literal_keys(names), owner),
            (Some("assign"), ..) => self.add_sources(it, owner),
            (Some("$parcel$export"), Some(Expression::StringLiteral(name)), Some(_)) => {
                self.write(&name.value, owner);
            }
            (Some("$parcel$exportWildcard"), Some(module), None) => self.re_export(module, false, owner),
            (Some("$parcel$defineInteropFlag"), None, None) => {}
            (Some("__reExport"), Some(module), _) => self.re_export(module, false, owner),
            (Some("__createBinding"), Some(module), Some(key)) => match (key, argument(3)) {
                (_, Some(Expression::StringLiteral(name))) | (Expression::StringLiteral(name), None) => {
                    self.write(&name.value, owner);
                }
                _ => self.re_export_by_key(module, key),
            },
            (Some(name), Some(names), None) if EXPORT_FUNCTIONS.contains(&name) => {
                self.write_all(literal_keys(names), owner);
            }
            (name, ..) => return name == Some("inherits") || only_asks(it),
        }
        true
    }

    /// `Object.defineProperty(exports, key, descriptor)`
    fn define(&mut self, key: &Expression<'_>, descriptor: &Expression<'_>, owner: Owner) {
        match key.without_parentheses() {
            // Rollup's guard: that is a name of its own, and no prototype.
            Expression::StringLiteral(name) if name.value == "__proto__" => {}
            Expression::StringLiteral(name) => self.write(&name.value, owner),
            Expression::Identifier(name) => match described(descriptor, &name.name) {
                Some(module) => self.re_export_by_key(module, key),
                None => self.open(),
            },
            key => self.found.is_open |= !callee_object(key).is_some_and(|it| it.is_specific_id("Symbol")),
        }
    }

    /// Notes the parameters that have `exports`, where a function is called on the spot; false if it is not, or has none for it.
    pub(super) fn enter(&mut self, it: &CallExpression<'_>) -> bool {
        let parameters = match it.callee.without_parentheses() {
            _ if it.arguments.iter().any(Argument::is_spread) => return false,
            Expression::FunctionExpression(it) => &it.params,
            Expression::ArrowFunctionExpression(it) => &it.params,
            _ => return false,
        };
        let given = |argument: &Argument<'_>| argument.as_expression().is_some_and(|it| self.is_exports(it));
        let given: Vec<bool> = it.arguments.iter().map(given).collect();
        let named = symbols_of(parameters);
        let pairs = given.iter().enumerate().filter(|(_, is_given)| **is_given);
        let symbols: Vec<Option<SymbolId>> =
            pairs.map(|(nth, _)| named.get(nth).copied().flatten()).collect();
        if !symbols.is_empty() {
            self.entered.insert(it.callee.without_parentheses().span().start);
        }
        for symbol in symbols.iter().flatten() {
            self.alias(*symbol);
            self.found.made.insert(*symbol);
        }
        !symbols.is_empty() && symbols.iter().all(Option::is_some)
    }
}
