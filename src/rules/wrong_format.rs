//! A file is written in one format and loaded in the other.

use std::{cell::OnceCell, collections::BTreeMap, sync::Arc};

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, Problem, ThrownBy},
    hash::HashMap,
    link::{
        fault::{Fault, FaultKind},
        graph::Module,
    },
    module::When,
    path::{PackagePath, join, parent},
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// A file is written in one module format, and Node loads it in the other.
    ///
    /// ## Why it matters
    ///
    /// `"type"` of the nearest package.json and the extension decide, not the contents: CommonJS in an ES module throws
    /// `ReferenceError: exports is not defined`, and `import` in a CommonJS module is a `SyntaxError`. A second build in
    /// `dist/cjs` or `dist/esm` needs a package.json of its own.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "type": "module", "exports": { "import": "./dist/esm/index.js", "require": "./dist/cjs/index.js" } }
    /// ```
    ///
    /// Say what dist/cjs holds, in dist/cjs/package.json:
    ///
    /// ```json
    /// { "type": "commonjs" }
    /// ```
    "wrong-format", Error where it breaks an entry point, of WrongFormat
}

/// One root cause: the folder of the package.json that decides, true if the code is CommonJS, the file if
/// its extension decides, and true if only calls of functions fail.
type FormatCause<'f> = (String, bool, &'f str, bool);

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let mut causes: BTreeMap<FormatCause<'_>, Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        if let Some(place) = &problem.at {
            causes.entry(cause(facts, problem, place)).or_default().push(problem);
        }
    }
    let modules = OnceCell::new();
    for problems in causes.into_values() {
        findings.extend(finding(facts, &modules, problems));
    }
}

/// Returns the cause of a problem. A file whose extension decides is a cause of its own.
fn cause<'f>(facts: &Facts<'_>, problem: &'f Problem, place: &'f PackagePlace) -> FormatCause<'f> {
    let own = if place.file.extension() == ".js" { "" } else { place.file.as_str() };
    (scope(facts, &place.file), is_commonjs_code(problem), own, is_later(problem))
}

fn is_commonjs_code(problem: &Problem) -> bool {
    matches!(&problem.thrown, ThrownBy::Fault(fault) if matches!(fault.kind, FaultKind::CommonJsVariable { .. }))
}

fn is_later(problem: &Problem) -> bool {
    matches!(&problem.thrown, ThrownBy::Fault(fault) if fault.when == When::Deferred)
}

fn finding<'f>(
    facts: &'f Facts<'_>,
    modules: &ModulesInScopes<'f>,
    mut problems: Vec<&Problem>,
) -> Option<Diagnostic> {
    problems.sort_by_key(|problem| (!problem.breaks(), &problem.at));
    let first = *problems.first()?;
    let mut files: Vec<&PackagePath> =
        problems.iter().filter_map(|problem| Some(&problem.at.as_ref()?.file)).collect();
    files.sort_unstable();
    files.dedup();
    // Every problem of a cause has a place, so that there is at least one file.
    let message = format!("{}{}", message(facts, first)?, words::and_others(files.len() - 1));
    let mut finding = report(&RULE, first, message, help(facts, modules, first, &files));
    for problem in problems {
        finding.entry_points.extend(problem.entry_points.iter().cloned());
        finding.modes.extend(&problem.modes);
    }
    Some(finding)
}

fn message(facts: &Facts<'_>, problem: &Problem) -> Option<String> {
    let ThrownBy::Fault(fault) = &problem.thrown else { return None };
    let file = &fault.at.file;
    let because = because(facts, fault);
    Some(match &fault.kind {
        FaultKind::CommonJsVariable { name } if is_later(problem) => {
            format!(
                "{file} is an ES module {because}, and a function that it exports reads CommonJS's `{name}`: each call throws"
            )
        }
        FaultKind::CommonJsVariable { name } => {
            format!("{file} is an ES module {because}, and reads CommonJS's `{name}`")
        }
        _ => format!("{file} is CommonJS {because}, and has `import` or `export` in it"),
    })
}

