//! The variables that a call of an exported function certainly reads: before its module runs, `const`, `let` and `class` throw.

use std::cell::RefCell;

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, AssignmentOperator, CallExpression, Expression, Function,
    IdentifierReference, ObjectPropertyKind, Statement,
};
use oxc_semantic::{Scoping, SymbolFlags, SymbolId};
use oxc_span::Span;

use super::{
    decode::Text,
    evaluation::CalledRead,
    record::{BindingKind, LocalExport},
    syntax::{Parsed, declared_function},
};
use crate::hash::HashMap;

/// The most functions that call each other on the way to a read, and the levels of an expression.
const MOST_LEVELS: usize = 16;

/// Finds these reads for the functions that a module exports, sorted by the functions' names.
pub(super) fn called_reads(parsed: &Parsed<'_>, text: &Text<'_>, exports: &[LocalExport]) -> Vec<CalledRead> {
    let mut called = exports.iter().filter(|export| export.kind == BindingKind::Function).peekable();
    if called.peek().is_none() {
        return Vec::new();
    }
    let search =
        ReadSearch { scoping: &parsed.scoping, functions: functions(parsed), known: RefCell::default() };
    let found = called.filter_map(|export| {
        let (name, span) = search.first_read(search.functions.get(export.local.as_str())?, MOST_LEVELS)?;
        Some(CalledRead { function: export.local.clone(), name: name.to_owned(), span: text.span(span) })
    });
    let mut found: Vec<_> = found.collect();
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
    /// What was found of functions, by where they begin: each is looked through once.
    known: RefCell<HashMap<u32, Option<FirstRead<'p>>>>,
}

/// The name and the place of a read.
type FirstRead<'p> = (&'p str, Span);

impl<'p> ReadSearch<'p> {
    /// Returns the first variable of the module that a call of a function reads, whatever it is given. Nothing is known behind the
    /// first statement that may leave the function, or that runs only sometimes.
    fn first_read(&self, function: &'p Function<'p>, left: usize) -> Option<FirstRead<'p>> {
        let start = function.span.start;
        if let Some(known) = self.known.borrow().get(&start) {
            return *known;
        }
        // A function that calls itself reads nothing by that.
        self.known.borrow_mut().insert(start, None);
        let found = self.read_by_body(function, left);
        self.known.borrow_mut().insert(start, found);
        found
    }

    fn read_by_body(&self, function: &'p Function<'p>, left: usize) -> Option<FirstRead<'p>> {
        let left = left.checked_sub(1).filter(|_| !function.r#async && !function.generator)?;
        for statement in &function.body.as_ref()?.statements {
            let found = match statement {
                Statement::ExpressionStatement(it) => self.read(&it.expression, left),
                Statement::VariableDeclaration(it) => {
                    it.declarations.iter().find_map(|it| self.read(it.init.as_ref()?, left))
                }
                Statement::ReturnStatement(it) => return self.read(it.argument.as_ref()?, left),
                Statement::ThrowStatement(it) => return self.read(&it.argument, left),
                Statement::IfStatement(it) => return self.read(&it.test, left),
                Statement::FunctionDeclaration(_) | Statement::EmptyStatement(_) => None,
                _ => return None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Returns the first such variable that an expression certainly reads.
    fn read(&self, expression: &'p Expression<'p>, left: usize) -> Option<FirstRead<'p>> {
        let left = left.checked_sub(1)?;
        match expression.without_parentheses() {
            Expression::Identifier(it) => self.variable(it),
            Expression::StaticMemberExpression(it) if !it.optional => self.read(&it.object, left),
            Expression::ComputedMemberExpression(it) if !it.optional => {
                self.read(&it.object, left).or_else(|| self.read(&it.expression, left))
            }
            Expression::CallExpression(it) if !it.optional => self.call(it, left),
            Expression::NewExpression(it) => {
                self.read(&it.callee, left).or_else(|| self.arguments(&it.arguments, left))
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

    fn call(&self, it: &'p CallExpression<'p>, left: usize) -> Option<FirstRead<'p>> {
        let before = self.read(&it.callee, left).or_else(|| self.arguments(&it.arguments, left));
        before.or_else(|| {
            let callee = it.callee.get_identifier_reference()?;
            let symbol = self.own(callee).filter(|it| !self.scoping.symbol_is_mutated(*it))?;
            let is_function = self.scoping.symbol_flags(symbol).contains(SymbolFlags::Function);
            let function = self.functions.get(callee.name.as_str()).filter(|_| is_function)?;
            self.first_read(function, left)
        })
    }

    fn arguments(&self, arguments: &'p [Argument<'p>], left: usize) -> Option<FirstRead<'p>> {
        arguments.iter().find_map(|argument| match argument {
            Argument::SpreadElement(it) => self.read(&it.argument, left),
            argument => self.read(argument.as_expression()?, left),
        })
    }

    fn variable(&self, it: &'p IdentifierReference<'p>) -> Option<FirstRead<'p>> {
        let throws = SymbolFlags::Class | SymbolFlags::ConstVariable | SymbolFlags::BlockScopedVariable;
        let symbol = self.own(it)?;
        let is_early = self.scoping.symbol_flags(symbol).intersects(throws);
        is_early.then_some((it.name.as_str(), it.span))
    }

    /// Returns the variable of the module itself that a name stands for.
    fn own(&self, it: &IdentifierReference<'_>) -> Option<SymbolId> {
        let symbol = self.scoping.get_reference(it.reference_id.get()?).symbol_id()?;
        (self.scoping.symbol_scope_id(symbol) == self.scoping.root_scope_id()).then_some(symbol)
    }
}
