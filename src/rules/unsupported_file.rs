//! A file is loaded that is no module for Node.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::{EntryKind, EntryPoint, SOURCES, target_file},
    facts::{Facts, Problem},
    path::{PackagePath, extension},
    resolve::Mode,
    rules::{
        rule,
        support::{aside, report, words},
    },
};

rule! {
    /// A file is imported that Node does not load: styles, components, TypeScript.
    ///
    /// ## Why it matters
    ///
    /// Only bundlers import `.css`, `.vue` or `.jsx`. Node fails with `ERR_UNKNOWN_FILE_EXTENSION`; and TypeScript it refuses
    /// below `node_modules`, where every installed package is. An entry point that is itself TypeScript source is a warning: it is
    /// for people with a bundler only.
    ///
    /// ## Example
    ///
    /// ```js
    /// import './button.css'
    /// ```
    ///
    /// Leave styles to the importer, or offer the file under a subpath of its own:
    ///
    /// ```json
    /// { "exports": { ".": "./button.js", "./button.css": "./button.css" } }
    /// ```
    "unsupported-file", Error where it breaks an entry point, of UnsupportedFile
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let what = if is_addon(problem) {
            "an addon, which `import` does not load"
        } else {
            "a file that Node does not load"
        };
        let message = format!("{}, {what}", words::subject(problem));
        findings.add(report(&RULE, problem, message, Some(help(problem).to_owned())));
    }
    for entry in facts.nodes.iter().flat_map(|node| &node.entry_points) {
        findings.extend(source_entry(entry));
    }
}

/// Tells whether a file is an addon, which only `require` loads.
fn is_addon(problem: &Problem) -> bool {
    words::specifier(problem).ends_with(".node")
}

fn help(problem: &Problem) -> &'static str {
    if is_addon(problem) {
        return "load it by `createRequire(import.meta.url)`";
    }
    let name = words::specifier(problem).rsplit('/').next().unwrap_or_default();
    if SOURCES.contains(&extension(name)) {
        "compile it to JavaScript before you pack"
    } else {
        "import it where a bundler does, or leave it to the importer and export it under its own subpath"
    }
}

/// Returns a warning for an entry point that is source code. Other files that Node does not load may be meant
/// for bundlers.
fn source_entry(entry: &EntryPoint) -> Option<Diagnostic> {
    let imported = entry.resolutions.iter().find(|(mode, _)| *mode == Mode::Import)?;
    let file = target_file(&imported.1).filter(|file| is_source(file))?;
    // `unkept-promise` tells of a bin that is TypeScript. A pattern also lets files through that are not meant.
    if entry.kind == EntryKind::Bin || entry.pattern.is_some() {
        return None;
    }
    let message =
        format!("\"{}\" leads to {file}, which Node does not load from node_modules", entry.subpath);
    let help = "compile it to JavaScript before you pack".to_owned();
    Some(aside(&RULE, entry.declared.clone(), message, Some(help)))
}

fn is_source(file: &PackagePath) -> bool {
    let is_declaration = [".d.ts", ".d.mts", ".d.cts"].iter().any(|end| file.as_str().ends_with(end));
    SOURCES.contains(&file.extension()) && !is_declaration
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(exports: &str, main: &str) -> Vec<String> {
        let manifest = format!(r#"{{"type":"module","exports":{exports}}}"#);
        let files = [("a.css", ""), ("b.ts", ""), ("c.d.ts", ""), ("d.svg", ""), ("e.node", "")];
        let mut all = vec![("package.json", manifest.as_str()), ("a.js", main)];
        all.extend(files);
        messages("unsupported-file", &all)
    }

    #[test]
    fn files_that_node_does_not_load() {
        for (main, message) in [
            ("import './a.css'", "a.js imports \"./a.css\", a file that Node does not load"),
            ("import './e.node'", "a.js imports \"./e.node\", an addon, which `import` does not load"),
            ("export * from './b.ts'", "a.js re-exports from \"./b.ts\", a file that Node does not load"),
        ] {
            assert_eq!(found(r#""./a.js""#, main), [message]);
        }
        assert_eq!(
            found(r#""./b.ts""#, ""),
            ["\".\" leads to b.ts, which Node does not load from node_modules"]
        );
    }

    #[test]
    fn files_for_others_are_silent() {
        for exports in [r#"{"./a.css":"./a.css"}"#, r#"{"types":"./c.d.ts"}"#, r#"{"./*":"./*"}"#] {
            assert!(
                found(exports, "export const url = new URL('./d.svg', import.meta.url)").is_empty(),
                "{exports}"
            );
        }
    }
}
