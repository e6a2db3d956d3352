//! Reads the versions of tools that package.json declares.

use crate::{json, trace::tools::effect::CommandPlace};

/// The major and minor number of the version that package.json asks for; the newest for `latest` and `*`.
pub fn declared_version(at: CommandPlace<'_, '_>, package: &str) -> Option<(u32, u32)> {
    let manifest = json::parse(at.text("package.json")?.trim_start_matches('\u{feff}')).ok()?;
    let fields = ["devDependencies", "dependencies", "peerDependencies"];
    let range = fields.iter().find_map(|field| manifest.get(field)?.get(package)?.as_str())?;
    let first = range.find(|char: char| char.is_ascii_digit());
    let Some(version) = first.and_then(|at| range.get(at..)) else { return Some((u32::MAX, 0)) };
    let mut numbers =
        version.split(|char: char| !char.is_ascii_digit()).map(|text| text.parse().unwrap_or(0));
    Some((numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)))
}
