//! The code that a Markdown document shows: blocks of JavaScript, programs that a shell gives to `node -e`,
//! and blocks in other languages, which are not read.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::code::{Code, Types, extension};

/// The blocks of code of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub blocks: Vec<CodeBlock>,
}

/// A block of code in a document, or a whole program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The JavaScript of the block; empty if the block is in another language.
    pub codes: Vec<Code>,
    pub text: String,
    pub line: u32,
    /// The word behind the fence; empty if there is none.
    pub language: String,
    /// The headings above it, and the text since the last heading or block.
    pub context: String,
}

const JAVASCRIPT: [&str; 6] = ["js", "javascript", "mjs", "cjs", "jsx", "esm"];
const TYPESCRIPT: [&str; 5] = ["ts", "typescript", "mts", "cts", "tsx"];
const SHELLS: [&str; 8] =
    ["bash", "sh", "shell", "zsh", "console", "shell-session", "terminal", "shellscript"];

impl Document {
    /// Reads the code of a file; its name tells the language.
    pub fn of(name: &str, text: &str) -> Self {
        match extension(name).as_str() {
            "md" | "markdown" | "mdx" => Self { blocks: blocks(name, text) },
            language => {
                let code = Code::of_program(name, text);
                let (text, language) = (code.text.clone(), language.to_owned());
                Self {
                    blocks: vec![CodeBlock {
                        codes: vec![code],
                        text,
                        line: 1,
                        language,
                        context: String::new(),
                    }],
                }
            }
        }
    }

    /// Returns all JavaScript of the document.
    pub fn codes(&self) -> impl Iterator<Item = &Code> {
        self.blocks.iter().flat_map(|block| &block.codes)
    }
}

/// The number of bytes of the text before a block that are remembered.
const MOST_CONTEXT: usize = 2000;

#[derive(Default)]
struct DocumentReader {
    blocks: Vec<CodeBlock>,
    /// The headings above, each with its level.
    headings: Vec<(usize, String)>,
    /// The text since the last block or heading.
    before: String,
    open: Option<CodeBlock>,
    in_heading: bool,
    /// The offset of the first line of an open block.
    starts: Option<usize>,
}

fn blocks(file: &str, text: &str) -> Vec<CodeBlock> {
    let mut reader = DocumentReader::default();
    let lines = LineStarts::of(text);
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.event(event, range, &lines, file);
    }
    reader.blocks
}

impl DocumentReader {
    fn event(&mut self, event: Event<'_>, range: Range<usize>, lines: &LineStarts, file: &str) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => language(&info),
                    CodeBlockKind::Indented => String::new(),
                };
                // An empty block has no text whose place could be taken: its code would begin behind the
                // fence.
                let line = lines.of_offset(range.start) + 1;
                let context = self.context();
                let (codes, text) = (Vec::new(), String::new());
                self.open = Some(CodeBlock { codes, text, line, language, context });
                self.starts = None;
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(mut block) = self.open.take() {
                    block.line = self.starts.map_or(block.line, |start| lines.of_offset(start));
                    block.codes = codes(file, &block);
                    self.blocks.push(block);
                }
                self.before.clear();
            }
            Event::Start(Tag::Heading { level, .. }) => {
                // A heading ends the sections of its own level and of those below.
                self.headings.retain(|(other, _)| *other < level as usize);
                self.headings.push((level as usize, String::new()));
                self.before.clear();
                self.in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => self.in_heading = false,
            Event::Text(text) | Event::Code(text) => self.text(&text, range.start),
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text, range.start),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => self.before.push(' '),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, start: usize) {
        if let Some(block) = &mut self.open {
            self.starts.get_or_insert(start);
            block.text.push_str(text);
        } else if let Some((_, heading)) = self.headings.last_mut().filter(|_| self.in_heading) {
            heading.push_str(text);
        } else if self.before.len() < MOST_CONTEXT {
            self.before.push_str(text);
        }
    }

    fn context(&self) -> String {
        let headings = self.headings.iter().map(|(_, heading)| heading.as_str());
        headings.chain([self.before.as_str()]).collect::<Vec<_>>().join("\n")
    }
}

/// Returns the word behind a fence: `js` for `js {1,3}`, `js:title` and `{.js}`.
fn language(info: &str) -> String {
    let info = info.trim().trim_start_matches(['{', '.']);
    info.split([' ', '{', '}', ',', ':', '\t']).next().unwrap_or_default().to_lowercase()
}

fn codes(file: &str, block: &CodeBlock) -> Vec<Code> {
    let whole = |types| vec![Code::example(file, block.line, block.text.clone(), types)];
    match block.language.as_str() {
        language if JAVASCRIPT.contains(&language) => whole(Types::None),
        // A block without a language may be TypeScript; what is JavaScript reads the same.
        language if TYPESCRIPT.contains(&language) || language.is_empty() => whole(Types::Erased),
        language if SHELLS.contains(&language) => evaluated(file, block),
        _ => Vec::new(),
    }
}

