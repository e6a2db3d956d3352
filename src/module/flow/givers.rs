//! Calls of what requests gave: `require("./patch")()`, `patch.install()`. The called function may change Node's loader.

use super::*;
use loader_part::may_change_loader;
use oxc_ast::ast::{
    Argument, BindingPattern, CallExpression, ChainElement, Expression, IdentifierReference,
    ImportDeclaration,
};

use crate::module::requests::RequestKind;

/// The levels of an expression that are looked at.
const MOST_LEVELS: usize = 16;

/// The beginning of a chain of members and calls.
enum ChainRoot {
    /// A request, by the place of its specifier.
    Request(u32),
    Named(SymbolId),
    /// A name that nothing declares and that is none of the module's own.
    Free,
    Unknown,
}

impl<'a> Flow<'a, '_> {
    /// Remembers the names of an `import`.
    pub(super) fn learn_imported(&mut self, it: &ImportDeclaration<'a>) {
        let at = self.text.span(it.source.span).start;
        let symbols = it.specifiers.iter().flatten().filter_map(|it| it.local().symbol_id.get());
        self.givers.extend(symbols.map(|symbol| (symbol, at)));
    }

    /// Remembers the names that a declaration gives to what a request gives, or to members of it.
    pub(super) fn learn_given(&mut self, pattern: &BindingPattern<'a>, init: &'a Expression<'a>) {
        let at = match self.chain_root(init) {
            ChainRoot::Request(at) => at,
            ChainRoot::Named(symbol) if self.givers.contains_key(&symbol) => {
                self.givers.get(&symbol).copied().unwrap_or_default()
            }
            _ => return,
        };
        let ids = pattern.get_binding_identifiers();
        self.givers.extend(ids.iter().filter_map(|id| Some((id.symbol_id.get()?, at))));
    }

    /// Notes a call of what a request gave, or of a function that is not known.
    pub(super) fn note_called(&mut self, callee: &'a Expression<'a>) {
        if self.when == When::Deferred || self.is_require(callee) {
            return;
        }
        match self.chain_root(callee) {
            ChainRoot::Request(at) => self.effects.patches.called.push(at),
            ChainRoot::Named(symbol) => match self.givers.get(&symbol).copied() {
                Some(at) if self.called_givers.insert(symbol) => self.effects.patches.called.push(at),
                Some(_) => {}
                None => self.effects.patches.calls_own |= self.function_of(callee).is_none(),
            },
            ChainRoot::Free => {}
            ChainRoot::Unknown => self.effects.patches.calls_own |= self.function_of(callee).is_none(),
        }
    }

    /// Notes functions that a call is given, and that may change Node's loader: what is called may call them at once.
    pub(super) fn note_given(&mut self, arguments: &'a [Argument<'a>]) {
        if self.when == When::Deferred || self.effects.patches.calls_own {
            return;
        }
        let text = &self.text.text;
        let may_change = |it: Callable<'a>| {
            let own = text.get(it.span().start as usize..it.span().end as usize).unwrap_or_default();
            *self.changes_loader.get_or_init(|| may_change_loader(text)) && may_change_loader(own)
        };
        let mut given = arguments.iter().filter_map(|it| self.function_of(it.as_expression()?));
        self.effects.patches.calls_own = given.any(may_change);
    }

    /// Tells whether a callee is a global function of Node, or a member of a global: `Object.keys`.
    pub(super) fn is_of_globals(&self, callee: &'a Expression<'a>) -> bool {
        matches!(self.chain_root(callee), ChainRoot::Free)
    }

    fn chain_root(&self, mut expression: &'a Expression<'a>) -> ChainRoot {
        for _ in 0..MOST_LEVELS {
            expression = match expression.without_parentheses() {
                Expression::Identifier(it) => return self.named_root(it),
                Expression::CallExpression(it) => match self.requested(it) {
                    Some((RequestKind::Require, (_, at))) => {
                        return ChainRoot::Request(self.text.span(at).start);
                    }
                    _ => self.wrapped(it).unwrap_or(&it.callee),
                },
                Expression::ImportExpression(it) => {
                    let source = names::literal(&it.source).map(|source| self.text.span(source.1).start);
                    return source.map_or(ChainRoot::Unknown, ChainRoot::Request);
                }
                Expression::AwaitExpression(it) => &it.argument,
                Expression::NewExpression(it) => &it.callee,
                Expression::SequenceExpression(it) => match it.expressions.last() {
                    Some(last) => last,
                    None => return ChainRoot::Unknown,
                },
                Expression::ChainExpression(it) => match &it.expression {
                    ChainElement::CallExpression(it) => &it.callee,
                    element => match element.as_member_expression() {
                        Some(member) => member.object(),
                        None => return ChainRoot::Unknown,
                    },
                },
                other => match other.as_member_expression() {
                    Some(member) => member.object(),
                    None => return ChainRoot::Unknown,
                },
            };
        }
        ChainRoot::Unknown
    }

    fn named_root(&self, it: &IdentifierReference<'a>) -> ChainRoot {
        match self.symbol(it) {
            Some(symbol) => ChainRoot::Named(symbol),
            None if matches!(it.name.as_str(), "exports" | "module") => ChainRoot::Unknown,
            None => ChainRoot::Free,
        }
    }

    /// Returns what a helper of compilers wraps: `__importStar(require("x"))`.
    fn wrapped(&self, it: &'a CallExpression<'a>) -> Option<&'a Expression<'a>> {
        let first = it.arguments.first()?.as_expression()?;
        let is_given = match first.without_parentheses() {
            Expression::CallExpression(it) => self.is_require(&it.callee),
            Expression::Identifier(it) => self.symbol(it).is_some_and(|it| self.givers.contains_key(&it)),
            _ => false,
        };
        is_given.then_some(first)
    }

    /// Returns the time of the next request.
    pub(super) fn next_time(&mut self) -> RequestTime {
        self.made = self.made.saturating_add(1);
        let patches = &self.effects.patches;
        RequestTime {
            order: self.made,
            powers: self.patched,
            own: self.patched_own,
            called: patches.called.len(),
            calls_own: patches.calls_own,
        }
    }
}
