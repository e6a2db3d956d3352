//! The declarations of each subpath: the names that TypeScript finds, by their meaning.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    resolve::typescript::TypesMode,
    types::{ModuleKind, TypedEntry, TypesFacts, TypesOutcome},
};

/// The declared names of a subpath in some modes of TypeScript.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TypesSurface {
    /// The modes, where they do not all agree.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<TypesMode>,
    /// The names that are values, and may be types, too.
    pub values: BTreeSet<String>,
    /// The names that are types only.
    pub types: BTreeSet<String>,
    /// The names of which another package decides what they are.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub unknown: BTreeSet<String>,
    /// The declarations say `export =`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assigned: bool,
    /// There are no other names.
    pub complete: bool,
}

/// Tells whether TypeScript finds declarations in this mode, and lets them be asked for.
pub fn serves(outcome: &TypesOutcome) -> bool {
    // Under `node16`, TypeScript does not let CommonJS require an ES module (TS1479).
    let is_refused = outcome.mode == TypesMode::Node16Cjs && outcome.format == Some(ModuleKind::Module);
    outcome.is_typed() && !is_refused
}

/// The declarations of each subpath that has any.
pub(super) fn of_types(facts: &TypesFacts) -> BTreeMap<String, Vec<TypesSurface>> {
    let found = facts.entries.iter().map(|entry| (entry.subpath.clone(), of_entry(entry)));
    found.filter(|(_, types)| !types.is_empty()).collect()
}

fn of_entry(entry: &TypedEntry) -> Vec<TypesSurface> {
    let mut found: Vec<TypesSurface> = Vec::new();
    for outcome in entry.outcomes.iter().filter(|outcome| serves(outcome)) {
        let surface = of_outcome(outcome);
        match found.iter_mut().find(|other| TypesSurface { modes: Vec::new(), ..(*other).clone() } == surface)
        {
            Some(same) => same.modes.push(outcome.mode),
            None => found.push(TypesSurface { modes: vec![outcome.mode], ..surface }),
        }
    }
    if let [only] = found.as_mut_slice()
        && only.modes.len() == entry.outcomes.len()
    {
        only.modes.clear();
    }
    found
}

fn of_outcome(outcome: &TypesOutcome) -> TypesSurface {
    let names = &outcome.names;
    TypesSurface {
        modes: Vec::new(),
        values: names.values.keys().cloned().collect(),
        types: names.types.clone(),
        unknown: names.unknown.clone(),
        assigned: names.equals.is_some(),
        complete: names.complete,
    }
}

#[cfg(test)]
mod tests {
    use crate::{files::FileTree, options::Options, package::Package, session::Session, surface::Surface};

    fn types(manifest: &str, files: &[(&str, &str)]) -> Vec<String> {
        let all = [("package.json", manifest)].into_iter().chain(files.iter().copied());
        let surface = Surface::of(&Session::new(Package::new(FileTree::of(all))), &Options::default());
        let of_subpath = |(subpath, surface): (&String, &crate::surface::SubpathSurface)| {
            format!("{subpath} {}", serde_json::to_string(&surface.types).unwrap())
        };
        surface.subpaths.iter().map(of_subpath).collect()
    }

    #[test]
    fn declared_names_by_their_meaning() {
        let module = r#"{"name":"p","type":"module","exports":"./a.js"}"#;
        let declared = "export declare const a: 1; export declare class C {} export interface I {}";
        assert_eq!(
            types(module, &[("a.js", "export const a = 1; export class C {}"), ("a.d.ts", declared)]),
            [
                r#". [{"modes":["node16-esm","nodenext-cjs","bundler"],"values":["C","a"],"types":["I"],"complete":true}]"#
            ]
        );
        let commonjs = r#"{"name":"p","main":"./a.js"}"#;
        assert_eq!(
            types(commonjs, &[("a.js", ""), ("a.d.ts", "declare function a(): 1; export = a")]),
            [r#". [{"values":[],"types":[],"assigned":true,"complete":true}]"#]
        );
        assert_eq!(types(commonjs, &[("a.js", "")]), [". []"]);
    }

    #[test]
    fn modes_that_do_not_agree_stand_by_themselves() {
        let manifest = r#"{"name":"p","exports":{"import":"./a.mjs","require":"./a.cjs"}}"#;
        let files = [
            ("a.mjs", "export const a = 1"),
            ("a.cjs", "exports.b = 1"),
            ("a.d.mts", "export declare const a: 1;"),
            ("a.d.cts", "export declare const b: 1;"),
        ];
        assert_eq!(
            types(manifest, &files),
            [
                r#". [{"modes":["node16-cjs","nodenext-cjs"],"values":["b"],"types":[],"complete":true},{"modes":["node16-esm","bundler"],"values":["a"],"types":[],"complete":true}]"#
            ]
        );
    }
}
