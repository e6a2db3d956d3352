//! Statements of a consumer: whether each would link, and what to do where it would not.

use std::cell::OnceCell;

use crate::{
    entry_points::EntryKind,
    hash::{HashMap, HashSet},
    link::{
        Linkage,
        code::{Code, Types},
        declared::{DeclaredTypes, declared_types},
        shown::{Statement, statements},
        statement::{AskedNames, Offer, StatementError, asked},
    },
    options::Options,
    package::Package,
    report::{
        At, ErrorReport, at, cause_report,
        help::help,
        statements::{StatementErrorReport, StatementReport},
        unresolved,
    },
    resolve::NodeTarget,
    session::Session,
};

impl Session {
    /// Links every statement in pieces of code that names the package, in their order.
    pub fn link(&self, codes: &[Code], nodes: &[NodeTarget]) -> Vec<StatementReport> {
        let mut of_nodes = nodes.iter().map(|node| of_node(self, codes, node));
        let mut merged = MergedReports::of(of_nodes.next().unwrap_or_default());
        of_nodes.flatten().for_each(|report| merged.add(report));
        merged.reports
    }

    /// The errors of one statement, without advice about what to do: that takes longer to find than they do.
    pub fn errors_of_statement(&self, statement: &str, node: &NodeTarget) -> Vec<ErrorReport> {
        let asked = match asked(self.package(), statement, &node.version.profile()) {
            Ok(asked) => asked,
            Err(error) => return vec![plain("SyntaxError", error.to_string())],
        };
        let nothing = Linkage::default(); // Only advice would look at what else is linked.
        let offer = Offer::of(self.package(), &[], &nothing).without_advice();
        let errors = asked.iter().flat_map(|asked| {
            let (specifier, mode) = asked.question();
            offer.errors(asked, &self.answer_alone(specifier, mode, node))
        });
        errors.map(|error| unadvised(self.package(), error)).collect()
    }
}

/// An error as a report, without advice.
fn unadvised(package: &Package, error: StatementError) -> ErrorReport {
    match error {
        StatementError::Unresolved { error, .. } => unresolved(package, &error),
        StatementError::Broken(cause) => cause_report(package, &cause),
        StatementError::NoSuchName { message, name, .. } => {
            ErrorReport { missing: Some(name), ..plain("SyntaxError", message) }
        }
    }
}

/// The statements that the versions of Node judge, each once.
struct MergedReports {
    reports: Vec<StatementReport>,
    /// The index of the first statement of each place: its file, its line and its text.
    places: HashMap<(Option<String>, u32, String), usize>,
}

impl MergedReports {
    fn of(reports: Vec<StatementReport>) -> Self {
        let mut places = HashMap::default();
        for (nth, report) in reports.iter().enumerate() {
            places.entry(place(report)).or_insert(nth);
        }
        Self { reports, places }
    }

    /// Adds what a further version says of a statement.
    fn add(&mut self, report: StatementReport) {
        let new = self.reports.len();
        let nth = *self.places.entry(place(&report)).or_insert(new);
        match self.reports.get_mut(nth) {
            Some(same) => merge(same, report),
            None => self.reports.push(report),
        }
    }
}

fn place(report: &StatementReport) -> (Option<String>, u32, String) {
    (report.file.clone(), report.line, report.source.clone())
}

/// Adds what one version of Node says to what the others do.
fn merge(same: &mut StatementReport, report: StatementReport) {
    same.ok &= report.ok;
    same.parsed &= report.parsed;
    for error in report.errors {
        let plain = |error: &StatementErrorReport| ErrorReport { help: None, ..error.error.clone() };
        match same.errors.iter_mut().find(|other| plain(other) == plain(&error)) {
            Some(other) => other.node.extend(error.node),
            None => same.errors.push(error),
        }
    }
}

fn of_node(session: &Session, codes: &[Code], node: &NodeTarget) -> Vec<StatementReport> {
    let package = session.package();
    let statements: Vec<_> = codes.iter().flat_map(|code| statements(package, code, node)).collect();
    let declared = OnceCell::new();
    let declared = || declared.get_or_init(|| declared_types(package));
    let facts = session.facts(node);
    let offer = Offer::of(package, &facts.entry_points, &facts.linkage);
    let reports = statements.into_iter().map(|Statement { source, file, line, asked, types }| {
        let parsed = asked.is_ok();
        let (errors, types) = match asked {
            Ok(asked) if types == Types::Erased => without_types(session, &offer, &asked, node, declared),
            Ok(asked) => (errors_of(session, &offer, &asked, node), Vec::new()),
            Err(message) => {
                let error = plain("SyntaxError", message);
                (vec![StatementErrorReport { error, node: vec![node.version.to_string()] }], Vec::new())
            }
        };
        StatementReport { source, file, line, ok: errors.is_empty(), parsed, types, errors }
    });
    reports.collect()
}

