//! The README shows an import of the package that does not link.

use std::{cell::OnceCell, collections::BTreeMap};

use crate::{
    diagnostic::RuleFindings,
    entry_points::EntryKind,
    facts::{Facts, NodeFacts},
    hash::HashMap,
    link::{
        Verdict,
        code::Types,
        declared::{DeclaredTypes, declared_types},
        documents::{CodeBlock, Document},
        shown::{mentions, statements},
        statement::AskedNames,
    },
    package::Package,
    path::PackagePath,
    resolve::{
        Mode, NodeTarget, Referrer, Resolved,
        error::{NotExported, PackagePlace, ResolveError},
        resolve,
    },
    rules::{
        rule,
        support::{finding, manifest::adding},
    },
    text::Span,
};

rule! {
    /// The packed README shows an import of the package that Node refuses.
    ///
    /// ## Why it matters
    ///
    /// It is the first thing that people copy. A subpath that moved, a name that was renamed, or names that Node does not
    /// see in a CommonJS build fail for everyone who does: `SyntaxError: Named export 'load' not found`.
    ///
    /// Read are the code blocks in JavaScript and TypeScript, and those without a language. What TypeScript erases, what
    /// stands under a heading about older versions, and what is only sketched, is left out.
    ///
    /// ## Example
    ///
    /// ```js
    /// import { createClient } from 'my-lib/client' // "exports" has no "./client"
    /// ```
    ///
    /// Offer what the README promises, or correct the README. `packproof import npm:my-lib@1.0.0 --file README.md` tells
    /// of every statement why it does not link.
    "documented-import", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some((path, contents)) = readme(facts.package) else { return };
    let text = String::from_utf8_lossy(contents);
    // A search of the text costs much less than reading it as Markdown.
    if !mentions(facts.package, &text) || facts.nodes.iter().all(|node| !has_modules(node)) {
        return;
    }
    let verdicts = facts.nodes.iter().map(|node| verdicts(node, facts.package)).collect();
    let reader = StatementReader { package: facts.package, declared: OnceCell::new(), verdicts };
    // Of the bytes, as those that are not UTF-8 have another length in the text.
    let lines = line_spans(contents);
    let mut found: BTreeMap<DocumentedFault, (u32, Vec<String>)> = BTreeMap::new();
    let document = Document::of("README.md", &text);
    for block in document.blocks.iter().filter(|block| !is_not_for_node(block)) {
        for (line, fault, names) in reader.faults(block, facts) {
            let (_, all) = found.entry(fault).or_insert((line, Vec::new()));
            all.extend(names);
        }
    }
    for (fault, (line, mut names)) in found {
        names.sort_unstable();
        names.dedup();
        let span = usize::try_from(line).ok().and_then(|line| lines.get(line.checked_sub(1)?));
        let at = span.map(|span| PackagePlace { file: path.clone(), span: *span });
        findings.add(finding(&RULE, at, fault.message(&path, &names), Some(fault.help(facts.package))));
    }
}

/// Returns the README beside package.json, if it is no longer than a document may be.
fn readme(package: &Package) -> Option<(PackagePath, &[u8])> {
    let is_readme = |path: &&PackagePath| {
        ["readme.md", "readme.markdown"].contains(&path.as_str().to_lowercase().as_str())
    };
    let path = package.files().iter().map(|(path, _)| path).find(is_readme)?;
    let contents = package.files().contents(path.as_str()).filter(|contents| contents.len() < MOST_BYTES)?;
    Some((path.clone(), contents))
}

const MOST_BYTES: usize = 1 << 20;

fn has_modules(node: &NodeFacts) -> bool {
    node.linkage.verdicts.iter().any(|verdict| verdict.module.is_some())
}

/// Returns the span of each line, without the blanks around it.
fn line_spans(text: &[u8]) -> Vec<Span> {
    let mut start = 0;
    let span = |line: &[u8]| {
        let trimmed = line.trim_ascii();
        let from = start + (line.len() - line.trim_ascii_start().len());
        start += line.len();
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(offset(from), offset(from + trimmed.len()))
    };
    text.split_inclusive(|byte| *byte == b'\n').map(span).collect()
}

