//! The statements about a package that code shows: each with its request, or with V8's words if it does not
//! parse.

use std::ops::RangeInclusive;

use crate::{
    hash::HashSet,
    link::{
        code::{Code, CodeKind, Excerpt, Types, excerpts, is_comment},
        documents::{CodeBlock, Document},
        statement::{AskedNames, asked},
    },
    module::ReadError,
    package::Package,
    resolve::NodeTarget,
    text::{LineIndex, position},
};

/// A statement that names the package, or code that does not parse.
pub struct Statement {
    pub source: String,
    pub file: Option<String>,
    pub line: u32,
    /// The request, or V8's words.
    pub asked: Result<AskedNames, String>,
    /// `Erased` if TypeScript erases those of the names that are types.
    pub types: Types,
}

/// Tells whether code names the package, or does not parse.
pub fn names_package(package: &Package, code: &Code, node: &NodeTarget) -> bool {
    !statements(package, code, node).is_empty()
}

/// Returns the statements of a piece of code that name the package; of an example, those that parse.
pub fn statements(package: &Package, code: &Code, node: &NodeTarget) -> Vec<Statement> {
    match (asked(package, &code.text, &node.version.profile()), code.kind) {
        (Ok(asked), CodeKind::Program) => of_asked(code, asked),
        (Ok(asked), CodeKind::Example) => {
            // An example may show `import` and `require` side by side, and in an ES module `require` makes no
            // requests.
            let found = of_asked(code, asked);
            let lines: HashSet<u32> = found.iter().map(|statement| statement.line).collect();
            let is_new = |statement: &Statement| !lines.contains(&statement.line);
            let mut requires =
                of_excerpts(package, code, node, |excerpt| excerpt.code.starts_with("require("));
            requires.retain(is_new);
            let mut all: Vec<_> = found.into_iter().chain(requires).collect();
            all.sort_by_key(|statement| statement.line);
            all
        }
        (Err(_), CodeKind::Example) => of_excerpts(package, code, node, |_| true),
        (Err(error), CodeKind::Program) => unparsed(package, code, &error).into_iter().collect(),
    }
}

fn of_asked(code: &Code, asked: Vec<AskedNames>) -> Vec<Statement> {
    let is_alone = code.file.is_none() && asked.len() == 1;
    let lines = LineIndex::of(code.text.as_bytes());
    let statement = |asked: AskedNames| {
        let span = asked.request.span;
        let own = code.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        Statement {
            source: if is_alone { code.text.trim().to_owned() } else { own.to_owned() },
            file: code.file.clone(),
            line: code.line - 1 + lines.position(code.text.as_bytes(), span.start).line,
            asked: Ok(asked),
            types: code.types,
        }
    };
    asked.into_iter().map(statement).collect()
}

/// Returns the wanted statements of an example, each by itself.
fn of_excerpts(
    package: &Package,
    code: &Code,
    node: &NodeTarget,
    is_wanted: impl Fn(&Excerpt) -> bool,
) -> Vec<Statement> {
    let mut found = Vec::new();
    for excerpt in excerpts(code).into_iter().filter(is_wanted) {
        let asked = asked(package, &excerpt.code, &node.version.profile());
        let answers: Vec<_> = match asked {
            Ok(asked) => asked.into_iter().map(Ok).collect(),
            Err(_) => continue,
        };
        found.extend(answers.into_iter().map(|asked| Statement {
            source: excerpt.written.clone(),
            file: code.file.clone(),
            line: excerpt.line,
            asked,
            // Code that is not JavaScript may be TypeScript.
            types: Types::Erased,
        }));
    }
    found
}

/// Returns the statement for a program that does not parse. A statement without a file is always about the
/// package; a file is if it mentions the package.
fn unparsed(package: &Package, code: &Code, error: &ReadError) -> Option<Statement> {
    let start = match error {
        ReadError::Syntax(error) => error.span.start,
        _ => 0,
    };
    let line = position(code.text.as_bytes(), start).line;
    let source = match &code.file {
        None => code.text.as_str(),
        Some(_) if mentions(package, &code.text) => {
            code.text.lines().nth(line as usize - 1).unwrap_or_default()
        }
        Some(_) => return None,
    };
    Some(Statement {
        source: source.trim().to_owned(),
        file: code.file.clone(),
        line: code.line - 1 + line,
        asked: Err(error.to_string()),
        types: code.types,
    })
}

/// Tells whether the package's name begins a string in a text.
pub fn mentions(package: &Package, text: &str) -> bool {
    let name = package.name();
    ['\'', '"'].into_iter().any(|quote| {
        let begins = format!("{quote}{name}");
        let mut rests = text.split(begins.as_str()).skip(1);
        rests.any(|rest| rest.starts_with(['/', quote]))
    })
}

