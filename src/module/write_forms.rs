//! The forms in which code, mostly that of compilers, gives names to an object.

use oxc_ast::ast::{
    Argument, ArrowFunctionBody, BindingPattern, CallExpression, Class, ClassElement, Expression, Function,
    FunctionBody, LogicalExpression, LogicalOperator, ObjectExpression, ObjectProperty, ObjectPropertyKind,
    PropertyKey, Statement, ThisExpression,
};
use oxc_ast_visit::Visit;
use oxc_syntax::scope::ScopeFlags;

/// The name by which a function is called: that of a variable or of a member.
pub(super) fn callee_name<'c>(callee: &'c Expression<'_>) -> Option<&'c str> {
    match callee.without_parentheses() {
        Expression::Identifier(it) => Some(it.name.as_str()),
        Expression::SequenceExpression(it) => callee_name(it.expressions.last()?), // `(0, a.f)(b)`
        callee => callee.as_member_expression()?.static_property_name(),
    }
}

/// The object whose method is called.
pub(super) fn callee_object<'c, 'a>(callee: &'c Expression<'a>) -> Option<&'c Expression<'a>> {
    Some(callee.without_parentheses().as_member_expression()?.object())
}

/// The specifier that an expression requires, also within a call of a helper that only adds a default.
pub(super) fn required_text(it: &Expression<'_>) -> Option<String> {
    let Expression::CallExpression(call) = it.without_parentheses() else { return None };
    let [argument] = call.arguments.as_slice() else { return None };
    match (callee_name(&call.callee)?, argument) {
        ("require", Argument::StringLiteral(it)) => Some(it.value.to_string()),
        (name, argument) if is_interop(name) => required_text(argument.as_expression()?),
        _ => None,
    }
}

/// Tells whether an expression is a call of such a helper, which may make another object.
pub(super) fn is_interop_call(it: &Expression<'_>) -> bool {
    let Expression::CallExpression(call) = it.without_parentheses() else { return false };
    callee_name(&call.callee).is_some_and(is_interop)
}

fn is_interop(name: &str) -> bool {
    let helpers = ["_interopRequire", "_interop_require", "_interopNamespace", "_interopDefault"];
    helpers.iter().any(|helper| name.starts_with(helper)) || matches!(name, "__importStar" | "__toESM")
}

/// The names of an object literal; `None` where code makes one of them. Symbols are no names.
pub(super) fn literal_keys(it: &Expression<'_>) -> Option<Vec<String>> {
    let Expression::ObjectExpression(literal) = it.without_parentheses() else { return None };
    let mut keys = Vec::new();
    for property in &literal.properties {
        let ObjectPropertyKind::ObjectProperty(it) = property else { return None };
        if !is_symbol(it) {
            keys.push(key(it)?);
        }
    }
    Some(keys)
}

/// The name of a property that is written out.
pub(super) fn key(it: &ObjectProperty<'_>) -> Option<String> {
    it.key.static_name().filter(|_| !it.computed).map(|name| name.into_owned())
}

/// Tells whether the key is a symbol: `[Symbol.toStringTag]`.
pub(super) fn is_symbol(it: &ObjectProperty<'_>) -> bool {
    let object = it.key.as_expression().and_then(callee_object).filter(|_| it.computed);
    object.is_some_and(|object| object.is_specific_id("Symbol"))
}

/// Tells whether an expression is the form that tells Node's lexer names and assigns nothing: `0 && (module.exports = { a })`.
pub(super) fn tells_lexer_only(it: &LogicalExpression<'_>) -> bool {
    let left = it.left.without_parentheses();
    it.operator == LogicalOperator::And
        && matches!(left, Expression::NumericLiteral(number) if number.value == 0.0)
}

/// Finds a `this` that is not of a function within.
#[derive(Default)]
struct ThisSearch {
    is_found: bool,
}

impl<'a> Visit<'a> for ThisSearch {
    fn visit_this_expression(&mut self, _: &ThisExpression) {
        self.is_found = true;
    }

    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}
}

/// Tells whether the value of a static field may give the class names: its `this` is the class.
fn has_this(value: Option<&Expression<'_>>) -> bool {
    let mut search = ThisSearch::default();
    value.into_iter().for_each(|value| search.visit_expression(value));
    search.is_found
}

