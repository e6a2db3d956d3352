//! A bound on how much of a text the parser reads again: an opening bracket may begin an arrow function or an
//! expression, the parser tries both, and brackets that nest that way take the square of their length, in
//! time and in memory.

use crate::bytes::ByteSet;

/// Tells whether the parser may read more of a text again than [`reread_limit`] allows, which is more than
/// any program needs.
pub(super) fn is_much(text: &str) -> bool {
    let most = reread_limit(text.len());
    may_exceed(text, most) && reread_bytes(text) > most
}

/// Returns how many bytes of a text of this length may be read again: eight times the length, but 4 MiB
/// always and 32 MiB at most. A published bundle of 8 MB (mermaid's) takes 29 MiB; brackets that nest without
/// an end take thousands of times their length.
pub(super) fn reread_limit(length: usize) -> u64 {
    (length as u64).saturating_mul(8).clamp(4 << 20, 32 << 20)
}

/// Tells whether [`reread_bytes`] may be more than `most`, by a look at the undecided brackets alone: as if
/// none of them were closed, except those that hold no mark, as most lists of parameters do.
fn may_exceed(text: &str, most: u64) -> bool {
    let bytes = text.as_bytes();
    let mut undecided = memchr::memchr_iter(b'(', bytes).filter(|&at| is_undecided(bytes, at));
    let mut sum: u64 = 0;
    undecided.any(|at| {
        let behind = bytes.get(at..).unwrap_or_default();
        sum = sum.saturating_add(plain_length(behind).unwrap_or(behind.len()) as u64);
        sum > most
    })
}

/// Returns the length of a pair of brackets with its contents, if the next mark is the closing one.
fn plain_length(text: &[u8]) -> Option<usize> {
    let inside = text.iter().skip(1).position(|byte| MARKS.has(*byte))?;
    (text.get(inside + 1) == Some(&b')')).then_some(inside + 2)
}

/// Returns the sum over all bytes of the undecided brackets around each; brackets in strings and comments do
/// not count.
///
/// A bracket without a partner counts no further than the bracket around it.
fn reread_bytes(text: &str) -> u64 {
    let mut scan = CoverScan { bytes: text.as_bytes(), at: 0, open: Vec::new(), undecided: 0, sum: 0 };
    scan.run();
    scan.sum
}

struct CoverScan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// The brackets that are open, and whether each is undecided.
    open: Vec<(u8, bool)>,
    undecided: u64,
    sum: u64,
}

impl CoverScan<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.peek(0) {
            let start = self.at;
            match byte {
                b'"' | b'\'' => self.skip_string(byte),
                b'/' => self.skip_slash(),
                b'(' | b'[' | b'{' => self.enter(byte),
                b')' => self.leave(b'('),
                b']' => self.leave(b'['),
                b'}' => self.leave(b'{'),
                _ => self.skip_plain(),
            }
            let read = self.at.saturating_sub(start) as u64;
            self.sum = self.sum.saturating_add(read.saturating_mul(self.undecided));
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at.saturating_add(ahead)).copied()
    }

    fn enter(&mut self, bracket: u8) {
        let is_undecided = bracket == b'(' && is_undecided(self.bytes, self.at);
        self.undecided += u64::from(is_undecided);
        self.open.push((bracket, is_undecided));
        self.at += 1;
    }

    /// Closes the innermost bracket of that kind, and all that are open inside it; closes none if there is no
    /// such bracket nearby.
    fn leave(&mut self, bracket: u8) {
        self.at += 1;
        let inner = self.open.iter().rev().take(NEARBY).position(|(open, _)| *open == bracket);
        for _ in 0..inner.map_or(0, |inner| inner + 1) {
            let closed = self.open.pop();
            self.undecided -= u64::from(closed.is_some_and(|(_, is_undecided)| is_undecided));
        }
    }

    /// Steps over bytes that neither open nor close anything.
    fn skip_plain(&mut self) {
        let rest = self.rest(0);
        self.at += rest.iter().position(|byte| MARKS.has(*byte)).unwrap_or(rest.len());
    }

    fn skip_string(&mut self, quote: u8) {
        self.at += 1;
        while let Some(mark) = memchr::memchr3(quote, b'\\', b'\n', self.rest(0)) {
            self.at += mark;
            match self.peek(0) {
                Some(b'\\') => self.at += 2,
                // A string ends with its line: a lone quote in a regular expression then hides no more than that line.
                Some(b'\n') => return,
                _ => {
                    self.at += 1;
                    return;
                }
            }
        }
        self.at = self.bytes.len().max(self.at);
    }

    fn skip_slash(&mut self) {
        let rest = self.rest(1);
        let length = match rest.first() {
            Some(b'/') => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            Some(b'*') => end_of_comment(rest),
            _ if self.begins_expression() => regular_expression(rest),
            _ => 0,
        };
        self.at = (self.at + 1).saturating_add(length);
    }

    /// Returns the rest of the text from so many bytes ahead on.
    fn rest(&self, ahead: usize) -> &[u8] {
        self.bytes.get(self.at.saturating_add(ahead)..).unwrap_or_default()
    }

    /// Tells whether a slash here begins a regular expression, as far as the text before it tells.
    fn begins_expression(&self) -> bool {
        let before = self.bytes.get(..self.at).unwrap_or_default().trim_ascii_end();
        before.last().is_none_or(|last| !is_name(*last) && !matches!(last, b')' | b']' | b'}'))
            || before.ends_with(b"return")
    }
}

