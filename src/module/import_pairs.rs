//! Counts, before a text is parsed, the pairs of an exported and an imported name: the parser compares each of them.
//!
//! Only the parser knows where strings and comments are. So the words `import` and `export` are looked for everywhere, but
//! what stands behind them counts only if it has the form of such a statement.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

use super::{
    effort::Effort,
    level_marks::{NAME, class},
    levels::end_of_line,
};

/// So many imported names take no time, whatever is exported.
const FEW: u64 = 64;
/// A comparison of two names is worth so many steps.
const STEPS_A_PAIR: u64 = 4;
/// A list of names may follow these words.
const DECLARING: &[&[u8]] = &[b"const", b"let", b"var", b"using"];
/// Each byte is looked at so many times on average. In no text that was written to be run is it more than twice.
const LOOKS: usize = 8;

/// Returns the work that the pairs of a text make at most.
pub(super) fn effort_of_pairs(text: &str) -> Effort {
    Effort { entries: 0, steps: pairs(text).saturating_mul(STEPS_A_PAIR) }
}

/// Returns the number of the pairs of a text, or more, but never less.
pub(super) fn pairs(text: &str) -> u64 {
    let mut scan = PairScan { text: text.as_bytes(), left: text.len().saturating_mul(LOOKS) };
    let Some(imported) = scan.imported() else { return u64::MAX };
    if imported <= FEW {
        return 0;
    }
    scan.exported().map_or(u64::MAX, |exported| imported.saturating_mul(exported))
}

struct PairScan<'t> {
    text: &'t [u8],
    /// The number of bytes that may still be looked at.
    left: usize,
}

/// One thing behind the word `import` or `export`.
enum ListPiece {
    /// A word, true if it is certain which: it has no escape, and no character that may be white space.
    Word(bool),
    Mark(u8),
}

impl<'t> PairScan<'t> {
    /// Returns the number of imported names; `None` where that would take too long.
    fn imported(&mut self) -> Option<u64> {
        let mut names = 0;
        for at in statements(self.text, b"import") {
            names += self.imported_behind(at)?;
        }
        Some(names)
    }

    /// Returns the number of exported names that the module itself declares or imports.
    fn exported(&mut self) -> Option<u64> {
        let (mut names, mut declares) = (0, false);
        for at in statements(self.text, b"export") {
            let (found, may_declare_more) = self.exported_behind(at)?;
            names += found;
            if may_declare_more && !declares {
                // A comma stands between each two variables, wherever the statement ends.
                names += memchr_iter(b',', self.text.get(at..).unwrap_or_default()).count() as u64;
                declares = true;
            }
        }
        Some(names)
    }

    fn imported_behind(&mut self, start: usize) -> Option<u64> {
        let (mut at, mut is_certain) = (start, true);
        // The longest is `import type a from`.
        for words in 0..=3 {
            let (piece, end) = self.piece(at)?;
            match piece {
                ListPiece::Word(_) if words > 0 && self.ends_with(at..end, &[b"from"]) => return Some(1),
                ListPiece::Word(certain) => is_certain &= certain,
                // Bundlers write `/* harmony import */`.
                ListPiece::Mark(b'*') => {
                    return Some(u64::from(matches!(self.piece(end)?.0, ListPiece::Word(_))));
                }
                ListPiece::Mark(b'=') if words > 0 => return Some(1),
                ListPiece::Mark(b'{') => return Some(self.list(end)?.0),
                ListPiece::Mark(b',') if words > 0 => return self.imported_behind_comma(end),
                ListPiece::Mark(_) => break,
            }
            at = end;
        }
        Some(u64::from(!is_certain))
    }

    /// Returns the number of names of `import a, { b }` from the comma on, and one more.
    fn imported_behind_comma(&mut self, start: usize) -> Option<u64> {
        match self.piece(start)? {
            (ListPiece::Mark(b'{'), end) => Some(1 + self.list(end)?.0),
            (ListPiece::Mark(b'*'), _) => Some(2),
            _ => Some(0),
        }
    }

