//! Syntax that the parser takes and a version of Node does not: proposals, and additions that V8 learnt
//! later.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use oxc_ast::ast::{
    AccessorProperty, Decorator, ImportPhase, Program, RegExpFlags, RegExpLiteral, VariableDeclaration,
    WithClause, WithClauseKeyword,
};
use oxc_span::{GetSpan, Span};

use super::{
    early_error::{EarlyError, Goal},
    identifiers::is_since_unicode_16,
    switches::{ReadingSwitch, ReadingSwitches},
    v8,
};

/// The words of gated syntax.
struct GatedWords {
    class: Finder<'static>,
    accessor: Finder<'static>,
    import: Finder<'static>,
    defer: Finder<'static>,
    source: Finder<'static>,
    using: Finder<'static>,
    assert: Finder<'static>,
    with: Finder<'static>,
    at_sign: Finder<'static>,
    group: Finder<'static>,
}

static WORDS: LazyLock<GatedWords> = LazyLock::new(|| GatedWords {
    class: Finder::new("class"),
    accessor: Finder::new("accessor"),
    import: Finder::new("import"),
    defer: Finder::new("defer"),
    source: Finder::new("source"),
    using: Finder::new("using"),
    assert: Finder::new("assert"),
    with: Finder::new("with"),
    at_sign: Finder::new("@"),
    group: Finder::new("(?"),
});

/// Tells whether a program may hold gated syntax, by a look at the words alone, which spares most programs
/// the walk.
fn may_hold_gated_syntax(program: &Program<'_>, switches: &ReadingSwitches<'_>) -> bool {
    let words = &*WORDS;
    let holds = |word: &Finder<'_>| word.find(program.source_text.as_bytes()).is_some();
    let says = |word: &Finder<'_>| is_code(program, word);
    let is_off = |switch| !switches.is_passed(switch);
    // Flags are no word to look for: for a Node without the `v` flag, every program is walked.
    is_off(ReadingSwitch::RegexpVFlag)
        || is_off(ReadingSwitch::RegexpModifiers) && holds(&words.group)
        // Without flags no Node takes decorators, `accessor` or `import defer`: no switch is asked about them.
        || holds(&words.class) && (says(&words.at_sign) || says(&words.accessor))
        || holds(&words.import) && (says(&words.defer) || says(&words.source))
        // `await using` at the top level of CommonJS is refused by every Node, also by those that know `using`.
        || says(&words.using)
        || says(&words.assert)
        || is_off(ReadingSwitch::WithSyntax) && says(&words.with)
        || is_off(ReadingSwitch::Unicode17)
            && ReadingSwitch::Unicode17.may_be_met_in(program.source_text.as_bytes())
}

/// Tells whether a word stands anywhere but in comments, in which many of these words are common.
fn is_code(program: &Program<'_>, word: &Finder<'_>) -> bool {
    let comments = &program.comments;
    word.find_iter(program.source_text.as_bytes()).any(|at| {
        let begun = comments.partition_point(|comment| comment.span.start as usize <= at);
        let last = begun.checked_sub(1).and_then(|last| comments.get(last));
        last.is_none_or(|comment| comment.span.end as usize <= at)
    })
}

/// Refuses each use of syntax that this version of Node does not parse.
pub(super) struct Gates<'p> {
    switches: &'p ReadingSwitches<'p>,
    /// `await` may stand here.
    may_await: bool,
    pub errors: Vec<EarlyError>,
}

impl<'p> Gates<'p> {
    /// Returns the gates, unless the words of a program show that none of them is met.
    pub fn of(program: &Program<'_>, goal: Goal, switches: &'p ReadingSwitches<'p>) -> Option<Self> {
        may_hold_gated_syntax(program, switches).then(|| Self {
            switches,
            may_await: goal == Goal::Module,
            errors: Vec::new(),
        })
    }

    /// Enters or leaves a function, and returns whether `await` might stand before.
    pub fn replace_may_await(&mut self, may_await: bool) -> bool {
        std::mem::replace(&mut self.may_await, may_await)
    }

    fn reject(&mut self, message: impl Into<String>, span: Span) {
        self.errors.push(v8::other(message, span));
    }

    pub fn name(&mut self, name: &str, span: Span) {
        let is_new = !name.is_ascii() && name.chars().any(is_since_unicode_16);
        if is_new && !self.switches.is_on(ReadingSwitch::Unicode17) {
            self.reject("Invalid or unexpected token", span);
        }
    }

    pub fn decorator(&mut self, it: &Decorator<'_>) {
        self.reject("Invalid or unexpected token", it.span);
    }

