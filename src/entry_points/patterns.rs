//! Expands a subpath pattern against the packed files.

use std::collections::BTreeSet;

use crate::{
    entry_points::{
        entry_point::{EntryKind, EntryPoint, target_file},
        reader::{EntryPointReader, Found},
    },
    manifest::{subpaths::SubpathEntry, target::Target},
    resolve::{
        Mode, Referrer, Resolution, TakenTarget,
        error::{PackagePlace, ResolveError},
        step::{Step, StepKind},
    },
};

/// The extensions of files that Node can load. A pattern that also covers licences, styles and declarations
/// declares no entry points with them.
const MODULE_EXTENSIONS: [&str; 6] = [".js", ".mjs", ".cjs", ".json", ".wasm", ".node"];

/// The files looked at that cost as much as one expansion: a package may have thousands of patterns and of files.
const FILES_FOR_ONE: u64 = 400;

/// The conditions of a target that cost as much as one expansion.
const CONDITIONS_FOR_ONE: usize = 16;

/// The bytes of a pattern, or of a path that it leads to, that cost as much as one expansion: each expansion is as long.
const BYTES_FOR_ONE: usize = 256;

/// The part of a target that each mode takes.
type Taken<'p> = [(Mode, TakenTarget<'p>); 2];

impl<'p> EntryPointReader<'p> {
    /// Returns an entry point for every packed module that the pattern leads to, if Node resolves the subpath
    /// to it: exclusions and more specific keys are respected. A mode whose own file is not packed is left
    /// out; one that finds no file, whatever the `*` stands for, gets an entry point for all subpaths.
    pub(super) fn expand(&mut self, entry: &'p SubpathEntry, declared: &PackagePlace) -> Vec<EntryPoint> {
        let pattern = entry.key.value.as_str();
        // Node matches nothing with a key that has two.
        if !pattern.starts_with("./") || pattern.matches('*').count() > 1 {
            return Vec::new();
        }
        let taken =
            [Mode::Import, Mode::Require].map(|mode| (mode, self.resolver(mode).taken(&entry.target)));
        let stars: BTreeSet<String> =
            targets(&entry.target, &taken).into_iter().flat_map(|target| self.stars(target)).collect();
        if stars.is_empty() {
            return self.unexpanded(pattern, declared, leads_to_one_file).into_iter().collect();
        }
        let cost = cost_of(&entry.target, pattern);
        let mut found = Vec::new();
        for star in &stars {
            found.extend(self.expansion(pattern, star, declared, cost));
        }
        found.extend((!found.is_empty()).then(|| self.lost(pattern, &taken, declared)).flatten());
        found
    }

    /// Returns one entry point for the modes for which no file is packed at all: a build that is lost.
    fn lost(&mut self, pattern: &str, taken: &Taken<'_>, declared: &PackagePlace) -> Option<EntryPoint> {
        let lost = taken
            .map(|(mode, taken)| (mode, matches!(taken, TakenTarget::Path(path) if self.has_none(path))));
        let is_lost = |mode| lost.contains(&(mode, true));
        let mut entry = self.unexpanded(pattern, declared, |_, _| true)?;
        entry.resolutions.retain(|(mode, _)| is_lost(*mode));
        (!entry.resolutions.is_empty()).then_some(entry)
    }

    /// Returns one entry point for a pattern, which is asked for as it is written, in the modes in which the resolution is kept.
    fn unexpanded(
        &mut self,
        pattern: &str,
        declared: &PackagePlace,
        is_kept: impl Fn(&Resolution, &str) -> bool,
    ) -> Option<EntryPoint> {
        let specifier = format!("{}{}", self.package.name(), pattern.strip_prefix('.')?);
        let resolutions = [Mode::Import, Mode::Require].map(|mode| {
            let resolution = self.resolver(mode).resolve(&Referrer::Consumer, &specifier);
            is_kept(&resolution, pattern)
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
    fn stars(&mut self, target: &str) -> Vec<String> {
        let Some((base, rest)) = target.strip_prefix("./").and_then(|target| target.split_once('*')) else {
            return Vec::new();
        };
        let package = self.package;
        let allowed =
            package.limits().expansions.saturating_sub(self.expansions).saturating_mul(FILES_FOR_ONE);
        let mut looked_at = 0_u64;
        let files = package.files().starting_with(base).take_while(|_| {
            looked_at = looked_at.saturating_add(1);
            looked_at <= allowed
        });
        let modules = files.filter(|path| MODULE_EXTENSIONS.contains(&path.extension()));
        let stars = modules.filter_map(|path| star(path.as_str(), base, rest)).map(str::to_owned).collect();
        self.expansions = self.expansions.saturating_add(looked_at / FILES_FOR_ONE);
        stars
    }

    /// Tells whether no packed file at all matches a target in plain letters.
    fn has_none(&self, target: &str) -> bool {
        let Some(path) = target.strip_prefix("./") else { return false };
        match path.split_once('*') {
            None => self.package.files().get(path).is_none(),
            Some((base, rest)) => {
                let mut files = self.package.files().starting_with(base);
                !path.contains('%') && !files.any(|file| star(file.as_str(), base, rest).is_some())
            }
        }
    }

    fn expansion(
        &mut self,
        pattern: &str,
        star: &str,
        declared: &PackagePlace,
        cost: u64,
    ) -> Option<EntryPoint> {
        self.expansions = self.expansions.saturating_add(cost);
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

/// Returns the paths whose `*` is looked for among the files: those that a mode takes, or all if that is not known.
fn targets<'t>(target: &'t Target, taken: &Taken<'t>) -> BTreeSet<&'t str> {
    if taken.iter().any(|(_, taken)| *taken == TakenTarget::Unknown) {
        return target.paths().into_iter().map(|path| path.value.as_str()).collect();
    }
    let path = |(_, taken): &(Mode, TakenTarget<'t>)| match taken {
        TakenTarget::Path(path) => Some(*path),
        _ => None,
    };
    taken.iter().filter_map(path).collect()
}

/// Returns the number of expansions that one of this target counts for.
fn cost_of(target: &Target, pattern: &str) -> u64 {
    let paths = target.paths();
    let longest = paths.iter().map(|path| path.value.len()).fold(pattern.len(), usize::max);
    let more = paths.len() / CONDITIONS_FOR_ONE + longest / BYTES_FOR_ONE;
    1 + u64::try_from(more).unwrap_or(u64::MAX)
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
    // Not for the length alone: the rest may be a million times as long as any path.
    let after = path.strip_prefix(base).filter(|after| after.len() > rest.len())?;
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