    /// Returns the number of names, and true if a list of variables may follow.
    fn exported_behind(&mut self, start: usize) -> Option<(u64, bool)> {
        let (mut at, mut declares) = (start, false);
        for words in 0..3 {
            let (piece, end) = self.piece(at)?;
            match piece {
                ListPiece::Word(is_certain) => declares |= !is_certain || self.ends_with(at..end, DECLARING),
                ListPiece::Mark(b'{') if words < 2 => {
                    let (names, end) = self.list(end)?;
                    return Some((if self.is_from(end)? { 0 } else { names }, declares));
                }
                ListPiece::Mark(_) => break,
            }
            at = end;
        }
        Some((1, declares))
    }

    fn ends_with(&self, at: Range<usize>, words: &[&[u8]]) -> bool {
        self.text.get(at).is_some_and(|text| words.iter().any(|word| text.ends_with(word)))
    }

    /// Tells whether the names that end here come from another module.
    fn is_from(&mut self, at: usize) -> Option<bool> {
        let (piece, end) = self.piece(at)?;
        let is_from = matches!(piece, ListPiece::Word(true)) && self.ends_with(at..end, &[b"from"]);
        Some(is_from && matches!(self.piece(end)?.0, ListPiece::Mark(b'"' | b'\'')))
    }

    /// Returns the number of names in braces, and where they end.
    fn list(&mut self, start: usize) -> Option<(u64, usize)> {
        let (mut at, mut names) = (start, 1);
        loop {
            let (piece, end) = self.piece(at)?;
            at = match piece {
                ListPiece::Word(_) => end,
                ListPiece::Mark(b',') => {
                    names += 1;
                    end
                }
                ListPiece::Mark(quote @ (b'"' | b'\'')) => {
                    self.behind(end, |rest| memchr(quote, rest).map(|at| at + 1))?
                }
                ListPiece::Mark(_) => return Some((names, end)),
            };
        }
    }

    /// Returns the first thing that is neither white space nor a comment, and where it ends.
    fn piece(&mut self, start: usize) -> Option<(ListPiece, usize)> {
        let mut at = start;
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            let line = || Some(end_of_line(rest));
            at = match rest.first() {
                None => return Some((ListPiece::Mark(b';'), at)),
                Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) => self.behind(at, |_| Some(1))?,
                Some(b'/') if rest.starts_with(b"/*") => {
                    self.behind(at, |rest| memmem::find(rest, b"*/").map(|at| at + 2))?
                }
                Some(b'/') if rest.starts_with(b"//") => self.behind(at, |_| line())?,
                // Sloppy code has two more comments.
                Some(b'<' | b'-') => self.behind(at, |_| line().map(|end| end.max(1)))?,
                Some(byte) if is_part(*byte) => {
                    let end = self.behind(at, |rest| Some(length_of_word(rest)))?;
                    let is_certain = self
                        .text
                        .get(at..end)
                        .is_some_and(|word| word.iter().all(|it| class(*it) == NAME && it.is_ascii()));
                    return Some((ListPiece::Word(is_certain), end));
                }
                Some(byte) => return Some((ListPiece::Mark(*byte), at + 1)),
            };
        }
    }

    /// Returns the place behind something; `None` where too much was looked at.
    fn behind(&mut self, at: usize, length: impl FnOnce(&'t [u8]) -> Option<usize>) -> Option<usize> {
        let rest = self.text.get(at..).unwrap_or_default();
        let length = length(rest).unwrap_or(rest.len());
        self.left = self.left.checked_sub(length)?;
        Some(at + length)
    }
}

/// Returns the places behind a word that may begin a statement.
fn statements<'t>(text: &'t [u8], word: &'static [u8]) -> impl Iterator<Item = usize> + use<'t> {
    let is_name = |byte: &u8| class(*byte) == NAME && byte.is_ascii();
    memmem::find_iter(text, word).filter_map(move |at| {
        let end = at + word.len();
        let is_alone = !text.get(..at)?.last().is_some_and(is_name) && !text.get(end).is_some_and(is_name);
        is_alone.then_some(end)
    })
}