/// Words before a block that say that this version is not, or no longer, used in that way.
const OTHER_VERSIONS: [&str; 30] = [
    "migrat",
    "upgrad",
    "breaking",
    "changelog",
    "deprecat",
    "previous",
    "earlier version",
    "older version",
    "old version",
    "legacy",
    "no longer",
    "removed",
    "renamed",
    "before:",
    "before ",
    "instead of",
    "prior to",
    "roadmap",
    "coming soon",
    "not yet",
    "upcoming",
    "next version",
    "v0.",
    "0.x",
    "1.x",
    "2.x",
    "3.x",
    "contribut",
    "used to",
    "wrong",
];

/// Marks in the code itself that say that it is not meant to be copied.
const MARKS: [&str; 14] = [
    "❌",
    "⛔",
    "🚫",
    "❎",
    "// before",
    "// old",
    "// wrong",
    "// bad",
    "// don't",
    "// deprecated",
    "// error",
    "// fails",
    "// invalid",
    "// not ",
];

fn is_not_for_node(block: &CodeBlock) -> bool {
    let (context, code) = (block.context.to_lowercase(), block.text.to_lowercase());
    OTHER_VERSIONS.iter().any(|word| context.contains(word))
        || MARKS.iter().any(|mark| code.contains(mark))
        || FOR_BUNDLERS
            .iter()
            .any(|end| code.contains(&format!("{end}'")) || code.contains(&format!("{end}\"")))
}

/// Endings of files that only bundlers load. In such code bundlers find names in CommonJS that Node does not.
const FOR_BUNDLERS: [&str; 8] = [".css", ".scss", ".sass", ".less", ".vue", ".svelte", ".png", ".svg"];

/// The fault of the imports of one specifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DocumentedFault {
    /// It leads nowhere.
    Unresolved { specifier: String, mode: Mode, code: &'static str },
    /// The module that it leads to does not have the names.
    MissingNames { specifier: String, file: String },
}

impl DocumentedFault {
    fn message(&self, readme: &PackagePath, names: &[String]) -> String {
        match self {
            Self::Unresolved { specifier, mode, code } => {
                let verb = if *mode == Mode::Import { "imports" } else { "requires" };
                format!("{readme} {verb} \"{specifier}\", which leads nowhere ({code})")
            }
            Self::MissingNames { specifier, file } => {
                let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
                let names = names.join(", ");
                format!(
                    "{readme} imports {names} from \"{specifier}\", but Node finds no such name in {file}"
                )
            }
        }
    }

    fn help(&self, package: &Package) -> String {
        match self {
            Self::Unresolved { specifier, code, .. } => {
                let subpath = specifier.strip_prefix(package.name()).unwrap_or_default();
                let is_closed = *code == "ERR_PACKAGE_PATH_NOT_EXPORTED";
                let adding = adding(package, &format!("\".{subpath}\" to \"exports\"")).filter(|_| is_closed);
                let mend = adding.unwrap_or_else(|| "pack the file that is meant".to_owned());
                format!("{mend}, or correct the README")
            }
            Self::MissingNames { .. } => {
                "export it where the specifier leads, or correct the README".to_owned()
            }
        }
    }
}

struct StatementReader<'p> {
    package: &'p Package,
    /// The names of types. They are read when a name is missing: there may be many declarations.
    declared: OnceCell<DeclaredTypes>,
    /// For each version of Node, the verdict on each specifier in each mode.
    verdicts: Vec<HashMap<(String, Mode), &'p Verdict>>,
}