    pub fn accessor(&mut self, it: &AccessorProperty<'_>) {
        self.reject("Unexpected identifier", it.key.span());
    }

    pub fn import(&mut self, phase: Option<ImportPhase>, span: Span) {
        match phase {
            Some(ImportPhase::Defer) => self.reject("Unexpected token '*'", span),
            Some(ImportPhase::Source) if !self.switches.is_on(ReadingSwitch::SourcePhaseImports) => {
                self.reject("Unexpected identifier", span);
            }
            _ => {}
        }
    }

    pub fn with_clause(&mut self, it: &WithClause<'_>) {
        if it.keyword == WithClauseKeyword::Assert && !self.switches.is_on(ReadingSwitch::AssertSyntax) {
            self.reject("Unexpected identifier 'assert'", it.span);
        }
        if it.keyword == WithClauseKeyword::With && !self.switches.is_on(ReadingSwitch::WithSyntax) {
            self.reject("Unexpected token 'with'", it.span);
        }
    }

    pub fn variable_declaration(&mut self, it: &VariableDeclaration<'_>) {
        // The parser takes `await using` at the top level of CommonJS; V8 does not.
        let misplaced = it.kind.is_await() && !self.may_await;
        if misplaced || it.kind.is_using() && !self.switches.is_on(ReadingSwitch::UsingDeclarations) {
            let span = it.declarations.first().map_or(it.span, GetSpan::span);
            self.reject("Unexpected identifier", span);
        }
    }

    pub fn regular_expression(&mut self, it: &RegExpLiteral<'_>) {
        let pattern = it.regex.pattern.text.as_str();
        if it.regex.flags.contains(RegExpFlags::V) && !self.switches.is_on(ReadingSwitch::RegexpVFlag) {
            self.reject("Invalid regular expression flags", it.span);
        } else if let Some(fault) = group_fault(pattern)
            && !self.switches.is_on(ReadingSwitch::RegexpModifiers)
        {
            self.reject(format!("Invalid regular expression: /{pattern}/: {fault}"), it.span);
        }
    }
}

/// Returns V8's complaint about a pattern's groups where it knows neither modifiers nor names given twice.
fn group_fault(pattern: &str) -> Option<&'static str> {
    let (mut names, mut in_class) = (Vec::new(), false);
    let mut rest = pattern.chars();
    while let Some(found) = rest.next() {
        match found {
            '\\' => drop(rest.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let flags = rest.as_str().strip_prefix('?');
                if flags.is_some_and(|flags| flags.starts_with(['i', 'm', 's', '-'])) {
                    return Some("Invalid group");
                }
                names.extend(group_name(rest.as_str()));
            }
            _ => {}
        }
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    (names.len() < count).then_some("Duplicate capture group name")
}

/// Returns the name of a group, with its escapes read: `\u006e`, `\u{6e}`, and pairs of surrogates.
fn group_name(rest: &str) -> Option<String> {
    let name = rest.strip_prefix("?<").filter(|rest| !rest.starts_with(['=', '!']))?;
    let (name, _) = name.split_once('>')?;
    let mut parts = name.split("\\u");
    let mut units: Vec<u16> = parts.next().unwrap_or_default().encode_utf16().collect();
    for part in parts {
        let (digits, plain) = escape_digits(part)?;
        let point = u32::from_str_radix(digits, 16).ok()?;
        match char::from_u32(point) {
            Some(char) => units.extend(char.encode_utf16(&mut [0; 2]).iter()),
            None => units.push(u16::try_from(point).ok()?),
        }
        units.extend(plain.encode_utf16());
    }
    String::from_utf16(&units).ok()
}

/// Splits what follows `\u` into its digits and the rest.
fn escape_digits(part: &str) -> Option<(&str, &str)> {
    match part.strip_prefix('{') {
        Some(braced) => braced.split_once('}'),
        None => part.split_at_checked(4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_old() {
        for (pattern, fault) in [
            ("(?:a)(?=b)(?<n>c)(?<m>d)(?<=x)", None),
            ("(?i:a)", Some("Invalid group")),
            ("(?-i:a)", Some("Invalid group")),
            ("[(?i:]", None),
            ("\\(?i:a", None),
            ("(?<n>a)|(?<n>b)", Some("Duplicate capture group name")),
            ("(?<n>a)|(?<\\u006e>b)", Some("Duplicate capture group name")),
            ("(?<\\u{1d49c}>a)|(?<\\ud835\\udc9c>b)", Some("Duplicate capture group name")),
            ("(?<n>a)|(?<\\u006d>b)", None),
        ] {
            assert_eq!(group_fault(pattern), fault, "{pattern}");
        }
    }
}