/// Returns the words for what decides the format of a file.
fn because(facts: &Facts<'_>, fault: &Fault) -> String {
    let file = &fault.at.file;
    let scope = scope(facts, file);
    let decides = join(&scope, "package.json");
    let has_type =
        || facts.package.manifest_in(&scope).is_some_and(|manifest| manifest.get("type").is_some());
    match file.extension() {
        ".js" | "" if has_type() => format!("by \"type\" in {decides}"),
        // Node has found the syntax of ES modules in it.
        ".js" | "" if matches!(fault.kind, FaultKind::CommonJsVariable { .. }) => "by its syntax".to_owned(),
        ".js" | "" => format!("for want of \"type\" in {decides}"),
        extension => format!("by its extension {extension}"),
    }
}

fn help<'f>(
    facts: &'f Facts<'_>,
    modules: &ModulesInScopes<'f>,
    problem: &Problem,
    files: &[&PackagePath],
) -> Option<String> {
    let ThrownBy::Fault(fault) = &problem.thrown else { return None };
    let (extension, name, instead) = match &fault.kind {
        FaultKind::CommonJsVariable { name: "__dirname" } => {
            (".cjs", "commonjs", Some("use `import.meta.dirname` (Node 20.11 and newer)"))
        }
        FaultKind::CommonJsVariable { name: "__filename" } => {
            (".cjs", "commonjs", Some("use `import.meta.filename` (Node 20.11 and newer)"))
        }
        FaultKind::CommonJsVariable { name: "require" } => {
            (".cjs", "commonjs", Some("use `import`, or `createRequire(import.meta.url)`"))
        }
        FaultKind::CommonJsVariable { .. } => (".cjs", "commonjs", None),
        _ => (".mjs", "module", None),
    };
    let (folder, scope) = (common_folder(files), scope(facts, &fault.at.file));
    let is_root = folder.is_empty() || folder == scope;
    let rename = if files.len() > 1 { "rename each" } else { "rename it" };
    Some(match instead {
        Some(instead) => format!("{instead}, or rename the file to {extension}"),
        None if fault.at.file.extension() != ".js" => format!("{rename} to {extension}"),
        // A package.json would decide about what is right today, too.
        None if !are_all_wrong(
            modules.get_or_init(|| modules_in_scopes(facts)),
            if is_root { &scope } else { folder },
            &scope,
        ) =>
        {
            format!("{rename} to {extension}, and name it so where it is loaded")
        }
        None if is_root => {
            format!("rename it to {extension}, or set \"type\": \"{name}\" if every .js file is meant so")
        }
        None => {
            format!("rename to {extension}, or pack {folder}/package.json with {{ \"type\": \"{name}\" }}")
        }
    })
}

/// The modules whose format "type" decides, by the folder of the package.json that does, looked for once.
type ModulesInScopes<'f> = OnceCell<HashMap<String, Vec<&'f Module>>>;

fn modules_in_scopes<'f>(facts: &'f Facts<'_>) -> HashMap<String, Vec<&'f Module>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::default();
    for (_, module) in facts.nodes.iter().flat_map(|node| node.linkage.graph.iter()) {
        if !module.path.is_outside() && module.path.extension() == ".js" {
            found.entry(scope(facts, &module.path)).or_default().push(module);
        }
    }
    found
}

/// Tells whether each module of a folder whose format "type" decides is written in the other format.
fn are_all_wrong(modules: &HashMap<String, Vec<&Module>>, folder: &str, decides: &str) -> bool {
    let is_inside = |path: &PackagePath| {
        folder.is_empty() || path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    let mut inside = modules.get(decides).into_iter().flatten().filter(|module| is_inside(&module.path));
    inside.all(|module| module.faults.iter().map(Arc::as_ref).chain(&module.set_aside).any(is_of_format))
}

fn is_of_format(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::CommonJsVariable { .. } | FaultKind::ModuleSyntaxInCommonJs)
}

/// Returns the folder of the package.json that decides about a file.
pub(super) fn scope(facts: &Facts<'_>, file: &PackagePath) -> String {
    let mut folder = file.directory();
    while facts.package.manifest_in(folder).is_none() {
        match parent(folder) {
            Some(above) => folder = above,
            None => break,
        }
    }
    folder.to_owned()
}

