//! A closer bound of how deep a program nests, with strings, templates, comments and regular expressions left
//! out, as long as it is certain where they are.
//!
//! A bound that is too low would be a stack overflow. So where a slash may begin a regular expression or be a
//! division, and wherever else it takes a parser to know, the rest is counted as if all of it were code.

use super::level_marks::{MARK, NAME, PART, class, levels, takes_operand};

/// Returns an upper bound like that of [`levels`], and never a higher one.
pub(super) fn levels_of_code(text: &str) -> usize {
    let mut scan =
        LevelScan { bytes: text.as_bytes(), at: 0, before: Before::Operator, braces: Vec::new(), levels: 0 };
    if text.starts_with("#!") {
        scan.at = end_of_line(scan.bytes);
    }
    while scan.at < scan.bytes.len() {
        if scan.step().is_none() {
            let rest = text.get(text.floor_char_boundary(scan.at)..).unwrap_or_default();
            return scan.levels + levels(rest);
        }
    }
    scan.levels
}

/// The token before a slash, as far as it is certain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Operand,
    Operator,
    Either,
}

/// The things that a `}` may close.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brace {
    Code,
    Template,
}

struct LevelScan<'t> {
    bytes: &'t [u8],
    at: usize,
    before: Before,
    braces: Vec<Brace>,
    levels: usize,
}

impl LevelScan<'_> {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn pass(&mut self, bytes: usize, before: Before) {
        self.at += bytes;
        self.before = before;
    }

    /// Reads one token; `None` where it is not certain which.
    fn step(&mut self) -> Option<()> {
        let rest = self.rest();
        let (byte, next) = (*rest.first()?, rest.get(1).copied());
        match byte {
            b'"' | b'\'' => self.pass(end_of_string(rest)?, Before::Operand),
            b'`' => {
                self.levels += 1;
                self.at += 1;
                self.template()?;
            }
            b'/' => self.slash(next)?,
            b'{' => {
                self.braces.push(Brace::Code);
                self.mark(1, Before::Operator);
            }
            b'}' => match self.braces.pop()? {
                Brace::Code => self.pass(1, Before::Either),
                Brace::Template => {
                    self.at += 1;
                    self.template()?;
                }
            },
            // A slash may follow either way: `if (a) /b/.test(c)` and `f(a) / b`, `a.return / b` and `1. / a`.
            b')' | b'.' => self.mark(usize::from(byte == b'.'), Before::Either),
            b']' => self.pass(1, Before::Operand),
            // In `a++ / b` the slash divides; in `a` and `++/b/.c` on two lines it begins a regular expression.
            b'+' | b'-' if next == Some(byte) && rest.get(2) != Some(&b'>') => {
                self.levels += 1;
                self.mark(1, Before::Either);
                self.at += 1;
            }
            // `-->` begins a comment where it opens a line of CommonJS, and is `--` and `>` elsewhere.
            b'-' if next == Some(b'-') => return None,
            b'<' if rest.starts_with(b"<!--") => return None,
            // An escape in a name: which word that is, this does not read.
            b'\\' => return None,
            b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
            _ => self.other(byte),
        }
        Some(())
    }

    /// Reads a mark that begins so many levels.
    fn mark(&mut self, levels: usize, before: Before) {
        self.levels += levels;
        self.pass(1, before);
    }

    fn other(&mut self, byte: u8) {
        match class(byte) {
            NAME => {
                let rest = self.rest();
                let length = rest.iter().take_while(|&&byte| class(byte) == NAME).count();
                let name = rest.get(..length).unwrap_or_default();
                // Bytes from 0x80 on may be no letters: U+00A0 is white space, and U+2028 ends a line.
                let is_certain = name.is_ascii() && !may_precede_expression(name);
                self.levels += usize::from(takes_operand(name));
                self.pass(length, if is_certain { Before::Operand } else { Before::Either });
            }
            MARK => self.mark(1, Before::Operator),
            PART => {
                let is_first = self
                    .at
                    .checked_sub(1)
                    .and_then(|at| self.bytes.get(at))
                    .is_none_or(|it| class(*it) != PART);
                self.mark(usize::from(is_first), Before::Operator);
            }
            _ => self.pass(1, Before::Operator),
        }
    }

    fn slash(&mut self, next: Option<u8>) -> Option<()> {
        let rest = self.rest();
        match (next, self.before) {
            (Some(b'/'), _) => self.at += end_of_line(rest),
            (Some(b'*'), _) => self.at += 4 + memchr::memmem::find(rest.get(2..)?, b"*/")?,
            (_, Before::Operand) => self.mark(1, Before::Operator),
            (_, Before::Operator) => {
                let length = regular_expression(rest)?;
                // The groups of a regular expression nest, too.
                let groups = rest.get(..length)?.iter().filter(|byte| matches!(byte, b'(' | b'[')).count();
                self.levels += 1 + groups;
                self.pass(length, Before::Operand);
            }
            (_, Before::Either) => return None,
        }
        Some(())
    }

    /// Reads the rest of a template, up to its end or its next hole.
    fn template(&mut self) -> Option<()> {
        loop {
            let rest = self.rest();
            let at = memchr::memchr3(b'`', b'\\', b'$', rest)?;
            match (rest.get(at)?, rest.get(at + 1)) {
                (b'`', _) => {
                    self.pass(at + 1, Before::Operand);
                    return Some(());
                }
                (b'\\', _) => self.at += at + 2,
                (_, Some(b'{')) => {
                    self.braces.push(Brace::Template);
                    self.levels += 1;
                    self.pass(at + 2, Before::Operator);
                    return Some(());
                }
                _ => self.at += at + 1,
            }
        }
    }
}

