//! The statements by which consumers ask for a package.

use crate::{resolve::Mode, surface::offered::Offered};

/// A statement that loads a subpath.
pub(super) fn loading(specifier: &str, mode: Mode, offered: Offered) -> String {
    match (mode, offered) {
        (Mode::Require, _) => format!("require('{specifier}')"),
        (Mode::Import, Offered::Data) => {
            format!("import data from '{specifier}' with {{ type: 'json' }}")
        }
        (Mode::Import, _) => format!("import '{specifier}'"),
    }
}

/// A statement that asks for one exported name.
pub(super) fn naming(specifier: &str, mode: Mode, name: &str) -> String {
    match (mode, name) {
        (Mode::Import, "default") => format!("import {} from '{specifier}'", local(specifier)),
        (Mode::Import, name) => format!("import {{ {} }} from '{specifier}'", imported(name)),
        (Mode::Require, "default") => format!("require('{specifier}').default"),
        (Mode::Require, name) if is_identifier(name) => {
            format!("const {{ {name} }} = require('{specifier}')")
        }
        (Mode::Require, name) => format!("require('{specifier}')[{}]", quoted(name)),
    }
}

/// A statement that asks for one exported type.
pub(super) fn naming_type(specifier: &str, name: &str) -> String {
    format!("import type {{ {} }} from '{specifier}'", imported(name))
}

/// One statement that imports all of these names.
pub(super) fn naming_all(specifier: &str, names: &[&str]) -> String {
    let imported = |(nth, name): (usize, &&str)| match is_identifier(name) {
        true => format!("{name} as _{nth}"),
        false => format!("{} as _{nth}", quoted(name)),
    };
    let names: Vec<String> = names.iter().enumerate().map(imported).collect();
    format!("import {{ {} }} from '{specifier}'", names.join(", "))
}

fn imported(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { format!("{} as it", quoted(name)) }
}

fn quoted(name: &str) -> String {
    serde_json::to_string(name).unwrap_or_default()
}

fn is_identifier(name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    name.chars().all(is_word) && !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty()
}

/// The name that people give the default export of a package.
fn local(specifier: &str) -> String {
    let last = specifier.rsplit('/').next().unwrap_or_default();
    let last = last.strip_suffix(".js").unwrap_or(last);
    let mut words = last.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    let name = words.fold(first, |so_far, word| {
        let (initial, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        so_far + &initial.to_ascii_uppercase() + rest
    });
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) && !RESERVED.contains(&name.as_str()) {
        true => name,
        false => "it".to_owned(),
    }
}

/// Words that are no names of variables, and names of packages.
const RESERVED: [&str; 20] = [
    "await", "break", "case", "class", "const", "debugger", "default", "delete", "enum", "export", "extends",
    "function", "import", "new", "package", "static", "super", "switch", "this", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_of_consumers() {
        for (specifier, mode, name, expected) in [
            ("p", Mode::Import, "a", "import { a } from 'p'"),
            ("p", Mode::Import, "a-b", "import { \"a-b\" as it } from 'p'"),
            ("@s/my-lib", Mode::Import, "default", "import myLib from '@s/my-lib'"),
            ("p/7", Mode::Import, "default", "import it from 'p/7'"),
            ("p", Mode::Require, "default", "require('p').default"),
            ("p", Mode::Require, "a", "const { a } = require('p')"),
            ("p", Mode::Require, "a-b", "require('p')[\"a-b\"]"),
        ] {
            assert_eq!(naming(specifier, mode, name), expected);
        }
        assert_eq!(naming_all("p", &["a", "b-c"]), "import { a as _0, \"b-c\" as _1 } from 'p'");
        assert_eq!(
            loading("p/a.json", Mode::Import, Offered::Data),
            "import data from 'p/a.json' with { type: 'json' }"
        );
    }
}
