//! Parsing as Node does: as an ES module, or as the body of the function that Node wraps around a CommonJS module.

use oxc_allocator::Allocator;
use oxc_ast::ast::{Declaration, ExportDefaultDeclarationKind, Function, Program, Statement};
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_semantic::{Scoping, SemanticBuilder, Stats, SymbolFlags};
use oxc_span::{SourceType, Span};

use super::{
    call_targets,
    early_error::{EarlyError, Goal},
    evaluation::WRAPPER_NAMES,
    first_walk::{FirstFindings, first_walk},
    groups::effort_of_groups,
    import_pairs::effort_of_pairs,
    loop_heads,
    meter::Meter,
    new_import,
    switches::{ReadingSwitch, ReadingSwitches},
    v8,
};

/// V8's error for a text that does not parse, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// V8's words where they are known, else the parser's.
    pub message: String,
    pub span: crate::text::Span,
}

/// A program without early errors, and its scopes.
pub(super) struct Parsed<'a> {
    pub program: &'a Program<'a>,
    pub scoping: Scoping,
}

/// Returns the function that a statement declares.
pub(super) fn declared_function<'s, 'a>(statement: &'s Statement<'a>) -> Option<&'s Function<'a>> {
    match statement {
        Statement::FunctionDeclaration(it) => Some(it),
        Statement::ExportDeclaration(it) => match &it.declaration {
            Declaration::FunctionDeclaration(it) => Some(it),
            _ => None,
        },
        Statement::ExportDefaultDeclaration(it) => match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(it) => Some(it),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the program, or V8's first error.
pub(super) fn parse<'a>(
    arena: &'a Allocator,
    text: &'a str,
    goal: Goal,
    switches: &ReadingSwitches<'_>,
    meter: &Meter,
) -> Result<Parsed<'a>, EarlyError> {
    meter.look_at(text.len());
    // Before the parser, which compares the groups as it reads a regular expression, and exported names with imported ones.
    let allows = || meter.allows(effort_of_groups(text)) && meter.allows(effort_of_pairs(text));
    if text.len() > LOOKED_THROUGH && !allows() {
        // The message is empty because the limit, which the meter keeps, replaces this error.
        return Err(v8::other("", Span::default()));
    }
    let (parsed, call_targets) = parse_call_targets(arena, text, goal, meter);
    let mut errors = v8::errors(text, goal, &parsed.diagnostics);
    errors.extend(module_syntax_before_failure(goal, &parsed));
    let panicked = parsed.panicked;
    let program = &*arena.alloc(parsed.program);
    // Before the scopes are built: that is the work that these limits bound.
    let FirstFindings { effort, mixed, gated } =
        first_walk(program, goal, switches, text.len() > LOOKED_THROUGH);
    if effort.is_some_and(|effort| !meter.allows(effort)) {
        return Err(v8::other("", program.span));
    }
    let builder = SemanticBuilder::new().with_check_syntax_error(true).with_stats(estimate(text));
    let semantic = builder.build(program);
    let scoping = semantic.semantic.into_scoping();
    if new_import::is_refused(&errors) && switches.is_on(ReadingSwitch::NewImportMember) {
        new_import::mend(program, &mut errors);
    }
    // A parser that gives up leaves an empty program, which says nothing about the text.
    if !panicked {
        let misplaced = call_targets::misplaced(program, call_targets);
        errors.extend(misplaced.into_iter().map(|span| v8::other(v8::INVALID_TARGET, span)));
        errors.extend(loop_heads::check(program, &scoping));
        errors.extend(mixed);
        errors.extend(v8::errors(text, goal, &semantic.diagnostics));
        errors.extend(wrapper_redeclarations(goal, &scoping));
        errors.extend(gated);
    }
    // V8 stops at its first error, and so names the one that stands first.
    match errors.into_iter().min_by_key(|error| error.span.start) {
        Some(error) => Err(error),
        None => Ok(Parsed { program, scoping }),
    }
}

