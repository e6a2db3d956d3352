//! Writes the command of a step anew for another folder.

use crate::{
    path::join,
    trace::{
        paths::{is_at_or_below, relative},
        plan::BuildStep,
    },
};

/// The output folder of a folder that is built as its neighbour is: with `bin/shared` built to `dist/shared`, `bin/x` goes to
/// `dist/x`.
pub fn target(folder: &str, from: &str, to: &str) -> Option<String> {
    let (mut base, mut out): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    loop {
        let base_path = base.join("/");
        if is_at_or_below(folder, &base_path) {
            return Some(join(&out.join("/"), relative(&base_path, folder)).trim_end_matches('/').to_owned());
        }
        match (base.last(), out.last()) {
            (Some(a), Some(b)) if a == b && out.len() > 1 => drop((base.pop(), out.pop())),
            _ => break,
        }
    }
    // Another top folder: below the same output.
    let inner = folder.split_once('/').map_or("", |(_, inner)| inner);
    Some(join(&out.join("/"), inner).trim_end_matches('/').to_owned())
}

/// The command with other folders, written as it is.
pub fn rewritten(step: &BuildStep, from: &str, folder: &str, to: &str, target: &str) -> Option<String> {
    let is_path = |word: &str, path: &str| {
        let plain = word.trim_start_matches("./").trim_end_matches('/');
        plain == path.trim_start_matches(&format!("{}/", step.directory))
    };
    let renamed = |word: &str, path: &str| {
        let slash = if word.ends_with('/') { "/" } else { "" };
        let dot = if word.starts_with("./") { "./" } else { "" };
        format!("{dot}{path}{slash}")
    };
    let (mut has_from, mut has_to) = (false, false);
    let mut words = Vec::new();
    for word in step.command.split(' ') {
        let (option, value) = word
            .split_once('=')
            .filter(|_| word.starts_with("--"))
            .map_or(("", word), |(option, value)| (option, value));
        let joined = if option.is_empty() { String::new() } else { format!("{option}=") };
        if is_path(value, from) && !has_from {
            has_from = true;
            words.push(format!("{joined}{}", renamed(value, folder)));
        } else if is_path(value, to) && !has_to {
            has_to = true;
            words.push(format!("{joined}{}", renamed(value, target)));
        } else {
            words.push(word.to_owned());
        }
    }
    (has_from && has_to).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_as_its_neighbour_does() {
        for (folder, from, to, expected) in [
            ("bin/deployment", "bin/shared", "dist/shared", "dist/deployment"),
            ("bin/shared/x", "bin/shared", "dist/shared", "dist/shared/x"),
            ("bin/deployment", "src", "dist", "dist/deployment"),
            ("lib", "src", "dist", "dist"),
            ("bin/a/b", "bin/shared/c", "dist/c", "dist/a/b"),
        ] {
            assert_eq!(target(folder, from, to).as_deref(), Some(expected), "{folder}");
        }
    }
}
