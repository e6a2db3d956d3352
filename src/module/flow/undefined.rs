//! Values that are certainly `undefined`, and the errors that Node throws where they are used: `this` in an
//! ES module, and `url` of the empty object that a bundler leaves for `import.meta`.

use super::*;
use crate::{
    module::effects::{Throw, ThrowKind},
    node::absent_global,
};
use names::literal;
use oxc_ast::ast::{
    Argument, AssignmentExpression, AssignmentTarget, BindingPattern, CallExpression, ConditionalExpression,
    Expression, IdentifierReference, MemberExpression, NewExpression, SimpleAssignmentTarget,
    VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::SymbolFlags;

/// The global in whose absence a value is undefined, if it is not undefined in any case.
type Unless = Option<&'static str>;

/// The most names for which the program is searched.
const MOST_ASKED: usize = 16;

impl<'a> Flow<'a, '_> {
    /// Remembers the parameters of a function that are passed `undefined`, where it is called.
    pub(super) fn learn_undefined(&mut self, callable: Callable<'a>, arguments: &'a [Argument<'a>]) {
        let spread = arguments.iter().position(|argument| matches!(argument, Argument::SpreadElement(_)));
        let listed = arguments.get(..spread.unwrap_or(arguments.len())).unwrap_or_default();
        let parameters = match callable {
            Callable::Function(it) => &it.params,
            Callable::Arrow(it) => &it.params,
            Callable::Class(_) => return,
        };
        for (index, parameter) in parameters.items.iter().enumerate() {
            let BindingPattern::BindingIdentifier(id) = &parameter.pattern else { continue };
            let Some(symbol) = self.constant_symbol(id).filter(|_| parameter.initializer.is_none()) else {
                continue;
            };
            match listed.get(index).and_then(Argument::as_expression).and_then(|it| self.undefined(it)) {
                Some(unless) => self.undefined.insert(symbol, unless),
                // Another call of the same function may pass something else.
                None => self.undefined.remove(&symbol),
            };
        }
    }

    /// Returns the condition on which an expression is undefined: `this` of the module, or a parameter to which that is passed.
    fn undefined(&self, expression: &Expression<'a>) -> Option<Unless> {
        match expression.without_parentheses() {
            Expression::ThisExpression(_) => self.lacks_this.then_some(None),
            Expression::Identifier(it) => self.undefined.get(&self.symbol(it)?).copied(),
            Expression::ConditionalExpression(it) => self.undefined_choice(it),
            _ => None,
        }
    }

    /// `typeof self !== 'undefined' ? self : this`, of which Node takes `this`.
    fn undefined_choice(&self, it: &ConditionalExpression<'a>) -> Option<Unless> {
        let (branch, unless) = self.taken_choice(it)?;
        let is_this = matches!(branch.without_parentheses(), Expression::ThisExpression(_));
        (is_this && self.lacks_this).then_some(unless)
    }

    /// The side of a choice by `typeof` that Node takes, as long as it lacks the global that is asked for.
    pub(super) fn taken_choice<'e>(
        &self,
        it: &'e ConditionalExpression<'a>,
    ) -> Option<(&'e Expression<'a>, Unless)> {
        let Expression::BinaryExpression(test) = it.test.without_parentheses() else { return None };
        let lacked = Cell::new(None);
        let taken = self.comparison(test, |id| {
            self.type_of(id).or_else(|| {
                let is_left = self.is_free(id) && !self.makes_global(id.name.as_str());
                lacked.set(absent_global(id.name.as_str()).filter(|_| is_left));
                lacked.get().map(|_| "undefined")
            })
        });
        Some((if taken? { &it.consequent } else { &it.alternate }, lacked.get()))
    }

    /// Walks code that has a `this` of its own, which may be undefined.
    pub(super) fn with_this(&mut self, lacks_this: bool, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.lacks_this, lacks_this);
        walk(self);
        self.lacks_this = outer;
    }

    /// Records a read of `this.x`.
    pub(super) fn undefined_read(&mut self, member: &MemberExpression<'a>) {
        self.undefined_member(member, "read", "reading");
    }

    /// Records `this.x = 1`, `imported = 1` and `namespace.x = 1`, once the assigned value is walked.
    pub(super) fn undefined_write(&mut self, it: &AssignmentExpression<'a>) {
        match &it.left {
            // `imported ??= 1` may leave the name alone.
            AssignmentTarget::AssignmentTargetIdentifier(id) if !it.operator.is_logical() => {
                self.constant_write(id);
            }
            AssignmentTarget::ArrayAssignmentTarget(_) | AssignmentTarget::ObjectAssignmentTarget(_) => {}
            target => {
                let member = target.as_simple_assignment_target().and_then(|it| it.as_member_expression());
                if let Some(member) = member {
                    if !it.operator.is_logical() {
                        self.namespace_write(member);
                    }
                    // `this.x += 1` reads before it sets, and V8 complains of the read.
                    let is_plain = it.operator.is_assign();
                    let (verb, doing) = if is_plain { ("set", "setting") } else { ("read", "reading") };
                    self.undefined_member(member, verb, doing);
                }
            }
        }
    }

    /// Records `imported++`.
    pub(super) fn constant_update(&mut self, target: &SimpleAssignmentTarget<'a>) {
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(id) = target {
            self.constant_write(id);
        }
    }

    fn undefined_member(&mut self, member: &MemberExpression<'a>, verb: &str, doing: &str) {
        if !self.is_certain() || member.optional() {
            return;
        }
        let Some(unless) = self.undefined(member.object()) else { return };
        let Some(name) = member.static_property_name() else { return };
        let message = format!("Cannot {verb} properties of undefined ({doing} '{name}')");
        let span = oxc_span::GetSpan::span(member);
        self.throws_unless(unless, ThrowKind::UndefinedThis, "TypeError", message, span);
    }

    fn constant_write(&mut self, id: &IdentifierReference<'a>) {
        let constant = SymbolFlags::Import | SymbolFlags::ConstVariable;
        let symbol = self.symbol(id).filter(|_| self.is_certain());
        if symbol.is_some_and(|symbol| self.scoping.symbol_flags(symbol).intersects(constant)) {
            let kind = ThrowKind::ConstantAssignment { name: id.name.to_string() };
            self.throws(kind, "TypeError", "Assignment to constant variable.".to_owned(), id.span);
        }
    }

    fn namespace_write(&mut self, member: &MemberExpression<'a>) {
        let Expression::Identifier(id) = member.object().without_parentheses() else { return };
        let symbol = self.symbol(id).filter(|_| self.is_certain());
        let is_namespace = symbol.is_some_and(|symbol| self.names.namespaces.contains(&symbol));
        let Some(name) = member.static_property_name().filter(|_| is_namespace) else { return };
        let message = format!("Cannot assign to read only property '{name}' of object '[object Module]'");
        let kind = ThrowKind::ConstantAssignment { name: format!("{}.{name}", id.name) };
        self.throws(kind, "TypeError", message, oxc_span::GetSpan::span(member));
    }

    /// Records `new URL("./x", import_meta.url)`.
    pub(super) fn url_without_base(&mut self, it: &NewExpression<'a>) {
        let [path, base] = it.arguments.as_slice() else { return };
        let is_relative = |text: &str| !text.contains(':');
        if self.is_certain()
            && self.is_free_name(&it.callee, "URL")
            && path.as_expression().and_then(literal).is_some_and(|(text, _)| is_relative(text))
            && base.as_expression().is_some_and(|it| self.is_empty_url(it))
        {
            self.throws(ThrowKind::EmptyImportMeta, "ERR_INVALID_URL", "Invalid URL".to_owned(), it.span);
        }
    }

    /// Records `fileURLToPath(import_meta.url)` and `createRequire(import_meta.url)`.
    pub(super) fn call_without_url(&mut self, it: &CallExpression<'a>) {
        let [Argument::StaticMemberExpression(argument)] = it.arguments.as_slice() else { return };
        if argument.property.name != "url" || !self.is_certain() {
            return;
        }
        let callee = match it.callee.without_parentheses() {
            // Compilers write `(0, url.fileURLToPath)(import_meta.url)`.
            Expression::SequenceExpression(it) => it.expressions.last(),
            callee => Some(callee),
        };
        let Some(Expression::StaticMemberExpression(callee)) = callee else { return };
        let (module, code, message) = match callee.property.name.as_str() {
            "fileURLToPath" => (
                "url",
                "ERR_INVALID_ARG_TYPE",
                "The \"path\" argument must be of type string or an instance of URL. Received undefined",
            ),
            "createRequire" => (
                "module",
                "ERR_INVALID_ARG_VALUE",
                "The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received undefined",
            ),
            _ => return,
        };
        if self.is_empty_member(&argument.object) && self.is_builtin(&callee.object, module) {
            self.throws(ThrowKind::EmptyImportMeta, code, message.to_owned(), it.span);
        }
    }

    fn is_empty_url(&mut self, expression: &Expression<'a>) -> bool {
        match expression.without_parentheses() {
            Expression::StaticMemberExpression(it) => {
                it.property.name == "url" && self.is_empty_member(&it.object)
            }
            _ => false,
        }
    }

    /// Tells whether an expression is `{}`, or a name for it that is used for nothing but reads of its
    /// properties.
    fn is_empty_member(&mut self, object: &Expression<'a>) -> bool {
        match object.without_parentheses() {
            Expression::ObjectExpression(it) => it.properties.is_empty(),
            Expression::Identifier(it) => self.symbol(it).is_some_and(|symbol| self.is_left_empty(symbol)),
            _ => false,
        }
    }

    fn is_left_empty(&mut self, symbol: SymbolId) -> bool {
        let all = self.scoping.get_resolved_references(symbol).count();
        let uses = self.uses_of(symbol);
        uses.is_empty_object && uses.reads == all
    }

    /// Tells whether a name stands for a module of Node: `require("url")`, perhaps passed through a bundler's
    /// helper.
    fn is_builtin(&mut self, object: &Expression<'a>, module: &str) -> bool {
        let id = object.without_parentheses().get_identifier_reference();
        let Some(symbol) = id.and_then(|id| self.symbol(id)) else { return false };
        let required = self.uses_of(symbol).required;
        required.is_some_and(|it| it.strip_prefix("node:").unwrap_or(&it) == module)
    }

    /// Returns the uses of a name in the whole program; it is asked only for the few names that may be at
    /// fault.
    fn uses_of(&mut self, symbol: SymbolId) -> Uses {
        let is_fixed =
            !self.scoping.symbol_is_mutated(symbol) && self.scoping.symbol_redeclarations(symbol).is_empty();
        if let Some(known) = self.uses.get(&symbol) {
            return known.clone();
        }
        if !is_fixed || self.uses.len() >= MOST_ASKED {
            return Uses::default();
        }
        let mut finder = UndefinedFinder { scoping: self.scoping, symbol, found: Uses::default() };
        finder.visit_program(self.program);
        self.uses.insert(symbol, finder.found.clone());
        finder.found
    }

    fn throws(&mut self, kind: ThrowKind, code: &'static str, message: String, span: oxc_span::Span) {
        self.throws_unless(None, kind, code, message, span);
    }

    fn throws_unless(
        &mut self,
        unless: Unless,
        kind: ThrowKind,
        code: &'static str,
        message: String,
        span: oxc_span::Span,
    ) {
        let span = self.text.span(span);
        self.effects.throws.push(Throw { kind, code, message, span, unless });
    }
}

