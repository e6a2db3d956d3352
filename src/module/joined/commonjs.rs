//! Lets a CommonJS module stand in one text with others: as a function that runs when it is first asked for, as in Node.

use oxc_ast::ast::{
    Argument, CallExpression, ConditionalExpression, Expression, IdentifierReference, IfStatement, Statement,
    StaticMemberExpression, UnaryExpression, UnaryOperator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::Scoping;
use oxc_span::Span;

use super::{
    super::syntax::Parsed,
    edit::{Edit, MADE},
    room::JoinRoom,
};
use crate::hash::HashMap;

/// The end of a module.
pub(super) const CLOSING: &str = "}\n";

/// Returns the text that makes a `require` for CommonJS modules in an ES module.
pub(super) fn require_in_es_module() -> String {
    format!(
        "import {{ createRequire as {MADE}$create }} from 'node:module';
        const {MADE}$asks = {MADE}$create(import.meta.url);\n"
    )
}

/// Returns the beginning of a module: the function that gives its exports, and the head of the one that has its code. In an ES module,
/// it is given CommonJS's variables.
pub(super) fn opening(number: usize, is_in_es_module: bool) -> String {
    let (module, code, require) =
        (format!("{MADE}{number}$module"), format!("{MADE}{number}$code"), required(number));
    let (taken, given) = if is_in_es_module {
        let url = "import.meta.url";
        (", require, __filename, __dirname", format!(", {MADE}$asks, {url}, {url}"))
    } else {
        ("", String::new())
    };
    format!(
        "var {module};
        function {require} {{
            if ({module} === void 0) {{
                {module} = {{ exports: {{}} }};
                {code}.call({module}.exports, {module}.exports, {module}{given});
            }}
            return {module}.exports;
        }}
        function {code}(exports, module{taken}) {{\n"
    )
}

/// Returns the call that gives the exports of a module.
pub(super) fn required(number: usize) -> String {
    format!("{MADE}{number}$require()")
}

/// Returns the edits of a module, in no order: each `require` of another one becomes a call of that one's function. `None` if the
/// module uses `require` or `module` in another way, by which it may load or change modules that are not known, or there is no room.
pub(super) fn edits(
    requires: &HashMap<u32, usize>,
    parsed: &Parsed<'_>,
    room: &mut JoinRoom,
) -> Option<Vec<Edit>> {
    let mut rewriter =
        RequireRewriter { requires, scoping: &parsed.scoping, room, edits: Vec::new(), is_open: false };
    if let Some(hashbang) = &parsed.program.hashbang {
        rewriter.replace(hashbang.span, String::new());
    }
    rewriter.visit_program(parsed.program);
    (!rewriter.is_open).then_some(rewriter.edits)
}

struct RequireRewriter<'r> {
    requires: &'r HashMap<u32, usize>,
    scoping: &'r Scoping,
    room: &'r mut JoinRoom,
    edits: Vec<Edit>,
    is_open: bool,
}

impl RequireRewriter<'_> {
    fn replace(&mut self, span: Span, text: String) {
        self.is_open |= !self.room.writes(text.len());
        if !self.is_open {
            self.edits.push(Edit { span, text });
        }
    }

    fn is_free(&self, expression: &Expression<'_>, name: &str) -> bool {
        let Some(id) = expression.get_identifier_reference().filter(|id| id.name == name) else {
            return false;
        };
        id.reference_id.get().is_some_and(|id| self.scoping.get_reference(id).symbol_id().is_none())
    }

    /// Tells whether an expression is `require.apply(this, arguments)`.
    fn applies(&self, it: &Expression<'_>) -> bool {
        let Expression::CallExpression(it) = it.without_parentheses() else { return false };
        let Expression::StaticMemberExpression(member) = &it.callee else { return false };
        let passes = matches!(it.arguments.as_slice(), [Argument::ThisExpression(_), Argument::Identifier(all)] if all.name == "arguments");
        passes && member.property.name == "apply" && self.is_free(&member.object, "require")
    }

    /// Tells whether a test is one of `typeof require`.
    fn asks_for_require(&self, test: &Expression<'_>) -> bool {
        let Expression::BinaryExpression(it) = test.without_parentheses() else { return false };
        [&it.left, &it.right].into_iter().any(|side| match side.without_parentheses() {
            Expression::UnaryExpression(it) => {
                it.operator == UnaryOperator::Typeof && self.is_free(&it.argument, "require")
            }
            _ => false,
        })
    }
}

impl<'a> Visit<'a> for RequireRewriter<'_> {
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let is_plain = !it.optional && matches!(it.arguments.as_slice(), [Argument::StringLiteral(_)]);
        if !is_plain || !self.is_free(&it.callee, "require") {
            return walk::walk_call_expression(self, it);
        }
        if let Some(number) = self.requires.get(&it.span.start) {
            self.replace(it.span, required(*number));
        }
    }

    /// A stand-in of bundlers: `typeof require !== "undefined" ? require : …`. Calls of it are followed as those of `require` are.
    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        self.visit_expression(&it.test);
        if !(self.asks_for_require(&it.test) && self.is_free(&it.consequent, "require")) {
            self.visit_expression(&it.consequent);
        }
        self.visit_expression(&it.alternate);
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        if it.operator != UnaryOperator::Typeof || !self.is_free(&it.argument, "require") {
            walk::walk_unary_expression(self, it);
        }
    }

    /// `if (typeof require !== "undefined") return require.apply(this, arguments)` stands in the function that such a stand-in has where
    /// there is no `require`.
    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.visit_expression(&it.test);
        let applies = matches!(&it.consequent, Statement::ReturnStatement(it) if it.argument.as_ref().is_some_and(|it| self.applies(it)));
        if !(applies && self.asks_for_require(&it.test)) {
            self.visit_statement(&it.consequent);
        }
        it.alternate.iter().for_each(|it| self.visit_statement(it));
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        if it.property.name != "exports" || !self.is_free(&it.object, "module") {
            walk::walk_static_member_expression(self, it);
        }
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        let is_free = |id| self.scoping.get_reference(id).symbol_id().is_none();
        let is_named = matches!(it.name.as_str(), "require" | "module" | "eval");
        self.is_open |= is_named && it.reference_id.get().is_some_and(is_free);
    }
}
