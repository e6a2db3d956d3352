//! Lets a CommonJS module stand in one text with others: as a function that runs when it is first asked for, as in Node.

use oxc_ast::ast::{CallExpression, Expression};
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;

use super::{
    super::syntax::Parsed,
    edit::{Edit, MADE},
};
use crate::hash::HashMap;

/// The end of a module.
pub(super) const CLOSING: &str = "}\n";

/// Returns the beginning of a module: the function that gives its exports, and the head of the one that has its code.
pub(super) fn opening(number: usize) -> String {
    let (module, code, require) =
        (format!("{MADE}{number}$module"), format!("{MADE}{number}$code"), required(number));
    format!(
        "var {module};
        function {require} {{
            if ({module} === void 0) {{
                {module} = {{ exports: {{}} }};
                {code}.call({module}.exports, {module}.exports, {module});
            }}
            return {module}.exports;
        }}
        function {code}(exports, module) {{\n"
    )
}

/// Returns the call that gives the exports of a module.
pub(super) fn required(number: usize) -> String {
    format!("{MADE}{number}$require()")
}

/// Returns the edits of a module, in no order: each `require` of another one becomes a call of that one's function.
pub(super) fn edits(requires: &HashMap<u32, usize>, parsed: &Parsed<'_>) -> Vec<Edit> {
    let mut rewriter = RequireRewriter { requires, edits: Vec::new() };
    if let Some(hashbang) = &parsed.program.hashbang {
        rewriter.replace(hashbang.span, String::new());
    }
    rewriter.visit_program(parsed.program);
    rewriter.edits
}

struct RequireRewriter<'r> {
    requires: &'r HashMap<u32, usize>,
    edits: Vec<Edit>,
}

impl RequireRewriter<'_> {
    fn replace(&mut self, span: Span, text: String) {
        self.edits.push(Edit { span, text });
    }
}

impl<'a> Visit<'a> for RequireRewriter<'_> {
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let is_plain = matches!(&it.callee, Expression::Identifier(id) if id.name == "require");
        match self.requires.get(&it.span.start).filter(|_| is_plain && !it.optional) {
            Some(number) => self.replace(it.span, required(*number)),
            None => walk::walk_call_expression(self, it),
        }
    }
}
