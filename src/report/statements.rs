//! Whether a consumer's statements would link, as `packproof import` and `pkg.link` show it.

use serde::Serialize;

use crate::{
    entry_points::EntryKind,
    link::statement::{Asked, Offer, StatementError, asked},
    module::ReadError,
    opened::Opened,
    options::Options,
    package::Package,
    report::{
        At, ErrorReport, at,
        build::{cause_report, unresolved},
        code::{Code, CodeKind, Excerpt, excerpts},
        help::help,
    },
    resolve::NodeTarget,
    text::position,
};

/// One statement that names the package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementReport {
    /// The statement as it is written.
    pub source: String,
    /// The file it is from, where it is from one.
    pub file: Option<String>,
    pub line: u32,
    pub ok: bool,
    pub errors: Vec<StatementErrorReport>,
}

/// Why a statement does not link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementErrorReport {
    #[serde(flatten)]
    pub error: ErrorReport,
    /// The versions of Node that say so.
    #[serde(skip)]
    pub node: Vec<String>,
}

/// Whether all statements of a text link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkReport {
    pub ok: bool,
    pub errors: Vec<StatementErrorReport>,
}

impl From<Vec<StatementReport>> for LinkReport {
    fn from(statements: Vec<StatementReport>) -> Self {
        let errors: Vec<_> = statements.into_iter().flat_map(|statement| statement.errors).collect();
        Self { ok: errors.is_empty(), errors }
    }
}

impl StatementReport {
    /// Every statement in pieces of code that names the package, in their order.
    pub fn of(opened: &Opened, codes: &[Code], nodes: &[NodeTarget]) -> Vec<Self> {
        let mut of_nodes = nodes.iter().map(|node| of_node(opened, codes, node));
        let mut reports = of_nodes.next().unwrap_or_default();
        for report in of_nodes.flatten() {
            merge(&mut reports, report);
        }
        reports
    }
}

/// Adds what one version of Node says to what the others do.
fn merge(reports: &mut Vec<StatementReport>, report: StatementReport) {
    let is_same = |other: &&mut StatementReport| {
        (&other.file, other.line, &other.source) == (&report.file, report.line, &report.source)
    };
    let Some(same) = reports.iter_mut().find(is_same) else { return reports.push(report) };
    same.ok &= report.ok;
    for error in report.errors {
        let plain = |error: &StatementErrorReport| ErrorReport { help: None, ..error.error.clone() };
        match same.errors.iter_mut().find(|other| plain(other) == plain(&error)) {
            Some(other) => other.node.extend(error.node),
            None => same.errors.push(error),
        }
    }
}

fn of_node(opened: &Opened, codes: &[Code], node: &NodeTarget) -> Vec<StatementReport> {
    let package = opened.package();
    let statements: Vec<_> = codes.iter().flat_map(|code| statements(package, code, node)).collect();
    let reports = statements.into_iter().map(|Statement { source, file, line, asked }| {
        let errors = match asked {
            Ok(asked) => errors_of(opened, &asked, node),
            Err(message) => vec![StatementErrorReport {
                error: plain("SyntaxError", message),
                node: vec![node.version.to_string()],
            }],
        };
        StatementReport { source, file, line, ok: errors.is_empty(), errors }
    });
    reports.collect()
}

fn errors_of(opened: &Opened, asked: &Asked, node: &NodeTarget) -> Vec<StatementErrorReport> {
    let facts = opened.facts(node);
    let offer = Offer::of(opened.package(), node, &facts.entry_points, &facts.linkage);
    let (specifier, mode) = asked.question();
    let errors = offer.errors(asked, &opened.answer(specifier, mode, node)).into_iter();
    let report = |error| StatementErrorReport {
        error: report(opened, specifier, error, node),
        node: vec![node.version.to_string()],
    };
    errors.map(report).collect()
}

/// A statement that names the package, or code that does not parse.
struct Statement {
    source: String,
    file: Option<String>,
    line: u32,
    /// What it asks for, or V8's words.
    asked: Result<Asked, String>,
}

/// Whether code names the package, or does not parse.
pub fn names_package(package: &Package, code: &Code, node: &NodeTarget) -> bool {
    !statements(package, code, node).is_empty()
}

