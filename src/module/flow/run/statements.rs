//! Statements, and the ways by which they are left.

use super::*;
use crate::module::{
    flow::statements::{leaves, rethrows},
    syntax::declared_function,
};
use oxc_ast::ast::{Declaration, ExportDefaultDeclarationKind, IfStatement, SwitchStatement, TryStatement};
use std::ops::BitOr;

/// The ways by which a statement may be left: a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exits(u8);

impl Exits {
    pub const NONE: Self = Self(0);
    pub const NEXT: Self = Self(1);
    pub const RETURN: Self = Self(2);
    pub const BREAK: Self = Self(4);
    pub const CONTINUE: Self = Self(8);
    /// `break label`, `continue label`
    pub const JUMP: Self = Self(16);

    pub fn goes_on(self) -> bool {
        self.0 & Self::NEXT.0 != 0
    }

    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Exits {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl<'a> Interpreter<'a, '_, '_> {
    /// Runs statements in a row; those behind one that may leave run only perhaps.
    pub(super) fn statements(&mut self, statements: &'a [Statement<'a>]) -> Exits {
        self.hoist(statements);
        self.run_statements(statements)
    }

    pub(super) fn run_statements(&mut self, statements: &'a [Statement<'a>]) -> Exits {
        let (mut all, outer) = (Exits::NONE, self.region);
        for statement in statements {
            let exits = self.statement(statement);
            all = all | exits.without(Exits::NEXT);
            if !exits.goes_on() {
                self.region = outer;
                return all;
            }
            if all != Exits::NONE && self.region == outer {
                self.regions += 1;
                self.region = self.regions;
            }
        }
        self.region = outer;
        all | Exits::NEXT
    }

