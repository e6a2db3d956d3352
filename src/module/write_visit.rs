//! The walk through a program that looks for uses of `exports` and `module`. Those that have a form of which the names are known
//! are not walked into: a variable that the walk arrives at is used in another way.

use oxc_ast::ast::{
    Argument, AssignmentExpression, BinaryExpression, CallExpression, Class, ComputedMemberExpression,
    ConditionalExpression, Expression, ForInStatement, Function, IdentifierReference, IfStatement,
    LogicalExpression, LogicalOperator, NewExpression, SimpleAssignmentTarget, StaticMemberExpression,
    ThisExpression, UnaryExpression, UnaryOperator, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;

use super::{
    write_forms::{callee_name, indexed, required_text, static_names, takes_members},
    writes::{STAR_FUNCTIONS, WriteSearch},
};

/// The members of `module` that do not lead to what it exports.
const OF_MODULE: [&str; 8] = ["id", "filename", "path", "paths", "loaded", "parent", "hot", "require"];

impl<'a> Visit<'a> for WriteSearch<'_> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        let is_free = self.symbol(it).is_none();
        if self.is_alias(it) || is_free && matches!(it.name.as_str(), "module" | "eval") {
            self.open();
        }
    }

    fn visit_this_expression(&mut self, _: &ThisExpression) {
        self.found.is_this_open = true;
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        let name = it.property.name.as_str();
        let is_cache = name == "_cache" || name == "cache" && self.is_free(&it.object, "require");
        match &it.object {
            object if self.is_exports(object) => self.read(name),
            object if self.is_free(object, "module") => self.found.is_open |= !OF_MODULE.contains(&name),
            _ if is_cache => self.open(),
            Expression::ThisExpression(_) => {}
            object => self.visit_expression(object),
        }
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        let name = it.static_property_name();
        match (self.is_exports(&it.object), name) {
            (true, Some(name)) => self.read(name.as_str()),
            (true, None) => {}
            (false, _) => self.ask_this(&it.object),
        }
        self.visit_expression(&it.expression);
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        let Some(member) = it.as_member_expression() else {
            return walk::walk_simple_assignment_target(self, it);
        };
        let is_this = matches!(member.object().without_parentheses(), Expression::ThisExpression(_));
        match (self.is_exports(member.object()), member.static_property_name()) {
            (true, Some(name)) => self.write(name),
            (true, None) => self.open(),
            (false, Some(name)) if is_this => {
                self.found.names_of_this.insert(name.to_owned());
            }
            (false, _) => {
                self.found.is_this_open |= is_this;
                walk::walk_simple_assignment_target(self, it);
            }
        }
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        if self.give_exported(it) {
            return;
        }
        let member = it.left.as_simple_assignment_target().and_then(|target| target.as_member_expression());
        let member = member.filter(|member| self.is_exports(member.object()));
        match member.map(|member| member.static_property_name()) {
            Some(Some(name)) if self.is_exports(&it.right) => {
                self.write(name);
                self.found.names_of_itself.insert(name.to_owned());
                return;
            }
            Some(None) if self.give_star(it) => return,
            _ => self.visit_assignment_target(&it.left),
        }
        // A prototype has the function that it belongs to.
        let is_constructor = it.left.as_simple_assignment_target().is_some_and(|target| {
            let member = target.as_member_expression();
            member.is_some_and(|member| member.static_property_name() == Some("constructor"))
        });
        if !is_constructor || !self.is_exports(&it.right) {
            self.visit_expression(&it.right);
        }
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let is_exports = |search: &Self, argument: &Argument<'a>| {
            argument.as_expression().is_some_and(|argument| search.is_exports(argument))
        };
        let name = callee_name(&it.callee).unwrap_or_default();
        let is_star = STAR_FUNCTIONS.contains(&name);
        let is_first = it.arguments.first().is_some_and(|argument| is_exports(self, argument));
        let is_second = it.arguments.get(1).is_some_and(|argument| is_exports(self, argument));
        let is_known = match (it.arguments.first().and_then(Argument::as_expression), it.arguments.len()) {
            (Some(module), 1 | 2) if is_star && (is_second || it.arguments.len() == 1) => {
                self.re_export(module);
                true
            }
            _ if is_first => self.enter(it) || self.hand_on(it),
            _ => self.enter(it),
        };
        let method = it.callee.without_parentheses().as_member_expression();
        self.found.calls_method |= method.is_some_and(|method| self.is_exports(method.object()));
        if !self.is_exports(&it.callee) {
            self.visit_expression(&it.callee);
        }
        for argument in &it.arguments {
            if !is_known || !is_exports(self, argument) {
                self.visit_argument(argument);
            }
        }
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        if !self.is_exports(&it.callee) {
            self.visit_expression(&it.callee);
        }
        it.arguments.iter().for_each(|argument| self.visit_argument(argument));
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        let symbol = it.id.get_binding_identifier().and_then(|id| id.symbol_id.get());
        let (Some(init), symbol) = (&it.init, symbol) else { return };
        if let Some(symbol) = symbol {
            self.required.extend(required_text(init).map(|specifier| (symbol, specifier)));
        }
        match symbol {
            Some(symbol) if self.aliases.contains(&symbol) => {
                self.found.made.insert(symbol);
                self.give(init);
            }
            Some(symbol) if self.is_exports(init) => self.alias(symbol),
            None if takes_members(&it.id) && self.is_exports(init) => self.visit_binding_pattern(&it.id),
            _ => {
                let assigns =
                    matches!(init, Expression::AssignmentExpression(it) if self.target(it).is_some());
                symbol.filter(|_| assigns).into_iter().for_each(|symbol| self.alias(symbol));
                walk::walk_variable_declarator(self, it);
            }
        }
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        let member = it.argument.without_parentheses().as_member_expression();
        let is_member = member.is_some_and(|member| self.is_exports(member.object()));
        self.found.is_open |= it.operator == UnaryOperator::Delete && is_member;
        self.ask(&it.argument);
    }

    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        self.ask(&it.left);
        self.ask(&it.right);
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        match (it.operator, it.left.without_parentheses()) {
            // `0 && (module.exports = { a })` tells Node's lexer the names, and assigns nothing.
            (LogicalOperator::And, Expression::NumericLiteral(number)) if number.value == 0.0 => return,
            // An object is never what `&&` gives of its left side.
            (LogicalOperator::And, _) => self.ask(&it.left),
            _ => self.visit_expression(&it.left),
        }
        self.visit_expression(&it.right);
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        self.ask(&it.test);
        self.visit_expression(&it.consequent);
        self.visit_expression(&it.alternate);
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.ask(&it.test);
        self.visit_statement(&it.consequent);
        it.alternate.iter().for_each(|alternate| self.visit_statement(alternate));
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.visit_for_statement_left(&it.left);
        self.ask(&it.right);
        self.visit_statement(&it.body);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        if let Some(id) = &it.id {
            self.found.made.extend(id.symbol_id.get());
            let is_star = STAR_FUNCTIONS.contains(&id.name.as_str());
            let parameter = it.params.items.first().and_then(|it| it.pattern.get_binding_identifier());
            let symbol = parameter.filter(|_| is_star).and_then(|parameter| parameter.symbol_id.get());
            self.star_parameters.extend(symbol);
        }
        walk::walk_function(self, it, flags);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        if let Some(symbol) = it.id.as_ref().and_then(|id| id.symbol_id.get()) {
            self.found.made.insert(symbol);
            if self.aliases.contains(&symbol) {
                self.write_all(static_names(it));
            }
        }
        walk::walk_class(self, it);
    }
}