fn statements(package: &Package, code: &Code, node: &NodeTarget) -> Vec<Statement> {
    match (asked(package, &code.text, &node.version.profile()), code.kind) {
        (Ok(asked), CodeKind::Program) => of_asked(code, asked),
        (Ok(asked), CodeKind::Example) => {
            // It may show `import` and `require` side by side, and no ES module makes requests by `require`.
            let found = of_asked(code, asked);
            let is_new = |statement: &Statement| !found.iter().any(|other| other.line == statement.line);
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

fn of_asked(code: &Code, asked: Vec<Asked>) -> Vec<Statement> {
    let is_alone = code.file.is_none() && asked.len() == 1;
    let statement = |asked: Asked| {
        let span = asked.request.span;
        let own = code.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        Statement {
            source: if is_alone { code.text.trim().to_owned() } else { own.to_owned() },
            file: code.file.clone(),
            line: code.line - 1 + position(code.text.as_bytes(), span.start).line,
            asked: Ok(asked),
        }
    };
    asked.into_iter().map(statement).collect()
}

/// Those statements of an example, each by itself.
fn of_excerpts(
    package: &Package,
    code: &Code,
    node: &NodeTarget,
    is_wanted: impl Fn(&Excerpt) -> bool,
) -> Vec<Statement> {
    let mut found = Vec::new();
    for excerpt in excerpts(code).into_iter().filter(is_wanted) {
        let asked = asked(package, &excerpt.code, &node.version.profile());
        let answers = match asked {
            Ok(asked) => asked.into_iter().map(Ok).collect(),
            Err(error) if mentions(package, &excerpt.code) => vec![Err(error.to_string())],
            Err(_) => Vec::new(),
        };
        found.extend(answers.into_iter().map(|asked| Statement {
            source: excerpt.written.clone(),
            file: code.file.clone(),
            line: excerpt.line,
            asked,
        }));
    }
    found
}

/// What is said of a program that does not parse: a statement by itself is meant for the package, a file if it says so.
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
    })
}

/// Whether the package's name begins a string in a text.
fn mentions(package: &Package, text: &str) -> bool {
    let name = package.name();
    ['\'', '"'].into_iter().any(|quote| {
        let begins = format!("{quote}{name}");
        let mut rests = text.split(begins.as_str()).skip(1);
        rests.any(|rest| rest.starts_with(['/', quote]))
    })
}

fn report(opened: &Opened, specifier: &str, error: StatementError, node: &NodeTarget) -> ErrorReport {
    let package = opened.package();
    match error {
        StatementError::Unresolved { mode, error, names, elsewhere } => {
            let help = help(package, mode, node, &error);
            let help = [help, offered_by(&names, &elsewhere)].into_iter().flatten().collect::<Vec<_>>();
            let report = unresolved(package, &error);
            let at = report.at.or_else(|| declared(opened, specifier, node));
            ErrorReport { at, help: (!help.is_empty()).then(|| help.join("; ")), ..report }
        }
        StatementError::Broken(cause) => {
            let report = cause_report(package, &cause);
            let judged = opened.report(&Options::of(node));
            let found = report.at.as_ref().and_then(|at| judged.finding_at(at));
            ErrorReport { help: found.and_then(|found| found.help.clone()), ..report }
        }
        StatementError::NoSuchName { message, name, near, elsewhere } => {
            let near = (!near.is_empty()).then(|| format!("it has {}", near.join(", ")));
            let help = near.or_else(|| offered_by(std::slice::from_ref(&name), &elsewhere));
            let help = help.or_else(|| declared_in(opened, &name, specifier, node));
            ErrorReport { missing: Some(name), help, ..plain("SyntaxError", message) }
        }
    }
}

/// The module that declares a name, where no entry point passes it on.
fn declared_in(opened: &Opened, name: &str, specifier: &str, node: &NodeTarget) -> Option<String> {
    let facts = opened.facts(node);
    let module = *facts.linkage.graph.declaring(name).first().filter(|_| name != "default")?;
    Some(format!("{module} declares {name}, and \"{specifier}\" does not pass it on"))
}

