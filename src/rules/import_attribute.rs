//! An import attribute is missing, wrong or unknown.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    module::{ModuleRequest, RequestKind},
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// An import lacks the attribute that Node asks for, or has one that Node does not know.
    ///
    /// ## Why it matters
    ///
    /// Bundlers take JSON as it comes. Node imports it `with { type: 'json' }` only, and refuses every other attribute: the entry
    /// point fails.
    ///
    /// ## Example
    ///
    /// ```js
    /// import data from './data.json'
    /// ```
    ///
    /// Say what it is:
    ///
    /// ```js
    /// import data from './data.json' with { type: 'json' }
    /// ```
    "import-attribute", Error where it breaks an entry point, of ImportAttribute
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let message =
            format!("{}, and Node refuses: {}", words::subject(problem), words::nodes_words(problem));
        findings.add(report(&RULE, problem, message, Some(help(facts, problem))));
    }
}

fn help(facts: &Facts<'_>, problem: &Problem) -> String {
    let Some(request) = &problem.request else {
        return "import it `with { type: \"json\" }`, or read the file by `createRequire`".to_owned();
    };
    if !request.attributes.as_ref().is_some_and(Vec::is_empty) {
        return "Node knows `with { type: \"json\" }` only, and for JSON only".to_owned();
    }
    match named(facts, problem, request) {
        // JSON has a default export only.
        Some(name) => format!(
            "write `import data from \"{}\" with {{ type: \"json\" }}`, and use `data.{name}`: JSON exports no names",
            request.specifier.value
        ),
        None => "add `with { type: \"json\" }`, or read the file by `createRequire`".to_owned(),
    }
}

/// Returns the first name that a statement asks for in braces and that is no default.
fn named<'f>(facts: &'f Facts<'_>, problem: &Problem, request: &ModuleRequest) -> Option<&'f str> {
    if !matches!(request.kind, RequestKind::Import | RequestKind::ExportFrom) {
        return None;
    }
    let source = facts.package.contents(&problem.at.as_ref()?.file)?;
    let place = |offset: u32| usize::try_from(offset).ok();
    let statement = source.get(place(request.span.start)?..place(request.specifier.span.start)?)?;
    let (_, names) = std::str::from_utf8(statement).ok()?.split_once('{')?;
    let names = names.split('}').next()?.split(',');
    let mut asked = names.filter_map(|name| name.split_whitespace().next());
    asked.find(|name| {
        *name != "default" && name.chars().all(|char| char.is_alphanumeric() || "_$".contains(char))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::{messages, only};

    fn found(main: &str) -> Vec<String> {
        let manifest = r#"{"type":"module","exports":"./a.js"}"#;
        messages("import-attribute", &[("package.json", manifest), ("a.js", main), ("b.json", "{}")])
    }

    #[test]
    fn attributes_that_node_refuses() {
        assert_eq!(
            found("import './b.json'"),
            [
                "a.js imports \"./b.json\", and Node refuses: Module \"b.json\" needs an import attribute of \"type: json\""
            ]
        );
        assert_eq!(found("import './a.js' with { type: 'css' }").len(), 1);
    }

    #[test]
    fn names_are_asked_of_the_default() {
        for (main, is_of_default) in [
            ("import { version } from './b.json'", true),
            ("export { version } from './b.json'", true),
            ("import data, { version as own } from './b.json'", true),
            ("import data from './b.json'", false),
            ("import { default as data } from './b.json'", false),
            ("import * as data from './b.json'", false),
            ("export const a = await import('./b.json')", false),
        ] {
            let manifest = r#"{"type":"module","exports":"./a.js"}"#;
            let files = [("package.json", manifest), ("a.js", main), ("b.json", "{}")];
            let (_, help) = only("import-attribute", &files);
            assert_eq!(help.contains("use `data.version`"), is_of_default, "{main}: {help}");
        }
    }

    #[test]
    fn attributes_that_node_takes_are_silent() {
        for main in ["import './b.json' with { type: 'json' }", "import './a.js'"] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
