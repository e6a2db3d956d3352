//! `f() = 1`: an assignment to a call, which the parser refuses; V8 takes it, and throws when it runs.
//!
//! The parser is given the text with the call written as a member, `f.x = 1`, of the same length. V8 takes a call where it
//! stands alone at the left of `=` or `+=`, beside `++`, or in the head of a `for`-`in` or `for`-`of`: not in a pattern, not
//! before `&&=`, and no optional, tagged or dynamic-import call. (`ParserBase::RewriteInvalidReferenceExpression`)

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Argument, AssignmentExpression, CallExpression, ChainExpression, Expression, ForInStatement,
    ForOfStatement, ForStatementLeft, Program, SimpleAssignmentTarget, UpdateExpression,
};
use oxc_ast_visit::{Visit, walk};
use oxc_diagnostics::Diagnostics;
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};

/// The most calls of one text that are written anew; each takes another parse.
pub(super) const MOST: usize = 16;

/// Returns the place of a target that the parser refuses.
pub(super) fn refused(diagnostics: &Diagnostics) -> Option<Span> {
    let is_refusal = |message: &str| message == "Cannot assign to this expression";
    let refusal = diagnostics.errors().find(|error| is_refusal(&error.message));
    refusal.and_then(|error| error.labels.first()).map(|label| label.span())
}

/// Returns the text with a member in place of the call at that place; `None` where no call stands there.
pub(super) fn as_member(text: &str, target: Span) -> Option<String> {
    let call = text.get(target.start as usize..target.end as usize)?;
    // V8 refuses `let` at the head of a `for`-`of`.
    if starts_with_let(call) && is_loop_head(text, target) {
        return None;
    }
    let mut member = text.to_owned();
    // At the head of a statement `let [` would declare.
    let renamed = starts_with_let(call).then_some((Span::empty(0), "lex"));
    for (span, replacement) in edits(call)?.into_iter().chain(renamed) {
        let start = target.start as usize + span.start as usize;
        member.replace_range(start..start + replacement.len(), replacement);
    }
    Some(member)
}

fn starts_with_let(call: &str) -> bool {
    call.strip_prefix("let").is_some_and(|rest| rest.trim_start().starts_with('('))
}

fn is_loop_head(text: &str, target: Span) -> bool {
    let before = text.get(..target.start as usize).unwrap_or_default().trim_end();
    before.strip_suffix('(').is_some_and(|before| before.trim_end().ends_with("for"))
}

/// Returns those of the places that are not the whole target of an assignment, an update or a loop.
pub(super) fn misplaced(program: &Program<'_>, mut targets: Vec<Span>) -> Vec<Span> {
    if !targets.is_empty() {
        Targets { unseen: &mut targets }.visit_program(program);
    }
    targets
}

/// The texts around the call: first those of a method, where code of any function may stand, then those of a script, where
/// `yield` and `await` are names.
const AROUND: [(&str, &str); 2] = [("({async*m(){(", ")}})"), ("((", "))")];

/// Returns the replacements that make a member of a call: `f.x` of `f()`, and `f[a,  b]` of `f(a, ...b)`.
fn edits(call: &str) -> Option<Vec<(Span, &'static str)>> {
    AROUND.into_iter().find_map(|(before, behind)| edits_within(before, call, behind))
}

fn edits_within(before: &str, call: &str, behind: &str) -> Option<Vec<(Span, &'static str)>> {
    let arena = Allocator::default();
    let text = format!("{before}{call}{behind}");
    let parsed = Parser::new(&arena, &text, SourceType::script()).parse();
    let begin = u32::try_from(before.len()).ok()?;
    let end = u32::try_from(text.len() - behind.len()).ok()?;
    let mut search = CallTargetSearch { wanted: Span::new(begin, end), text: &text, found: None };
    search.visit_program(&parsed.program);
    let edits = search.found?.into_iter();
    Some(edits.map(|(span, replacement)| (Span::empty(span.start - begin), replacement)).collect())
}

