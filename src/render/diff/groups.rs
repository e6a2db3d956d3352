//! Changes that are shown as one: those about one subpath, those of many subpaths that have one cause, and those beyond the first of a
//! kind.

use std::hash::Hash;

use crate::{
    diff::{Change, ChangeKind},
    hash::HashMap,
};

/// Changes that are shown as one.
pub(super) struct ChangeGroup<'r> {
    pub first: &'r Change,
    pub others: Vec<&'r Change>,
}

/// The most changes with one cause that are shown one by one.
const ALONE: usize = 3;

/// The most groups of one kind that are shown one by one.
const MOST_OF_KIND: usize = 20;

/// Changes of one kind about one subpath, mode and version of Node are told together, and so are those of several subpaths that have one
/// cause.
pub(super) fn groups<'r>(changes: impl Iterator<Item = &'r Change>, package: &str) -> Vec<ChangeGroup<'r>> {
    let all = changes.map(|change| ChangeGroup { first: change, others: Vec::new() }).collect();
    let of_subpaths =
        joined(all, [1, 0], |change| is_listed(change.kind).then(|| subpath_key(change, package)));
    let of_causes = joined(of_subpaths, [ALONE, 0], |change| {
        let is_alone = !is_listed(change.kind) && change.subpath.is_some();
        is_alone.then(|| (change.kind, about(change), without_subject(change, package)))
    });
    joined(of_causes, [MOST_OF_KIND, MOST_OF_KIND - 1], |change| Some((change.kind, about(change))))
}

/// Tells whether changes of a kind are told together by the names, or by the subpaths, that they are about.
fn is_listed(kind: ChangeKind) -> bool {
    matches!(
        kind,
        ChangeKind::NameAdded
            | ChangeKind::NameRemoved
            | ChangeKind::ModeAdded
            | ChangeKind::SubpathAdded
            | ChangeKind::SubpathRemoved
            | ChangeKind::TypesRemoved
            | ChangeKind::TypesModeRemoved
            | ChangeKind::DeclaredNameRemoved
            | ChangeKind::DeclaredNamesUnknown
            | ChangeKind::NamesUnknown
            | ChangeKind::TypesAdded
            | ChangeKind::TypesModeAdded
            | ChangeKind::DeclaredNameAdded
    )
}

fn subpath_key<'r>(change: &'r Change, package: &str) -> impl Hash + Eq + use<'r> {
    let subpath = change.subpath.as_deref().filter(|_| change.name.is_some());
    let words = (change.kind == ChangeKind::NamesUnknown).then(|| without_subject(change, package));
    (change.kind, subpath, about(change), words)
}

/// The mode and versions that a change is about, and the reason for which it is allowed.
fn about(change: &Change) -> impl Hash + Eq + use<'_> {
    (change.mode, &change.node, change.allowed.as_deref())
}

/// Joins the groups of a key where there are more than `most`: the one behind those that are kept, and all that come after it.
fn joined<'r, K: Hash + Eq>(
    groups: Vec<ChangeGroup<'r>>,
    [most, kept]: [usize; 2],
    key: impl Fn(&'r Change) -> Option<K>,
) -> Vec<ChangeGroup<'r>> {
    let mut of_key: HashMap<K, Vec<usize>> = HashMap::default();
    for (nth, group) in groups.iter().enumerate() {
        key(group.first).into_iter().for_each(|key| of_key.entry(key).or_default().push(nth));
    }
    let many = of_key.into_values().filter(|places| places.len() > most);
    let mut into: HashMap<usize, usize> = HashMap::default();
    for places in many {
        let mut joined = places.into_iter().skip(kept);
        let first = joined.next().unwrap_or_default();
        into.extend(joined.map(|place| (place, first)));
    }
    let mut all: Vec<Option<ChangeGroup<'r>>> = groups.into_iter().map(Some).collect();
    for place in 0..all.len() {
        let Some(first) = into.get(&place) else { continue };
        let Some(group) = all.get_mut(place).and_then(Option::take) else { continue };
        let target = all.get_mut(*first).and_then(Option::as_mut);
        target.into_iter().for_each(|target| {
            target.others.push(group.first);
            target.others.extend(&group.others);
        });
    }
    all.into_iter().flatten().collect()
}

/// The message without the name and the specifier that it is about.
fn without_subject(change: &Change, package: &str) -> String {
    let subpath = change.subpath.as_deref().and_then(|subpath| subpath.strip_prefix('.')).unwrap_or_default();
    let message = change.message.replacen(&format!("{package}{subpath} "), "", 1);
    let name = change.name.as_ref().map(|name| format!("{name} of "));
    name.and_then(|name| message.strip_prefix(&name).map(str::to_owned)).unwrap_or(message)
}

impl ChangeGroup<'_> {
    /// The subjects of the others of the group: their names, or their subpaths.
    pub fn also(&self) -> Vec<String> {
        self.others.iter().filter_map(|change| self.subject(change)).collect()
    }

    fn subject(&self, change: &Change) -> Option<String> {
        let (name, subpath) = (change.name.as_deref(), change.subpath.as_deref());
        let is_same_name = name == self.first.name.as_deref();
        match (name, subpath) {
            (Some(name), Some(subpath)) if !is_same_name && change.subpath != self.first.subpath => {
                Some(format!("{name} of {subpath}"))
            }
            (Some(_), Some(subpath)) if is_same_name => Some(subpath.to_owned()),
            _ => name.or(subpath).map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diff::{DiffOptions, diff},
        files::FileTree,
        package::Package,
        session::Session,
    };

    /// The groups of what a package loses whose subpaths have one text before, and another one now: the first, and the others.
    fn rows(count: usize, text: impl Fn(usize, bool) -> String) -> Vec<String> {
        let session = |is_new: bool| {
            let keys =
                (0..count).map(|nth| format!(r#""./s{nth}":"./s{nth}.mjs""#)).collect::<Vec<_>>().join(",");
            let manifest = format!(r#"{{"name":"p","version":"1.0.0","exports":{{{keys}}}}}"#);
            let modules = (0..count).map(|nth| (format!("s{nth}.mjs"), text(nth, is_new)));
            let files: Vec<_> = [("package.json".to_owned(), manifest)].into_iter().chain(modules).collect();
            let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
            Session::new(Package::new(FileTree::of(files)))
        };
        let report = diff(&session(false), &session(true), &DiffOptions::default());
        let groups = groups(report.told(), "p");
        groups.iter().map(|group| format!("{} {}", group.first.message, group.also().join(", "))).collect()
    }

    #[test]
    fn one_cause_is_told_once_for_many_subpaths() {
        let default = |_, is_new| if is_new { "export {}" } else { "export default 1" }.to_owned();
        let of = |nth: usize| format!("p/s{nth} has no default export any more ");
        assert_eq!(rows(3, default), [of(0), of(1), of(2)]);
        assert_eq!(rows(5, default), ["p/s0 has no default export any more ./s1, ./s2, ./s3, ./s4"]);
    }

    #[test]
    fn names_of_many_subpaths_are_told_one_by_one_up_to_a_number() {
        let named =
            |nth, is_new| if is_new { "export {}".to_owned() } else { format!("export const a{nth} = 1") };
        assert_eq!(rows(20, named).len(), 20);
        let many = rows(23, named);
        assert_eq!(many.len(), 20);
        assert_eq!(many[19], "p/s6 does not export a6 any more a7 of ./s7, a8 of ./s8, a9 of ./s9");
    }
}
