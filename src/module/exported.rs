//! The kinds of things that a CommonJS module exports, and their names, where its syntax tells.

use memchr::memmem;
use oxc_ast::ast::{
    Argument, AssignmentExpression, AssignmentOperator, AssignmentTarget, BinaryOperator, Expression,
    MemberExpression, ObjectPropertyKind, SimpleAssignmentTarget, Statement, UnaryOperator,
};

use super::{
    handed_on::HandedOn,
    own_default::lacks_default,
    shapes::LocalShapes,
    syntax::Parsed,
    value_shapes::{ExportedShapes, ValueShape},
};
use crate::hash::HashMap;

/// Tells the shapes of what a CommonJS module exports.
pub(super) fn exported_shapes(parsed: &Parsed<'_>, text: &str) -> ExportedShapes {
    let assignments: Vec<_> = parsed.program.body.iter().filter_map(assignment).collect();
    let handed_on = HandedOn::of(parsed);
    let is_handed_on = handed_on.this || handed_on.module;
    let is_of_exports =
        |it: &&AssignmentExpression<'_>| member_of_exports(&it.left).is_some() || given(it).is_some();
    let guarded = parsed.program.body.iter().filter_map(guarded).find_map(given);
    if !assignments.iter().any(is_of_exports) && guarded.is_none() {
        let module_exports = module_exports(&[], None, text).unless(handed_on.module);
        return ExportedShapes { module_exports, is_handed_on, ..ExportedShapes::default() };
    }
    let local = LocalShapes::of(parsed, text);
    let is_changed = is_handed_on || handed_on.exports;
    let named = if is_changed { HashMap::default() } else { assigned_names(&assignments, &local, text) };
    let module_exports = module_exports(&assignments, Some(&local), text).unless(handed_on.module);
    let plain = assignments.iter().find_map(|it| given(it)).filter(|_| module_exports.is_callable());
    let guarded = guarded.filter(|value| written(text) == 1 && local.value(value).is_callable());
    let value = plain.or(guarded).filter(|_| !is_handed_on);
    ExportedShapes {
        named,
        module_exports,
        lacks_default: value.is_some_and(|value| lacks_default(parsed, value)),
        members: members(&assignments, text).filter(|_| !handed_on.module),
        is_handed_on,
        is_required: is_alone(parsed) && assignments.iter().any(|it| given(it).is_some_and(is_require)),
        required_member: assignments.iter().find_map(|it| required_member(it)).filter(|_| is_alone(parsed)),
    }
}

fn is_alone(parsed: &Parsed<'_>) -> bool {
    parsed.program.body.len() == 1
}

/// The member that an assignment gives to `module.exports`, of what `require` of a plain text gives.
fn required_member(it: &AssignmentExpression<'_>) -> Option<String> {
    let member = given(it)?.without_parentheses().as_member_expression()?;
    is_require(member.object()).then(|| member.static_property_name().map(str::to_owned))?
}

/// Tells whether an expression is `require` of a plain text.
fn is_require(expression: &Expression<'_>) -> bool {
    let Expression::CallExpression(call) = expression.without_parentheses() else { return false };
    let is_require = call.callee.get_identifier_reference().is_some_and(|it| it.name == "require");
    is_require && matches!(call.arguments.as_slice(), [Argument::StringLiteral(_)])
}

/// The assignment that a statement is.
fn assignment<'p, 'a>(statement: &'p Statement<'a>) -> Option<&'p AssignmentExpression<'a>> {
    let Statement::ExpressionStatement(it) = statement else { return None };
    match it.expression.without_parentheses() {
        Expression::AssignmentExpression(it) => Some(it),
        _ => None,
    }
}

/// The assignment that stands alone behind `if (typeof module !== "undefined")`, which holds in CommonJS.
fn guarded<'p, 'a>(statement: &'p Statement<'a>) -> Option<&'p AssignmentExpression<'a>> {
    let Statement::IfStatement(it) = statement else { return None };
    let inner = match &it.consequent {
        Statement::BlockStatement(block) => block.body.first().filter(|_| block.body.len() == 1)?,
        other => other,
    };
    assignment(inner).filter(|_| is_of_commonjs(&it.test))
}