/// Tells whether a name may be a word after which an expression begins: it is short, and all in lower case.
fn may_precede_expression(name: &[u8]) -> bool {
    // The longest of these words is `instanceof`.
    name.is_ascii() && name.iter().all(u8::is_ascii_lowercase) && name.len() <= 10
}

/// Returns the length of a string with its quotes; `None` where its line ends first.
fn end_of_string(text: &[u8]) -> Option<usize> {
    let quote = *text.first()?;
    let mut at = 1;
    loop {
        match *text.get(at)? {
            // `\` before CR LF continues the string, with two characters behind it.
            b'\\' if text.get(at + 1) == Some(&b'\r') => return None,
            b'\\' => at += 2,
            b'\n' | b'\r' => return None,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Returns the length of the rest of the line. Two more characters end one: U+2028 and U+2029.
pub(super) fn end_of_line(text: &[u8]) -> usize {
    let ends = |at: &usize| match text.get(*at) {
        Some(b'\n' | b'\r') => true,
        _ => text.get(*at..).is_some_and(|rest| {
            rest.starts_with(&[0xe2, 0x80, 0xa8]) || rest.starts_with(&[0xe2, 0x80, 0xa9])
        }),
    };
    (0..text.len()).find(ends).unwrap_or(text.len())
}

/// Returns the length of a regular expression with its slashes; `None` where its line ends first.
fn regular_expression(text: &[u8]) -> Option<usize> {
    let (mut at, mut in_class) = (1, false);
    loop {
        match *text.get(at)? {
            b'\n' | b'\r' => return None,
            // This byte may begin another end of line.
            0xe2 => return None,
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use oxc_span::GetSpan;
    use proptest::prelude::*;

    use super::*;

    const PARTS: &[&str] = &[
        "a=(b)/c;",
        "x=/'/;",
        "`${(a)}'`;",
        "if(a)/'(/.test(b);",
        "({});",
        "/* ' */",
        "//'\n",
        "a++/b;",
        "a[0]/'/'+1;",
        "x=a/b/'`';",
        "x={}/'/1;'/'",
        "/[/'\"]/;",
        "`\\``;",
        "'\\'';",
        "1./a;",
        "a.return/'/'/1;",
        "}/'/;{",
        "f(){",
        "{",
        "}",
        "`${`",
        "`}`",
        "<!-- '\n",
        "\n--> '\n",
        "\\u0061/'/1;'",
        "/*",
        "*/",
        "/",
        "'",
        "\"",
        "`",
        "/\\//;",
        "a=>/'/;",
        "\u{a0}",
        "typeof/'/;",
        "yield/'/1;'/'",
        "a\n/'/g;'/'",
        "x=a\n++/'/;",
        "#!'\n",
    ];

    #[test]
    fn what_is_no_code_is_left_out() {
        let many = "([{".repeat(1_000);
        for (text, most) in [
            (format!("a = '{many}'"), 2),
            (format!("a = \"{many}\\\"\" + b"), 3),
            (format!("// {many}\na"), 0),
            (format!("/* {many} */ a()"), 2),
            (format!("a = `{many}${{b}}{many}`"), 4),
            (format!("#!{many}\na"), 0),
        ] {
            let found = levels_of_code(&text);
            assert!(found <= most, "{found}: {}", text.chars().take(20).collect::<String>());
            assert!(levels(&text) > 2_000);
        }
    }

    #[test]
    fn what_may_be_code_is_counted() {
        for text in [
            "f()/'/+((((('/1",
            "if(a)/'/+((((('/1",
            "x}/'/+((((('/1",
            "a++/'/+((((('/1",
            "return/'/+((((('/1",
            "'\n((((('",
            "<!-- '\n((((('",
            "// \u{2028}((((('",
            "1./'/+((((('/1",
            "\u{a0}/'/+((((('/1",
        ] {
            assert!(levels_of_code(text) >= 5, "{text}");
        }
    }

    proptest! {
        /// Code that a parser finds in the end, behind text that may be taken for a string or a regular
        /// expression, is counted.
        #[test]
        fn code_is_never_left_out(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..8)) {
            let text = parts.concat() + "\n;((((((((((1))))))))))";
            let arena = oxc_allocator::Allocator::default();
            let parsed = oxc_parser::Parser::new(&arena, &text, oxc_span::SourceType::cjs()).parse();
            let is_code = !parsed.panicked
                && parsed.diagnostics.is_empty()
                && parsed.program.body.last().is_some_and(|last| last.span().size() == 21);
            prop_assume!(is_code);
            prop_assert!(levels_of_code(&text) >= 10, "{}", text);
        }
    }
}
