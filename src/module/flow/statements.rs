//! Statements: branches, loops, `try`, and the part that a `return` leaves unreached.

use super::*;
use oxc_ast::ast::{
    BlockStatement, CatchClause, Declaration, ExportDefaultDeclarationKind, Expression, ForStatementInit,
    ForStatementLeft, IfStatement, SwitchStatement, TryStatement, VariableDeclaration,
};
use oxc_span::Span;

impl<'a> Flow<'a, '_> {
    pub(super) fn statements(&mut self, statements: &'a [Statement<'a>]) {
        for statement in statements {
            self.hoist(statement);
        }
        for (index, statement) in statements.iter().enumerate() {
            // An `if` that returns chooses between itself and what stands behind it.
            if matches!(statement, Statement::IfStatement(it) if it.alternate.is_none()) {
                self.note_choice(statements.get(index..).unwrap_or_default());
            }
            self.statement(statement);
        }
    }

    /// Declares a function, which can be called before its declaration is reached.
    fn hoist(&mut self, statement: &'a Statement<'a>) {
        match statement {
            Statement::FunctionDeclaration(it) => self.declare_function(it),
            Statement::ExportDeclaration(it) => {
                if let Declaration::FunctionDeclaration(it) = &it.declaration {
                    self.declare_function(it);
                }
            }
            Statement::ExportDefaultDeclaration(it) => {
                if let ExportDefaultDeclarationKind::FunctionDeclaration(it) = &it.declaration {
                    self.declare_function(it);
                }
            }
            Statement::ImportDeclaration(it) => {
                self.names.import(it);
                self.import_library(it);
                self.learn_imported(it);
            }
            _ => {}
        }
    }

    pub(super) fn statement(&mut self, statement: &'a Statement<'a>) {
        if self.reached >= FlowReach::Never {
            return;
        }
        match statement {
            Statement::BlockStatement(it) => self.statements(&it.body),
            Statement::ExpressionStatement(it) => self.expression(&it.expression),
            Statement::VariableDeclaration(it) => self.variables(it),
            Statement::ClassDeclaration(it) => self.class(it),
            Statement::IfStatement(it) => {
                if it.alternate.is_some() {
                    self.note_choice(std::slice::from_ref(statement));
                }
                self.if_statement(it);
            }
            Statement::TryStatement(it) => {
                self.note_choice(std::slice::from_ref(statement));
                self.try_statement(it);
            }
            Statement::SwitchStatement(it) => {
                self.note_choice(std::slice::from_ref(statement));
                self.switch_statement(it);
            }
            Statement::ReturnStatement(it) => {
                it.argument.iter().for_each(|it| self.expression(it));
                self.reached = FlowReach::Never;
            }
            Statement::ThrowStatement(it) => {
                self.expression(&it.argument);
                self.reached = FlowReach::Thrown;
            }
            // `break` with the label may leave any part of it.
            Statement::LabeledStatement(it) => self.branch(|flow| flow.statement(&it.body)),
            // Any name in `with` may be a property of the object, so that nothing in it is certain.
            Statement::WithStatement(it) => {
                self.expression(&it.object);
                self.branch(|flow| flow.statement(&it.body));
            }
            Statement::ExportDeclaration(it) => self.declaration(&it.declaration),
            Statement::ExportDefaultDeclaration(it) => self.export_default(&it.declaration),
            _ => self.loop_statement(statement),
        }
    }

    fn declaration(&mut self, declaration: &'a Declaration<'a>) {
        match declaration {
            Declaration::VariableDeclaration(it) => self.variables(it),
            Declaration::ClassDeclaration(it) => self.class(it),
            _ => {}
        }
    }

    fn export_default(&mut self, declaration: &'a ExportDefaultDeclarationKind<'a>) {
        match declaration {
            ExportDefaultDeclarationKind::ClassDeclaration(it) => self.class(it),
            _ => {
                if let Some(expression) = declaration.as_expression() {
                    self.expression(expression);
                }
            }
        }
    }

    fn variables(&mut self, it: &'a VariableDeclaration<'a>) {
        for declarator in &it.declarations {
            self.declarator(declarator);
        }
    }

    fn loop_statement(&mut self, statement: &'a Statement<'a>) {
        match statement {
            Statement::ForStatement(it) => {
                match &it.init {
                    Some(ForStatementInit::VariableDeclaration(it)) => self.variables(it),
                    Some(init) => init.as_expression().into_iter().for_each(|it| self.expression(it)),
                    None => {}
                }
                it.test.iter().for_each(|it| self.expression(it));
                self.branch(|flow| flow.statement(&it.body));
                self.conditionally(|flow| it.update.iter().for_each(|it| flow.expression(it)));
            }
            Statement::ForInStatement(it) => self.for_each_of(&it.left, &it.right, &it.body),
            Statement::ForOfStatement(it) => self.for_each_of(&it.left, &it.right, &it.body),
            Statement::WhileStatement(it) => {
                self.expression(&it.test);
                self.branch(|flow| flow.statement(&it.body));
            }
            Statement::DoWhileStatement(it) => {
                self.branch(|flow| flow.statement(&it.body));
                self.conditionally(|flow| flow.expression(&it.test));
            }
            _ => {}
        }
    }

    fn for_each_of(
        &mut self,
        left: &'a ForStatementLeft<'a>,
        right: &'a oxc_ast::ast::Expression<'a>,
        body: &'a Statement<'a>,
    ) {
        self.expression(right);
        let variable = self.loop_variable(left, body);
        self.branch(|flow| {
            match left {
                ForStatementLeft::VariableDeclaration(it) => flow.variables(it),
                _ => left.as_assignment_target().into_iter().for_each(|it| flow.target(it)),
            }
            flow.statement(body);
        });
        variable.into_iter().for_each(|variable| self.repeat_body(variable, right, body));
    }

    /// Walks code that may or may not run, and joins the two ways behind it.
    pub(super) fn branch(&mut self, walk: impl FnOnce(&mut Self)) {
        let before = self.reached;
        self.conditionally(walk);
        self.reached = join(before, self.reached);
    }

    fn if_statement(&mut self, it: &'a IfStatement<'a>) {
        self.expression(&it.test);
        match self.truth(&it.test) {
            Some(true) => self.statement(&it.consequent),
            Some(false) => it.alternate.iter().for_each(|it| self.statement(it)),
            None => {
                let before = self.reached;
                let [consequent, alternate] = self.ways_behind(&it.test);
                self.along(consequent, |flow| flow.statement(&it.consequent));
                let consequent = std::mem::replace(&mut self.reached, before);
                self.along(alternate, |flow| it.alternate.iter().for_each(|it| flow.statement(it)));
                self.reached = join(consequent, self.reached);
            }
        }
    }

    fn switch_statement(&mut self, it: &'a SwitchStatement<'a>) {
        self.expression(&it.discriminant);
        for (index, case) in it.cases.iter().enumerate() {
            // The first test is made in any case.
            let when = if index == 0 { When::Eager } else { When::Conditional };
            self.within(when, |flow| case.test.iter().for_each(|it| flow.expression(it)));
            self.branch(|flow| flow.statements(&case.consequent));
        }
    }

    /// Returns the error of its own that a `try` throws for the failure of the one step that it makes, as it is written.
    pub(super) fn told_by(&self, it: &TryStatement<'a>) -> Option<&'a str> {
        let handler = it.handler.as_ref().filter(|_| is_one_step(&it.block))?;
        Some(explanation_of(handler)?.source_text(self.program.source_text))
    }

    fn try_statement(&mut self, it: &'a TryStatement<'a>) {
        let catches = it.handler.as_ref().is_some_and(|handler| !rethrows(&handler.body.body))
            || it.finalizer.as_ref().is_some_and(|finalizer| leaves(finalizer));
        let before = self.reached;
        // Node ends the process at a `require` of a waiting ES module, and no `try` catches that: the call is kept.
        if catches && self.is_certain() {
            self.tried.extend(opening::first_call(&it.block.body, self.scoping, self.goal));
        }
        let when = if catches { When::Guarded } else { When::Eager };
        let outer = (self.caught, self.explained, self.told);
        self.caught |= catches;
        let told = self.told_by(it);
        self.explained |= told.is_some();
        self.told = told.or(self.told);
        self.within(when, |flow| flow.statements(&it.block.body));
        (self.caught, self.explained, self.told) = outer;
        if let Some(handler) = &it.handler {
            let tried = std::mem::replace(&mut self.reached, before);
            self.conditionally(|flow| {
                handler.param.iter().for_each(|param| flow.pattern(&param.pattern));
                flow.statements(&handler.body.body);
            });
            self.reached = join(tried, self.reached);
        }
        if let Some(finalizer) = &it.finalizer {
            let after = std::mem::replace(&mut self.reached, before);
            self.statements(&finalizer.body);
            self.reached = self.reached.max(after);
        }
    }
}

