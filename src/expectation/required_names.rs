//! The names that `require` gives of JSON: its keys, where `import` gives a default.

use crate::{json::parse_within, report::OutcomeReport, session::Session};

/// Puts these names in the place of those that `import` gives.
pub(super) fn put(session: &Session, outcome: &mut OutcomeReport) {
    let given = (outcome.format.as_deref() == Some("json")).then(|| keys(session, outcome)).flatten();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        files::FileTree,
        options::Options,
        package::Package,
        resolve::{Mode, NodeTarget},
    };

    fn given(file: &str, text: &str) -> (Vec<String>, bool) {
        let manifest = format!(r#"{{"name":"p","exports":"./{file}"}}"#);
        let files = [("package.json", manifest.as_str()), (file, text)];
        let session = Session::new(Package::new(FileTree::of(files)));
        let node = NodeTarget::default();
        let entries = session.exported(Some("."), &Options::of(&node));
        let outcomes = entries.into_iter().flat_map(|entry| entry.outcomes);
        let mut outcome =
            outcomes.into_iter().find(|outcome| outcome.modes.contains(&Mode::Require)).unwrap();
        put(&session, &mut outcome);
        (outcome.exports, outcome.exports_complete)
    }

    #[test]
    fn names_are_those_that_node_gives() {
        for (file, text, expected) in [
            ("a.json", r#"{"name":"p","version":"1"}"#, (vec!["name", "version"], true)),
            ("a.json", "[1]", (vec![], false)),
        ] {
            let (names, is_complete) = given(file, text);
            assert_eq!((names.iter().map(String::as_str).collect(), is_complete), expected, "{text}");
        }
    }
}
