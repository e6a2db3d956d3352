//! A report in Markdown for packproof's own issue tracker, where the static verdict was wrong.

use std::fmt::Write;

use crate::{
    render::{
        formats::markdown::{code, prose},
        names::{mode_name, package_name},
        terminal::visible,
    },
    report::{
        Status,
        smoke::{Deps, NodeError, Reason, SmokeEntry, SmokeOutcome, SmokeReport, StaticVerdict},
    },
};

/// Writes the report, if the static verdict was wrong or contradicted.
pub fn smoke_issue(report: &SmokeReport) -> Option<String> {
    let wrong: Vec<_> = report
        .entry_points
        .iter()
        .flat_map(|entry| entry.outcomes.iter().map(move |outcome| (entry, outcome)))
        .filter(|(_, outcome)| matches!(outcome.reason, Some(Reason::Static | Reason::Contradicted)))
        .collect();
    if wrong.is_empty() {
        return None;
    }
    let is_wrong = wrong.iter().any(|(_, outcome)| outcome.reason == Some(Reason::Static));
    let mut text = head(report, if is_wrong { "is wrong" } else { "contradicts Node's answer" });
    for (entry, outcome) in wrong {
        push(&mut text, &section(entry, outcome));
    }
    Some(text)
}

fn head(report: &SmokeReport, how: &str) -> String {
    let name = package_name(&report.package);
    let (package, published) = (code(&name), code(&format!("npm:{name}")));
    let deps = match (&report.dependencies.manager, report.dependencies.mode) {
        (Some(manager), _) => format!("installed by {}", code(manager)),
        (None, Deps::None) => "none (`--deps none`)".to_owned(),
        (None, _) => "those of the project (`--deps link`)".to_owned(),
    };
    format!(
        "# The static verdict on {package} {how}\n\n\
         - packproof {} on {}\n- package: {published}, shasum {}\n- dependencies: {deps}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        report.package.packed.as_ref().map_or("", |packed| &packed.hashes().shasum),
    )
}

fn section(entry: &SmokeEntry, outcome: &SmokeOutcome) -> String {
    let mode = mode_name(outcome.mode);
    let explanation = prose(outcome.explanation.as_deref().unwrap_or_default());
    let mut text = format!("\n## {mode} {} on Node {}\n\n", code(&entry.specifier), outcome.version);
    push(&mut text, &format!("{explanation}\n\npackproof: {}\n\n", expected(&outcome.expected)));
    match &outcome.node.error {
        None => {
            push(&mut text, &format!("Node: loads it, with the names {}\n", names(&outcome.node.exports)))
        }
        Some(error) => push(&mut text, &format!("Node:\n\n{}", thrown(error))),
    }
    text
}

fn expected(verdict: &StaticVerdict) -> String {
    let target = code(verdict.target.as_deref().unwrap_or("nothing"));
    if verdict.status == Status::Ok {
        return format!("ok, leads to {target}, with the names {}", names(&verdict.exports));
    }
    let errors = verdict.errors.iter().map(|error| {
        let place = error.at.as_ref().map(|at| format!("{}:{}:{}", at.file, at.line, at.column));
        let place = place.map(|place| format!(" ({})", code(&place)));
        format!("\n- {}: {}{}", code(&error.code), prose(&error.message), place.unwrap_or_default())
    });
    format!("broken, leads to {target}{}", errors.collect::<String>())
}

fn names(names: &[String]) -> String {
    names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

/// Indented, so that nothing in it is Markdown; a line that ends otherwise than by a line feed would not be.
fn thrown(error: &NodeError) -> String {
    let says_all = error.stack.contains(error.message.lines().next().unwrap_or_default());
    let text = if says_all { error.stack.clone() } else { format!("{}\n{}", error.message, error.stack) };
    let text = format!("code: {}\n{text}", error.code);
    text.lines().map(|line| format!("    {}\n", visible(line))).collect()
}

fn push(text: &mut String, more: &str) {
    let _ = write!(text, "{more}"); // Writing to a String cannot fail.
}

#[cfg(test)]
mod tests {
    use super::smoke_issue;
    use crate::{
        files::FileTree,
        options::Options,
        package::Package,
        report::smoke::{Dependencies, Deps, NodeError, NodeStatus, NodeVerdict, Scene, build},
    };

    const MANIFEST: (&str, &str) =
        ("package.json", r#"{"name":"p","version":"1.0.0","exports":{"import":"./a.mjs"}}"#);

    fn broken(code: &str, message: &str, stack: &str) -> NodeVerdict {
        let [code, message, stack] = [code, message, stack].map(str::to_owned);
        let error = NodeError { code, message, stack, denied: None };
        NodeVerdict { status: NodeStatus::Broken, error: Some(error), ..NodeVerdict::default() }
    }

    fn issue(files: [(&str, &str); 2], answer: NodeVerdict) -> Option<String> {
        let package = Package::new(FileTree::of(files));
        let report = crate::check(&package, &Options::default());
        let dependencies = Dependencies { mode: Deps::None, ..Dependencies::default() };
        let (answers, scene) = ([answer], Scene::default());
        smoke_issue(&build(&package, &report, &answers, &scene, dependencies, Vec::new(), Vec::new()))
    }

    #[test]
    fn a_wrong_verdict_makes_a_report_and_no_other() {
        let issue = |code: &str, stack: &str| {
            issue([MANIFEST, ("a.mjs", "export const one = 1")], broken(code, "Unexpected token", stack))
        };
        let text = issue("SyntaxError", "file:///node_modules/p/a.mjs:1\n```\nSyntaxError: Unexpected token");
        let (head, rest) = text.as_deref().unwrap_or_default().split_once("\n\n").unwrap();
        assert_eq!(head, "# The static verdict on `p@1.0.0` is wrong");
        assert!(rest.contains("- package: `npm:p@1.0.0`") && rest.contains("(`--deps none`)"), "{rest}");
        assert!(
            rest.ends_with(
                "\n## import `p` on Node 22\n\nNode cannot load it: the static verdict is wrong\n\n\
             packproof: ok, leads to `a.mjs`, with the names `one`\n\nNode:\n\n    code: SyntaxError\n    \
             file:///node_modules/p/a.mjs:1\n    ```\n    SyntaxError: Unexpected token\n"
            ),
            "{rest}"
        );
        assert_eq!(issue("Error", "Error: Unexpected token"), None);
    }

    #[test]
    fn a_package_forges_no_line_of_the_report() {
        let module = r#"const one = 1; export { one as "\n\n# forged\n[x](y)" }"#;
        let files = [MANIFEST, ("a.mjs", module)];
        let thrown = broken("SyntaxError", "\r\n\r# forged", "SyntaxError: \u{2028}\n# forged\r# forged");
        let exports = vec!["x\n# forged".to_owned()];
        let loads = NodeVerdict { status: NodeStatus::Ok, exports, ..NodeVerdict::default() };
        for answer in [thrown, loads] {
            let text = issue(files, answer).unwrap_or_default();
            assert!(text.contains("forged"), "{text}");
            let is_forged = |line: &str| line.starts_with(['#', '[']) && line.contains("forged");
            assert!(!text.split(['\n', '\r']).any(is_forged), "{text}");
            assert!(!text.contains(['\r', '\u{2028}']), "{text}");
        }
    }
}