/// Joins the two ways behind a branch. A way that throws does not count: either the other was taken, or the
/// module fails.
fn join(one: FlowReach, other: FlowReach) -> FlowReach {
    match (one, other) {
        (FlowReach::Thrown, way) | (way, FlowReach::Thrown) => way,
        (one, other) if one == other => one,
        _ => FlowReach::Perhaps,
    }
}

/// Tells whether a `catch` does nothing but throw in the end, so that a failure in its `try` is final.
pub(super) fn rethrows(body: &[Statement<'_>]) -> bool {
    let Some((last, others)) = body.split_last() else { return false };
    let straight = |it: &Statement<'_>| {
        matches!(it, Statement::ExpressionStatement(_) | Statement::VariableDeclaration(_))
    };
    matches!(last, Statement::ThrowStatement(_)) && others.iter().all(straight)
}

/// Tells whether a block does one thing only: what fails in it is then what its handler speaks of.
fn is_one_step(block: &BlockStatement<'_>) -> bool {
    matches!(
        block.body.as_slice(),
        [Statement::ExpressionStatement(_)
            | Statement::VariableDeclaration(_)
            | Statement::ReturnStatement(_)]
    )
}

/// Returns the place of the error of its own that a handler throws: whoever calls the function learns what is missing.
fn explanation_of(handler: &CatchClause<'_>) -> Option<Span> {
    let thrown = handler.body.body.iter().find_map(|it| match it {
        Statement::ThrowStatement(it) => Some(it.argument.without_parentheses()),
        _ => None,
    });
    match thrown? {
        Expression::NewExpression(it) => Some(it.span),
        Expression::CallExpression(it) => Some(it.span),
        _ => None,
    }
}

/// Tells whether a `finally` block may leave early, and so forget the failure that led to it.
pub(super) fn leaves(block: &BlockStatement<'_>) -> bool {
    block
        .body
        .iter()
        .any(|it| !matches!(it, Statement::ExpressionStatement(_) | Statement::VariableDeclaration(_)))
}