struct CallTargetSearch<'t> {
    wanted: Span,
    text: &'t str,
    found: Option<Vec<(Span, &'static str)>>,
}

impl<'a> Visit<'a> for CallTargetSearch<'_> {
    fn visit_chain_expression(&mut self, chain: &ChainExpression<'a>) {
        if chain.span != self.wanted {
            walk::walk_chain_expression(self, chain);
        }
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let is_plain =
            // `super.x` means something else than `super()`, and of `1()` would become `1.x`, which is no member.
            !call.optional && !matches!(call.callee, Expression::Super(_) | Expression::NumericLiteral(_));
        if call.span == self.wanted && is_plain {
            self.found = self.edits(call);
        } else if call.span != self.wanted {
            walk::walk_call_expression(self, call);
        }
    }
}

impl CallTargetSearch<'_> {
    fn edits(&self, call: &CallExpression<'_>) -> Option<Vec<(Span, &'static str)>> {
        let open = call.callee.span().end + self.blank_before("(", call.callee.span().end)?;
        let close = Span::empty(call.span.end.checked_sub(1)?);
        let Some(last) = call.arguments.last() else {
            return Some(vec![(Span::empty(open), "."), (close, "x")]);
        };
        let behind = self.text.get(last.span().end as usize..close.start as usize)?;
        let comma = match behind.trim() {
            "" => None,
            "," => Some((Span::empty(last.span().end + u32::try_from(behind.find(',')?).ok()?), " ")),
            _ => return None,
        };
        let spreads = call.arguments.iter().filter(|argument| matches!(argument, Argument::SpreadElement(_)));
        let spreads = spreads.map(|argument| (Span::empty(argument.span().start), "   "));
        let brackets = [(Span::empty(open), "["), (close, "]")];
        Some(brackets.into_iter().chain(comma).chain(spreads).collect())
    }

    /// Returns the distance from an offset to a mark, if only white space stands between.
    fn blank_before(&self, mark: &str, offset: u32) -> Option<u32> {
        let rest = self.text.get(offset as usize..)?;
        let trimmed = rest.trim_start();
        trimmed.starts_with(mark).then(|| u32::try_from(rest.len() - trimmed.len()).ok())?
    }
}

struct Targets<'s> {
    unseen: &'s mut Vec<Span>,
}

impl Targets<'_> {
    fn seen(&mut self, span: Span) {
        self.unseen.retain(|target| *target != span);
    }
}

impl<'a> Visit<'a> for Targets<'_> {
    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        if !it.operator.is_logical() {
            self.seen(it.left.span());
        }
        walk::walk_assignment_expression(self, it);
    }

    fn visit_update_expression(&mut self, it: &UpdateExpression<'a>) {
        self.seen(SimpleAssignmentTarget::span(&it.argument));
        walk::walk_update_expression(self, it);
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.seen(ForStatementLeft::span(&it.left));
        walk::walk_for_in_statement(self, it);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.seen(ForStatementLeft::span(&it.left));
        walk::walk_for_of_statement(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_becomes_a_member_of_the_same_length() {
        for (call, expected) in [
            ("f()", Some("f.x")),
            ("f ( )", Some("f . x")),
            ("f(/* ) */)", Some("f./* ) */x")),
            ("f(a, ...b)", Some("f[a,    b]")),
            ("f(')', (c),)", Some("f[')', (c) ]")),
            ("a.b()(await c)", Some("a.b()[await c]")),
            ("super.m()", Some("super.m.x")),
            ("f?.()", None),
            ("a?.b()", None),
            ("yield()", Some("yield.x")),
            ("f(yield)", Some("f[yield]")),
            ("let()", Some("lex.x")),
            ("let(a)", Some("lex[a]")),
            ("letter(a)", Some("letter[a]")),
            ("super()", None),
            ("f``", None),
            ("new f()", None),
            ("import('a')", None),
            ("f) + (g()", None),
        ] {
            let member = as_member(call, Span::new(0, u32::try_from(call.len()).unwrap()));
            assert_eq!(member.as_deref(), expected, "{call}");
        }
    }
}
