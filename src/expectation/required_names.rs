//! The names that `require` gives: JSON has its keys, and no default is added to CommonJS, as `import` adds one.

use crate::{
    json::parse_within, link::LexedExports, path::PackagePath, report::OutcomeReport, resolve::NodeTarget,
    session::Session,
};

/// Puts these names in the place of those that `import` gives.
pub(super) fn put(session: &Session, node: &NodeTarget, outcome: &mut OutcomeReport) {
    let given = match outcome.format.as_deref() {
        Some("json") => keys(session, outcome),
        Some("commonjs") => lexed(session, node, outcome),
        _ => None,
    };
    if let Some((names, is_complete)) = given {
        (outcome.exports, outcome.exports_complete) = (names, is_complete);
    }
}

fn keys(session: &Session, outcome: &OutcomeReport) -> Option<(Vec<String>, bool)> {
    let package = session.package();
    let source = package.files().contents(outcome.target.as_deref()?)?;
    let text = String::from_utf8_lossy(source);
    let json = parse_within(text.strip_prefix('\u{feff}').unwrap_or(&text), package.limits()).ok()?;
    let members = json.as_object().unwrap_or_default();
    let mut names: Vec<_> = members.iter().map(|member| member.key.value.clone()).collect();
    names.sort_unstable();
    names.dedup();
    // A list has indexes and a length.
    Some((names, json.as_object().is_some()))
}

fn lexed(session: &Session, node: &NodeTarget, outcome: &OutcomeReport) -> Option<(Vec<String>, bool)> {
    let path = PackagePath::new(outcome.target.as_deref()?)?;
    let mut lexed = LexedExports::new(session.package(), node);
    let names = lexed.of(&path).clone();
    let is_complete = names.complete && outcome.exports_complete && !lexed.has_unlexed(&path);
    Some((names.names.into_iter().collect(), is_complete))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files::FileTree, options::Options, package::Package, resolve::Mode};

    fn given(file: &str, text: &str) -> (Vec<String>, bool) {
        let manifest = format!(r#"{{"name":"p","exports":"./{file}"}}"#);
        let files = [("package.json", manifest.as_str()), (file, text)];
        let session = Session::new(Package::new(FileTree::of(files)));
        let node = NodeTarget::default();
        let entries = session.exported(Some("."), &Options::of(&node));
        let outcomes = entries.into_iter().flat_map(|entry| entry.outcomes);
        let mut outcome =
            outcomes.into_iter().find(|outcome| outcome.modes.contains(&Mode::Require)).unwrap();
        put(&session, &node, &mut outcome);
        (outcome.exports, outcome.exports_complete)
    }

    #[test]
    fn names_are_those_that_node_gives() {
        for (file, text, expected) in [
            ("a.json", r#"{"name":"p","version":"1"}"#, (vec!["name", "version"], true)),
            ("a.json", "[1]", (vec![], false)),
            ("a.cjs", "exports.a = 1", (vec!["a"], true)),
            ("a.cjs", "exports.default = 1", (vec!["default"], true)),
        ] {
            let (names, is_complete) = given(file, text);
            assert_eq!((names.iter().map(String::as_str).collect(), is_complete), expected, "{text}");
        }
        assert!(!given("a.cjs", "module.exports = make()").1);
    }
}
