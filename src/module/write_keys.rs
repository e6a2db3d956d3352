//! Loops over the keys of a module, by which code gives all its names: `for (const key in module) exports[key] = module[key]`.

use oxc_ast::ast::{Argument, CallExpression, Expression, ForStatementLeft, FormalParameters, StringLiteral};
use oxc_syntax::symbol::SymbolId;

use super::{
    write_forms::{callee_name, callee_object},
    writes::{KeysOf, WriteSearch},
};

impl WriteSearch<'_> {
    fn keys_of(&self, module: &Expression<'_>) -> KeysOf {
        let symbol = module.get_identifier_reference().and_then(|it| self.symbol(it));
        KeysOf { symbol, specifier: self.specifier(module) }
    }

    /// Tells whether an expression is a variable that has each key of a module.
    pub(super) fn is_key_of(&self, key: &Expression<'_>, module: &Expression<'_>) -> bool {
        let found = self.key_symbol(key).and_then(|symbol| self.keys.get(&symbol));
        found.is_some_and(|found| *found == self.keys_of(module))
    }

    pub(super) fn key_symbol(&self, it: &Expression<'_>) -> Option<SymbolId> {
        self.symbol(it.get_identifier_reference()?)
    }

    /// The variable that an expression is, if it has keys.
    fn key(&self, it: &Expression<'_>) -> Option<SymbolId> {
        self.key_symbol(it).filter(|symbol| self.keys.contains_key(symbol))
    }

    /// Notes the variable of a loop over keys: `for (key in object)`, or `for (key of Object.keys(object))`.
    pub(super) fn note_loop(&mut self, left: &ForStatementLeft<'_>, object: &Expression<'_>) {
        let symbol = match left {
            ForStatementLeft::VariableDeclaration(it) => {
                let name = it.declarations.first().and_then(|it| it.id.get_binding_identifier());
                name.and_then(|name| name.symbol_id.get())
            }
            ForStatementLeft::AssignmentTargetIdentifier(it) => self.symbol(it),
            _ => None,
        };
        self.note_key(symbol, object);
    }

    /// Notes the parameter of `Object.keys(object).forEach(function (key) { … })`.
    pub(super) fn note_callback(&mut self, it: &CallExpression<'_>) {
        let object =
            callee_object(&it.callee).and_then(listed).filter(|_| callee_name(&it.callee) == Some("forEach"));
        let parameters = match it.arguments.first().and_then(Argument::as_expression) {
            Some(Expression::FunctionExpression(it)) => &it.params,
            Some(Expression::ArrowFunctionExpression(it)) => &it.params,
            _ => return,
        };
        if let Some(object) = object {
            self.note_key(first_of(parameters), object);
        }
    }

    fn note_key(&mut self, symbol: Option<SymbolId>, object: &Expression<'_>) {
        if let Some(symbol) = symbol {
            let keys = self.keys_of(object);
            self.keys.insert(symbol, keys);
        }
    }

    /// Notes a test of a key by which a loop may leave names out.
    pub(super) fn note_comparison(&mut self, left: &Expression<'_>, right: &Expression<'_>) {
        let (key, text) = match (left.without_parentheses(), right.without_parentheses()) {
            (Expression::StringLiteral(text), key) | (key, Expression::StringLiteral(text)) => (key, text),
            _ => return,
        };
        if !is_left_out_by_compilers(text) {
            self.found.doubtful_keys.extend(self.key(key));
        }
    }

    /// Notes a call that may tell which names a loop leaves out.
    pub(super) fn note_call_with_key(&mut self, it: &CallExpression<'_>) {
        const KNOWN: [&str; 5] =
            ["hasOwnProperty", "hasOwn", "defineProperty", "getOwnPropertyDescriptor", "__createBinding"];
        let name = callee_name(&it.callee).unwrap_or_default();
        let of = callee_object(&it.callee).and_then(|object| callee_name(object));
        let is_known = KNOWN.contains(&name) || name == "call" && of == Some("hasOwnProperty");
        let given = it.arguments.iter().filter(|_| !is_known).filter_map(Argument::as_expression);
        let doubtful: Vec<SymbolId> =
            given.chain(callee_object(&it.callee)).filter_map(|given| self.key(given)).collect();
        self.found.doubtful_keys.extend(doubtful);
    }
}

fn is_left_out_by_compilers(text: &StringLiteral<'_>) -> bool {
    matches!(text.value.as_str(), "default" | "__esModule" | "__proto__" | "module.exports")
}

fn first_of(parameters: &FormalParameters<'_>) -> Option<SymbolId> {
    parameters.items.first()?.pattern.get_binding_identifier()?.symbol_id.get()
}

/// The object whose keys an expression lists.
pub(super) fn listed<'e, 'a>(it: &'e Expression<'a>) -> Option<&'e Expression<'a>> {
    let Expression::CallExpression(call) = it.without_parentheses() else { return None };
    let is_of_object = callee_object(&call.callee).is_some_and(|object| object.is_specific_id("Object"));
    let is_list = matches!(callee_name(&call.callee), Some("keys" | "getOwnPropertyNames"));
    call.arguments.first()?.as_expression().filter(|_| is_of_object && is_list && call.arguments.len() == 1)
}
