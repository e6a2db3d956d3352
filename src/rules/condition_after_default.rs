//! A condition stands after "default".

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    manifest::target::{Branch, Target},
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{finding, manifest},
    },
    text::Spanned,
};

rule! {
    /// A condition stands after `"default"`, where nothing ever reaches it.
    ///
    /// ## Why it matters
    ///
    /// Node, TypeScript and bundlers take the first condition that holds, in the order of package.json, and `"default"` always
    /// does. What was meant for some gets the default instead: most often it is `"types"`, and the package has none.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { ".": { "default": "./index.js", "types": "./index.d.ts" } } }
    /// ```
    ///
    /// `"default"` comes last, `"types"` first:
    ///
    /// ```json
    /// { "exports": { ".": { "types": "./index.d.ts", "default": "./index.js" } } }
    /// ```
    "condition-after-default", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    for (file, entry) in manifest::entries(facts) {
        unreachable(&entry.target, &mut |condition| {
            let at = PackagePlace { file: file.clone(), span: condition.span };
            let message = format!(
                "the condition \"{}\" of \"{}\" stands after \"default\", and never counts",
                condition.value, entry.key.value
            );
            let help = "move \"default\" to the end".to_owned();
            findings.add(finding(&RULE, Some(at), message, Some(help)));
        });
    }
}

/// Calls `found` with every condition that Node never gets to.
fn unreachable(target: &Target, found: &mut impl FnMut(&Spanned<String>)) {
    match target {
        Target::Conditions(branches, _) => {
            let is_last = |branch: &Branch| branch.condition.value == "default" && is_certain(&branch.target);
            let reached = branches.iter().position(is_last).map_or(branches.len(), |at| at + 1);
            branches.iter().skip(reached).for_each(|branch| found(&branch.condition));
            // The recursion, here and in `is_certain`, is no deeper than the limit `json-depth`.
            branches.iter().for_each(|branch| unreachable(&branch.target, found));
        }
        Target::Fallbacks(targets, _) => targets.iter().for_each(|target| unreachable(target, found)),
        Target::Path(_) | Target::Null(_) | Target::Invalid(_) => {}
    }
}

/// Tells whether a target always gives a result, whatever the conditions are, so that Node tries nothing
/// after it.
fn is_certain(target: &Target) -> bool {
    match target {
        // `null` ends Node's search, and an invalid target is an error: no condition behind either is tried.
        Target::Path(_) | Target::Null(_) | Target::Invalid(_) => true,
        Target::Conditions(branches, _) => {
            branches.iter().any(|branch| branch.condition.value == "default" && is_certain(&branch.target))
        }
        Target::Fallbacks(targets, _) => targets.iter().any(is_certain),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(exports: &str) -> Vec<String> {
        let manifest = format!(r#"{{"exports":{exports}}}"#);
        messages("condition-after-default", &[("package.json", &manifest), ("a.js", "")])
    }

    #[test]
    fn conditions_that_no_one_gets_to() {
        for exports in [
            r#"{"default":"./a.js","types":"./a.d.ts"}"#,
            r#"{".":{"import":{"default":"./a.js","types":"./a.d.ts"}}}"#,
            r#"{".":{"default":{"node":"./a.js","default":"./a.js"},"types":"./a.d.ts"}}"#,
        ] {
            let message = "the condition \"types\" of \".\" stands after \"default\", and never counts";
            assert_eq!(found(exports), [message], "{exports}");
        }
    }

    #[test]
    fn conditions_in_order_are_silent() {
        for exports in [
            r#"{"types":"./a.d.ts","default":"./a.js"}"#,
            r#"{".":{"default":{"node":"./a.js"},"browser":"./a.js"}}"#,
            r#"{"./default":"./a.js","./types":"./a.js"}"#,
        ] {
            assert!(found(exports).is_empty(), "{exports}");
        }
    }
}