/// The errors of a statement that TypeScript compiles, and the names that it erases: those that only declarations have.
fn without_types<'d>(
    session: &Session,
    offer: &Offer<'_>,
    asked: &AskedNames,
    node: &NodeTarget,
    declared: impl Fn() -> &'d DeclaredTypes,
) -> (Vec<StatementErrorReport>, Vec<String>) {
    let errors = errors_of(session, offer, asked, node);
    // Declarations are read only where a name is missing: there may be many.
    if errors.is_empty() || asked.names.is_empty() {
        return (errors, Vec::new());
    }
    let is_declared = |name: &&str| *name != "default" && declared().has(name);
    let missing = errors.iter().filter_map(|error| error.error.missing.as_deref());
    let types: Vec<String> = missing.filter(is_declared).map(str::to_owned).collect();
    let erased: HashSet<String> = types.iter().cloned().collect();
    let is_erased = |error: &StatementErrorReport| {
        error
            .error
            .missing
            .as_ref()
            .is_some_and(|name| error.error.code == "SyntaxError" && erased.contains(name))
    };
    let errors = errors.into_iter().filter(|error| !is_erased(error)).collect();
    (errors, types)
}

fn errors_of(
    session: &Session,
    offer: &Offer<'_>,
    asked: &AskedNames,
    node: &NodeTarget,
) -> Vec<StatementErrorReport> {
    let (specifier, mode) = asked.question();
    let errors = offer.errors(asked, &session.answer(specifier, mode, node)).into_iter();
    let report = |error| StatementErrorReport {
        error: report(session, specifier, error, node),
        node: vec![node.version.to_string()],
    };
    errors.map(report).collect()
}

fn report(session: &Session, specifier: &str, error: StatementError, node: &NodeTarget) -> ErrorReport {
    let package = session.package();
    match error {
        StatementError::Unresolved { mode, error, names, elsewhere } => {
            let help = help(package, mode, node, &error);
            let help = [help, offered_by(&names, &elsewhere)].into_iter().flatten().collect::<Vec<_>>();
            let report = unresolved(package, &error);
            let at = report.at.or_else(|| declared(session, specifier, node));
            ErrorReport { at, help: (!help.is_empty()).then(|| help.join("; ")), ..report }
        }
        StatementError::Broken(cause) => {
            let report = cause_report(package, &cause);
            // The advice is that of `check` about the same place.
            let judged = session.report(&Options::of(node));
            let found = report.at.as_ref().and_then(|at| judged.finding_at(at));
            ErrorReport { help: found.and_then(|found| found.help.clone()), ..report }
        }
        StatementError::NoSuchName { message, name, near, elsewhere } => {
            let near = (!near.is_empty()).then(|| format!("it has {}", near.join(", ")));
            let help = near.or_else(|| offered_by(std::slice::from_ref(&name), &elsewhere));
            let help = help.or_else(|| declared_in(session, &name, specifier, node));
            ErrorReport { missing: Some(name), help, ..plain("SyntaxError", message) }
        }
    }
}

/// The module that declares a name, where no entry point passes it on.
fn declared_in(session: &Session, name: &str, specifier: &str, node: &NodeTarget) -> Option<String> {
    let facts = session.facts(node);
    let module = *facts.linkage.graph.declaring(name).first().filter(|_| name != "default")?;
    Some(format!("{module} declares {name}, and \"{specifier}\" does not pass it on"))
}

/// The place where package.json declares a specifier.
fn declared(session: &Session, specifier: &str, node: &NodeTarget) -> Option<At> {
    let facts = session.facts(node);
    let subpath = format!(".{}", specifier.strip_prefix(session.package().name())?);
    let mut entries = facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Bin);
    let entry = entries.find(|entry| entry.subpath == subpath)?;
    Some(at(session.package(), entry.declared.as_ref()?))
}

/// The most specifiers that are named.
const LISTED: usize = 3;

/// Names the specifiers that export the names.
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
    ErrorReport {
        code: code.to_owned(),
        message,
        missing: None,
        at: None,
        chain: Vec::new(),
        package: None,
        help: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files::FileTree, link::documents::Document, package::Package};

    fn read(name: &str, text: &str) -> Vec<Code> {
        Document::of(name, text).codes().cloned().collect()
    }

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
        Session::new(package).link(codes, &[node]).into_iter().map(row).collect()
    }

    #[test]
    fn statements_are_told_by_their_lines() {
        let code = "import fs from 'fs'\nimport { one } from '@s/p'\nimport { two } from '@s/p'\nimport '@s/p/sub'\n\
                    import { three } from '@s/p/b'";
        assert_eq!(
            rows(&read("a.js", code)),
            [
                "2 import { one } from '@s/p'",
                "3 import { two } from '@s/p' ✗ SyntaxError (two is exported by @s/p/b)",
                "4 import '@s/p/sub' ✗ ERR_PACKAGE_PATH_NOT_EXPORTED (\"exports\" has ., ./b)",
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
            rows(&read("README.md", text)),
            [
                "3 import { one, type T } from '@s/p'",
                "7 import { two } from '@s/p/b'",
                "8 const p = require('@s/p')",
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
            (read("a.js", "\nif (").swap_remove(0), vec![]),
            (read("a.js", "require('@s/p')\nif (x").swap_remove(0), vec!["2 if (x ✗ SyntaxError ()"]),
        ] {
            assert_eq!(rows(&[code]), expected);
        }
    }
}
