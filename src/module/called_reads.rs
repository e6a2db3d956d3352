//! The variables that a call of an exported function certainly reads: before their modules run, `const`, `let` and `class` throw.

use std::{cell::RefCell, rc::Rc};

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, ArrowFunctionBody, AssignmentOperator, CallExpression, Expression,
    Function, IdentifierReference, ObjectPropertyKind, Statement, StaticMemberExpression,
};
use oxc_semantic::{Scoping, SymbolFlags, SymbolId};
use oxc_span::Span;

use super::{
    decode::Text,
    evaluation::CalledRead,
    record::{BindingKind, ImportEntry, LocalExport},
    syntax::{Parsed, declared_function},
};
use crate::hash::HashMap;

/// The most functions that call each other on the way to a read, and the levels of an expression.
const MOST_LEVELS: usize = 16;
/// The most reads of a function that are told.
const MOST_READS: usize = 8;

/// Finds these reads for the functions that a module exports, sorted by the functions' names.
pub(super) fn called_reads(
    parsed: &Parsed<'_>,
    text: &Text<'_>,
    exports: &[LocalExport],
    imports: &[ImportEntry],
) -> Vec<CalledRead> {
    let mut called = exports.iter().filter(|export| export.kind == BindingKind::Function).peekable();
    if called.peek().is_none() {
        return Vec::new();
    }
    let search = ReadSearch {
        scoping: &parsed.scoping,
        functions: functions(parsed),
        known: RefCell::default(),
        found: RefCell::default(),
    };
    let imports: HashMap<&str, usize> =
        imports.iter().enumerate().map(|(at, entry)| (entry.local.value.as_str(), at)).collect();
    let mut found: Vec<_> = called
        .flat_map(|export| {
            let function = search.functions.get(export.local.as_str()).filter(|it| search.is_kept(it));
            let reads = function.map(|it| search.reads_of(it, MOST_LEVELS)).unwrap_or_default();
            let told = |it: &VariableRead<'_>| CalledRead {
                function: export.local.clone(),
                name: it.name.to_owned(),
                member: it.member.map(str::to_owned),
                span: text.span(it.span),
                is_called: it.is_called,
                import: imports.get(it.name).copied(),
            };
            reads.iter().map(told).collect::<Vec<_>>()
        })
        .collect();
    found.sort_by(|one, other| one.function.cmp(&other.function));
    found
}

/// Returns the functions that a module declares, by their names.
fn functions<'p>(parsed: &'p Parsed<'p>) -> HashMap<&'p str, &'p Function<'p>> {
    let functions = parsed.program.body.iter().filter_map(declared_function);
    functions.map(|it| (it.id.as_ref().map_or("*default*", |id| id.name.as_str()), it)).collect()
}

struct ReadSearch<'p> {
    scoping: &'p Scoping,
    functions: HashMap<&'p str, &'p Function<'p>>,
    /// The reads of functions, by where they begin: each is looked through once.
    known: RefCell<HashMap<u32, KnownReads<'p>>>,
    /// The reads of the function that is looked through.
    found: RefCell<Vec<VariableRead<'p>>>,
}

type KnownReads<'p> = Rc<[VariableRead<'p>]>;

/// A read of a variable of the module or of an import.
#[derive(Clone, Copy)]
struct VariableRead<'p> {
    name: &'p str,
    member: Option<&'p str>,
    span: Span,
    is_called: bool,
    is_import: bool,
}

/// The end of a search: as many reads were found as are told.
struct IsEnough;

