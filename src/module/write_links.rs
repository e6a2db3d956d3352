//! The ways from a module to others, and through them back to what it exports: `require.cache`, `module.parent` and modules
//! that require each other.

use oxc_ast::ast::{
    Argument, BindingPattern, CallExpression, Expression, IdentifierReference, VariableDeclarator,
};
use oxc_syntax::symbol::{SymbolFlags, SymbolId};

use super::{
    write_forms::{callee_name, callee_object, literal_keys, required_text},
    writes::WriteSearch,
};

/// The members of `module.parent` that do not lead to what modules export.
const OF_PARENT: [&str; 6] = ["id", "filename", "path", "paths", "loaded", "require"];

impl WriteSearch<'_> {
    /// Tells whether a member leads to all modules that are loaded.
    pub(super) fn is_cache(&self, object: &Expression<'_>, name: &str) -> bool {
        name == "_cache" || name == "cache" && self.is_require(object)
    }

    /// Tells whether an expression is a loaded module in the cache.
    pub(super) fn deletes_loaded(&self, it: &Expression<'_>) -> bool {
        let Some(loaded) = it.without_parentheses().as_member_expression() else { return false };
        let cache = loaded.object().as_member_expression();
        cache.is_some_and(|cache| {
            cache.static_property_name() == Some("cache") && self.is_require(cache.object())
        })
    }

    fn is_require(&self, it: &Expression<'_>) -> bool {
        let of_module = || {
            let member = it.without_parentheses().as_member_expression()?;
            Some(self.is_free(member.object(), "module") && member.static_property_name() == Some("require"))
        };
        let symbol = it.get_identifier_reference().and_then(|it| self.symbol(it));
        self.is_free(it, "require")
            || symbol.is_some_and(|symbol| self.requires.contains(&symbol))
            || of_module().unwrap_or_default()
    }

    /// Notes a variable that has `require`.
    pub(super) fn note_require(&mut self, it: &VariableDeclarator<'_>, init: &Expression<'_>) {
        if self.is_require(init) {
            match &it.id {
                BindingPattern::BindingIdentifier(id) => self.requires.extend(id.symbol_id.get()),
                _ => self.open(),
            }
        }
    }

    /// Tells whether an expression is `module.parent`.
    pub(super) fn is_parent(&self, it: &Expression<'_>) -> bool {
        it.without_parentheses().as_member_expression().is_some_and(|member| {
            self.is_free(member.object(), "module") && member.static_property_name() == Some("parent")
        })
    }

    /// Notes a member of `module.parent`.
    pub(super) fn read_parent(&mut self, name: &str) {
        self.found.is_open |= !OF_PARENT.contains(&name);
        self.found.foreign.reaches_parent |= name == "exports";
    }

    /// The specifier that an expression requires by the function that Node gives the module.
    pub(super) fn required(&self, it: &Expression<'_>) -> Option<String> {
        let specifier = required_text(it)?;
        let mut innermost = it;
        while let Expression::CallExpression(call) = innermost.without_parentheses() {
            if callee_name(&call.callee) == Some("require") {
                return self.is_require(&call.callee).then_some(specifier);
            }
            innermost = call.arguments.first()?.as_expression()?;
        }
        None
    }

    /// The specifier of the module that an expression has.
    pub(super) fn specifier(&self, it: &Expression<'_>) -> Option<String> {
        let known = |it: &IdentifierReference<'_>| self.required.get(&self.symbol(it)?).cloned();
        self.required(it).or_else(|| known(it.get_identifier_reference()?))
    }

    /// The module that an expression has, or a member of one.
    pub(super) fn source(&self, it: &Expression<'_>) -> Option<(String, Option<String>)> {
        if let Some(specifier) = self.specifier(it) {
            return Some((specifier, None));
        }
        let of_variable = || {
            let symbol = self.symbol(it.get_identifier_reference()?)?;
            self.members.get(&symbol).cloned()
        };
        let of_module = || {
            let member = it.without_parentheses().as_member_expression()?;
            Some((self.specifier(member.object())?, member.static_property_name()?.to_owned()))
        };
        of_variable().or_else(of_module).map(|(specifier, member)| (specifier, Some(member)))
    }

    /// Notes the members of a module that a pattern takes: `const { a } = require('./b')`.
    pub(super) fn note_members(&mut self, it: &VariableDeclarator<'_>, init: &Expression<'_>) {
        let BindingPattern::ObjectPattern(pattern) = &it.id else { return };
        let Some(specifier) = self.required(init) else { return };
        for property in &pattern.properties {
            let symbol = property.value.get_binding_identifier().and_then(|id| id.symbol_id.get());
            let symbol = symbol.filter(|symbol| !self.scoping.symbol_is_mutated(*symbol));
            let name = property.key.static_name().filter(|_| !property.computed);
            if let Some((symbol, name)) = symbol.zip(name) {
                self.members.insert(symbol, (specifier.clone(), name.into_owned()));
            }
        }
    }

    /// Notes a member that another module gets; no name where code makes it.
    pub(super) fn write_foreign(&mut self, object: &Expression<'_>, name: Option<&str>) {
        if let Some(specifier) = self.specifier(object) {
            self.found.foreign.add(specifier, name.map(|name| vec![name.to_owned()]));
        }
    }

    /// Notes the names that a call gives to another module, its first argument.
    pub(super) fn hand_foreign(&mut self, it: &CallExpression<'_>) {
        let argument = |nth: usize| it.arguments.get(nth).and_then(Argument::as_expression);
        let Some(first) = argument(0) else { return };
        let text = |it: &Expression<'_>| match it.without_parentheses() {
            Expression::StringLiteral(it) => Some(vec![it.value.to_string()]),
            _ => None,
        };
        let names = match self.helper(&it.callee) {
            Some("assign" | "defineProperties") if it.arguments.len() == 2 => {
                argument(1).and_then(literal_keys)
            }
            Some("assign" | "defineProperties") => None,
            Some("defineProperty") => argument(1).and_then(text),
            _ => return,
        };
        if let Some(specifier) = self.specifier(first) {
            self.found.foreign.add(specifier, names);
        }
    }
}

