//! The readers of a root of "exports" that Node cannot use.

use crate::{
    manifest::{
        consumers::consumer_of,
        target::{Branch, Target},
    },
    near::closest,
};

/// The conditions that Node has, or that readers besides Node have, too.
const OF_NODE: [&str; 6] = ["default", "import", "module-sync", "node", "node-addons", "require"];

/// Tells whether no reader of any kind gets a path of this target: its conditions are misspelt, or there is no path. Any other
/// condition may be one that a bundler or a project sets.
/// An author who says `null` for the root, or for `node`, means it.
pub(super) fn is_for_nobody(root: &Target) -> bool {
    // The targets that some reader gets to.
    let mut open = vec![root];
    if matches!(root, Target::Null(_)) {
        return false;
    }
    while let Some(target) = open.pop() {
        match target {
            Target::Path(_) => return false,
            Target::Null(_) | Target::Invalid(_) => {}
            Target::Fallbacks(targets, _) => open.extend(targets),
            Target::Conditions(branches, _) if branches.iter().any(closes_node) => return false,
            Target::Conditions(branches, _) => {
                open.extend(branches.iter().filter(|branch| has_reader(branch)).map(|branch| &branch.target));
            }
        }
    }
    true
}

fn closes_node(Branch { condition, target }: &Branch) -> bool {
    condition.value == "node" && matches!(target, Target::Null(_))
}

fn has_reader(branch: &Branch) -> bool {
    let condition = branch.condition.value.as_str();
    let is_own = || closest(condition, OF_NODE).is_none() && !is_path(condition);
    OF_NODE.contains(&condition) || consumer_of(condition).is_some() || is_own()
}

/// Tells whether a condition is written as a path is: a subpath without `./`. The slash of `@acme/source` is that of a package's name.
fn is_path(condition: &str) -> bool {
    let is_file = [".js", ".mjs", ".cjs", ".json"].iter().any(|end| condition.ends_with(end));
    is_file || condition.contains('*') || condition.contains('/') && !condition.starts_with('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_that_nobody_gets_to() {
        for (root, expected) in [
            (r#"{"imports":"./b.js","requires":"./b.js"}"#, true),
            (r#"{"sub":"./b.js"}"#, false),
            (r#"{"sub/b":"./b.js"}"#, true),
            (r#"{"*":"./*.js"}"#, true),
            (r#"{"b.js":"./b.js","types":"./b.d.ts"}"#, false),
            (r#"{"@acme/source":"./b.js"}"#, false),
            (r#"{"source":"./b.js"}"#, false),
            (r#"{"bare":"./b.js"}"#, false),
            (r#"{"import":null,"require":null}"#, true),
            ("[]", true),
            (r#"{"import":{"imports":"./b.js"}}"#, true),
            ("null", false),
            (r#"{"node":null}"#, false),
            (r#"{"node":null,"default":"./b.js"}"#, false),
            (r#"{"types":"./b.d.ts"}"#, false),
            (r#"{"types@>=5.2":"./b.d.ts"}"#, false),
            (r#"{"browser":"./b.js"}"#, false),
            (r#"{"style":"./b.css","import":null}"#, false),
            (r#"{"@acme/source":"./b.ts","import":"./b.js"}"#, false),
            (r#"["./b.js"]"#, false),
        ] {
            let target = Target::read(&crate::json::parse(root).unwrap());
            assert_eq!(is_for_nobody(&target), expected, "{root}");
        }
    }
}