struct UndefinedFinder<'s> {
    scoping: &'s Scoping,
    symbol: SymbolId,
    found: Uses,
}

impl UndefinedFinder<'_> {
    fn symbol_of(&self, id: &IdentifierReference<'_>) -> Option<SymbolId> {
        self.scoping.get_reference(id.reference_id.get()?).symbol_id()
    }

    fn required(&self, call: &CallExpression<'_>) -> Option<String> {
        let call = match call.arguments.first()? {
            Argument::CallExpression(inner) => inner,
            _ => call,
        };
        let id = call.callee.get_identifier_reference()?;
        let is_require = id.name == "require" && self.symbol_of(id).is_none();
        names::first_literal(&call.arguments)
            .filter(|_| is_require)
            .map(|(specifier, _)| specifier.to_owned())
    }
}

impl<'a> Visit<'a> for UndefinedFinder<'_> {
    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if let BindingPattern::BindingIdentifier(id) = &it.id
            && id.symbol_id.get() == Some(self.symbol)
        {
            match &it.init {
                Some(Expression::ObjectExpression(it)) => {
                    self.found.is_empty_object = it.properties.is_empty()
                }
                Some(Expression::CallExpression(it)) => self.found.required = self.required(it),
                _ => {}
            }
        }
        walk::walk_variable_declarator(self, it);
    }

    fn visit_expression(&mut self, it: &Expression<'a>) {
        if let Expression::StaticMemberExpression(member) = it
            && let Expression::Identifier(id) = &member.object
            && self.symbol_of(id) == Some(self.symbol)
        {
            self.found.reads += 1;
        }
        walk::walk_expression(self, it);
    }
}
