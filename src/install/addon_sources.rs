//! The sources of an addon that binding.gyp names and that are not packed.

use crate::{package::Package, path::beside, resolve::error::PackagePlace, text::Span};

/// Words of a binding.gyp whose sources may be made, chosen or left alone.
const BEYOND: [&str; 12] = [
    "conditions",
    "<!",
    "<(",
    "<@",
    ">(",
    ">@",
    "includes",
    "actions",
    "rules",
    "copies",
    "dependencies",
    "type",
];
/// Extensions of sources that every compiler compiles.
const COMPILED: [&str; 4] = [".c", ".cc", ".cpp", ".cxx"];

/// Returns the first source that is not packed, where the description is plain enough to tell.
pub(super) fn missing_source(package: &Package) -> Option<(String, PackagePlace)> {
    let (file, _) = package.files().get("binding.gyp")?;
    let text = std::str::from_utf8(package.files().contents("binding.gyp")?).ok()?;
    if BEYOND.iter().any(|word| text.contains(word)) || text.contains('#') {
        return None;
    }
    let is_missing = |source: &&str| {
        let path = beside("", source).unwrap_or_default();
        let is_compiled = COMPILED.iter().any(|ending| source.ends_with(ending)) && !source.contains('*');
        let files = package.files();
        let is_packed = files.get(&path).is_some() || files.differing_only_by_case(&path).is_some();
        is_compiled && !path.is_empty() && !source.starts_with('/') && !is_packed
    };
    let source = sources(text).find(is_missing)?;
    let start = (source.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let span = Span::new(u32::try_from(start).ok()?, u32::try_from(start + source.len()).ok()?);
    Some((source.to_owned(), PackagePlace { file: file.clone(), span }))
}

/// Returns the texts in the lists that are called `sources`.
fn sources(text: &str) -> impl Iterator<Item = &str> {
    let lists = text.match_indices("sources").filter_map(|(at, word)| {
        let after = text.get(at + word.len()..)?.strip_prefix(['\'', '"'])?.trim_start();
        let list = after.strip_prefix(':')?.trim_start().strip_prefix('[')?;
        list.split_once(']').map(|(inside, _)| inside)
    });
    lists.flat_map(|inside| inside.split(['\'', '"']).skip(1).step_by(2))
}