/// The static names that a class has itself; `None` where it may have others.
pub(super) fn static_names(it: &Class<'_>) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for element in &it.body.body {
        let (is_static, key, value) = match element {
            ClassElement::MethodDefinition(it) => (it.r#static, &it.key, None),
            ClassElement::PropertyDefinition(it) => (it.r#static, &it.key, it.value.as_ref()),
            ClassElement::AccessorProperty(it) => (it.r#static, &it.key, it.value.as_ref()),
            ClassElement::StaticBlock(_) => return None,
            ClassElement::TSIndexSignature(_) => continue,
        };
        if is_static && has_this(value) {
            return None;
        }
        if is_static && !matches!(key, PropertyKey::PrivateIdentifier(_)) {
            names.push(key.static_name()?.into_owned());
        }
    }
    Some(names)
}

/// The object of which `it` reads the member that the variable `key` names: `object[key]`.
pub(super) fn indexed<'e, 'a>(it: &'e Expression<'a>, key: &str) -> Option<&'e Expression<'a>> {
    let Expression::ComputedMemberExpression(it) = it.without_parentheses() else { return None };
    it.expression.is_specific_id(key).then_some(&it.object)
}

/// The object whose member `key` a property's getter returns, or is its value.
pub(super) fn described<'e, 'a>(descriptor: &'e Expression<'a>, key: &str) -> Option<&'e Expression<'a>> {
    let Expression::ObjectExpression(literal) = descriptor.without_parentheses() else { return None };
    let value = |name| member(literal, name);
    let getter = || value("get").and_then(|getter| returned(getter).or(Some(getter)));
    let given = value("value").or_else(getter)?;
    indexed(given, key).or_else(|| getter_of(given, key))
}

/// The object of whose member `key` an expression takes the getter: `Object.getOwnPropertyDescriptor(object, key).get`.
fn getter_of<'e, 'a>(it: &'e Expression<'a>, key: &str) -> Option<&'e Expression<'a>> {
    let member = it.without_parentheses().as_member_expression()?;
    let Expression::CallExpression(call) = member.object().without_parentheses() else { return None };
    let is_getter = member.static_property_name() == Some("get")
        && callee_name(&call.callee) == Some("getOwnPropertyDescriptor");
    let [object, asked] = call.arguments.as_slice() else { return None };
    let is_key = asked.as_expression().is_some_and(|it| it.is_specific_id(key));
    object.as_expression().filter(|_| is_getter && is_key)
}

fn member<'e, 'a>(literal: &'e ObjectExpression<'a>, name: &str) -> Option<&'e Expression<'a>> {
    literal.properties.iter().find_map(|property| match property {
        ObjectPropertyKind::ObjectProperty(it) if it.key.is_specific_static_name(name) => Some(&it.value),
        _ => None,
    })
}

/// The expression that a function returns and that is all that it does.
fn returned<'e, 'a>(it: &'e Expression<'a>) -> Option<&'e Expression<'a>> {
    match it.without_parentheses() {
        Expression::FunctionExpression(it) => returned_by(it.body.as_deref()?),
        Expression::ArrowFunctionExpression(it) => match &it.body {
            ArrowFunctionBody::FunctionBody(body) => returned_by(body),
            body => body.as_expression(),
        },
        _ => None,
    }
}

fn returned_by<'e, 'a>(body: &'e FunctionBody<'a>) -> Option<&'e Expression<'a>> {
    match body.statements.as_slice() {
        [Statement::ReturnStatement(it)] => it.argument.as_ref(),
        _ => None,
    }
}

/// Tells whether a pattern takes named members only.
pub(super) fn takes_members(pattern: &BindingPattern<'_>) -> bool {
    matches!(pattern, BindingPattern::ObjectPattern(it) if it.rest.is_none())
}

/// Tells whether a call asks for the keys of its argument, or keeps it from being changed.
pub(super) fn only_asks(it: &CallExpression<'_>) -> bool {
    const ASKING: [&str; 10] = [
        "keys",
        "values",
        "entries",
        "getOwnPropertyNames",
        "hasOwn",
        "has",
        "freeze",
        "seal",
        "preventExtensions",
        "isFrozen",
    ];
    let of = callee_object(&it.callee).and_then(|object| callee_name(object));
    let name = callee_name(&it.callee).unwrap_or_default();
    let is_of_object = matches!(of, Some("Object" | "Reflect"));
    is_of_object && ASKING.contains(&name) || name == "call" && of == Some("hasOwnProperty")
}

/// Tells whether an expression is the class or function that an object has as its `constructor`.
pub(super) fn has_class(it: &Expression<'_>) -> bool {
    let member = it.without_parentheses().as_member_expression();
    member.is_some_and(|member| member.static_property_name() == Some("constructor"))
}

/// The beginning of the function that is called on the spot, also by its own `call` or `apply`.
pub(super) fn called_function(callee: &Expression<'_>) -> Option<u32> {
    let callee = callee.without_parentheses();
    let object = || callee_object(callee).filter(|_| matches!(callee_name(callee), Some("call" | "apply")));
    match object().map_or(callee, |object| object.without_parentheses()) {
        Expression::FunctionExpression(it) => (!it.generator).then_some(it.span.start),
        Expression::ArrowFunctionExpression(it) => Some(it.span.start),
        _ => None,
    }
}

pub(super) fn is_function(it: &Expression<'_>) -> bool {
    let it = it.without_parentheses();
    matches!(it, Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_))
}

/// Tells whether a call gives something else than its argument back: keys, values, or a test of them; also a function that
/// is called on the spot, which is walked through.
pub(super) fn only_tells(it: &CallExpression<'_>) -> bool {
    const TELLING: [&str; 8] =
        ["keys", "values", "entries", "getOwnPropertyNames", "hasOwn", "has", "isFrozen", "call"];
    is_function(&it.callee) || callee_name(&it.callee).is_some_and(|name| TELLING.contains(&name))
}
