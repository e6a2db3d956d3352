//! Escapes: outside code may hold a value from there on, and may call, read and change it at any time.

use super::{references::Access, *};
use oxc_ast::ast::{BindingIdentifier, Declaration, ExportDefaultDeclarationKind};

impl<'a> Interpreter<'a, '_, '_> {
    pub(super) fn escape(&mut self, value: FlowValue<'a>) {
        if !matches!(value, FlowValue::Cell(_)) {
            return;
        }
        // A list in place of recursion, as objects may hold each other in a chain as long as the program.
        let mut left = vec![value];
        while let Some(value) = left.pop() {
            if let FlowValue::Cell(id) = value
                && let Some(cell) = self.cells.get_mut(id).filter(|cell| !cell.open)
            {
                cell.open = true;
                self.changes.note_cell(id);
                left.extend(cell.held());
                if let Some((callable, frame)) = cell.function {
                    self.expose(callable, frame, &mut left);
                }
            }
        }
    }

    /// Exposes the variables that an escaped function uses: outside code may read those that it reads, and
    /// write those that it writes.
    fn expose(&mut self, callable: Callable<'a>, frame: FrameId, left: &mut Vec<FlowValue<'a>>) {
        if !matches!(callable, Callable::Function(_)) {
            // Arrow functions hold the `this` of the code around them.
            left.push(self.this_of(frame));
        }
        let Some(scope) = callable.scope() else { return };
        let seen: Vec<_> = self.references.within(scope).collect();
        self.charge(seen.len() / 8);
        for (symbol, access) in seen {
            // Each frame on the way is a look-up.
            let (key, frames) = self.sought_from(frame, symbol);
            self.charge(frames / 8);
            if self.is_over() {
                return;
            }
            let Some(key) = key else { continue };
            let Some(variable) = self.variables.get_mut(&key) else { continue };
            left.push(variable.value.clone());
            match access {
                Access::Read => variable.exposed = true,
                Access::Write if !variable.clobbered => {
                    (variable.clobbered, variable.value) = (true, FlowValue::Unknown);
                    self.changes.note_frame(key.0);
                }
                Access::Write => {}
            }
        }
    }

    /// Exposes the exports of an ES module: importers may call them, even before it runs where they are part
    /// of a cycle.
    pub(super) fn expose_exported(&mut self, statement: &'a Statement<'a>) {
        match statement {
            Statement::ExportNamedDeclaration(it) => {
                for specifier in &it.specifiers {
                    let id = specifier.local.identifier_name();
                    let symbol = id.and_then(|name| self.flow.scoping.get_root_binding(name));
                    self.expose_variable(symbol);
                }
            }
            Statement::ExportDeclaration(it) => self.expose_declared(&it.declaration),
            Statement::ExportDefaultDeclaration(it) => match &it.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(it) if it.id.is_none() => {
                    let function = self.make_function(Callable::Function(it));
                    self.escape(function);
                }
                ExportDefaultDeclarationKind::FunctionDeclaration(it) => self.expose_binding(it.id.as_ref()),
                ExportDefaultDeclarationKind::ClassDeclaration(it) => self.expose_binding(it.id.as_ref()),
                _ => {}
            },
            _ => {}
        }
    }

    fn expose_declared(&mut self, declaration: &Declaration<'a>) {
        match declaration {
            Declaration::VariableDeclaration(it) => {
                for id in it.declarations.iter().flat_map(|it| it.id.get_binding_identifiers()) {
                    self.expose_binding(Some(id));
                }
            }
            Declaration::FunctionDeclaration(it) => self.expose_binding(it.id.as_ref()),
            Declaration::ClassDeclaration(it) => self.expose_binding(it.id.as_ref()),
            _ => {}
        }
    }

    fn expose_binding(&mut self, id: Option<&BindingIdentifier<'a>>) {
        self.expose_variable(id.and_then(|id| id.symbol_id.get()));
    }

    pub(super) fn expose_variable(&mut self, symbol: Option<SymbolId>) {
        let key = symbol.and_then(|symbol| self.seen_from(self.frame, symbol));
        if let Some(variable) = key.and_then(|key| self.variables.get_mut(&key)) {
            variable.exposed = true;
            let value = variable.value.clone();
            self.escape(value);
        }
    }

    /// Like [`Self::expose_variable`], for a variable that outside code may write to as well.
    pub(super) fn clobber_variable(&mut self, symbol: Option<SymbolId>) {
        self.expose_variable(symbol);
        let key = symbol.and_then(|symbol| self.seen_from(self.frame, symbol));
        if let Some(variable) = key.and_then(|key| self.variables.get_mut(&key)) {
            (variable.clobbered, variable.value) = (true, FlowValue::Unknown);
        }
    }

    /// Returns the value that comes out where either of two may: the one, if they are the same, else an
    /// unknown one.
    pub(super) fn either(&mut self, one: FlowValue<'a>, other: FlowValue<'a>) -> FlowValue<'a> {
        if one == other {
            return one;
        }
        self.escape(one);
        self.escape(other);
        FlowValue::Unknown
    }
}
