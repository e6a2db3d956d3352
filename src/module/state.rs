//! The state that a module holds for as long as the process runs, by its syntax.

use oxc_ast::ast::{Expression, NewExpression, Statement, VariableDeclaration};
use oxc_semantic::{Scoping, SymbolFlags, SymbolId};
use oxc_span::Span;

use super::{decode::Text, early_error::Goal, syntax::Parsed};

/// A name of a module's top level that keeps something from call to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldState {
    pub name: String,
    pub span: crate::text::Span,
}

/// Collections that are made empty to be filled later.
const COLLECTIONS: [&str; 4] = ["Map", "Set", "WeakMap", "WeakSet"];

/// Returns the state of a module, in source order.
pub(super) fn held_state(parsed: &Parsed<'_>, goal: Goal, text: &Text<'_>) -> Vec<HeldState> {
    let scoping = &parsed.scoping;
    let variables = scoping.iter_bindings_in(scoping.root_scope_id());
    let mut found: Vec<SymbolId> =
        variables.filter(|symbol| is_changed_later(scoping, *symbol, goal)).collect();
    found.extend(collections(&parsed.program.body));
    found.sort_by_key(|symbol| scoping.symbol_span(*symbol).start);
    // A collection that a function replaces is there twice.
    found.dedup();
    let state = found.into_iter().map(|symbol| {
        let span: Span = scoping.symbol_span(symbol);
        HeldState { name: scoping.symbol_name(symbol).to_owned(), span: text.span(span) }
    });
    state.collect()
}

/// Tells whether code in a function gives a variable another value. In an ES module only `let` counts: compilers write `var` for
/// what they fill once, such as an enumeration.
fn is_changed_later(scoping: &Scoping, symbol: SymbolId, goal: Goal) -> bool {
    let flags = scoping.symbol_flags(symbol);
    let is_variable = match goal {
        Goal::Module => flags.contains(SymbolFlags::BlockScopedVariable),
        Goal::CommonJs => {
            flags.intersects(SymbolFlags::BlockScopedVariable | SymbolFlags::FunctionScopedVariable)
        }
    };
    let others =
        SymbolFlags::Class | SymbolFlags::Function | SymbolFlags::Import | SymbolFlags::ConstVariable;
    let is_in_function = |scope| {
        let around = scoping.scope_ancestors(scope).take_while(|scope| *scope != scoping.root_scope_id());
        around.into_iter().any(|scope| scoping.scope_flags(scope).is_function())
    };
    is_variable
        && !flags.intersects(others)
        && scoping
            .get_resolved_references(symbol)
            .any(|reference| reference.is_write() && is_in_function(reference.scope_id()))
}

/// Returns the variables of the top level that begin as an empty collection.
fn collections<'p>(body: &'p [Statement<'_>]) -> impl Iterator<Item = SymbolId> + 'p {
    let declarations = body.iter().filter_map(|statement| match statement {
        Statement::VariableDeclaration(it) => Some(&**it),
        Statement::ExportDeclaration(it) => match &it.declaration {
            oxc_ast::ast::Declaration::VariableDeclaration(it) => Some(&**it),
            _ => None,
        },
        _ => None,
    });
    declarations.flat_map(|it: &VariableDeclaration<'_>| &it.declarations).filter_map(|it| {
        let is_empty =
            matches!(it.init.as_ref()?, Expression::NewExpression(new) if is_empty_collection(new));
        it.id.get_binding_identifier().filter(|_| is_empty)?.symbol_id.get()
    })
}

fn is_empty_collection(new: &NewExpression<'_>) -> bool {
    let class = new.callee.get_identifier_reference();
    new.arguments.is_empty() && class.is_some_and(|class| COLLECTIONS.contains(&class.name.as_str()))
}