    /// Makes the declared functions, which can be called before their declarations are reached.
    pub(super) fn hoist(&mut self, statements: &'a [Statement<'a>]) {
        for statement in statements {
            if let Some(it) = declared_function(statement)
                && let Some(symbol) = it.id.as_ref().and_then(|id| id.symbol_id.get())
            {
                let function = self.make_function(Callable::Function(it));
                self.set_variable(symbol, function);
            }
        }
    }

    pub(super) fn statement(&mut self, statement: &'a Statement<'a>) -> Exits {
        self.descend(Exits::NEXT, |run| run.exits_of(statement))
    }

    fn exits_of(&mut self, statement: &'a Statement<'a>) -> Exits {
        match statement {
            Statement::ExpressionStatement(it) => {
                self.expression(&it.expression);
            }
            Statement::VariableDeclaration(it) => self.variables_of(it),
            Statement::BlockStatement(it) => return self.block(it),
            Statement::IfStatement(it) => return self.if_statement(it),
            Statement::ReturnStatement(it) => {
                let value = it.argument.as_ref().map_or(FlowValue::Undefined, |it| self.expression(it));
                self.note_returned(value);
                return Exits::RETURN;
            }
            Statement::ThrowStatement(it) => {
                self.all_escape(std::iter::once(&it.argument));
                return self.thrown();
            }
            _ => return self.other(statement),
        }
        Exits::NEXT
    }

    /// Ends the run where a `throw` certainly runs; one that perhaps runs leaves only the other way.
    fn thrown(&mut self) -> Exits {
        if self.region == 0 {
            self.stop();
        }
        Exits::NONE
    }

    fn other(&mut self, statement: &'a Statement<'a>) -> Exits {
        match statement {
            Statement::TryStatement(it) => return self.try_statement(it),
            Statement::SwitchStatement(it) => return self.switch(it),
            Statement::LabeledStatement(it) => {
                self.labels += 1;
                let exits = self.statement(&it.body);
                self.labels -= 1;
                // A jump does not say its label here: only the outermost labelled statement certainly ends it.
                let left = if self.labels == 0 { exits.without(Exits::JUMP) } else { exits };
                return if exits.has(Exits::JUMP) { left | Exits::NEXT } else { left };
            }
            Statement::BreakStatement(it) => {
                return if it.label.is_some() { Exits::JUMP } else { Exits::BREAK };
            }
            Statement::ContinueStatement(it) => {
                return if it.label.is_some() { Exits::JUMP } else { Exits::CONTINUE };
            }
            Statement::ClassDeclaration(it) => drop(self.class(it)),
            Statement::ExportDeclaration(it) => match &it.declaration {
                Declaration::VariableDeclaration(it) => self.variables_of(it),
                Declaration::ClassDeclaration(it) => drop(self.class(it)),
                _ => {}
            },
            Statement::ExportDefaultDeclaration(it) => self.export_default(&it.declaration),
            // Any name in `with` may be a property of the object.
            Statement::WithStatement(_) => self.stop(),
            _ => return self.loop_statement(statement),
        }
        Exits::NEXT
    }

    fn export_default(&mut self, declaration: &'a ExportDefaultDeclarationKind<'a>) {
        let value = match declaration {
            ExportDefaultDeclarationKind::ClassDeclaration(it) => self.class(it),
            ExportDefaultDeclarationKind::FunctionDeclaration(it) => {
                self.make_function(Callable::Function(it))
            }
            _ => declaration.as_expression().map_or(FlowValue::Unknown, |it| self.expression(it)),
        };
        self.escape(value);
    }

    fn if_statement(&mut self, it: &'a IfStatement<'a>) -> Exits {
        match self.test(&it.test) {
            Some(true) => self.statement(&it.consequent),
            Some(false) => it.alternate.as_ref().map_or(Exits::NEXT, |it| self.statement(it)),
            None => {
                let one = self.perhaps(|run| run.statement(&it.consequent));
                let other = it.alternate.as_ref();
                one | other.map_or(Exits::NEXT, |it| self.perhaps(|run| run.statement(it)))
            }
        }
    }

    fn switch(&mut self, it: &'a SwitchStatement<'a>) -> Exits {
        self.all_escape(std::iter::once(&it.discriminant));
        self.declare_scope(it.scope_id.get());
        let mut exits = Exits::NEXT;
        for case in &it.cases {
            exits = exits
                | self.perhaps(|run| {
                    run.all_escape(case.test.iter());
                    run.statements(&case.consequent)
                });
        }
        exits.without(Exits::BREAK)
    }

    fn try_statement(&mut self, it: &'a TryStatement<'a>) -> Exits {
        let fails = it.handler.as_ref().is_none_or(|handler| rethrows(&handler.body.body))
            && !it.finalizer.as_ref().is_some_and(|finalizer| leaves(finalizer));
        // A failure that is not caught is the module's, so that the block runs as if there were no `try`.
        let mut exits = if fails && self.region == 0 {
            let told = self.flow.told_by(it).or(self.flow.told);
            let outer = std::mem::replace(&mut self.flow.told, told);
            let exits = self.block(&it.block);
            self.flow.told = outer;
            exits
        } else {
            let tried = self.perhaps(|run| run.block(&it.block));
            let handled = it.handler.as_ref().map_or(Exits::NONE, |handler| {
                self.perhaps(|run| {
                    run.declare_scope(handler.scope_id.get());
                    handler.param.iter().for_each(|param| run.bind(&param.pattern, FlowValue::Unknown));
                    run.block(&handler.body)
                })
            });
            tried | handled
        };
        if let Some(finalizer) = &it.finalizer {
            let last = self.block(finalizer);
            exits = if last == Exits::NEXT { exits } else { exits | last };
        }
        exits
    }

    fn block(&mut self, it: &'a oxc_ast::ast::BlockStatement<'a>) -> Exits {
        self.declare_scope(it.scope_id.get());
        self.hoist(&it.body);
        if self.flow.goal == Goal::CommonJs {
            self.expose_functions(&it.body);
        }
        self.run_statements(&it.body)
    }

    /// Exposes the functions of a block, which without strict mode are seen outside of it, too.
    fn expose_functions(&mut self, statements: &'a [Statement<'a>]) {
        for statement in statements {
            if let Statement::FunctionDeclaration(it) = statement {
                self.expose_variable(it.id.as_ref().and_then(|id| id.symbol_id.get()));
            }
        }
    }
}