impl<'p> ReadSearch<'p> {
    /// Returns the variables that every call of a function reads, with any arguments. It ends at the first statement that may return,
    /// and passes over code that runs only in some calls.
    fn reads_of(&self, function: &'p Function<'p>, left: usize) -> KnownReads<'p> {
        let start = function.span.start;
        if let Some(known) = self.known.borrow().get(&start) {
            return Rc::clone(known);
        }
        // A function that calls itself reads nothing by that.
        self.known.borrow_mut().insert(start, Rc::default());
        let outer = self.found.take();
        self.read_by_body(function, left);
        let found: KnownReads<'p> = self.found.replace(outer).into();
        self.known.borrow_mut().insert(start, Rc::clone(&found));
        found
    }

    /// Tells whether nothing gives another value to the name of a function.
    fn is_kept(&self, function: &Function<'_>) -> bool {
        let symbol = function.id.as_ref().and_then(|id| id.symbol_id.get());
        symbol.is_none_or(|symbol| !self.scoping.symbol_is_mutated(symbol))
    }

    fn add(&self, read: VariableRead<'p>) -> Option<IsEnough> {
        let mut found = self.found.borrow_mut();
        // All variables of the module itself come to life as it runs: the first is enough.
        let is_same = |it: &VariableRead<'_>| {
            !it.is_import && !read.is_import
                || it.is_import
                    && (it.name, it.member, it.is_called) == (read.name, read.member, read.is_called)
        };
        if !found.iter().any(is_same) {
            found.push(read);
        }
        (found.len() >= MOST_READS).then_some(IsEnough)
    }

    fn read_by_body(&self, function: &'p Function<'p>, left: usize) -> Option<IsEnough> {
        let left = left.checked_sub(1).filter(|_| !function.r#async && !function.generator)?;
        self.read_by_statements(&function.body.as_ref()?.statements, left)
    }

    fn read_by_statements(&self, statements: &'p [Statement<'p>], left: usize) -> Option<IsEnough> {
        for statement in statements {
            let is_enough = match statement {
                Statement::ExpressionStatement(it) => self.read(&it.expression, left),
                Statement::VariableDeclaration(it) => {
                    it.declarations.iter().find_map(|it| self.read(it.init.as_ref()?, left))
                }
                Statement::IfStatement(it) => self.read(&it.test, left),
                Statement::FunctionDeclaration(_) | Statement::EmptyStatement(_) => None,
                _ => return self.read(head(statement)?, left),
            };
            if is_enough.is_some() || may_return(statement, MOST_LEVELS) {
                return is_enough;
            }
        }
        None
    }

    /// Adds the variables that an expression certainly reads.
    fn read(&self, expression: &'p Expression<'p>, left: usize) -> Option<IsEnough> {
        let left = left.checked_sub(1)?;
        match expression.without_parentheses() {
            Expression::Identifier(it) => self.variable(it, None, false),
            Expression::StaticMemberExpression(it) if !it.optional => self.member(it, false, left),
            Expression::ComputedMemberExpression(it) if !it.optional => {
                self.read(&it.object, left).or_else(|| self.read(&it.expression, left))
            }
            Expression::CallExpression(it) if !it.optional => self.call(it, left),
            Expression::NewExpression(it) => {
                self.callee(&it.callee, left).or_else(|| self.arguments(&it.arguments, left))
            }
            Expression::BinaryExpression(it) => {
                self.read(&it.left, left).or_else(|| self.read(&it.right, left))
            }
            Expression::LogicalExpression(it) => self.read(&it.left, left),
            Expression::ConditionalExpression(it) => self.read(&it.test, left),
            Expression::UnaryExpression(it) => self.read(&it.argument, left),
            Expression::AssignmentExpression(it) if it.operator == AssignmentOperator::Assign => {
                self.read(&it.right, left)
            }
            Expression::SequenceExpression(it) => it.expressions.iter().find_map(|it| self.read(it, left)),
            Expression::TemplateLiteral(it) => it.expressions.iter().find_map(|it| self.read(it, left)),
            Expression::ArrayExpression(it) => it.elements.iter().find_map(|it| match it {
                ArrayExpressionElement::SpreadElement(it) => self.read(&it.argument, left),
                it => self.read(it.as_expression()?, left),
            }),
            Expression::ObjectExpression(it) => it.properties.iter().find_map(|it| match it {
                ObjectPropertyKind::ObjectProperty(it) => self.read(&it.value, left),
                ObjectPropertyKind::SpreadProperty(it) => self.read(&it.argument, left),
            }),
            _ => None,
        }
    }

    fn call(&self, it: &'p CallExpression<'p>, left: usize) -> Option<IsEnough> {
        let before = self.callee(&it.callee, left).or_else(|| self.arguments(&it.arguments, left));
        before.or_else(|| match it.callee.without_parentheses() {
            Expression::Identifier(callee) => self.call_of_own(callee, left),
            Expression::FunctionExpression(it) => self.read_by_body(it, left),
            Expression::ArrowFunctionExpression(it) if !it.r#async => match &it.body {
                ArrowFunctionBody::FunctionBody(body) => self.read_by_statements(&body.statements, left),
                body => self.read(body.as_expression()?, left),
            },
            _ => None,
        })
    }

    fn call_of_own(&self, callee: &IdentifierReference<'p>, left: usize) -> Option<IsEnough> {
        let symbol = self.own(callee).filter(|it| !self.scoping.symbol_is_mutated(*it))?;
        let is_function = self.scoping.symbol_flags(symbol).contains(SymbolFlags::Function);
        let function = self.functions.get(callee.name.as_str()).filter(|_| is_function)?;
        self.reads_of(function, left).iter().find_map(|read| self.add(*read))
    }

    /// Adds what a callee reads before it is called.
    fn callee(&self, callee: &'p Expression<'p>, left: usize) -> Option<IsEnough> {
        match callee.without_parentheses() {
            Expression::Identifier(it) => self.variable(it, None, true),
            Expression::StaticMemberExpression(it) if !it.optional => self.member(it, true, left),
            callee => self.read(callee, left),
        }
    }

    fn member(&self, it: &'p StaticMemberExpression<'p>, is_called: bool, left: usize) -> Option<IsEnough> {
        match it.object.without_parentheses() {
            Expression::Identifier(object) => {
                self.variable(object, Some(it.property.name.as_str()), is_called)
            }
            object => self.read(object, left),
        }
    }

    fn arguments(&self, arguments: &'p [Argument<'p>], left: usize) -> Option<IsEnough> {
        arguments.iter().find_map(|argument| match argument {
            Argument::SpreadElement(it) => self.read(&it.argument, left),
            argument => self.read(argument.as_expression()?, left),
        })
    }

    fn variable(
        &self,
        it: &IdentifierReference<'p>,
        member: Option<&'p str>,
        is_called: bool,
    ) -> Option<IsEnough> {
        let throws = SymbolFlags::Class | SymbolFlags::ConstVariable | SymbolFlags::BlockScopedVariable;
        let flags = self.scoping.symbol_flags(self.own(it)?);
        let is_import = flags.contains(SymbolFlags::Import);
        let read = VariableRead { name: it.name.as_str(), member, span: it.span, is_called, is_import };
        (is_import || flags.intersects(throws)).then_some(read).and_then(|read| self.add(read))
    }

    /// Returns the variable of the module itself that a name stands for.
    fn own(&self, it: &IdentifierReference<'_>) -> Option<SymbolId> {
        let symbol = self.scoping.get_reference(it.reference_id.get()?).symbol_id()?;
        (self.scoping.symbol_scope_id(symbol) == self.scoping.root_scope_id()).then_some(symbol)
    }
}

/// Returns the expression with which a loop or another statement begins, or whose value it gives.
fn head<'p>(statement: &'p Statement<'p>) -> Option<&'p Expression<'p>> {
    match statement {
        Statement::ReturnStatement(it) => it.argument.as_ref(),
        Statement::ThrowStatement(it) => Some(&it.argument),
        Statement::ForOfStatement(it) => Some(&it.right),
        Statement::ForInStatement(it) => Some(&it.right),
        Statement::SwitchStatement(it) => Some(&it.discriminant),
        Statement::WhileStatement(it) => Some(&it.test),
        _ => None,
    }
}

/// Tells whether a statement may return from its function, or go on elsewhere than behind it.
fn may_return(statement: &Statement<'_>, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else { return true };
    match statement {
        Statement::ExpressionStatement(_)
        | Statement::VariableDeclaration(_)
        | Statement::FunctionDeclaration(_)
        | Statement::EmptyStatement(_)
        | Statement::ThrowStatement(_) => false,
        Statement::BlockStatement(it) => it.body.iter().any(|it| may_return(it, left)),
        Statement::IfStatement(it) => {
            may_return(&it.consequent, left) || it.alternate.as_ref().is_some_and(|it| may_return(it, left))
        }
        _ => true,
    }
}
