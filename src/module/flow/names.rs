//! The meaning of identifiers: Node's own `require`, something made from it, an import, or nothing that is
//! declared.

use super::{known_names::is_module_builtin, *};
use oxc_ast::ast::{
    Argument, BindingIdentifier, BindingPattern, CallExpression, Expression, IdentifierReference,
};
use oxc_semantic::SymbolFlags;

impl<'a> Flow<'a, '_> {
    pub(super) fn symbol(&self, id: &IdentifierReference<'a>) -> Option<SymbolId> {
        self.scoping.get_reference(id.reference_id.get()?).symbol_id()
    }

    /// Tells whether nothing in the module declares the name.
    pub(super) fn is_free(&self, id: &IdentifierReference<'a>) -> bool {
        self.symbol(id).is_none()
    }

    /// Tells whether the module assigns to one of Node's names, so that it may stand for something else.
    pub(super) fn is_written(&self, name: &str) -> bool {
        self.names.written.contains(&name)
    }

    /// Returns the symbol, if only its one declaration gives it a value.
    pub(super) fn constant_symbol(&self, id: &BindingIdentifier<'a>) -> Option<SymbolId> {
        let symbol = id.symbol_id.get()?;
        let single = self.scoping.symbol_redeclarations(symbol).is_empty();
        (single && !self.scoping.symbol_is_mutated(symbol)).then_some(symbol)
    }

    /// Remembers a name that a declaration gives to Node's `require`, `createRequire` or `node:module`.
    pub(super) fn learn(&mut self, pattern: &BindingPattern<'a>, init: &Expression<'a>) {
        match pattern {
            BindingPattern::BindingIdentifier(id) => {
                let Some(symbol) = self.constant_symbol(id) else { return };
                if self.is_require(init) {
                    self.names.note(id);
                    self.names.requires.insert(symbol);
                } else if self.is_create_require(init) {
                    self.names.note(id);
                    self.names.create_requires.insert(symbol);
                } else if self.is_module_namespace(init) {
                    self.names.modules.insert(symbol);
                }
            }
            BindingPattern::ObjectPattern(it) if self.is_module_namespace(init) => {
                let named = it.properties.iter().filter(|it| it.key.is_specific_static_name("createRequire"));
                let ids = named.filter_map(|property| property.value.get_binding_identifier());
                let symbols: Vec<_> = ids.filter_map(|id| Some((id, self.constant_symbol(id)?))).collect();
                for (id, symbol) in symbols {
                    self.names.note(id);
                    self.names.create_requires.insert(symbol);
                }
            }
            _ => {}
        }
    }

    /// Tells whether a call gives Node's `require` for this file.
    pub(super) fn makes_require(&self, it: &CallExpression<'a>) -> bool {
        self.is_create_require(&it.callee) && self.is_own_location(it)
    }

    /// Tells whether a value is Node's `require` for this file.
    pub(super) fn is_require(&self, expression: &Expression<'a>) -> bool {
        match expression.without_parentheses() {
            Expression::Identifier(it) => match self.symbol(it) {
                Some(symbol) => self.names.requires.contains(&symbol),
                None => self.goal == Goal::CommonJs && it.name == "require",
            },
            Expression::StaticMemberExpression(it) => {
                self.goal == Goal::CommonJs
                    && it.property.name == "require"
                    && self.is_free_name(&it.object, "module")
            }
            // Compilers write `(0, require)(…)` for a call without `this`.
            Expression::SequenceExpression(it) => {
                it.expressions.last().is_some_and(|last| self.is_require(last))
            }
            Expression::CallExpression(it) => self.makes_require(it),
            _ => false,
        }
    }

    fn is_create_require(&self, expression: &Expression<'a>) -> bool {
        match expression.without_parentheses() {
            Expression::Identifier(it) => {
                self.symbol(it).is_some_and(|symbol| self.names.create_requires.contains(&symbol))
            }
            Expression::StaticMemberExpression(it) => {
                it.property.name == "createRequire" && self.is_module_namespace(&it.object)
            }
            Expression::SequenceExpression(it) => {
                it.expressions.last().is_some_and(|last| self.is_create_require(last))
            }
            _ => false,
        }
    }

    /// Tells whether an expression is the module `node:module`, required, imported or named.
    pub(super) fn is_module_namespace(&self, expression: &Expression<'a>) -> bool {
        match expression.without_parentheses() {
            Expression::Identifier(it) => {
                self.symbol(it).is_some_and(|symbol| self.names.modules.contains(&symbol))
            }
            Expression::AwaitExpression(it) => match it.argument.without_parentheses() {
                Expression::ImportExpression(it) => {
                    literal(&it.source).is_some_and(|it| is_module_builtin(it.0))
                }
                _ => false,
            },
            Expression::CallExpression(it) => {
                self.is_require(&it.callee)
                    && first_literal(&it.arguments).is_some_and(|it| is_module_builtin(it.0))
            }
            _ => false,
        }
    }

    /// Tells whether a call is passed the place of this file, so that the `require` it makes resolves from
    /// here: `createRequire(import.meta.url)`, `createRequire(__filename)`.
    fn is_own_location(&self, call: &CallExpression<'a>) -> bool {
        let Some(argument) = call.arguments.first().and_then(|argument| argument.as_expression()) else {
            return false;
        };
        self.is_own_url(argument) || self.goal == Goal::CommonJs && self.is_free_name(argument, "__filename")
    }

    /// Tells whether an expression is `import.meta.url` or `import.meta.filename`.
    pub(super) fn is_own_url(&self, expression: &Expression<'a>) -> bool {
        match expression.without_parentheses() {
            Expression::StaticMemberExpression(it) => {
                matches!(it.object, Expression::ImportMeta(_))
                    && matches!(it.property.name.as_str(), "url" | "filename")
            }
            _ => false,
        }
    }

    pub(super) fn is_free_name(&self, expression: &Expression<'a>, name: &str) -> bool {
        let id = expression.without_parentheses().get_identifier_reference();
        id.is_some_and(|id| id.name == name && self.is_free(id))
    }

    /// Tells whether a symbol is an imported binding.
    pub(super) fn is_import(&self, symbol: SymbolId) -> bool {
        self.scoping.symbol_flags(symbol).contains(SymbolFlags::Import)
    }
}

/// Returns the text of a string, or of a template without holes, and its span.
pub(super) fn literal<'a>(expression: &Expression<'a>) -> Option<(&'a str, oxc_span::Span)> {
    match expression.without_parentheses() {
        Expression::StringLiteral(it) => Some((it.value.as_str(), it.span)),
        Expression::TemplateLiteral(it) => Some((it.single_quasi()?.as_str(), it.span)),
        _ => None,
    }
}

pub(super) fn first_literal<'a>(arguments: &[Argument<'a>]) -> Option<(&'a str, oxc_span::Span)> {
    literal(arguments.first()?.as_expression()?)
}
