//! Statements, in the order in which they run.

use oxc_ast::ast::{
    BindingPattern, Class, Declaration, ExportDefaultDeclarationKind, Expression, ForStatementInit,
    ForStatementLeft, IfStatement, PropertyKey, Statement, TryStatement, VariableDeclaration,
};
use oxc_ast_visit::Visit;

use super::{
    helper::Helper,
    runner::Runner,
    values::{FunctionCode, GivenValue},
};

/// The way in which statements end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Completion {
    Next,
    /// The function may have returned.
    Perhaps,
    Returned,
}

impl<'a> Runner<'a, '_> {
    pub fn statements(&mut self, statements: &'a [Statement<'a>]) -> Completion {
        for statement in statements {
            self.hoist(statement);
        }
        let mut ending = Completion::Next;
        for statement in statements {
            match self.statement(statement) {
                Completion::Next => {}
                Completion::Perhaps => {
                    ending = Completion::Perhaps;
                    self.is_certain = false;
                }
                Completion::Returned => return Completion::Returned,
            }
        }
        ending
    }

    /// Functions that are declared are there before the code runs.
    fn hoist(&mut self, statement: &'a Statement<'a>) {
        let function = match statement {
            Statement::FunctionDeclaration(it) => it,
            Statement::ExportDeclaration(it) => match &it.declaration {
                Declaration::FunctionDeclaration(it) => it,
                _ => return,
            },
            Statement::ExportDefaultDeclaration(it) => match &it.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(it) => it,
                _ => return,
            },
            _ => return,
        };
        let Some(symbol) = function.id.as_ref().and_then(|id| id.symbol_id.get()) else { return };
        let helper = function.id.as_ref().and_then(|id| Helper::by_name(&id.name));
        let value =
            helper.map_or_else(|| self.function(FunctionCode::Function(function)), GivenValue::Helper);
        self.bind(symbol, value, true, 1);
    }

    fn statement(&mut self, statement: &'a Statement<'a>) -> Completion {
        match statement {
            Statement::ExpressionStatement(it) => drop(self.expression(&it.expression)),
            Statement::VariableDeclaration(it) => self.variables(it),
            Statement::ClassDeclaration(it) => self.class_declaration(it),
            Statement::BlockStatement(it) => return self.statements(&it.body),
            Statement::IfStatement(it) => return self.branch(it),
            Statement::ReturnStatement(it) => {
                let value = it.argument.as_ref().map_or(GivenValue::Undefined, |it| self.expression(it));
                self.returned.push(value);
                return Completion::Returned;
            }
            Statement::ThrowStatement(it) => {
                self.lose(&it.argument);
                return Completion::Returned;
            }
            Statement::LabeledStatement(it) => return self.maybe(&it.body),
            Statement::TryStatement(it) => return self.attempt(it),
            Statement::ExportDeclaration(it) => match &it.declaration {
                Declaration::VariableDeclaration(it) => self.variables(it),
                Declaration::ClassDeclaration(it) => self.class_declaration(it),
                _ => {}
            },
            Statement::ExportDefaultDeclaration(it) => match &it.declaration {
                ExportDefaultDeclarationKind::ClassDeclaration(it) => {
                    self.class_declaration(it);
                    self.default = self.class(it);
                }
                ExportDefaultDeclarationKind::FunctionDeclaration(it) => {
                    self.default = self.function(FunctionCode::Function(it));
                }
                other => {
                    self.default = other.as_expression().map(|it| self.expression(it)).unwrap_or_default()
                }
            },
            other => return self.repeated(other),
        }
        Completion::Next
    }

    /// Loops and the like, whose code may run or not.
    fn repeated(&mut self, statement: &'a Statement<'a>) -> Completion {
        match statement {
            Statement::ForStatement(it) => {
                match &it.init {
                    Some(ForStatementInit::VariableDeclaration(it)) => self.variables(it),
                    Some(init) => drop(init.as_expression().map(|it| self.expression(it))),
                    None => {}
                }
                self.perhaps(|runner| {
                    for expression in it.test.iter().chain(&it.update) {
                        runner.expression(expression);
                    }
                });
                self.maybe(&it.body)
            }
            Statement::ForInStatement(it) => self.each(&it.left, &it.right, &it.body),
            Statement::ForOfStatement(it) => self.each(&it.left, &it.right, &it.body),
            Statement::WhileStatement(it) => {
                self.expression(&it.test);
                self.maybe(&it.body)
            }
            Statement::DoWhileStatement(it) => {
                let ending = self.maybe(&it.body);
                self.perhaps(|runner| runner.expression(&it.test));
                ending
            }
            Statement::SwitchStatement(it) => {
                self.expression(&it.discriminant);
                self.perhaps(|runner| {
                    let mut ending = Completion::Next;
                    for case in &it.cases {
                        if let Some(test) = &case.test {
                            runner.expression(test);
                        }
                        if runner.statements(&case.consequent) != Completion::Next {
                            ending = Completion::Perhaps;
                        }
                    }
                    ending
                })
            }
            Statement::WithStatement(it) => {
                self.lose(&it.object);
                self.maybe(&it.body)
            }
            _ => Completion::Next,
        }
    }

    /// A statement that may run or not.
    fn maybe(&mut self, statement: &'a Statement<'a>) -> Completion {
        let ending = self.perhaps(|runner| {
            runner.hoist(statement);
            runner.statement(statement)
        });
        if ending == Completion::Next { Completion::Next } else { Completion::Perhaps }
    }

    fn each(
        &mut self,
        left: &'a ForStatementLeft<'a>,
        right: &'a Expression<'a>,
        body: &'a Statement<'a>,
    ) -> Completion {
        self.expression(right);
        if !matches!(left, ForStatementLeft::VariableDeclaration(_)) {
            super::assignments::Written(self).visit_for_statement_left(left);
        }
        self.maybe(body)
    }

    fn branch(&mut self, it: &'a IfStatement<'a>) -> Completion {
        let truth = self.truth(&it.test);
        self.expression(&it.test);
        match (truth, &it.alternate) {
            (Some(true), _) => self.single(&it.consequent),
            (Some(false), Some(alternate)) => self.single(alternate),
            (Some(false), None) => Completion::Next,
            (None, alternate) => {
                let first = self.maybe(&it.consequent);
                let second = alternate.as_ref().map_or(Completion::Next, |it| self.maybe(it));
                if first == second { first } else { Completion::Perhaps }
            }
        }
    }

    fn single(&mut self, statement: &'a Statement<'a>) -> Completion {
        self.hoist(statement);
        self.statement(statement)
    }

    /// Code of which an error may leave a part out.
    fn attempt(&mut self, it: &'a TryStatement<'a>) -> Completion {
        let mut endings = vec![self.perhaps(|runner| runner.statements(&it.block.body))];
        if let Some(handler) = &it.handler {
            endings.push(self.perhaps(|runner| runner.statements(&handler.body.body)));
        }
        if let Some(finalizer) = &it.finalizer {
            endings.push(self.statements(&finalizer.body));
        }
        if endings.iter().all(|ending| *ending == Completion::Next) {
            Completion::Next
        } else {
            Completion::Perhaps
        }
    }

    pub fn variables(&mut self, it: &'a VariableDeclaration<'a>) {
        for declarator in &it.declarations {
            let BindingPattern::BindingIdentifier(id) = &declarator.id else {
                self.pattern(&declarator.id, declarator.init.as_ref());
                continue;
            };
            let Some(symbol) = id.symbol_id.get() else { continue };
            let is_sure = self.is_certain || !it.kind.is_var();
            match (Helper::by_name(&id.name), &declarator.init) {
                (Some(helper), Some(_)) => self.bind(symbol, GivenValue::Helper(helper), true, 1),
                (_, Some(init)) => {
                    let value = self.expression(init);
                    self.bind(symbol, value, is_sure, 1);
                }
                (_, None) => self.bind(symbol, GivenValue::Undefined, is_sure, 0),
            }
        }
    }

    /// `const { a } = require('./b')`: each name is a member.
    fn pattern(&mut self, pattern: &'a BindingPattern<'a>, init: Option<&'a Expression<'a>>) {
        let value = init.map_or(GivenValue::Unknown, |it| self.expression(it));
        let BindingPattern::ObjectPattern(it) = pattern else { return };
        for property in &it.properties {
            let name = property.key.static_name().filter(|_| !property.computed);
            let id = property.value.get_binding_identifier().and_then(|id| id.symbol_id.get());
            let (Some(_), Some(symbol)) = (name, id) else { continue };
            let member = match property.key.as_expression() {
                None => match &property.key {
                    PropertyKey::StaticIdentifier(key) => self.member_of(&value, key.name.as_str()),
                    _ => GivenValue::Unknown,
                },
                Some(key) => match super::values::literal(key) {
                    Some(key) => self.member_of(&value, key),
                    None => GivenValue::Unknown,
                },
            };
            self.bind(symbol, member, true, 1);
        }
    }

    fn class_declaration(&mut self, it: &'a Class<'a>) {
        let value = self.class(it);
        if let Some(symbol) = it.id.as_ref().and_then(|id| id.symbol_id.get()) {
            self.bind(symbol, value, true, 1);
        }
    }
}
