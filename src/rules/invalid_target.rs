//! A target of "exports" or "imports" that Node refuses.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    resolve::error::ResolveError,
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// A target of `"exports"` or `"imports"` is one that Node refuses.
    ///
    /// ## Why it matters
    ///
    /// A target starts with `./` and stays inside the package; `..`, `node_modules`, a bare path or a number are
    /// `ERR_INVALID_PACKAGE_TARGET` for everyone who asks for that subpath. Some bundlers are lenient, so it goes unseen.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { ".": "lib/index.js" } }
    /// ```
    ///
    /// Start with `./`:
    ///
    /// ```json
    /// { "exports": { ".": "./lib/index.js" } }
    /// ```
    "invalid-target", Error where it breaks an entry point, of InvalidTarget
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let Some(ResolveError::InvalidPackageTarget { field, key, target, .. }) =
            words::resolve_error(problem)
        else {
            continue;
        };
        let field = field.name();
        let shown =
            if target.is_empty() { "an empty target".to_owned() } else { format!("the target {target}") };
        let message = format!("\"{key}\" of \"{field}\" has {shown}, which Node refuses");
        let help = match target.trim_matches('"') {
            path if facts.package.files().get(path).is_some() => format!("write \"./{path}\""),
            _ => "a target starts with \"./\" and stays inside the package, without `..` or node_modules"
                .to_owned(),
        };
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::only;

    fn found(target: &str) -> (String, String) {
        let manifest = format!(r#"{{"exports":{{".":{target}}}}}"#);
        only("invalid-target", &[("package.json", &manifest), ("a.js", "")])
    }

    #[test]
    fn targets_that_node_refuses() {
        let general =
            "a target starts with \"./\" and stays inside the package, without `..` or node_modules";
        for (target, shown, help) in [
            (r#""a.js""#, "a.js", "write \"./a.js\""),
            (r#""../a.js""#, "../a.js", general),
            (r#""./node_modules/x/a.js""#, "./node_modules/x/a.js", general),
            ("5", "5", general),
        ] {
            let message = format!("\".\" of \"exports\" has the target {shown}, which Node refuses");
            assert_eq!(found(target), (message, help.to_owned()), "{target}");
        }
    }

    #[test]
    fn targets_that_it_takes_are_silent() {
        for target in [r#""./a.js""#, r#"["a.js","./a.js"]"#, r#"{"browser":"a.js","default":"./a.js"}"#] {
            assert_eq!(found(target).0, "", "{target}");
        }
    }
}
