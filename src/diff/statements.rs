//! The statements by which consumers ask for a package.

use oxc_syntax::{identifier::is_identifier_name, keyword::is_reserved_keyword};

use crate::{resolve::Mode, surface::offered::Offered};

/// A statement that loads a subpath.
pub(super) fn loading(specifier: &str, mode: Mode, offered: Offered) -> String {
    let specifier = quoted(specifier);
    match (mode, offered) {
        (Mode::Require, _) => format!("require({specifier})"),
        (Mode::Import, Offered::Data) => format!("import data from {specifier} with {{ type: 'json' }}"),
        (Mode::Import, _) => format!("import {specifier}"),
    }
}

/// A statement that asks for one exported name.
pub(super) fn naming(specifier: &str, mode: Mode, name: &str) -> String {
    let from = quoted(specifier);
    match (mode, name) {
        (Mode::Import, "default") => format!("import {} from {from}", local(specifier)),
        (Mode::Import, name) => format!("import {{ {} }} from {from}", imported(name)),
        (Mode::Require, name) if is_binding(name) => format!("const {{ {name} }} = require({from})"),
        (Mode::Require, name) if is_identifier_name(name) => format!("require({from}).{name}"),
        (Mode::Require, name) => format!("require({from})[{}]", quoted(name)),
    }
}

/// A statement that asks for one key of JSON.
pub(super) fn naming_key(specifier: &str, mode: Mode, key: &str) -> String {
    match mode {
        Mode::Require => naming(specifier, mode, key),
        Mode::Import if is_identifier_name(key) => {
            format!("{}; data.{key}", loading(specifier, mode, Offered::Data))
        }
        Mode::Import => format!("{}; data[{}]", loading(specifier, mode, Offered::Data), quoted(key)),
    }
}

/// Statements that import a namespace and ask for a member of it; the path begins with the exported name.
pub(super) fn naming_member(specifier: &str, path: &[&str]) -> String {
    let Some((exported, members)) = path.split_first() else { return String::new() };
    let import = naming(specifier, Mode::Import, exported);
    let variable = match *exported {
        "default" => local(specifier),
        name if is_binding(name) => name.to_owned(),
        _ => "it".to_owned(),
    };
    let member = |name: &&str| {
        if is_identifier_name(name) { format!(".{name}") } else { format!("[{}]", quoted(name)) }
    };
    let members: String = members.iter().map(member).collect();
    format!("{import}; {variable}{members}")
}

/// A statement that asks for one exported type.
pub(super) fn naming_type(specifier: &str, name: &str) -> String {
    format!("import type {{ {} }} from {}", imported(name), quoted(specifier))
}

/// One statement that imports all of these names.
pub(super) fn naming_all(specifier: &str, names: &[&str]) -> String {
    let imported = |(nth, name): (usize, &&str)| {
        if is_identifier_name(name) {
            format!("{name} as _{nth}")
        } else {
            format!("{} as _{nth}", quoted(name))
        }
    };
    let names: Vec<String> = names.iter().enumerate().map(imported).collect();
    format!("import {{ {} }} from {}", names.join(", "), quoted(specifier))
}

fn imported(name: &str) -> String {
    match name {
        _ if is_binding(name) => name.to_owned(),
        _ if is_identifier_name(name) => format!("{name} as it"),
        _ => format!("{} as it", quoted(name)),
    }
}

/// A string of JavaScript, between the quotes that need the fewest escapes.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c != '\'' && c != '\\' && !c.is_control();
    if text.chars().all(is_plain) {
        format!("'{text}'")
    } else {
        serde_json::to_string(text).unwrap_or_default()
    }
}

/// Tells whether a variable of a module can have this name.
fn is_binding(name: &str) -> bool {
    let is_reserved = is_reserved_keyword(name) || matches!(name, "eval" | "arguments");
    is_identifier_name(name) && !is_reserved
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
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && is_binding(&name) {
        name
    } else {
        "it".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_of_consumers() {
        for (specifier, mode, name, expected) in [
            ("p", Mode::Import, "a", "import { a } from 'p'"),
            ("p", Mode::Import, "a-b", "import { 'a-b' as it } from 'p'"),
            ("p", Mode::Import, "a'b", "import { \"a'b\" as it } from 'p'"),
            ("p", Mode::Import, "delete", "import { delete as it } from 'p'"),
            ("p", Mode::Import, "²", "import { '²' as it } from 'p'"),
            ("p/it's\n", Mode::Import, "a", "import { a } from \"p/it's\\n\""),
            ("class", Mode::Import, "default", "import it from 'class'"),
            ("@s/my-lib", Mode::Import, "default", "import myLib from '@s/my-lib'"),
            ("p/7", Mode::Import, "default", "import it from 'p/7'"),
            ("p", Mode::Require, "default", "require('p').default"),
            ("p", Mode::Require, "a", "const { a } = require('p')"),
            ("p", Mode::Require, "a-b", "require('p')['a-b']"),
            ("p", Mode::Require, "delete", "require('p').delete"),
        ] {
            assert_eq!(naming(specifier, mode, name), expected);
        }
        for (path, expected) in [
            (["ns", "a"], "import { ns } from 'my-lib'; ns.a"),
            (["default", "a-b"], "import myLib from 'my-lib'; myLib['a-b']"),
            (["a-b", "c"], "import { 'a-b' as it } from 'my-lib'; it.c"),
        ] {
            assert_eq!(naming_member("my-lib", &path), expected);
        }
        assert_eq!(naming_all("p", &["a", "b-c"]), "import { a as _0, 'b-c' as _1 } from 'p'");
        let data = "import data from 'p/a.json' with { type: 'json' }";
        assert_eq!(naming_key("p/a.json", Mode::Import, "a"), format!("{data}; data.a"));
        assert_eq!(naming_key("p/a.json", Mode::Import, "a/b"), format!("{data}; data['a/b']"));
        assert_eq!(naming_key("p/a.json", Mode::Require, "a/b"), "require('p/a.json')['a/b']");
        assert_eq!(
            loading("p/a.json", Mode::Import, Offered::Data),
            "import data from 'p/a.json' with { type: 'json' }"
        );
    }
}
