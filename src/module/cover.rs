//! How much of a text the parser may read again: an opening bracket may begin an arrow function or an expression, the
//! parser tries both, and what nests that way takes the square of its length, in time and in memory.

use crate::bytes::ByteSet;

/// Whether that is more than any program has, and than what fits into memory twice.
pub(super) fn is_much(text: &str) -> bool {
    let most = reread_limit(text.len());
    may_exceed(text, most) && reread_bytes(text) > most
}

/// How much of a text may be read again: eight times its length, but 4 MiB always and 32 MiB at most. A bundle of 8 MB that
/// is published (mermaid's) takes 29 MiB; what nests without an end takes thousands of times its length.
pub(super) fn reread_limit(length: usize) -> u64 {
    (length as u64).saturating_mul(8).clamp(4 << 20, 32 << 20)
}

/// Whether [`reread_bytes`] may be more than that, found by a look at the undecided brackets alone: as if none of them
/// were closed, but those that hold nothing special, as most parameters do.
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

/// The length of what a bracket opens, where it is the next mark that closes it.
fn plain_length(text: &[u8]) -> Option<usize> {
    let inside = text.iter().skip(1).position(|byte| MARKS.has(*byte))?;
    (text.get(inside + 1) == Some(&b')')).then_some(inside + 2)
}

/// The sum over all bytes of how many undecided brackets are around them, strings and comments left out.
///
/// A bracket without a partner counts no further than the bracket around it.
fn reread_bytes(text: &str) -> u64 {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, open: Vec::new(), undecided: 0, sum: 0 };
    scan.run();
    scan.sum
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// The brackets that are open, and whether each is undecided.
    open: Vec<(u8, bool)>,
    undecided: u64,
    sum: u64,
}

impl Scan<'_> {
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

    /// Closes the innermost bracket of that kind, and what was left open inside; nothing, where there is none nearby.
    fn leave(&mut self, bracket: u8) {
        self.at += 1;
        let inner = self.open.iter().rev().take(NEARBY).position(|(open, _)| *open == bracket);
        for _ in 0..inner.map_or(0, |inner| inner + 1) {
            let closed = self.open.pop();
            self.undecided -= u64::from(closed.is_some_and(|(_, is_undecided)| is_undecided));
        }
    }

    /// What neither opens nor closes anything.
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

    /// What stands so many bytes ahead, and behind that.
    fn rest(&self, ahead: usize) -> &[u8] {
        self.bytes.get(self.at.saturating_add(ahead)..).unwrap_or_default()
    }

    /// Whether a slash here begins a regular expression, as far as the character before it tells.
    fn begins_expression(&self) -> bool {
        let before = self.bytes.get(..self.at).unwrap_or_default().trim_ascii_end();
        before.last().is_none_or(|last| !is_name(*last) && !matches!(last, b')' | b']' | b'}'))
            || before.ends_with(b"return")
    }
}

/// Whether the round bracket that opens there may begin the parameters of an arrow function or an expression.
fn is_undecided(text: &[u8], at: usize) -> bool {
    let (before, behind) = text.split_at_checked(at).unwrap_or_default();
    may_be_parameters(behind.get(1..).unwrap_or_default()) && !is_callee(before)
}

/// Whether a bracket after this text is a call's; after `async` it may be both.
fn is_callee(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let Some(&last) = before.last() else { return false };
    matches!(last, b')' | b']' | b'`')
        || (is_name(last) && !OPERATORS.iter().any(|word| before.ends_with(word)))
}

/// Whether what follows a bracket could be a list of parameters, at its first look.
fn may_be_parameters(behind: &[u8]) -> bool {
    let mut rest = behind.trim_ascii_start();
    while let Some(inner) = rest.strip_prefix(b"...") {
        rest = inner.trim_ascii_start();
    }
    match rest.first() {
        Some(b'{' | b'[') => true,
        Some(&first) if is_name(first) => {
            let name = rest.iter().take(LONGEST_NAME).take_while(|byte| is_name(**byte)).count();
            let after = rest.get(name..).unwrap_or_default().trim_ascii_start();
            matches!(after.first(), Some(b',' | b'=' | b':' | b'?' | b')')) && !after.starts_with(b"=>")
        }
        _ => false,
    }
}

/// Brackets that were taken for such in a template or a regular expression must not be looked through without end.
const NEARBY: usize = 64;
const LONGEST_NAME: usize = 256;

/// Words before a bracket that are no callee.
const OPERATORS: [&[u8]; 9] =
    [b"async", b"return", b"typeof", b"void", b"await", b"yield", b"case", b"default", b"delete"];

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'\\' | 0x80..)
}

/// What [`Scan::run`] stops at.
static MARKS: ByteSet = ByteSet::of(b"\"'/()[]{}");

/// Where a comment ends, counted from its `*`; the `/` of `/*/` is none.
fn end_of_comment(text: &[u8]) -> usize {
    let inside = text.get(1..).unwrap_or_default();
    memchr::memmem::find(inside, b"*/").map_or(text.len(), |at| at + 3)
}

/// The length of a regular expression behind its first slash; nothing where the line ends first.
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
