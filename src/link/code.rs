//! The JavaScript of a consumer: a statement, a file, or a part of a document.

/// A piece of JavaScript, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub text: String,
    /// The file that it is from, if it is from one.
    pub file: Option<String>,
    /// The line of the file that it starts at.
    pub line: u32,
    pub kind: CodeKind,
    pub types: Types,
}

/// The treatment of imported types: TypeScript erases a name that is that of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Types {
    None,
    Erased,
}

/// The purpose of a piece of JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// Node runs it as it stands.
    Program,
    /// It shows something, and may be abridged or TypeScript. If it does not parse, its imports may still
    /// parse by themselves.
    Example,
}

/// A statement taken out of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The statement as it is written.
    pub written: String,
    /// The part of it that Node would run; empty if it imports types only.
    pub code: String,
    pub line: u32,
}

/// The extensions of files that contain JavaScript that Node does not run as it stands.
const NOT_PLAIN: [&str; 8] = ["ts", "mts", "cts", "tsx", "jsx", "vue", "svelte", "astro"];

impl Code {
    /// Makes the code of a statement, or of several, that are in no file.
    pub fn statement(text: &str) -> Self {
        Self { text: text.to_owned(), file: None, line: 1, kind: CodeKind::Program, types: Types::None }
    }

    /// Makes the code of a part of a document, from this line on.
    pub(super) fn example(file: &str, line: u32, text: String, types: Types) -> Self {
        Self { text, file: Some(file.to_owned()), line, kind: CodeKind::Example, types }
    }

    /// Makes the code of a file that is no document; the file's name tells the kind.
    pub(super) fn of_program(name: &str, text: &str) -> Self {
        let extension = extension(name);
        let (kind, types) = match extension.as_str() {
            "jsx" => (CodeKind::Example, Types::None),
            extension if NOT_PLAIN.contains(&extension) => (CodeKind::Example, Types::Erased),
            _ => (CodeKind::Program, Types::None),
        };
        Self { text: text.to_owned(), file: Some(name.to_owned()), line: 1, kind, types }
    }
}

/// Returns the part of a file's name behind the last dot, in lower case.
pub(super) fn extension(name: &str) -> String {
    name.rsplit('.').next().unwrap_or_default().to_lowercase()
}

/// Returns the import statements of an example, and its calls of `require` and `import`, each by itself.
pub fn excerpts(code: &Code) -> Vec<Excerpt> {
    let mut found = Vec::new();
    let mut open: Option<OpenExcerpt> = None;
    for (number, line) in (code.line..).zip(code.text.lines()) {
        if is_comment(line) {
            continue;
        }
        found.extend(calls(line, number));
        if begins_import(line) {
            open = Some(OpenExcerpt::begin(line, number));
        } else if let Some(open) = &mut open {
            open.add(line);
        }
        // The second quote ends the specifier, and with it the statement, even if the names took several
        // lines.
        found.extend(open.take_if(|open| open.quotes >= 2).map(OpenExcerpt::end));
    }
    found
}

/// An import statement whose specifier has not come yet.
struct OpenExcerpt {
    written: String,
    line: u32,
    quotes: usize,
}

impl OpenExcerpt {
    fn begin(line: &str, number: u32) -> Self {
        let mut open = Self { written: String::new(), line: number, quotes: 0 };
        open.add(line.trim());
        open
    }

    fn add(&mut self, line: &str) {
        if !self.written.is_empty() {
            self.written.push('\n');
        }
        self.written.push_str(line);
        self.quotes += line.matches(['\'', '"']).count();
    }

    fn end(self) -> Excerpt {
        Excerpt { code: without_types(&self.written), written: self.written, line: self.line }
    }
}

/// Tells whether a line is a comment, or a part of one, by its first mark.
pub(super) fn is_comment(line: &str) -> bool {
    ["//", "*", "/*", "#"].iter().any(|mark| line.trim_start().starts_with(mark))
}

fn begins_import(line: &str) -> bool {
    let begins = ["import ", "import{", "import*", "import\"", "import'", "export {", "export{", "export *"];
    begins.iter().any(|begin| line.trim_start().starts_with(begin))
}

/// Returns the calls `require("…")` and `import("…")` of a line.
fn calls(line: &str, number: u32) -> Vec<Excerpt> {
    let mut found = Vec::new();
    for callee in ["require(", "import("] {
        for (place, _) in line.match_indices(callee) {
            let before = line.get(..place).and_then(|before| before.chars().next_back());
            // `proxy.require("x")`, `$require("x")` and `reimport("x")` call other functions.
            let is_word = before.is_some_and(|before| before.is_alphanumeric() || ".$_".contains(before));
            if let Some(call) = line.get(place..).and_then(call).filter(|_| !is_word) {
                found.push(Excerpt {
                    written: written(line, call).to_owned(),
                    code: call.to_owned(),
                    line: number,
                });
            }
        }
    }
    found
}

/// A longer line is not shown for each of its calls.
const LONGEST_WRITTEN: usize = 1000;

fn written<'l>(line: &'l str, call: &'l str) -> &'l str {
    if line.len() > LONGEST_WRITTEN { call } else { line.trim() }
}

/// Returns a call with one literal, from its beginning to the parenthesis that ends it.
fn call(text: &str) -> Option<&str> {
    let start = text.find('(')? + 1;
    let quote = text.get(start..)?.chars().next().filter(|quote| "'\"".contains(*quote))?;
    let end = text.get(start + 1..)?.find(quote)? + start + 2;
    text.get(end..)?.starts_with(')').then(|| text.get(..=end)).flatten()
}

/// Removes types: `import type` asks for nothing at run time, and `import { type A, B }` for `B` only.
fn without_types(statement: &str) -> String {
    if statement.starts_with("import type ") || statement.starts_with("export type ") {
        return String::new();
    }
    let Some((before, rest)) = statement.split_once('{') else { return statement.to_owned() };
    let Some((names, after)) = rest.split_once('}') else { return statement.to_owned() };
    let kept: Vec<_> = names.split(',').filter(|name| !name.trim_start().starts_with("type ")).collect();
    format!("{before}{{{}}}{after}", kept.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_programs_or_examples() {
        for (name, expected) in
            [("a.js", CodeKind::Program), ("a.MTS", CodeKind::Example), ("a", CodeKind::Program)]
        {
            assert_eq!(Code::of_program(name, "").kind, expected, "{name}");
        }
    }

    #[test]
    fn statements_stand_alone() {
        let text = "import { A, type T } from 'p'\nimport type { U } from 'p'\nimport {\n  B\n} from 'p'\nconst x: number = ...\n\
                    const y: Y = require('p')\n// import 'no'\nawait import(\"p\"), my.require('no'), require(no)";
        let example = Code { kind: CodeKind::Example, line: 5, ..Code::statement(text) };
        let found = excerpts(&example);
        let rows: Vec<_> = found.iter().map(|excerpt| (excerpt.line, excerpt.code.as_str())).collect();
        assert_eq!(
            rows,
            [
                (5, "import { A} from 'p'"),
                (6, ""),
                (7, "import {\n  B\n} from 'p'"),
                (11, "require('p')"),
                (13, "import(\"p\")")
            ]
        );
        assert_eq!(
            found.iter().map(|excerpt| excerpt.written.as_str()).nth(3),
            Some("const y: Y = require('p')")
        );
    }
}