/// Tells whether the round bracket at `at` may begin the parameters of an arrow function as well as an
/// expression.
fn is_undecided(text: &[u8], at: usize) -> bool {
    let (before, behind) = text.split_at_checked(at).unwrap_or_default();
    may_be_parameters(behind.get(1..).unwrap_or_default()) && !is_callee(before)
}

/// Tells whether a bracket after this text is certainly a call's; after `async` it may be an arrow
/// function's.
fn is_callee(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let Some(&last) = before.last() else { return false };
    matches!(last, b')' | b']' | b'`')
        || (is_name(last) && !OPERATORS.iter().any(|word| before.ends_with(word)))
}

/// Tells whether the text behind a bracket could be a list of parameters, by its beginning.
fn may_be_parameters(behind: &[u8]) -> bool {
    let mut rest = behind.trim_ascii_start();
    while let Some(inner) = rest.strip_prefix(b"...") {
        rest = inner.trim_ascii_start();
    }
    match rest.first() {
        Some(b'{' | b'[') => true,
        Some(&first) if is_name(first) => {
            // The look behind a bracket is bounded, as it is made at every bracket.
            let name = rest.iter().take(LONGEST_NAME).take_while(|byte| is_name(**byte)).count();
            let after = rest.get(name..).unwrap_or_default().trim_ascii_start();
            // `(a => b)` holds an arrow function, so that the bracket begins an expression.
            matches!(after.first(), Some(b',' | b'=' | b':' | b'?' | b')')) && !after.starts_with(b"=>")
        }
        _ => false,
    }
}

/// The number of open brackets among which the partner of a closing one is searched: templates and regular
/// expressions may hold many that are never closed.
const NEARBY: usize = 64;
const LONGEST_NAME: usize = 256;

/// The words before a bracket that are no callee.
const OPERATORS: [&[u8]; 9] =
    [b"async", b"return", b"typeof", b"void", b"await", b"yield", b"case", b"default", b"delete"];

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'\\' | 0x80..)
}

/// The bytes that [`CoverScan::run`] stops at.
static MARKS: ByteSet = ByteSet::of(b"\"'/()[]{}");

/// Returns the length of a comment from its `*` on; the `/` of `/*/` does not end it.
fn end_of_comment(text: &[u8]) -> usize {
    let inside = text.get(1..).unwrap_or_default();
    memchr::memmem::find(inside, b"*/").map_or(text.len(), |at| at + 3)
}

/// Returns the length of a regular expression behind its first slash; 0 where the line ends first.
fn regular_expression(text: &[u8]) -> usize {
    let (mut at, mut in_class) = (0, false);
    loop {
        match text.get(at) {
            None | Some(b'\n') => return 0,
            Some(b'\\') => at += 1,
            Some(b'[') => in_class = true,
            Some(b']') => in_class = false,
            Some(b'/') if !in_class => return at + 1,
            Some(_) => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_nests_undecided_is_much() {
        for (part, is_much) in [
            ("({a=(", true),
            ("((a=", true),
            ("(a,", true),
            ("async(a,", true),
            ("f(", false),
            ("(function(){", false),
            ("(()=>{", false),
            ("if(a){", false),
            ("'(a,'+", false),
            ("/* (a, */", false),
            ("/[(a,]/,", false),
            ("(a,1);", false),
        ] {
            let text = part.repeat(4_000);
            assert_eq!(super::is_much(&text), is_much, "{part}");
            assert!(!is_much || may_exceed(&text, reread_limit(text.len())), "{part}");
        }
    }

    proptest! {
        #[test]
        fn a_look_at_the_brackets_finds_no_less(text in r#"((async|f|\(|\[|\{|\)|\]|\}|a|,|=>|=|\.\.\.|/|"|'|\n| )){0,40}"#) {
            let reread = reread_bytes(&text);
            prop_assert!(reread == 0 || may_exceed(&text, reread - 1), "{}", text);
        }
    }
}
