//! Expands a subpath pattern against the packed files.

use std::collections::BTreeSet;

use crate::{
    entry_points::{
        entry_point::{EntryKind, EntryPoint, target_file},
        reader::{EntryPointReader, Found},
    },
    manifest::subpaths::SubpathEntry,
    resolve::{
        Mode, Referrer, Resolution,
        error::{PackagePlace, ResolveError},
        step::{Step, StepKind},
    },
};

/// The extensions of files that Node can load. A pattern that also covers licences, styles and declarations
/// declares no entry points with them.
const MODULE_EXTENSIONS: [&str; 6] = [".js", ".mjs", ".cjs", ".json", ".wasm", ".node"];

impl EntryPointReader<'_> {
    /// Returns an entry point for every packed module that the pattern leads to, if Node resolves the subpath
    /// to it: exclusions and more specific keys are respected. A mode whose own file is not packed is left
    /// out.
    pub(super) fn expand(&mut self, entry: &SubpathEntry, declared: &PackagePlace) -> Vec<EntryPoint> {
        let pattern = entry.key.value.as_str();
        if !pattern.starts_with("./") {
            return Vec::new();
        }
        // A set, as the targets for `import` and for `require` mostly stand for the same subpaths.
        let stars: BTreeSet<String> =
            entry.target.paths().iter().flat_map(|path| self.stars(&path.value)).collect();
        if stars.is_empty() {
            self.unexpanded(pattern, declared).into_iter().collect()
        } else {
            stars.iter().filter_map(|star| self.expansion(pattern, star, declared)).collect()
        }
    }

    /// Returns one entry point for a pattern that leads to one file, whatever its `*` stands for; it is asked
    /// for as it is written.
    fn unexpanded(&mut self, pattern: &str, declared: &PackagePlace) -> Option<EntryPoint> {
        let specifier = format!("{}{}", self.package.name(), pattern.strip_prefix('.')?);
        let resolutions = [Mode::Import, Mode::Require].map(|mode| {
            let resolution = self.resolver(mode).resolve(&Referrer::Consumer, &specifier);
            leads_to_one_file(&resolution, pattern)
                .then_some((mode, Resolution { result: resolution.result, trail: Vec::new() }))
        });
        let resolutions: Vec<_> = resolutions.into_iter().flatten().collect();
        (!resolutions.is_empty()).then(|| EntryPoint {
            subpath: pattern.to_owned(),
            kind: EntryKind::Export,
            pattern: Some(pattern.to_owned()),
            declared: Some(declared.clone()),
            resolutions,
        })
    }

    /// Returns the texts for the `*` of a target with which it names a packed module.
    fn stars(&self, target: &str) -> Vec<String> {
        let Some((base, rest)) = target.strip_prefix("./").and_then(|target| target.split_once('*')) else {
            return Vec::new();
        };
        let directory = base.rfind('/').map_or("", |slash| base.get(..slash).unwrap_or_default());
        let files = self.package.files().under(directory).map(|(path, _)| path);
        let modules = files.filter(|path| MODULE_EXTENSIONS.contains(&path.extension()));
        modules.filter_map(|path| star(path.as_str(), base, rest)).map(str::to_owned).collect()
    }

    fn expansion(&mut self, pattern: &str, star: &str, declared: &PackagePlace) -> Option<EntryPoint> {
        self.expansions = self.expansions.saturating_add(1);
        if self.expansions > self.package.limits().expansions {
            return None;
        }
        let subpath = pattern.replacen('*', star, 1);
        let found: Vec<_> = [Mode::Import, Mode::Require]
            .into_iter()
            .filter_map(|mode| Some((mode, self.expanded(mode, &subpath)?)))
            .collect();
        // Another key may be more specific.
        let is_own = found.iter().any(|(_, found)| {
            target_file(&found.resolution).is_some() && found.pattern.as_deref() == Some(pattern)
        });
        is_own.then(|| EntryPoint {
            subpath,
            kind: EntryKind::Export,
            pattern: Some(pattern.to_owned()),
            declared: Some(declared.clone()),
            resolutions: found.into_iter().map(|(mode, found)| (mode, found.resolution)).collect(),
        })
    }

    /// Resolves an expansion in one mode; `None` if that mode's file is not packed.
    fn expanded(&mut self, mode: Mode, subpath: &str) -> Option<Found> {
        let found = match self.resolve_plain(mode, subpath) {
            Some(found) => found?,
            None => self.resolve(mode, subpath),
        };
        let is_there = target_file(&found.resolution).is_some() || is_withheld(&found.resolution);
        is_there.then_some(found)
    }
}

/// Tells whether the pattern was chosen, and then a target without a `*`.
fn leads_to_one_file(resolution: &Resolution, pattern: &str) -> bool {
    let is_own = |step: &Step| matches!(&step.kind, StepKind::Pattern { key, .. } if key == pattern);
    let is_plain = |step: &Step| matches!(&step.kind, StepKind::Target(target) if !target.contains('*'));
    resolution.trail.iter().any(is_own) && resolution.trail.iter().rev().take(1).any(is_plain)
}

/// Tells whether no condition of the target is for the mode.
fn is_withheld(resolution: &Resolution) -> bool {
    matches!(resolution.result, Err(ResolveError::PackagePathNotExported { .. }))
}

/// Returns the text that the first `*` stands for, if every further `*` of the target stands for the same
/// text.
pub(crate) fn star<'p>(path: &'p str, base: &str, rest: &str) -> Option<&'p str> {
    let after = path.strip_prefix(base)?;
    let further = rest.matches('*').count();
    let fixed = rest.len() - further;
    // All stars stand for one text, so that its length follows from the lengths of the path and of the fixed parts.
    let length = after.len().checked_sub(fixed)? / (further + 1);
    let star = after.get(..length).filter(|star| !star.is_empty())?;
    (after.get(length..)? == rest.replace('*', star)).then_some(star)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_the_same_everywhere() {
        for (path, base, rest, expected) in [
            ("dist/a.js", "dist/", ".js", Some("a")),
            ("dist/a/b.js", "dist/", ".js", Some("a/b")),
            ("dist/a/a.js", "dist/", "/*.js", Some("a")),
            ("dist/a/b.js", "dist/", "/*.js", None),
            ("dist/.js", "dist/", ".js", None),
            ("lib/a.js", "dist/", ".js", None),
        ] {
            assert_eq!(star(path, base, rest), expected, "{path} {base}*{rest}");
        }
    }
}