/// Returns the programs that a shell gives to `node -e "…"`.
fn evaluated(file: &str, block: &CodeBlock) -> Vec<Code> {
    let mut found = Vec::new();
    let (mut at, mut line) = (0, block.line);
    while let Some((start, program, end)) = block.text.get(at..).and_then(next_program) {
        let lines = |range: Range<usize>| block.text.get(range).unwrap_or_default().matches('\n').count();
        let first = line.saturating_add(u32::try_from(lines(at..at + start)).unwrap_or(u32::MAX));
        line = first.saturating_add(u32::try_from(lines(at + start..at + end)).unwrap_or(u32::MAX));
        found.push(Code::example(file, first, program, Types::None));
        at += end;
    }
    found
}

/// Returns the first program in a text, with the offsets where it starts and ends.
fn next_program(text: &str) -> Option<(usize, String, usize)> {
    let mut before = LineBefore::default();
    for (open, character) in text.char_indices() {
        if !(matches!(character, '"' | '\'') && before.asks_node(text)) {
            before.add(text, open, character);
            continue;
        }
        let rest = text.get(open + 1..)?;
        let close = closing(rest, character)?;
        let program = rest.get(..close)?;
        // A shell removes the backslash before `"` and `$` in double quotes, and none in single ones.
        let program = match character {
            '"' => program.replace("\\\"", "\"").replace("\\$", "$"),
            _ => program.to_owned(),
        };
        return Some((open + 1, program, open + 1 + close + 1));
    }
    None
}

/// The words of a line up to a place in it. The place only moves on, so that no word is read twice.
#[derive(Default)]
struct LineBefore {
    last: Range<usize>,
    /// The last word may still grow.
    is_open: bool,
    /// One of the words before the last is `node`.
    has_node: bool,
}

impl LineBefore {
    fn add(&mut self, text: &str, at: usize, character: char) {
        let end = at + character.len_utf8();
        match character {
            '\n' => *self = Self::default(),
            ' ' | '=' => self.is_open = false,
            _ if self.is_open => self.last.end = end,
            _ => {
                self.has_node |= self.last_word(text) == "node";
                (self.last, self.is_open) = (at..end, true);
            }
        }
    }

    /// True behind `node -e`.
    fn asks_node(&self, text: &str) -> bool {
        self.has_node && ["-e", "--eval", "-p", "-pe", "--print"].contains(&self.last_word(text))
    }

    fn last_word<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.last.clone()).unwrap_or_default()
    }
}

/// Returns the offset of the quote that closes a text; in double quotes a backslash escapes.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if quote == '"' => is_escaped = true,
            character if character == quote => return Some(at),
            _ => {}
        }
    }
    None
}

/// The offsets of a text's line breaks.
struct LineStarts(Vec<usize>);

impl LineStarts {
    fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    fn of_offset(&self, offset: usize) -> u32 {
        let before = self.0.partition_point(|end| *end < offset);
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, String)> {
        let document = Document::of("README.md", text);
        document.codes().map(|code| (code.line, code.text.trim().to_owned())).collect()
    }

    #[test]
    fn blocks_of_javascript_are_found() {
        let text = "# T\n```js\nimport 'a'\n```\n```sh\nnpm i\n```\n  ~~~ts title=\"x\"\n  import 'b'\n  ~~~\n\
                    ````md\n```js\nno\n```\n````\n> - ```\n>   import 'c'\n>   ```\n\n```html\n<script>\n```\n\n    import 'd'\n";
        let expected = [(3, "import 'a'"), (9, "import 'b'"), (17, "import 'c'"), (24, "import 'd'")];
        assert_eq!(rows(text), expected.map(|(line, code)| (line, code.to_owned())));
    }

    #[test]
    fn programs_of_shells_are_found() {
        let text = "```sh\n$ node -e \"require('a')\"\nnode --input-type=module --eval='import \"b\"'; node a.js -x 'c'\n\
                    echo -e \"d\"\nnode -p \"require(\\\"e\\\")\nf\"\n```\n";
        let expected = [(2, "require('a')"), (3, "import \"b\""), (5, "require(\"e\")\nf")];
        assert_eq!(rows(text), expected.map(|(line, code)| (line, code.to_owned())));
    }

    #[test]
    fn lines_of_many_quotes_are_read_once() {
        for quotes in ["\"", "' ", "x=\""] {
            let line = format!("```sh\nnode p {}; node -e \"a\"\n```\n", quotes.repeat(400_000));
            assert_eq!(rows(&line), [(2, "a".to_owned())], "{quotes}");
        }
        let many = format!("```sh\n{}```\n", "node -p \"\n\"\n".repeat(2_000));
        let lines: Vec<u32> = rows(&many).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, (0..2_000).map(|nth| 2 + 2 * nth).collect::<Vec<_>>());
    }

    #[test]
    fn a_block_knows_what_stands_before_it() {
        let text =
            "# Guide\n## Migrating\n### Old\n## New\nSome `text`\nhere:\n```js\na\n```\n```js\nb\n```\n";
        let document = Document::of("a.md", text);
        let contexts: Vec<_> = document.blocks.iter().map(|block| block.context.as_str()).collect();
        assert_eq!(contexts, ["Guide\nNew\nSome text here: ", "Guide\nNew\n"]);
    }
}