impl StatementReader<'_> {
    /// Returns the faults of one block, each with its line and the names that are missing.
    fn faults(&self, block: &CodeBlock, facts: &Facts<'_>) -> Vec<(u32, DocumentedFault, Vec<String>)> {
        let Some(first) = facts.nodes.first() else { return Vec::new() };
        let shown = block.codes.iter().flat_map(|code| statements(self.package, code, &first.node));
        let shown =
            shown.filter_map(|statement| Some((statement.line, statement.types, statement.asked.ok()?)));
        let fault = |(line, types, asked): (u32, Types, AskedNames)| {
            let nodes = facts.nodes.iter().zip(&self.verdicts);
            let mut faults = nodes.map(|(node, verdicts)| self.fault(&asked, types, node, verdicts));
            // A statement that links in one of the versions is not wrong.
            let (fault, names) = faults.next()??;
            faults.all(|fault| fault.is_some()).then_some((line, fault, names))
        };
        shown.filter(|(_, _, asked)| !is_sketched(&asked.request.specifier.value)).filter_map(fault).collect()
    }

    fn fault(
        &self,
        asked: &AskedNames,
        types: Types,
        node: &NodeFacts,
        verdicts: &HashMap<(String, Mode), &Verdict>,
    ) -> Option<(DocumentedFault, Vec<String>)> {
        let (specifier, mode) = asked.question();
        let names: Vec<_> = asked.names.iter().map(|name| name.value.clone()).collect();
        let is_type = |name: &String| types == Types::Erased && self.is_declared_type(name);
        match self.resolve(specifier, mode, &node.node) {
            Err(error) => {
                // A subpath that only has declarations leads nowhere in Node, and TypeScript erases the
                // import of its types.
                let only_types = !names.is_empty() && names.iter().all(is_type);
                let fault =
                    DocumentedFault::Unresolved { specifier: specifier.to_owned(), mode, code: error.code() };
                (!only_types && self.leads_nowhere(specifier, mode, &error, &node.node))
                    .then_some((fault, names))
            }
            Ok(Resolved::File(file)) => {
                let verdict = verdicts.get(&(specifier.to_owned(), mode))?;
                let is_missing = |name: &String| !verdict.names.names.contains(name) && !is_type(name);
                let missing: Vec<_> = names.into_iter().filter(is_missing).collect();
                let is_certain = verdict.causes.is_empty() && verdict.names.complete && !missing.is_empty();
                let fault =
                    DocumentedFault::MissingNames { specifier: specifier.to_owned(), file: file.to_string() };
                // The README may be written for bundlers, which may get another file that has the names.
                (is_certain && self.is_same_for_others(specifier, mode, &file, &node.node))
                    .then_some((fault, missing))
            }
            Ok(_) => None,
        }
    }

    fn is_declared_type(&self, name: &str) -> bool {
        self.declared.get_or_init(|| declared_types(self.package)).may_have(name)
    }

    fn resolve(&self, specifier: &str, mode: Mode, node: &NodeTarget) -> Result<Resolved, ResolveError> {
        resolve(self.package, &Referrer::Consumer, specifier, mode, node).result
    }

    /// Tells whether a specifier leads nowhere in the other mode and under a bundler's conditions, too.
    fn leads_nowhere(&self, specifier: &str, mode: Mode, error: &ResolveError, node: &NodeTarget) -> bool {
        let other = if mode == Mode::Import { Mode::Require } else { Mode::Import };
        // A key that is excluded, or has no condition for Node, may be meant for other programs.
        let is_certain = match error {
            ResolveError::PackagePathNotExported { why, .. } => *why == NotExported::NoKey,
            ResolveError::ModuleNotFound { .. } => true,
            _ => false,
        };
        is_certain
            && [mode, other].into_iter().all(|mode| self.resolve(specifier, mode, &bundler(node)).is_err())
            && self.resolve(specifier, other, node).is_err()
    }

    /// Tells whether bundlers get the same file. They run no declarations.
    fn is_same_for_others(&self, specifier: &str, mode: Mode, file: &PackagePath, node: &NodeTarget) -> bool {
        let NodeTarget { version, mut conditions } = bundler(node);
        conditions.retain(|condition| condition != "types");
        let target = NodeTarget { version, conditions };
        matches!(self.resolve(specifier, mode, &target), Ok(Resolved::File(other)) if other == *file)
    }
}

/// Returns a target with the conditions of other platforms.
fn bundler(node: &NodeTarget) -> NodeTarget {
    let others = [
        "browser",
        "worker",
        "react-native",
        "react-server",
        "deno",
        "bun",
        "svelte",
        "style",
        "sass",
        "types",
    ];
    let conditions = node.conditions.iter().cloned().chain(others.map(str::to_owned)).collect();
    NodeTarget { version: node.version, conditions }
}

/// Returns the first verdict on each specifier that names an entry point, in each mode.
fn verdicts<'n>(node: &'n NodeFacts, package: &Package) -> HashMap<(String, Mode), &'n Verdict> {
    let mut verdicts = HashMap::default();
    for verdict in &node.linkage.verdicts {
        let entry = node.entry_points.get(verdict.entry).filter(|entry| entry.kind != EntryKind::Bin);
        if let Some(entry) = entry {
            verdicts.entry((entry.specifier(package), verdict.mode)).or_insert(verdict);
        }
    }
    verdicts
}