/// Where package.json declares a specifier.
fn declared(opened: &Opened, specifier: &str, node: &NodeTarget) -> Option<At> {
    let facts = opened.facts(node);
    let mut entries = facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Bin);
    let entry = entries.find(|entry| entry.specifier(opened.package()) == specifier)?;
    Some(at(opened.package(), entry.declared.as_ref()?))
}

/// How many specifiers are named.
const LISTED: usize = 3;

/// Where the names are to be had.
fn offered_by(names: &[String], specifiers: &[String]) -> Option<String> {
    let listed = specifiers.get(..LISTED.min(specifiers.len()))?.join(", ");
    let others = if specifiers.len() > LISTED { " and others" } else { "" };
    let (names, verb) = match names {
        [] => return None,
        [name] => (name.clone(), "is"),
        names => (names.join(", "), "are"),
    };
    (!listed.is_empty()).then(|| format!("{names} {verb} exported by {listed}{others}"))
}

fn plain(code: &str, message: String) -> ErrorReport {
    ErrorReport { code: code.to_owned(), message, missing: None, at: None, chain: Vec::new(), help: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn rows(codes: &[Code]) -> Vec<String> {
        let package = Package::new(FileTree::of([
            ("package.json", r#"{"name":"@s/p","exports":{".":"./a.mjs","./b":"./b.mjs"}}"#),
            ("a.mjs", "export const one = 1"),
            ("b.mjs", "export const two = 2"),
        ]));
        let node = NodeTarget::default();
        let row = |report: StatementReport| {
            let errors: Vec<_> = report
                .errors
                .iter()
                .map(|error| {
                    let help = error.error.help.as_deref().unwrap_or_default();
                    format!(" ✗ {} ({help})", error.error.code)
                })
                .collect();
            format!("{} {}{}", report.line, report.source, errors.concat())
        };
        StatementReport::of(&Opened::new(package), codes, &[node]).into_iter().map(row).collect()
    }

    #[test]
    fn statements_are_told_by_their_lines() {
        let code = "import fs from 'fs'\nimport { one } from '@s/p'\nimport { two } from '@s/p'\nimport '@s/p/sub'\n\
                    import { three } from '@s/p/b'";
        assert_eq!(
            rows(&Code::of_file("a.js", code)),
            [
                "2 import { one } from '@s/p'",
                "3 import { two } from '@s/p' ✗ SyntaxError (two is exported by @s/p/b)",
                "4 import '@s/p/sub' ✗ ERR_PACKAGE_PATH_NOT_EXPORTED (did you mean \"./b\"?)",
                "5 import { three } from '@s/p/b' ✗ SyntaxError ()",
            ]
        );
    }

    #[test]
    fn examples_need_not_parse() {
        let text = "```ts\nconst x: number = ...\nimport { one, type T } from '@s/p'\nimport type { U } from '@s/p'\n```\n\
                    ```js\nimport { two } from '@s/p/b'\nconst p = require('@s/p')\n```\n\
                    ```js\nimport { ... } from '@s/p'\nimport { ... } from '@s/power'\n```\n```sh\nimport '@s/p/no'\n```\n";
        assert_eq!(
            rows(&Code::of_file("README.md", text)),
            [
                "3 import { one, type T } from '@s/p'",
                "7 import { two } from '@s/p/b'",
                "8 const p = require('@s/p')",
                "11 import { ... } from '@s/p' ✗ SyntaxError ()",
            ]
        );
    }

    #[test]
    fn programs_parse_or_are_wrong() {
        for (code, expected) in [
            (
                Code::statement("import { one } fro '@s/p'"),
                vec!["1 import { one } fro '@s/p' ✗ SyntaxError ()"],
            ),
            (Code::statement("import 'other'"), vec![]),
            (Code::of_file("a.js", "\nif (").swap_remove(0), vec![]),
            (
                Code::of_file("a.js", "require('@s/p')\nif (x").swap_remove(0),
                vec!["2 if (x ✗ SyntaxError ()"],
            ),
        ] {
            assert_eq!(rows(&[code]), expected);
        }
    }
}
