//! Reads of CommonJS's variables in an ES module: while it loads, and where a function that it exports is called.

use super::{later_read::LaterRead, *};
use crate::module::evaluation::WRAPPER_NAMES;
use oxc_ast::ast::{ClassElement, Declaration, ExportDefaultDeclarationKind, IdentifierReference};

/// The names that code reads in functions by mistake; `module` and `exports` are left there by compilers.
const READ_LATER: [&str; 3] = ["require", "__dirname", "__filename"];

impl<'a> Flow<'a, '_> {
    pub(super) fn wrapper_read(&mut self, id: &IdentifierReference<'a>) {
        let Some(name) = WRAPPER_NAMES.into_iter().find(|&name| id.name == name) else { return };
        let certain = self.is_certain() && !self.effects.defines(name);
        let read = WrapperRead { name, span: self.text.span(id.span), certain, later: false };
        self.wrapper_reads.entry(id.span.start).or_insert(read).certain |= certain;
    }

    /// Records a read that each call of the function makes in which it stands.
    pub(super) fn later_read(&mut self, id: &IdentifierReference<'a>) {
        let Some(function) = self.later_function else { return };
        let Some(name) = READ_LATER.into_iter().find(|&name| id.name == name) else { return };
        let is_free = self.goal == Goal::Module && self.is_free(id);
        self.effects.reads_wrapper_later |= is_free;
        let is_sure = !self.branched && !self.caught && self.reached == FlowReach::Always;
        if is_sure && is_free && !self.effects.defines(name) {
            let read = WrapperRead { name, span: self.text.span(id.span), certain: false, later: true };
            self.later_reads.push(LaterRead { function, at: id.span.start, read });
        }
    }

    /// Keeps of these reads those of functions that the module exports.
    pub(super) fn finish_later_reads(&mut self) {
        if self.later_reads.is_empty() {
            return;
        }
        let exported: HashSet<_> =
            self.program.body.iter().flat_map(|statement| self.exported_by(statement)).collect();
        for LaterRead { function, at, read } in std::mem::take(&mut self.later_reads) {
            if exported.contains(&function) {
                self.wrapper_reads.entry(at).or_insert(read);
            }
        }
    }

    /// Returns the keys of the functions that a statement exports, and of the methods of such classes.
    fn exported_by(&self, statement: &'a Statement<'a>) -> Vec<usize> {
        let callables = match statement {
            Statement::ExportDeclaration(it) => self.declared_by(&it.declaration),
            Statement::ExportDefaultDeclaration(it) => match &it.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(it) => vec![Callable::Function(it)],
                ExportDefaultDeclarationKind::ClassDeclaration(it) => vec![Callable::Class(it)],
                it => it.as_expression().and_then(|it| self.function_of(it)).into_iter().collect(),
            },
            Statement::ExportNamedDeclaration(it) => {
                let names = it.specifiers.iter().filter_map(|it| it.local.identifier_name());
                let symbols = names.filter_map(|name| self.scoping.get_root_binding(name));
                symbols.filter_map(|symbol| self.callables.get(&symbol).copied()).collect()
            }
            _ => Vec::new(),
        };
        callables.into_iter().flat_map(keys).collect()
    }

    fn declared_by(&self, declaration: &'a Declaration<'a>) -> Vec<Callable<'a>> {
        match declaration {
            Declaration::FunctionDeclaration(it) => vec![Callable::Function(it)],
            Declaration::ClassDeclaration(it) => vec![Callable::Class(it)],
            Declaration::VariableDeclaration(it) => {
                let values = it.declarations.iter().filter_map(|it| it.init.as_ref());
                values.filter_map(|init| self.function_of(init)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn keys(callable: Callable<'_>) -> Vec<usize> {
    let mut keys = vec![callable.key()];
    if let Callable::Class(it) = callable {
        keys.extend(it.body.body.iter().filter_map(|element| match element {
            ClassElement::MethodDefinition(it) => Some(Callable::Function(&it.value).key()),
            _ => None,
        }));
    }
    keys
}