/// Tells whether a byte may be of a name. Bytes from 0x80 on may be white space, too.
fn is_part(byte: u8) -> bool {
    class(byte) == NAME || !byte.is_ascii() || byte == b'\\'
}

/// Returns the length of a name, with its escapes: `\u{61}`.
fn length_of_word(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = text.get(at).filter(|byte| is_part(**byte)) {
        let escape = if *byte == b'\\' { text.get(at..) } else { None };
        at += match escape {
            Some(rest) if rest.starts_with(b"\\u{") => memchr(b'}', rest).map_or(rest.len(), |end| end + 1),
            _ => 1,
        };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> String {
        (0..count).map(|at| format!("a{at},")).collect()
    }

    #[test]
    fn no_pair_is_missed() {
        let list = names(100);
        let each = |text: &str| (0..100).map(|at| text.replace('#', &format!("a{at}"))).collect::<String>();
        for text in [
            format!("import {{ {list} }} from 'x'; export {{ {list} }}"),
            format!("import/**/d, {{ \"}}\" as e, {list} }} from 'x'; export{{ {list} }}"),
            format!("import {{ /* }} */ {list} }} from 'x'; export {{ // }}\n {list} }}"),
            format!("import {{ // }}\r {list} }} from 'x'; export {{ // }}\u{2028} {list} }}"),
            format!("import {{ \\u{{61}}, {list} }} from 'x'; export {{ {list} }}"),
            format!("import\u{a0}{{ {list} }} from 'x'; export\u{feff}{{ {list} }}"),
            format!("import <!-- a\n {{ {list} }} from 'x'; export {{ {list} }}"),
            format!("'import {{ /*'; import {{ {list} }} from 'x'; '*/ }}'; export {{ {list} }}"),
            format!("import type {{ {list} }} from 'x'; export type {{ {list} }}"),
            format!("import {{ {list} }} from 'x'; export const {}z = 1", list.replace(',', " = 1,")),
            format!(
                "import {{ {list} }} from 'x'; export/**/var\u{a0}{{ {} }} = b",
                list.replace(',', ": [b],")
            ),
            each("import # from 'x'; export let b = #\n"),
            each("import\u{a0}#\u{a0}from\u{a0}'x'; export default #\n"),
            each("import * as # from 'x'; export class # {}\n"),
            each("import defer * as # from 'x'; export async function # () {}\n"),
            each("import type # from 'x'; export declare const #: string\n"),
            each("import # = require('x'); export enum # {}\n"),
            each("import from from 'x'; export @b class # {}\n"),
            each("import #, * as b from 'x'; export /* */ default class {}\n"),
        ] {
            assert!(pairs(&text) >= 10_000, "{text}: {}", pairs(&text));
        }
    }

    #[test]
    fn other_words_make_no_pairs() {
        let many = names(1000);
        let exports = format!("export const a = [{many}]; export {{ {many} }}");
        for text in [
            format!("import {{ a }} from 'x'; {exports}"),
            format!("{} {exports}", "import('x'); import.meta.url; important; a.import;".repeat(100)),
            format!(
                "{} {exports}",
                "'Import it, or import the whole thing, as you like. We import all, or none';".repeat(100)
            ),
            format!("import {{ {many} }} from 'x'; export {{ {many} }} from 'x'")
                .replace("import", "import_"),
        ] {
            assert_eq!(pairs(&text), 0, "{}", pairs(&text));
        }
        let passed_on = format!(
            "import {{ {many} }} from 'x'; export {{ {many} }} from 'x'; export * from 'y'; exports.a"
        );
        assert!(pairs(&passed_on) <= 1001);
    }

    #[test]
    fn what_looks_like_a_list_takes_linear_time() {
        for text in ["import export ", "import{/*", "import{", "import a,", "export{//", "import <!--"] {
            let text = text.repeat(20_000);
            let mut scan = PairScan { text: text.as_bytes(), left: text.len() * LOOKS };
            scan.imported();
            scan.exported();
        }
    }
}
