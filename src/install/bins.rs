//! Commands in "bin" at which package managers end, and those that they link under different names.

use crate::{
    entry_points::bins::{bin_name, bin_path, named_folder},
    install::{
        managers::Installer::{self, Bun, Npm, Pnpm, Yarn, YarnClassic},
        no_text::no_text,
    },
    json::{JsonContent, JsonNode},
    package::Package,
    text::Span,
};

/// A command at which package managers end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedBin {
    pub fault: BinFault,
    pub at: Span,
}

/// The reason why package managers end at a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BinFault {
    /// The value is no text, but this; managers join it to the folder of the package.
    NoPath { name: String, value: &'static str },
    /// An item of a list is no text, but this.
    NoPathInList { value: &'static str },
    /// "directories.bin" is no text, but this.
    NoFolder { value: &'static str },
    /// "directories.bin" leads to a file.
    FileForFolder,
    /// The name is not one that a package can have.
    Name(String),
}

impl BinFault {
    pub fn failing(&self) -> &'static [Installer] {
        match self {
            Self::NoPath { .. } => &[Pnpm, YarnClassic],
            Self::NoFolder { .. } => &[Npm, Pnpm],
            Self::FileForFolder => &[YarnClassic, Bun],
            // npm names such a command after its path.
            Self::NoPathInList { .. } => &[Npm, Pnpm, YarnClassic],
            Self::Name(_) => &[Yarn],
        }
    }
}

/// Returns the commands in "bin" at which package managers end.
pub fn refused_bins(package: &Package) -> Vec<RefusedBin> {
    let Some(manifest) = package.manifest() else { return Vec::new() };
    if let Some(folder) = named_folder(manifest) {
        let fault = folder_fault(package, folder);
        return fault.map(|fault| RefusedBin { fault, at: folder.span }).into_iter().collect();
    }
    let Some(bin) = manifest.get("bin") else { return Vec::new() };
    let in_list = |item: &JsonNode| {
        let fault = BinFault::NoPathInList { value: no_text(item)? };
        Some(RefusedBin { fault, at: item.span })
    };
    match &bin.value {
        JsonContent::Array(items) => items.iter().filter_map(in_list).collect(),
        JsonContent::Object(members) => {
            let refused = members.iter().filter_map(|member| {
                let name = &member.key.value;
                Some(match no_text(&member.value) {
                    Some(value) => RefusedBin {
                        fault: BinFault::NoPath { name: name.clone(), value },
                        at: member.value.span,
                    },
                    None => RefusedBin { fault: name_fault(name, &member.value)?, at: member.key.span },
                })
            });
            refused.collect()
        }
        _ => Vec::new(),
    }
}

fn folder_fault(package: &Package, folder: &JsonNode) -> Option<BinFault> {
    let Some(path) = folder.as_str() else {
        return no_text(folder).map(|value| BinFault::NoFolder { value });
    };
    package.files().get(&bin_path(path)).map(|_| BinFault::FileForFolder)
}

/// Returns the fault of a name, which yarn 4 reads only where there is a path.
fn name_fault(name: &str, path: &JsonNode) -> Option<BinFault> {
    let has_path = path.as_str().is_some_and(|path| !path.trim().is_empty());
    (has_path && !is_package_name(name)).then(|| BinFault::Name(name.to_owned()))
}

/// The name by which each package manager links a command of "bin"; `None` where it leaves the command out, or ends.
pub fn linked_names(key: &str) -> [(Installer, Option<String>); 5] {
    let plain = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    let by_npm = plain(&bin_name(key));
    let by_pnpm = key.strip_prefix('@').and_then(|scoped| scoped.split_once('/')).map_or(key, |(_, own)| own);
    let is_for_pnpm = by_pnpm == "$" || (is_uri(by_pnpm) && !is_dots(by_pnpm));
    let is_for_yarn = key.chars().all(is_of_yarn) && !is_dots(key);
    [
        (Npm, by_npm.clone()),
        (Pnpm, plain(by_pnpm).filter(|_| is_for_pnpm)),
        (YarnClassic, plain(key).filter(|_| is_for_yarn)),
        (Yarn, behind_scope(key).and_then(plain)),
        (Bun, by_npm),
    ]
}

fn is_dots(name: &str) -> bool {
    name == "." || name == ".."
}

fn is_of_yarn(char: char) -> bool {
    char.is_ascii_alphanumeric() || "._-".contains(char)
}

/// Tells whether `encodeURIComponent` leaves a name as it is.
fn is_uri(name: &str) -> bool {
    name.chars().all(|char| is_of_yarn(char) || "!~*'()".contains(char))
}

/// Tells whether yarn 4, which reads the name of a command as that of a package, goes on.
pub fn is_package_name(key: &str) -> bool {
    behind_scope(key).is_some()
}

/// Returns what yarn 4 takes for the name behind a scope, if it takes the text for the name of a package.
fn behind_scope(key: &str) -> Option<&str> {
    let own = match key.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').filter(|(scope, _)| !scope.is_empty())?.1,
        None => key,
    };
    (!own.is_empty() && !own.contains(['@', '/'])).then_some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_linked_as_real_managers_do() {
        let [none, a, b] = ["", "a", "b"];
        for (key, expected) in [
            ("a", [a; 5]),
            ("A.b_c-d", ["A.b_c-d"; 5]),
            (".a", [".a"; 5]),
            ("@s/b", [b, b, none, b, b]),
            ("a:b", [b, none, none, "a:b", b]),
            ("a\\b", [b, none, none, "a\\b", b]),
            ("a/b", [b, none, none, none, b]),
            ("../b", [b, none, none, none, b]),
            ("@s/a/b", [b, none, none, none, b]),
            ("@x", ["@x", none, none, none, "@x"]),
            ("a@1", ["a@1", none, none, none, "a@1"]),
            ("a b", ["a b", none, none, "a b", "a b"]),
            ("c++", ["c++", none, none, "c++", "c++"]),
            ("größe", ["größe", none, none, "größe", "größe"]),
            ("a~b", ["a~b", "a~b", none, "a~b", "a~b"]),
            ("$", ["$", "$", none, "$", "$"]),
            ("", [none; 5]),
        ] {
            let found = linked_names(key).map(|(_, name)| name.unwrap_or_default());
            assert_eq!(found.each_ref().map(String::as_str), expected, "{key}");
        }
    }
}