/// Returns the innermost folder that holds all files.
fn common_folder<'f>(files: &[&'f PackagePath]) -> &'f str {
    let Some(first) = files.first() else { return "" };
    let mut folder = first.directory();
    let holds_all = |folder: &str| {
        files.iter().all(|file| folder.is_empty() || file.as_str().starts_with(&format!("{folder}/")))
    };
    // The root holds all files, so that the loop ends.
    while !holds_all(folder) {
        folder = parent(folder).unwrap_or_default();
    }
    folder
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::{findings_on, only};

    #[test]
    fn one_build_in_the_wrong_format_is_one_finding() {
        let files = [
            ("package.json", r#"{"type":"module","exports":{"require":"./dist/cjs/a.js"}}"#),
            ("dist/cjs/a.js", "exports.b = require('./b.js')"),
            ("dist/cjs/b.js", "exports.b = 1"),
        ];
        assert_eq!(
            only("wrong-format", &files),
            (
                "dist/cjs/a.js is an ES module by \"type\" in package.json, and reads CommonJS's `exports`"
                    .to_owned(),
                "rename to .cjs, or pack dist/cjs/package.json with { \"type\": \"commonjs\" }".to_owned(),
            )
        );
    }

    #[test]
    fn a_package_json_is_advised_only_where_it_breaks_nothing() {
        for (other, expected) in [
            ("export const a = 1", "rename it to .cjs, and name it so where it is loaded"),
            ("exports.c = 1", "rename to .cjs, or pack dist/package.json with { \"type\": \"commonjs\" }"),
        ] {
            let files = [
                ("package.json", r#"{"type":"module","exports":{".":"./dist/a.js","./b":"./dist/b.js"}}"#),
                ("dist/a.js", other),
                ("dist/b.js", "exports.b = 1"),
            ];
            assert_eq!(only("wrong-format", &files).1, expected, "{other}");
        }
        let files = [("package.json", r#"{"main":"./a.js"}"#), ("a.js", "import 'fs'")];
        let found = findings_on("wrong-format", &files, "20.18");
        assert_eq!(
            found[0].message,
            "a.js is CommonJS for want of \"type\" in package.json, and has `import` or `export` in it"
        );
    }

    #[test]
    fn files_in_the_wrong_format() {
        for (manifest, file, text, message, help) in [
            (
                r#"{"type":"commonjs","main":"a.js"}"#,
                "a.js",
                "export default 1",
                "a.js is CommonJS by \"type\" in package.json, and has `import` or `export` in it",
                "rename it to .mjs, or set \"type\": \"module\" if every .js file is meant so",
            ),
            (
                r#"{"main":"a.cjs"}"#,
                "a.cjs",
                "import 'fs'",
                "a.cjs is CommonJS by its extension .cjs, and has `import` or `export` in it",
                "rename it to .mjs",
            ),
            (
                r#"{"exports":"./a.mjs"}"#,
                "a.mjs",
                "export const a = __dirname",
                "a.mjs is an ES module by its extension .mjs, and reads CommonJS's `__dirname`",
                "use `import.meta.dirname` (Node 20.11 and newer), or rename the file to .cjs",
            ),
        ] {
            let found = only("wrong-format", &[("package.json", manifest), (file, text)]);
            assert_eq!(found, (message.to_owned(), help.to_owned()));
        }
    }

    #[test]
    fn the_right_format_and_careful_code_are_silent() {
        for (manifest, text) in [
            (r#"{"exports":"./a.js"}"#, "export default 1"),
            (r#"{"exports":"./a.js"}"#, "exports.a = __dirname"),
            (
                r#"{"type":"module","exports":"./a.js"}"#,
                "export const a = typeof require === 'function' ? require : 0",
            ),
            (r#"{"type":"module","exports":"./a.js"}"#, "const module = {}; export default module.x"),
        ] {
            assert_eq!(only("wrong-format", &[("package.json", manifest), ("a.js", text)]).0, "", "{text}");
        }
    }
}
