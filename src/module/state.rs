//! The state that a module holds for as long as the process runs, by its syntax.

use oxc_ast::ast::{Expression, NewExpression, Statement, VariableDeclaration};
use oxc_semantic::{Scoping, SymbolFlags, SymbolId};
use oxc_span::Span;

use super::{decode::Text, early_error::Goal, later_functions::later_functions, syntax::Parsed};

/// A name of a module's top level that keeps something from call to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldState {
    pub name: String,
    pub span: crate::text::Span,
}

/// Collections that are made empty to be filled later.
const COLLECTIONS: [&str; 2] = ["Map", "Set"];

/// Returns the state of a module, in source order.
pub(super) fn held_state(parsed: &Parsed<'_>, goal: Goal, text: &Text<'_>) -> Vec<HeldState> {
    let scoping = &parsed.scoping;
    let variables = scoping.iter_bindings_in(scoping.root_scope_id());
    let mut found: Vec<SymbolId> =
        variables.filter(|symbol| is_changed_later(scoping, *symbol, goal)).collect();
    found.extend(initialized(&parsed.program.body, is_empty_collection));
    found.extend(filled_objects(parsed));
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

/// Returns the variables of the top level that begin as an empty object or list, and whose members a function sets that is called
/// later. A loop over a list, whose function runs at once, fills a table that never changes.
fn filled_objects(parsed: &Parsed<'_>) -> Vec<SymbolId> {
    let scoping = &parsed.scoping;
    let objects: Vec<SymbolId> = initialized(&parsed.program.body, is_empty_object).collect();
    if objects.is_empty() {
        return objects;
    }
    let later = later_functions(&parsed.program.body);
    let is_set_later = |symbol: &SymbolId| {
        let sets = scoping.get_resolved_references(*symbol).filter(|it| it.flags().is_member_write_target());
        let mut scopes = sets.flat_map(|reference| scoping.scope_ancestors(reference.scope_id()));
        scopes.any(|scope| later.contains(&scope))
    };
    objects.into_iter().filter(is_set_later).collect()
}

/// Returns the variables of the top level that begin as a value of some kind.
fn initialized<'p>(
    body: &'p [Statement<'_>],
    is_meant: fn(&Expression<'_>) -> bool,
) -> impl Iterator<Item = SymbolId> + 'p {
    let declarations = body.iter().filter_map(|statement| match statement {
        Statement::VariableDeclaration(it) => Some(&**it),
        Statement::ExportDeclaration(it) => match &it.declaration {
            oxc_ast::ast::Declaration::VariableDeclaration(it) => Some(&**it),
            _ => None,
        },
        _ => None,
    });
    declarations.flat_map(|it: &VariableDeclaration<'_>| &it.declarations).filter_map(move |it| {
        let is_empty = is_meant(it.init.as_ref()?);
        it.id.get_binding_identifier().filter(|_| is_empty)?.symbol_id.get()
    })
}

fn is_empty_object(init: &Expression<'_>) -> bool {
    match init {
        Expression::ObjectExpression(it) => it.properties.is_empty(),
        Expression::ArrayExpression(it) => it.elements.is_empty(),
        _ => false,
    }
}

fn is_empty_collection(init: &Expression<'_>) -> bool {
    let Expression::NewExpression(new) = init else { return false };
    let new: &NewExpression<'_> = new;
    let class = new.callee.get_identifier_reference();
    new.arguments.is_empty() && class.is_some_and(|class| COLLECTIONS.contains(&class.name.as_str()))
}
