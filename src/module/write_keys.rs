//! Loops over the keys of an object, by which code gives all its names: `for (const key in module) exports[key] = module[key]`.

use oxc_ast::ast::{Argument, CallExpression, Expression, ForStatementLeft, FormalParameters};
use oxc_syntax::symbol::SymbolId;

use super::{
    key_loops::KeysOf,
    sure_writes::{ExportWay, ReExport, WritePlace},
    write_forms::callee_object,
    writes::WriteSearch,
};

impl WriteSearch<'_> {
    pub(super) fn keys_of(&self, object: &Expression<'_>) -> KeysOf {
        let symbol = object.get_identifier_reference().and_then(|it| self.symbol(it));
        KeysOf { symbol, specifier: self.specifier(object), ..KeysOf::default() }
    }

    pub(super) fn key_symbol(&self, it: &Expression<'_>) -> Option<SymbolId> {
        self.symbol(it.get_identifier_reference()?)
    }

    /// Visits the body of a loop over keys: `for (key in object)`, or `for (key of Object.keys(object))`.
    pub(super) fn loop_over(
        &mut self,
        left: &ForStatementLeft<'_>,
        object: Option<&Expression<'_>>,
        visit: impl FnOnce(&mut Self),
    ) {
        let symbol = match left {
            ForStatementLeft::VariableDeclaration(it) => {
                let name = it.declarations.first().and_then(|it| it.id.get_binding_identifier());
                name.and_then(|name| name.symbol_id.get())
            }
            ForStatementLeft::AssignmentTargetIdentifier(it) => self.symbol(it),
            _ => None,
        };
        let around = self.found.sure.place();
        let symbol = symbol.zip(object).map(|(symbol, object)| self.note_key(symbol, object));
        self.maybe(|search| search.within_loop(symbol, around, visit));
    }

    /// Notes the parameter of `Object.keys(object).forEach(function (key) { … })`.
    pub(super) fn note_callback(&mut self, it: &CallExpression<'_>) {
        let object = callee_object(&it.callee).filter(|_| self.name_of(&it.callee) == Some("forEach"));
        let object = object.and_then(|object| self.listed(object));
        let (start, parameters) = match it.arguments.first().and_then(Argument::as_expression) {
            Some(Expression::FunctionExpression(it)) => (it.span.start, &it.params),
            Some(Expression::ArrowFunctionExpression(it)) => (it.span.start, &it.params),
            _ => return,
        };
        if let Some((symbol, object)) = first_of(parameters).zip(object) {
            let symbol = self.note_key(symbol, object);
            self.callbacks.insert(start, symbol);
        }
    }

    fn note_key(&mut self, symbol: SymbolId, object: &Expression<'_>) -> SymbolId {
        let keys = self.keys_of(object);
        self.use_literal(object);
        self.keys.insert(symbol, keys);
        symbol
    }

    /// Visits the code that runs for each key.
    pub(super) fn within_loop(
        &mut self,
        key: Option<SymbolId>,
        around: WritePlace,
        visit: impl FnOnce(&mut Self),
    ) {
        let Some(key) = key else { return visit(self) };
        let within = self.found.sure.place();
        if let Some(keys) = self.keys.get_mut(&key) {
            (keys.around, keys.within) = (around, within);
        }
        self.open_loops.push(key);
        visit(self);
        self.open_loops.pop();
    }

    /// Tells whether the walk is in the body of a loop, and in no choice or function within.
    pub(super) fn is_at(&self, key: SymbolId) -> bool {
        self.keys.get(&key).is_some_and(|keys| keys.within == self.found.sure.place())
    }

    /// Notes that code ends what runs: a loop over keys may do nothing for some of them.
    pub(super) fn exit(&mut self) {
        let place = self.found.sure.place();
        let keys = self.open_loops.last().and_then(|key| self.keys.get_mut(key));
        if let Some(keys) = keys.filter(|keys| keys.within.functions == place.functions) {
            keys.is_doubtful = true;
        }
    }

    /// Notes that the names of an object are given one by one, by a variable that has each name.
    pub(super) fn re_export_by_key(&mut self, object: &Expression<'_>, key: &Expression<'_>) {
        let symbol = self.key_symbol(key).filter(|symbol| self.open_loops.contains(symbol));
        let keys = symbol.and_then(|symbol| self.keys.get(&symbol)).cloned();
        let Some(keys) = keys.filter(|keys| keys.is_of(&self.keys_of(object))) else { return self.open() };
        if keys.is_doubtful || keys.within != self.found.sure.place() {
            self.open();
            self.found.sure.lose();
        }
        let mut given = ExportWay::default();
        if let Some(names) = self.literal(object) {
            given.names = names.into_iter().filter(|name| !keys.left_out.contains(name)).collect();
            given.names.iter().for_each(|name| self.write_anywhere(name));
        } else {
            let module: Option<ReExport> = self.re_exported(object, keys.left_out);
            given.modules.extend(module);
        }
        self.found.sure.add_at(keys.around, &given);
    }

    fn write_anywhere(&mut self, name: &str) {
        match name {
            "__proto__" => self.open(),
            name => _ = self.found.writes.names.insert(name.to_owned()),
        }
    }

    /// The names of an object literal that a variable has and that nothing changes: each use of it is one of those that are counted.
    pub(super) fn literal(&mut self, it: &Expression<'_>) -> Option<Vec<String>> {
        self.use_literal(it);
        self.literals.get(&self.key_symbol(it)?).cloned()
    }

    fn use_literal(&mut self, it: &Expression<'_>) {
        if let Some(symbol) = self.key_symbol(it).filter(|symbol| self.literals.contains_key(symbol)) {
            *self.literal_uses.entry(symbol).or_default() += 1;
        }
    }

    /// Tells whether a literal whose names were taken is used in another way.
    pub(super) fn is_literal_changed(&self) -> bool {
        self.literal_uses
            .iter()
            .any(|(symbol, uses)| self.scoping.get_resolved_reference_ids(*symbol).len() != *uses)
    }

    /// The object whose keys an expression lists.
    pub(super) fn listed<'e, 'a>(&self, it: &'e Expression<'a>) -> Option<&'e Expression<'a>> {
        let Expression::CallExpression(call) = it.without_parentheses() else { return None };
        let is_of_object = callee_object(&call.callee).is_none_or(|object| object.is_specific_id("Object"));
        let is_list = matches!(self.name_of(&call.callee), Some("keys" | "getOwnPropertyNames"));
        call.arguments
            .first()?
            .as_expression()
            .filter(|_| is_of_object && is_list && call.arguments.len() == 1)
    }
}

fn first_of(parameters: &FormalParameters<'_>) -> Option<SymbolId> {
    parameters.items.first()?.pattern.get_binding_identifier()?.symbol_id.get()
}