/// The length of a text, in bytes, up to which nothing in it can take long.
const LOOKED_THROUGH: usize = 2 << 10;

/// Returns the parser's result for the text, and the places of the calls that are assigned to, which are
/// rewritten as members because the parser takes those.
fn parse_call_targets<'a>(
    arena: &'a Allocator,
    text: &'a str,
    goal: Goal,
    meter: &Meter,
) -> (ParserReturn<'a>, Vec<Span>) {
    let (mut parsed, mut text, mut calls) = (run_parser(arena, text, goal), text, Vec::new());
    while parsed.panicked
        && calls.len() < call_targets::MOST
        && let Some(target) = call_targets::refused(&parsed.diagnostics)
        && let Some(member) = call_targets::as_member(text, target)
    {
        text = arena.alloc_str(&member);
        calls.push(target);
        meter.look_at(text.len());
        parsed = run_parser(arena, text, goal);
    }
    (parsed, calls)
}

/// Estimates the room that the scopes will take. Counting costs a walk; too low an estimate only costs
/// copying, and too high a one nothing.
fn estimate(text: &str) -> Stats {
    let per = |bytes: usize| u32::try_from(text.len() / bytes).unwrap_or(u32::MAX).saturating_add(1);
    Stats { nodes: 0, scopes: per(64), symbols: per(32), references: per(12) }
}

fn run_parser<'a>(arena: &'a Allocator, text: &'a str, goal: Goal) -> ParserReturn<'a> {
    let options = ParseOptions { parse_regular_expression: true, ..ParseOptions::default() };
    let source_type = match goal {
        Goal::Module => SourceType::mjs(),
        Goal::CommonJs => SourceType::cjs(),
    };
    let parse = |text| Parser::new(arena, text, source_type).with_options(options).parse();
    let parsed = parse(text);
    if !parsed.is_flow_language {
        return parsed;
    }
    // A file that says `@flow` and does not parse gets one error about that, in place of the error that V8
    // would find.
    // The replacement is as long, so that all places stay true.
    parse(arena.alloc_str(&text.replace("@flow", "@Flow")))
}

/// Returns the error for the first `import` or `export`, which V8 met before the error at which the parser
/// gave up.
fn module_syntax_before_failure(goal: Goal, parsed: &ParserReturn<'_>) -> Option<EarlyError> {
    if goal == Goal::Module || !parsed.panicked {
        return None;
    }
    let record = &parsed.module_record;
    let imports =
        record.requested_modules.values().flatten().map(|module| (module.statement_span, module.is_import));
    let exports =
        [&record.local_export_entries, &record.indirect_export_entries, &record.star_export_entries];
    let exports = exports.into_iter().flatten().map(|entry| (entry.statement_span, false));
    let first = imports.chain(exports).min_by_key(|(span, _)| span.start);
    // An `export {}` leaves nothing but the mark; it stands before the last error.
    let last = parsed.diagnostics.errors().flat_map(|it| it.labels.first()).map(|label| label.offset()).max();
    let unlisted =
        last.filter(|_| record.has_module_syntax).map(|last| (Span::empty(last.saturating_sub(1)), false));
    first.or(unlisted).map(|(span, is_import)| v8::module_syntax(span, is_import))
}

/// Returns the errors for `let exports` and its like: the wrapper's parameters are in the way.
fn wrapper_redeclarations(goal: Goal, scoping: &Scoping) -> Vec<EarlyError> {
    if goal == Goal::Module {
        return Vec::new();
    }
    let lexical = SymbolFlags::BlockScopedVariable | SymbolFlags::ConstVariable | SymbolFlags::Class;
    let clash = |&name: &&str| {
        let symbol = scoping.get_root_binding(name.into())?;
        // `var exports` and `function require() {}` are allowed, as parameters may be declared again that way.
        let is_lexical = scoping.symbol_flags(symbol).intersects(lexical);
        is_lexical.then(|| v8::redeclared(name, scoping.symbol_span(symbol)))
    };
    WRAPPER_NAMES.iter().filter_map(clash).collect()
}
