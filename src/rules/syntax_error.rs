//! A file does not parse.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem, ThrownBy},
    path::extension,
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// A file does not parse.
    ///
    /// ## Why it matters
    ///
    /// Node throws a `SyntaxError` before it runs a line, and every entry point that loads the file fails. Often the file was
    /// packed without being compiled: JSX, TypeScript, a proposal.
    ///
    /// ## Example
    ///
    /// ```js
    /// export const App = () => <main>Hello</main>
    /// ```
    ///
    /// Compile it before you pack:
    ///
    /// ```js
    /// export const App = () => jsx('main', { children: 'Hello' })
    /// ```
    "syntax-error", Error where it breaks an entry point, of SyntaxError
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let (file, error) = (words::place(problem), words::nodes_words(problem));
        let is_wasm = is_wasm(facts, problem);
        let what = match extension(&file) {
            ".json" => "is not JSON",
            _ if is_wasm => "is WebAssembly, which `require` reads as JavaScript",
            _ => "does not parse",
        };
        let mut found =
            report(&RULE, problem, format!("{file} {what}: {error}"), help(facts, problem, &error));
        if is_wasm {
            // Its bytes are no lines that anyone could read.
            found.at = None;
        }
        findings.add(found);
    }
}

/// Tells whether the file that does not parse begins as WebAssembly does. What Node refuses in a module that it reads as
/// WebAssembly is no `SyntaxError`.
fn is_wasm(facts: &Facts<'_>, problem: &Problem) -> bool {
    if !matches!(&problem.thrown, ThrownBy::Fault(fault) if fault.code == "SyntaxError") {
        return false;
    }
    let file = problem.at.as_ref().map(|at| at.file.as_str());
    file.and_then(|file| facts.package.files().contents(file)).is_some_and(|text| text.starts_with(b"\0asm"))
}

fn help(facts: &Facts<'_>, problem: &Problem, error: &str) -> Option<String> {
    let place = problem.at.as_ref()?;
    let source = facts.package.files().contents(place.file.as_str())?;
    let at = source.get(usize::try_from(place.span.start).ok()?..)?;
    let help = match error {
        _ if extension(place.file.file_name()) == ".json" => return None,
        _ if is_wasm(facts, problem) => "read it with `fs` and give the bytes to `WebAssembly.instantiate`",
        // Node 22 and newer do not parse `assert { type: 'json' }`, which came before `with`.
        _ if error.ends_with("'assert'") => "write `with` in place of `assert`",
        _ if error.ends_with("'<<'") && memchr::memmem::find(source, b"\n<<<<<<< ").is_some() => {
            "this is a conflict of a merge: resolve it"
        }
        _ if error.contains("'<'") || at.starts_with(b"<") => {
            "this looks like JSX or a type: compile the file before you pack"
        }
        _ if at.starts_with(b"@") => "this looks like a decorator: compile the file before you pack",
        _ => return None,
    };
    Some(help.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::{files::FileTree, options::Options, package::Package, rules::support::testing::only};

    const MANIFEST: (&str, &str) = ("package.json", r#"{"exports":{".":"./a.js","./b":"./b.json"}}"#);

    #[test]
    fn files_that_do_not_parse() {
        for (main, message, help) in [
            ("const = 1", "a.js does not parse: Unexpected token '='", ""),
            (
                "exports.a = 1\n<<<<<<< HEAD\n=======\n>>>>>>> x\n",
                "a.js does not parse: Unexpected token '<<'",
                "this is a conflict of a merge: resolve it",
            ),
            (
                "module.exports = () => <main/>",
                "a.js does not parse: Unexpected token '<'",
                "this looks like JSX or a type: compile the file before you pack",
            ),
        ] {
            assert_eq!(
                only("syntax-error", &[MANIFEST, ("a.js", main)]),
                (message.to_owned(), help.to_owned())
            );
        }
    }

    #[test]
    fn the_place_in_json_is_one_of_the_bytes() {
        for json in [&b"{\"a\":x}"[..], b"\xef\xbb\xbf{\"a\":x}", b"{\"\xe4\":x}", b"{\"\xf0\x9f\x98\":x}"] {
            let files = [("index.js", &b"require('./b.json')"[..]), ("b.json", json)];
            let package = Package::new(FileTree::of(files));
            let report = crate::check(&package, &Options::default());
            let found = report.findings.iter().find(|it| it.rule == "syntax-error").unwrap();
            let column = found.at.as_ref().unwrap().column as usize;
            let before = json.iter().position(|byte| *byte == b'x').unwrap();
            let before = String::from_utf8_lossy(&json[..before]).encode_utf16().count();
            assert_eq!(column, before + 1, "{json:?}");
        }
    }

    #[test]
    fn webassembly_that_is_required() {
        let files = [("index.js", "exports.f = () => require('./a.wasm')"), ("a.wasm", "\0asm\u{1}\0\0\0")];
        let (message, help) = only("syntax-error", &files);
        assert_eq!(
            message,
            "a.wasm is WebAssembly, which `require` reads as JavaScript: Invalid or unexpected token"
        );
        assert!(help.starts_with("read it with `fs`"));
    }

    #[test]
    fn files_that_parse_are_silent() {
        for main in ["#!/usr/bin/env node\nreturn", "export const a = await 1", "'use strict'"] {
            assert_eq!(only("syntax-error", &[MANIFEST, ("a.js", main), ("b.json", "{}")]).0, "", "{main}");
        }
    }
}