impl WriteSearch<'_> {
    /// The name of the function that is called, if it is a known one by that name: no function of the module itself.
    pub(super) fn helper<'c>(&self, callee: &'c Expression<'_>) -> Option<&'c str> {
        const OF_OBJECT: [&str; 5] = ["assign", "freeze", "seal", "defineProperty", "defineProperties"];
        if let Some(name) = self.built_in_or_helper(callee) {
            return Some(name);
        }
        let name = callee_name(callee)?;
        let is_of_object = OF_OBJECT.contains(&name);
        let is_other = match callee_object(callee) {
            Some(object) => {
                is_of_object && !object.is_specific_id("Object") && !object.is_specific_id("Reflect")
            }
            None => (is_of_object || name == "inherits") && self.is_own_function(callee),
        };
        (!is_other).then_some(name)
    }

    fn built_in_or_helper(&self, callee: &Expression<'_>) -> Option<&'static str> {
        let symbol =
            callee.without_parentheses().get_identifier_reference().and_then(|it| self.symbol(it))?;
        self.helpers.get(&symbol).copied()
    }

    /// The name by which a function is called, which compilers and the language give it if a variable has it.
    pub(super) fn name_of<'c>(&self, callee: &'c Expression<'_>) -> Option<&'c str> {
        self.built_in_or_helper(callee).or_else(|| callee_name(callee))
    }

    /// Tells whether a variable is one that Node gives the module: a `var` of the top level declares it once more.
    pub(super) fn is_of_wrapper(&self, symbol: SymbolId) -> bool {
        let is_var = self.scoping.symbol_flags(symbol) == SymbolFlags::FunctionScopedVariable;
        let is_named = || matches!(self.scoping.symbol_name(symbol), "exports" | "module");
        is_var && self.scoping.symbol_scope_id(symbol) == self.scoping.root_scope_id() && is_named()
    }

    /// Notes the variables that a declarator declares.
    pub(super) fn declare(&mut self, it: &VariableDeclarator<'_>) {
        for symbol in it.id.get_binding_identifiers().iter().filter_map(|id| id.symbol_id.get()) {
            if !self.declared.insert(symbol) {
                self.found.declared_twice.insert(symbol);
            }
            let is_replaced = !it.init.as_ref().is_none_or(|init| self.is_exports(init));
            if is_replaced && self.is_of_wrapper(symbol) {
                self.lose_value();
            }
        }
    }

    fn is_own_function(&self, callee: &Expression<'_>) -> bool {
        let symbol = callee.get_identifier_reference().and_then(|it| self.symbol(it));
        let is_declared = |symbol: SymbolId| self.scoping.symbol_flags(symbol).is_function();
        symbol.is_some_and(|symbol| is_declared(symbol) || self.functions.contains(&symbol))
    }
}