impl WriteSearch<'_> {
    /// Visits an object of which a member is read.
    fn ask_this(&mut self, it: &Expression<'_>) {
        if !matches!(it.without_parentheses(), Expression::ThisExpression(_)) {
            self.visit_expression(it);
        }
    }

    /// `exports[key] = module[key]`, false if that is another assignment.
    fn give_star(&mut self, it: &AssignmentExpression<'_>) -> bool {
        let target = it.left.as_simple_assignment_target().and_then(|target| target.as_member_expression());
        let Some(oxc_ast::ast::MemberExpression::ComputedMemberExpression(target)) = target else {
            return false;
        };
        let Some(key) = target.expression.get_identifier_reference() else { return false };
        let module = indexed(&it.right, &key.name);
        module.into_iter().for_each(|module| self.re_export(module));
        module.is_some()
    }
}

#[cfg(test)]
mod tests {
    use crate::{module::read_commonjs, node::NodeVersion};

    /// The names that a module gives, behind them `+` and the modules whose names it gives; `?` where it may give others.
    fn written(source: &str) -> String {
        let read = read_commonjs(source.as_bytes(), &NodeVersion::default().profile());
        let Some(writes) = read.unwrap().shapes.writes else { return "?".to_owned() };
        let modules = writes.re_exported.iter().map(|specifier| format!("+{specifier}"));
        writes.names.iter().cloned().chain(modules).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_that_code_gives_to_exports() {
        for (source, expected) in [
            ("exports.a = 1; f(exports.b)", "a"),
            ("module.exports.a += 1; exports['b']++; [exports.c] = [1]; for (exports.d of e) f()", "a b c d"),
            ("exports.a = exports.b = void 0; exports.a = 1", "a b"),
            ("Object.defineProperty(exports, '__esModule', { value: true })", "__esModule"),
            (
                "Object.defineProperties(exports, { __esModule: { value: true }, [Symbol.toStringTag]: { value: 'Module' }, c: { get } })",
                "__esModule c",
            ),
            ("Object.assign(exports, { a, b() {} })", "a b"),
            ("module.exports = { a, 'b': 1, get c() { return 1 } }", "a b c"),
            ("module.exports = { ...require('./a'), b }", "b +./a"),
            ("module.exports = Object.assign(f, { a }); function f() {} f.b = 1", "a b"),
            (
                "exports = module.exports = f; function f() { return new f() instanceof f || f() } f.a = 1",
                "a",
            ),
            ("var e = module.exports = {}; e.a = 1; if ('a' in e) g(Object.keys(e))", "a"),
            ("var exports = module.exports; exports.a = 1", "a"),
            ("module.exports = class A { static a() {} static #b = 1; c() {} }", "a"),
            ("class A {} A.a = 1; module.exports = A; module.exports.default = A", "a default"),
            ("module.exports = function f(a) { f.b = a }", "b"),
            ("module.exports = a ? { b } : require('./c')", "b +./c"),
            (
                "function F() {} F.prototype = {}; F.prototype.constructor = F; util.inherits(F, G); module.exports = F",
                "",
            ),
            ("if (typeof exports === 'object' && module.exports && require.main === module) f()", ""),
            ("(function (e) { e.a = 1 })(exports)", "a"),
            ("const { a, b } = module.exports; exports.c = a", "c"),
            ("module.exports = { add() { this.c = 1 } }; module.exports.add()", "add c"),
            ("function F() { this.a = 1; g(this) } F.b = new F(); module.exports = F", "b"),
            // What compilers write.
            ("tslib_1.__exportStar(require('./a'), exports)", "+./a"),
            (
                "__export(require('./a')); function __export(m) { for (var p in m) if (!exports.hasOwnProperty(p)) exports[p] = m[p] }",
                "+./a",
            ),
            ("function __export(m) { for (var p in m) __createBinding(exports, m, p) }", ""),
            ("__createBinding(exports, a_1, 'b', 'c')", "c"),
            (
                "var _a = _interopRequireWildcard(require('./a')); Object.keys(_a).forEach(function (key) { if (key in exports && exports[key] === _a[key]) return; exports[key] = _a[key]; })",
                "+./a",
            ),
            (
                "var _a = require('./a'); Object.keys(_a).forEach(function (k) { if (!Object.prototype.hasOwnProperty.call(exports, k)) Object.defineProperty(exports, k, { enumerable: true, get: function () { return _a[k] } }) })",
                "+./a",
            ),
            (
                "var src_exports = {}; __export(src_exports, { a: () => a }); module.exports = __toCommonJS(src_exports); __reExport(src_exports, require('./b'), module.exports); 0 && (module.exports = { a, ...require('./b') })",
                "a +./b",
            ),
            (
                "_export(exports, { a: function () { return a }, b: null }); _export_star(require('./c'), exports)",
                "a b +./c",
            ),
            // Texts, comments, keys and members of others.
            ("/* exports[k] = 1 */ throw new Error('Make sure that your entry exports a function')", ""),
            ("const found = parsed.exports; exports.a = { exports: undefined }; m.exports.c = 1", "a"),
            ("(function (module, exports) { fill(exports); module.exports = f() })({ exports: {} }, {})", ""),
        ] {
            assert_eq!(written(source), expected, "{source}");
        }
    }

    #[test]
    fn code_that_may_give_other_names() {
        for source in [
            "exports[name] = 1",
            "fill(exports)",
            "f(...exports)",
            "const e = { exports }",
            "delete exports.a",
            "exports = { a }",
            "module.exports = make()",
            "module.exports = new A()",
            "module.exports = { [a]: 1 }",
            "module.exports = { ...a }",
            "module.exports = { __proto__: a }",
            "module.exports = class extends A {}",
            "module.exports = class { static { this.a = 1 } }",
            "module.exports = f; function f() {} fill(f)",
            "module.exports = f; function f() {} [f].forEach(fill)",
            "module.exports = f; var f = make()",
            "module.exports = f; let f; f = g",
            "module.exports = f; function f() {} const h = () => f",
            "module.exports.default = module.exports; fill(exports.default)",
            "const f = test ? exports : {}",
            "const self = exports || {}",
            "eval(code)",
            "module['exports'][k] = 1",
            "const m = module",
            "const { a = 1, exports: b } = module",
            "(function (root, factory) { factory(exports) })(this, f)",
            "for (const k in { c: 1 }) exports[k] = 2",
            "for (const k in exports) fill(exports)",
            "exports.__proto__ = { a }",
            "/******/ module.exports = __webpack_exports__;",
            "/******/ \tvar __webpack_export_target__ = exports; for (var i in e) __webpack_export_target__[i] = e[i]",
            "/* c8 ignore next */ fill(exports)",
            "/*#__PURE__*/ fill(exports)",
            "/** @type {any} */ (exports)[k] = 1",
            "/* istanbul ignore next */ for (const k of keys) exports[k] = 1",
            "require.cache[__filename].exports.c = 1",
            "module.constructor._cache[module.id].exports.c = 1",
            "Module._cache[__filename].exports.c = 1",
            "m\\u006fdule[k] = 1",
            "for (p in o) if (!Object.prototype.hasOwnProperty.call(exports, p)) exports[p] = o[p]",
            "var _b = { c: 1 }; Object.keys(_b).forEach(function (key) { exports[key] = _b[key] })",
            "['c'].forEach(k => Object.defineProperty(exports, k, { value: 1 }))",
            "exports.__defineGetter__('c', f)",
            "module.exports = __toCommonJS(src_exports);",
            "var r = typeof module !== 'undefined' ?\n  exports : window;\nr.c = 1",
            "Object.setPrototypeOf(exports, a)",
            "module.exports = { add(k) { this[k] = 1 } }; module.exports.add('c')",
            "const lib = { add(k) { const self = this; self.c = 1 } }; lib.add(); module.exports = lib",
            "class A { static add(k) { this[k] = 1 } } A.add('c'); module.exports = A",
            "function f() {} f.add = function (k) { return this }; f.add('c').c = 1; module.exports = f",
            "__exportStar(a, exports)",
        ] {
            assert_eq!(written(source), "?", "{source}");
        }
    }
}