/// Tells whether a test asks, and is true, for `module` or `exports`.
fn is_of_commonjs(test: &Expression<'_>) -> bool {
    let Expression::BinaryExpression(it) = test.without_parentheses() else { return false };
    let (asked, kind) = match (&it.left, &it.right) {
        (Expression::UnaryExpression(asked), Expression::StringLiteral(kind))
        | (Expression::StringLiteral(kind), Expression::UnaryExpression(asked)) => (asked, kind),
        _ => return false,
    };
    let name = asked.argument.get_identifier_reference().map(|it| it.name.as_str());
    let is_asked = asked.operator == UnaryOperator::Typeof && matches!(name, Some("module" | "exports"));
    is_asked
        && match it.operator {
            BinaryOperator::StrictInequality | BinaryOperator::Inequality => kind.value == "undefined",
            BinaryOperator::StrictEquality | BinaryOperator::Equality => kind.value == "object",
            _ => false,
        }
}

/// The text by which esbuild tells Node's lexer the names; it assigns nothing.
const ANNOTATION: &str = "0 && (module.exports = {";

/// The number of times that `module.exports` is written as a whole: neither one of its members, nor an annotation.
fn written(text: &str) -> usize {
    // The text is searched, and not the top level of the tree, as functions and branches may assign, too.
    let text = text.as_bytes();
    let is_whole = |place: &usize| !matches!(text.get(place + "module.exports".len()), Some(b'.' | b'['));
    let whole = memmem::find_iter(text, "module.exports").filter(is_whole).count();
    whole.saturating_sub(memmem::find_iter(text, ANNOTATION).count())
}