/// Tells whether a specifier is only a sketch: `my-lib/...`, `my-lib/<locale>`, `my-lib/[name]`,
/// `my-lib/path/to/file`.
fn is_sketched(specifier: &str) -> bool {
    specifier.contains(['<', '>', '[', ']', '{', '}', '*', '$', '…', ' ', '?', '!'])
        || ["...", "path/to", "xxx", "your", "/foo", "/bar", "example"]
            .iter()
            .any(|part| specifier.contains(part))
}

#[cfg(test)]
mod tests {
    use crate::{files::FileTree, options::Options, package::Package, rules::support::testing::messages};

    fn found(readme: &str) -> Vec<String> {
        let manifest =
            r#"{"name":"p","exports":{".":"./a.mjs","./c":"./c.cjs","./b":{"browser":"./b.mjs"}}}"#;
        let files = [
            ("package.json", manifest),
            ("a.mjs", "export const one = 1"),
            ("a.d.mts", "export declare const one: number; export interface Options {}"),
            ("c.cjs", "module.exports = make()"),
            ("b.mjs", ""),
            ("README.md", readme),
        ];
        messages("documented-import", &files)
    }

    fn in_block(code: &str) -> Vec<String> {
        found(&format!("# p\n\n```js\n{code}\n```\n"))
    }

    #[test]
    fn imports_that_do_not_link() {
        for (code, expected) in [
            (
                "import { two } from 'p'",
                "README.md imports `two` from \"p\", but Node finds no such name in a.mjs",
            ),
            (
                "import one from 'p'",
                "README.md imports `default` from \"p\", but Node finds no such name in a.mjs",
            ),
            (
                "import { x } from 'p/c'\nimport { y } from 'p/c'",
                "README.md imports `x`, `y` from \"p/c\", but Node finds no such name in c.cjs",
            ),
            (
                "import 'p/d'",
                "README.md imports \"p/d\", which leads nowhere (ERR_PACKAGE_PATH_NOT_EXPORTED)",
            ),
            (
                "const d = require('p/d')",
                "README.md requires \"p/d\", which leads nowhere (ERR_PACKAGE_PATH_NOT_EXPORTED)",
            ),
            (
                "import { Options } from 'p'",
                "README.md imports `Options` from \"p\", but Node finds no such name in a.mjs",
            ),
        ] {
            assert_eq!(in_block(code), [expected], "{code}");
        }
    }

    #[test]
    fn the_place_is_one_of_the_bytes() {
        for head in [&b"# p"[..], b"# p \xe4\xe4\xe4", b"\xef\xbb\xbf# \xf6\xf0\x9f\x98"] {
            let readme = [head, b"\n```js\n  import 'p/d'\n```\n"].concat();
            let manifest = br#"{"name":"p","exports":"./a.mjs"}"#;
            let files = [("package.json", &manifest[..]), ("a.mjs", b""), ("README.md", &readme)];
            let package = Package::new(FileTree::of(files));
            let report = crate::check(&package, &Options::default());
            let found = report.findings.iter().find(|it| it.rule == "documented-import").unwrap();
            let at = found.at.as_ref().unwrap();
            assert_eq!((at.line, at.column, at.end_column), (3, 3, 15), "{head:?}");
        }
    }

    #[test]
    fn what_is_not_meant_so_is_silent() {
        for readme in [
            "```js\nimport { one } from 'p'; import x from 'p/c'\n```",
            "```ts\nimport { Options } from 'p'\n```",
            "```\nimport { Options } from 'p'\n```",
            "```js\nimport type { None } from 'p'\n```",
            "```js\nimport 'p/b'; import 'p/<name>'; import 'p/...'; import { ... } from 'p'\n```",
            "```diff\n- import 'p/d'\n+ import 'p'\n```",
            "## Migration from 1.0\n### First\n```js\nimport 'p/d'\n```",
            "This was removed:\n```js\nimport 'p/d'\n```",
            "```js\nimport 'p/d' // ❌\n```",
            "```js\nimport 'q/d'; import { x } from 'pp'\n```",
            "```vue\nimport 'p/d'\n```",
        ] {
            assert!(found(readme).is_empty(), "{readme}");
        }
    }
}
