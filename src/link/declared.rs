//! The types that a package's declarations export, read by their words alone: an import may name them, and
//! TypeScript erases them.

use crate::{hash::HashSet, package::Package};

/// The names that TypeScript may erase from an import.
pub struct DeclaredTypes {
    types: HashSet<String>,
    /// The names of values, where the declarations also pass on all that another package declares: any other name may be a type of
    /// that package.
    values: Option<HashSet<String>>,
}

impl DeclaredTypes {
    /// Tells whether a name is that of a type alone.
    pub fn has(&self, name: &str) -> bool {
        self.types.contains(name)
    }

    /// Tells whether a name may be that of a type alone.
    pub fn may_have(&self, name: &str) -> bool {
        self.has(name) || self.values.as_ref().is_some_and(|values| !values.contains(name))
    }
}

/// Returns every name that a packed declaration file gives to a type and not to a value, and every name that one re-exports from
/// an unknown place and none gives to a value.
pub fn declared_types(package: &Package) -> DeclaredTypes {
    let paths = package.files().iter().map(|(path, _)| path.as_str());
    let declarations = paths.filter(|path| DECLARATIONS.iter().any(|end| path.ends_with(end)));
    let mut names = DeclaredNames::default();
    for contents in declarations.filter_map(|path| package.files().contents(path)) {
        let mut own = DeclaredNames::default();
        own.read(&String::from_utf8_lossy(contents));
        names.add(own);
    }
    names.types()
}

const DECLARATIONS: [&str; 3] = [".d.ts", ".d.mts", ".d.cts"];

/// Words that may stand between `export` and the keyword of a declaration.
const MODIFIERS: [&str; 5] = ["declare", "abstract", "default", "async", "const"];
const OF_VALUES: [&str; 6] = ["const", "let", "var", "function", "class", "enum"];
/// A namespace may hold types only, as that of knex does.
const OF_TYPES: [&str; 3] = ["interface", "type", "namespace"];

#[derive(Default)]
struct DeclaredNames {
    values: HashSet<String>,
    types: HashSet<String>,
    /// The types of a file that has no value of that name: another entry point may have one.
    only_types: HashSet<String>,
    /// The declarations have `export * from` another package.
    is_open: bool,
    /// The pairs of `export { a as b }`: `b` is a value if `a` is one.
    passed_on: Vec<(String, String)>,
}

impl DeclaredNames {
    /// Adds the names of one file.
    fn add(&mut self, file: Self) {
        let Self { values, types, passed_on, is_open, .. } = file;
        self.is_open |= is_open;
        self.only_types.extend(types.iter().filter(|name| !values.contains(*name)).cloned());
        self.values.extend(values);
        self.types.extend(types);
        self.passed_on.extend(passed_on);
    }

    /// Reads the lines that declare or export. Members of declarations are not read: such words do not begin
    /// their lines.
    fn read(&mut self, text: &str) {
        // Minified declarations have several statements on one line.
        for line in text.split(['\n', ';']) {
            let line = line.trim_start();
            let (is_exported, rest) = match line.strip_prefix("export") {
                Some(rest) if rest.starts_with([' ', '{', '*', '\t']) => (true, rest.trim_start()),
                _ => (false, line),
            };
            if is_exported && (rest.starts_with(['{', '*']) || is_type_list(rest)) {
                continue;
            }
            self.declaration(rest);
        }
        // Lists of names may take several lines, so they are looked for in the whole text.
        for (at, _) in text.match_indices("export") {
            self.list(text.get(at + "export".len()..).unwrap_or_default());
        }
    }

    fn declaration(&mut self, text: &str) {
        let mut words = text.split_whitespace().peekable();
        // `const` stays, as `const enum` and `const x` begin with it.
        while words.next_if(|word| MODIFIERS.contains(word) && *word != "const").is_some() {}
        let Some(kind) = words.next() else { return };
        let is_enum = kind == "const" && words.next_if_eq(&"enum").is_some();
        let Some(name) = words.next().map(leading_name).filter(|name| !name.is_empty()) else { return };
        if OF_TYPES.contains(&kind) {
            self.types.insert(name.to_owned());
        } else if is_enum || OF_VALUES.contains(&kind) {
            self.values.insert(name.to_owned());
        }
    }

