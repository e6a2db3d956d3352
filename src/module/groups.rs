//! Counts, before they are parsed, the work that named groups of regular expressions make: each is compared with those
//! before it, and the way to each is kept.

use super::effort::Effort;
use crate::hash::HashMap;

/// Returns the work that the groups of a text make at most. Only the parser knows where regular expressions are, so each
/// line is read as one.
pub(super) fn effort_of_groups(text: &str) -> Effort {
    if memchr::memmem::find_iter(text.as_bytes(), b"(?<").nth(FEW).is_none() {
        return Effort::default();
    }
    let steps = text.split(['\n', '\r']).map(|line| Line::default().steps(line.as_bytes()));
    Effort { entries: 0, steps: steps.fold(0, u64::saturating_add) }
}

/// So many take no time, however they stand.
const FEW: usize = 256;
/// Keeping one part of a way is worth so many steps, since it takes memory, too.
const STEPS_A_PART: u64 = 32;
/// A longer name is like any other.
const LONGEST_NAME: usize = 256;

/// True inside a class, `[…]`.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Class {
    #[default]
    Outside,
    Inside,
    /// Outside, if a regular expression begins with the slash before it.
    Either,
}

#[derive(Default)]
struct Line<'t> {
    class: Class,
    /// The number of groups around, or more.
    depth: u64,
    groups: u64,
    /// The number of times that each name was met.
    names: HashMap<&'t [u8], u64>,
}

impl<'t> Line<'t> {
    fn steps(mut self, line: &'t [u8]) -> u64 {
        let (mut at, mut steps) = (0, 0u64);
        while let Some(byte) = line.get(at) {
            at += 1;
            match byte {
                b'\\' => at += 1,
                b'[' => self.class = Class::Inside,
                b']' => self.class = Class::Outside,
                // A slash in a class ends nothing, but what looks like a class may be code: `x = [/(?<a>b)/]`.
                b'/' if self.class == Class::Inside => self.class = Class::Either,
                b')' if self.class == Class::Outside => self.depth = self.depth.saturating_sub(1),
                b'(' if self.class != Class::Inside => {
                    self.depth += 1;
                    let name = line.get(at..).and_then(|rest| rest.strip_prefix(b"?<"));
                    steps = steps.saturating_add(name.map_or(0, |name| self.group(name)));
                }
                _ => {}
            }
        }
        steps
    }

    fn group(&mut self, rest: &'t [u8]) -> u64 {
        if matches!(rest.first(), Some(b'=' | b'!')) {
            return 0; // It looks behind.
        }
        let rest = rest.get(..LONGEST_NAME).unwrap_or(rest);
        // The look for the end is bounded, so that many groups without one take linear time.
        let name = memchr::memchr(b'>', rest).and_then(|end| rest.get(..end)).unwrap_or_default();
        let alike = self.names.entry(name).or_default();
        let compared = self.groups.saturating_add(alike.saturating_mul(self.depth));
        *alike += 1;
        self.groups += 1;
        compared.saturating_add(self.depth.saturating_mul(STEPS_A_PART))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> u64 {
        effort_of_groups(text).steps
    }

    #[test]
    fn groups_of_one_line_are_compared() {
        let n = 10_000;
        for text in [
            format!("/{}/", "(?<a>x)|".repeat(n)),
            format!("/{}/", "(?:(?<a>x)|".repeat(n)),
            format!("/{}/", "(\\)(?<a>".repeat(n)),
            format!("/{}/", "([)](?<a>".repeat(n)),
            format!("x = a[b] /{}/", "[(](?<a>x)".repeat(n)),
            format!("x = [/{}/", "(?<a>[)]x".repeat(n)),
        ] {
            assert!(steps(&text) > (n * n / 2) as u64, "{}: {}", text.get(..30).unwrap(), steps(&text));
        }
    }

    #[test]
    fn groups_of_many_lines_are_not() {
        for text in [
            "x = /(?<a>x)|(?<b>y)/.exec(z)\n".repeat(10_000),
            "s = '(?<=a)(?<!b)'; ".repeat(10_000),
            "s = '[(](?<a>x)';\n".repeat(10_000),
        ] {
            assert!(steps(&text) < 2_000_000, "{}: {}", text.get(..30).unwrap(), steps(&text));
        }
    }

    #[test]
    fn grammars_in_one_line_are_no_danger() {
        let grammar =
            "{begin:\"(?<name>\\\\\\\\(?:[^()]+|\\\\\\\\((?<inner>[a-z]*)\\\\\\\\)))\",end:\"(?<=x)\"},"
                .repeat(3_000);
        assert!(steps(&grammar) < 500_000_000, "{}", steps(&grammar));
    }
}