/// The shapes of the names that statements of the top level give to `exports` or `module.exports`, each once but for
/// `void 0`.
fn assigned_names(
    assignments: &[&AssignmentExpression<'_>],
    local: &LocalShapes<'_>,
    text: &str,
) -> HashMap<String, ValueShape> {
    let mut named: HashMap<String, ValueShape> = HashMap::default();
    // `module.exports = …` replaces the object that has these names, and `Object.assign(exports, …)` their values.
    if written(text) > 0 || memmem::find(text.as_bytes(), b"Object.assign(").is_some() {
        return named;
    }
    let writes = writes_of_members(text);
    for it in assignments {
        let Some((name, value)) = member_of_exports(&it.left).zip(Some(&it.right)) else { continue };
        // Compilers begin with `exports.a = exports.b = void 0`.
        if matches!(value, Expression::UnaryExpression(_) | Expression::AssignmentExpression(_)) {
            continue;
        }
        let is_written_once = writes.get(name.as_str()) == Some(&1);
        let shape = if is_written_once { local.value(value) } else { ValueShape::Unknown };
        named.insert(name, shape);
    }
    named
}

/// The number of times that a text gives each name of `exports` a value, wherever that is: not counted is `void 0`, by which
/// compilers begin.
fn writes_of_members(text: &str) -> HashMap<&str, usize> {
    let mut writes = HashMap::default();
    for place in memmem::find_iter(text.as_bytes(), "exports.") {
        let member = text.get(place + "exports.".len()..).unwrap_or_default();
        let length = member.find(|char: char| !char.is_alphanumeric() && !matches!(char, '_' | '$'));
        let (name, after) = member.split_at_checked(length.unwrap_or(member.len())).unwrap_or_default();
        let value = after.trim_start().strip_prefix('=').filter(|value| !value.starts_with(['=', '>']));
        let is_value =
            |value: &&str| !["void 0", "exports."].iter().any(|it| value.trim_start().starts_with(it));
        if value.filter(is_value).is_some() {
            *writes.entry(name).or_default() += 1;
        }
    }
    writes
}

/// The name of `exports.name` or `module.exports.name`.
fn member_of_exports(target: &AssignmentTarget<'_>) -> Option<String> {
    let member = target.as_simple_assignment_target()?.as_member_expression()?;
    let is_exports = match member.object() {
        Expression::Identifier(it) => it.name == "exports",
        object => object.as_member_expression().is_some_and(|object| {
            let is_module = object.object().get_identifier_reference().is_some_and(|it| it.name == "module");
            is_module && object.static_property_name() == Some("exports")
        }),
    };
    is_exports.then(|| member.static_property_name().map(str::to_owned)).flatten()
}

/// The shape that the one assignment to `module.exports` gives it, where it is a statement of the top level.
fn module_exports(
    assignments: &[&AssignmentExpression<'_>],
    local: Option<&LocalShapes<'_>>,
    text: &str,
) -> ValueShape {
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let mut values = assignments.iter().filter_map(|it| given(it));
    match (values.next().zip(local), values.next()) {
        (Some((value, local)), None) if written(text) == 1 => local.value(value),
        // `module["exports"] = …` is a whole assignment that the search for `module.exports` does not see.
        (None, _) if has("exports.") && !has("module[") && written(text) == 0 => ValueShape::Object,
        _ => ValueShape::Unknown,
    }
}

/// All names that `require` gives, where one statement of the top level assigns an object literal to `module.exports`, nothing
/// else speaks of `module` or `exports`, and no other module is loaded that could change them.
fn members(assignments: &[&AssignmentExpression<'_>], text: &str) -> Option<Vec<String>> {
    let is_plain = |it: &&&AssignmentExpression<'_>| it.left.as_simple_assignment_target().is_some();
    let mut literals =
        assignments.iter().filter(is_plain).filter_map(|it| match given(it)?.without_parentheses() {
            Expression::ObjectExpression(literal) if is_module_exports(&it.left) => Some(literal),
            _ => None,
        });
    let literal = literals.next().filter(|_| written(text) == 1)?;
    let mut names = Vec::new();
    for property in &literal.properties {
        let ObjectPropertyKind::ObjectProperty(it) = property else { return None };
        let name = it.key.static_name().filter(|name| !it.computed && name != "__proto__")?;
        names.push(name.into_owned());
    }
    let count = |word: &str| memmem::find_iter(text.as_bytes(), word).count();
    // Comments count, too: one word too many only leaves the names unknown.
    let is_alone = count("module") == 1 && count("exports") == 1;
    // `return` may skip the assignment; `eval` and escapes (`\u006dodule`) reach `module` unseen by the count.
    let others = ["require", "import", "eval", "return", "\\u"];
    (is_alone && others.iter().all(|word| count(word) == 0)).then_some(names)
}

fn is_module_exports(target: &AssignmentTarget<'_>) -> bool {
    let member = target.as_simple_assignment_target().and_then(SimpleAssignmentTarget::as_member_expression);
    member.is_some_and(|member| {
        let is_module = member.object().get_identifier_reference().is_some_and(|it| it.name == "module");
        is_module && member.static_property_name() == Some("exports")
    })
}

/// The value that an assignment gives to `module.exports`.
fn given<'e, 'a>(it: &'e AssignmentExpression<'a>) -> Option<&'e Expression<'a>> {
    if let AssignmentTarget::AssignmentTargetIdentifier(exports) = &it.left {
        let Expression::AssignmentExpression(inner) = it.right.without_parentheses() else { return None };
        return (exports.name == "exports").then(|| given(inner)).flatten();
    }
    let AssignmentTarget::StaticMemberExpression(_) = &it.left else { return None };
    let target: &SimpleAssignmentTarget<'_> = it.left.as_simple_assignment_target()?;
    let member: &MemberExpression<'_> = target.as_member_expression()?;
    let object = member.object().get_identifier_reference()?;
    let is_exports = object.name == "module" && member.static_property_name() == Some("exports");
    (is_exports && it.operator == AssignmentOperator::Assign).then_some(&it.right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{module::read_shapes, node::NodeVersion};

    fn commonjs_shapes(source: &str) -> ExportedShapes {
        read_shapes(source.as_bytes(), &NodeVersion::default().profile()).unwrap()
    }

    fn function(required: u32) -> ValueShape {
        ValueShape::Function { required: Some(required), needed: 0, is_arrow: false }
    }

    #[test]
    fn shapes_of_what_require_gives() {
        use ValueShape::{Object, Unknown};
        for (source, expected) in [
            ("module.exports = function (a) {}", function(1)),
            ("function f() {} module.exports = f", function(0)),
            ("module.exports = { a: 1 }", Object),
            ("exports.a = 1; exports.b = 2", Object),
            ("module.exports = f; module.exports.a = 1", Unknown),
            (
                "function f() {} module.exports = f; module.exports.a = 1; module.exports.default = f",
                function(0),
            ),
            ("function f() {} exports = module.exports = f", function(0)),
            ("function f() {} module.exports = exports = f", function(0)),
            ("module.exports = __toCommonJS(x); 0 && (module.exports = { a });", Object),
            ("exports.default = f; module.exports = exports.default", Unknown),
            ("if (x) module.exports = 1; else module.exports = 2", Unknown),
            ("exports = module.exports = f", Unknown),
        ] {
            let shapes = commonjs_shapes(source);
            assert_eq!(shapes.module_exports, expected, "{source}");
        }
    }

    #[test]
    fn names_of_one_object_literal() {
        for (source, expected) in [
            ("module.exports = { a, b: 1, 'c-d'() {}, get e() {} }", Some("a b c-d e")),
            ("module.exports = { a }; module.exports.default = 1", None),
            ("module.exports = { a }; const m = require('./b')", None),
            ("module.exports = { a, ...b }", None),
            ("module.exports = { [a]: 1 }", None),
            ("module.exports = { __proto__: a }", None),
            ("module.exports = { a }; add(module.exports)", None),
            ("module.exports = { a }; function f() { module.exports.b = 1 }", None),
            ("module.exports = { a }; module.exports[b] = 1", None),
            ("exports = module.exports = { a }", None),
            ("if (x) module.exports = { a }", None),
            ("exports.a = 1", None),
        ] {
            let shapes = commonjs_shapes(source);
            assert_eq!(shapes.members.map(|names| names.join(" ")).as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn modules_that_only_give_what_they_require() {
        for (source, expected) in [
            ("module.exports = require('./a')", true),
            ("'use strict'; // a\nexports = module.exports = (require('./a')); // b", true),
            ("module.exports = require('./a').b", false),
            ("module.exports = require('./a')()", false),
            ("module.exports = require(a)", false),
            ("module.exports = { ...require('./a') }", false),
            ("module.exports.a = require('./a')", false),
            ("module.exports = require('./a'); f()", false),
            ("if (x) module.exports = require('./a')", false),
        ] {
            assert_eq!(commonjs_shapes(source).is_required, expected, "{source}");
        }
    }

    #[test]
    fn modules_that_only_give_a_member_of_what_they_require() {
        for (source, expected) in [
            ("'use strict'; module.exports = require('./a').default", Some("default")),
            ("exports = module.exports = (require('./a'))['b']", Some("b")),
            ("module.exports = require('./a')", None),
            ("module.exports = require('./a').b.c", None),
            ("module.exports = require('./a')[b]", None),
            ("module.exports = require('./a').b; f()", None),
            ("module.exports = require('./a').b()", None),
        ] {
            assert_eq!(commonjs_shapes(source).required_member.as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn members_that_other_code_may_set_have_no_shape() {
        for (source, is_known) in [
            ("(function () { this.a = {} }).call(exports)", false),
            ("fill.call(exports)", false),
            ("fill(exports)", false),
            ("for (var k in b) if (!Object.prototype.hasOwnProperty.call(exports, k)) f(k)", true),
            ("tslib.__exportStar(require('./b'), exports)", true),
        ] {
            let shapes = commonjs_shapes(&format!("exports.a = function (x) {{}}; {source}"));
            assert_eq!(shapes.named.contains_key("a"), is_known, "{source}");
        }
    }

    #[test]
    fn shapes_of_members() {
        use ValueShape::{Class, Unknown};
        let source = "exports.a = void 0; function f(x) {} exports.a = f; module.exports.b = class {}; exports.c = 1; exports.c = 2; \
            exports.d = {}; if (x) exports.d = f";
        let shapes = commonjs_shapes(source);
        for (name, expected) in [
            ("a", function(1)),
            ("b", Class { required: Some(0), needed: 0 }),
            ("c", Unknown),
            ("d", Unknown),
        ] {
            assert_eq!(shapes.named.get(name).copied(), Some(expected), "{name}");
        }
    }
}