/// Returns the blocks of a document that name the package and of which some part was not read.
pub fn unread<'d>(
    package: &Package,
    document: &'d Document,
    node: &NodeTarget,
) -> Vec<(&'d CodeBlock, UnreadBlock)> {
    let reason = |block: &'d CodeBlock| {
        let reason = match block.codes.as_slice() {
            _ if !mentions(package, &block.text) => return None,
            [] => UnreadBlock::Language,
            codes if codes.iter().all(|code| is_read(package, code, node)) => return None,
            _ => UnreadBlock::Unparsed,
        };
        Some((block, reason))
    };
    document.blocks.iter().filter_map(reason).collect()
}

/// Returns the statements of a block that ask the package for types alone: they request nothing when the code runs.
pub fn type_imports(package: &Package, block: &CodeBlock) -> Vec<Excerpt> {
    let excerpts = block.codes.iter().flat_map(excerpts);
    excerpts.filter(|excerpt| excerpt.code.is_empty() && mentions(package, &excerpt.written)).collect()
}

/// The reason for which a block was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadBlock {
    /// Its language has no statements that are JavaScript by themselves.
    Language,
    /// Some of its imports do not parse.
    Unparsed,
}

/// Tells whether every line that asks for the package is part of a statement that was read. Code that parses as a whole was.
fn is_read(package: &Package, code: &Code, node: &NodeTarget) -> bool {
    if asked(package, &code.text, &node.version.profile()).is_ok() {
        return true;
    }
    let statements = statements(package, code, node).into_iter();
    let types = excerpts(code).into_iter().filter(|excerpt| excerpt.code.is_empty());
    let read: HashSet<u32> = (statements.flat_map(|read| lines_of(read.line, &read.source)))
        .chain(types.flat_map(|excerpt| lines_of(excerpt.line, &excerpt.written)))
        .collect();
    let mut lines = (code.line..).zip(code.text.lines());
    lines.all(|(number, line)| read.contains(&number) || !asks(package, line))
}

fn lines_of(first: u32, text: &str) -> RangeInclusive<u32> {
    let more = u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX);
    first..=first.saturating_add(more)
}

/// Tells whether a line has the package's name where a specifier stands: behind `from`, `import` or `require(`.
fn asks(package: &Package, line: &str) -> bool {
    let words = ["from", "import", "require(", "import("];
    let is_specifier = |(at, _): (usize, &str)| {
        let before = line.get(..at).unwrap_or_default().trim_end();
        let rest = line.get(at + 1..).and_then(|rest| rest.strip_prefix(package.name()));
        rest.is_some_and(|rest| rest.starts_with(['/', '\'', '"']))
            && words.iter().any(|word| before.ends_with(word))
    };
    !is_comment(line) && line.match_indices(['\'', '"']).any(is_specifier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    #[test]
    fn imports_of_types_alone_are_told() {
        let package = Package::new(FileTree::of([("package.json", r#"{"name":"p"}"#)]));
        for (line, is_told) in [
            ("import type { T } from 'p'", true),
            ("import type T from \"p/sub\"", true),
            ("import type {\n  T\n} from 'p'", true),
            ("import { type T, a } from 'p'", false),
            ("import { a } from 'p'", false),
            ("import type { T } from 'other'", false),
            ("// import type { T } from 'p'", false),
        ] {
            let document = Document::of("a.md", &format!("```ts\n{line}\n```\n"));
            let found: Vec<_> =
                document.blocks.iter().flat_map(|block| type_imports(&package, block)).collect();
            assert_eq!(found.len(), usize::from(is_told), "{line}");
            assert!(found.iter().all(|excerpt| excerpt.line == 2), "{line}");
        }
    }

    #[test]
    fn a_line_that_asks_and_is_no_statement_is_told() {
        let package = Package::new(FileTree::of([("package.json", r#"{"name":"p"}"#)]));
        for (line, is_told) in [
            ("Use: import { b } from 'p'", true),
            ("> import { b } from 'p'", true),
            ("import { b } from 'p'Then", true),
            ("import { b, ... } from 'p'", true),
            ("const x: T = require('p')", false),
            ("import type { T } from 'p'", false),
            ("import {\n  b\n} from 'p'", false),
            ("// import { b, ... } from 'p'", false),
            ("say('p')", false),
            ("import 'other' ...", false),
        ] {
            let text = format!("```\n{line}\n...\nimport 'p'\n```\n");
            let unread = unread(&package, &Document::of("a.md", &text), &NodeTarget::default()).len();
            assert_eq!(unread == 1, is_told, "{line}");
        }
    }
}