    /// Reads `{ a, b as c, type D }` behind `export`, or `* as e`.
    fn list(&mut self, text: &str) {
        let text = text.trim_start();
        if let Some(namespace) = text.strip_prefix('*') {
            let namespace = namespace.trim_start();
            self.is_open |= is_of_another_package(namespace);
            let name = namespace.strip_prefix("as ").map(|rest| leading_name(rest.trim_start()));
            self.values.extend(name.filter(|name| !name.is_empty()).map(str::to_owned));
            return;
        }
        let (are_types, list) = match text.strip_prefix("type") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let Some(list) = list.strip_prefix('{') else { return };
        // No list has braces in it, so that one that does not close ends where the next begins.
        for entry in list.split(['{', '}']).next().unwrap_or_default().split(',') {
            self.entry(entry, are_types);
        }
    }

    fn entry(&mut self, entry: &str, is_type: bool) {
        let mut words: Vec<_> = entry.split_whitespace().collect();
        // `{ type }` exports a value of that name, and `{ type A }` a type.
        let is_type = is_type || words.len() > 1 && words.first() == Some(&"type");
        if is_type && words.first() == Some(&"type") {
            words.remove(0);
        }
        match (words.first(), words.last()) {
            (Some(_), Some(exported)) if is_type => drop(self.types.insert((*exported).to_owned())),
            (Some(own), Some(exported)) => {
                self.passed_on.push(((*own).to_owned(), (*exported).to_owned()));
            }
            _ => {}
        }
    }

    fn types(mut self) -> DeclaredTypes {
        // A name may be re-exported twice, under a new name each time.
        for _ in 0..2 {
            for (own, exported) in &self.passed_on {
                if self.values.contains(own) {
                    self.values.insert(exported.clone());
                }
            }
        }
        let passed_on = self.passed_on.into_iter().map(|(_, exported)| exported);
        let values = self.values;
        let others = self.types.into_iter().chain(passed_on).filter(|name| !values.contains(name));
        let types = others.chain(self.only_types).collect();
        DeclaredTypes { types, values: self.is_open.then_some(values) }
    }
}

/// Tells whether the text behind `export *` is `from` a package, and no path.
fn is_of_another_package(text: &str) -> bool {
    let from = text.strip_prefix("from").map(str::trim_start);
    from.and_then(|from| from.strip_prefix(['"', '\'']))
        .is_some_and(|specifier| !specifier.starts_with(['.', '/', '#']))
}

/// Tells whether a text is `type { A }`, which declares nothing.
fn is_type_list(text: &str) -> bool {
    text.strip_prefix("type").is_some_and(|rest| rest.trim_start().starts_with('{'))
}

fn leading_name(text: &str) -> &str {
    let end = text.find(|character: char| !(character.is_alphanumeric() || matches!(character, '_' | '$')));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_of_one_file_may_be_a_value_of_another() {
        let mut names = DeclaredNames::default();
        for text in [
            "export type A = 1; export type B = 1; export declare const B: 1",
            "export declare function A(): void",
        ] {
            let mut own = DeclaredNames::default();
            own.read(text);
            names.add(own);
        }
        assert_eq!(names.types().types, HashSet::from_iter(["A".to_owned()]));
    }

    #[test]
    fn lists_that_do_not_close_are_read_once() {
        for text in ["export{", "export{a,", "export type {"] {
            let mut names = DeclaredNames::default();
            names.read(&format!("{}b, c }}", text.repeat(200_000)));
            // Each word is in one list.
            assert!(names.passed_on.len() <= 400_002, "{text}");
            assert!(names.types().has("c"), "{text}");
        }
    }

    #[test]
    fn what_another_package_declares_may_be_a_type() {
        for (text, expected) in [
            ("export declare const a: 1; export * from 'other'", (false, true)),
            ("export declare const a: 1; export * from './b'", (false, false)),
            ("export declare const a: 1; export * as b from 'other'", (false, false)),
        ] {
            let mut names = DeclaredNames::default();
            names.read(text);
            let types = names.types();
            assert_eq!((types.may_have("a"), types.may_have("b")), expected, "{text}");
        }
    }

    #[test]
    fn types_are_told_from_values() {
        let mut names = DeclaredNames::default();
        names.read(
            "export interface A<T> {\n  type: string\n}\nexport declare const b: number;\nexport type { C, D as E } from './x'\n\
             export { type F, g, h as i, Sure };export * as J from 'j';declare class h {}\n\
             export default abstract class K {}\nexport type L = 1\nexport declare const enum M {}\n\
             declare type N<T> = T; declare function Sure(a: string): void;",
        );
        let mut types: Vec<_> = names.types().types.into_iter().collect();
        types.sort();
        // `g` may be anything.
        assert_eq!(types, ["A", "C", "E", "F", "L", "N", "g"]);
    }
}
