//! The bump between two versions, and the one that a change needs: as npm's `^` reads versions.

use std::{fmt, str::FromStr};

use nodejs_semver::Version;
use serde::Serialize;
use thiserror::Error;

use crate::diff::change::ChangeEffect;

/// The number of a version that is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// The version is the same, or none that can be compared.
    None,
    Patch,
    Minor,
    Major,
    /// Both are versions before the same release, or the newer one is that release: none of them promises anything.
    Prerelease,
}

/// A word that names no bump.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("\"{0}\" is no bump: major, minor or patch")]
pub struct InvalidBump(String);

impl FromStr for Bump {
    type Err = InvalidBump;

    fn from_str(word: &str) -> Result<Self, InvalidBump> {
        match word {
            "major" => Ok(Self::Major),
            "minor" => Ok(Self::Minor),
            "patch" => Ok(Self::Patch),
            _ => Err(InvalidBump(word.to_owned())),
        }
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Prerelease => "prerelease",
        })
    }
}

impl Bump {
    /// The bump from one version to another.
    pub fn between(old: Option<&str>, new: Option<&str>) -> Self {
        let parsed = |text: Option<&str>| Version::parse(text?.trim()).ok();
        let (Some(old), Some(new)) = (parsed(old), parsed(new)) else { return Self::None };
        match (triple(&old), triple(&new)) {
            _ if new <= old => Self::None,
            (old, new) if old == new => Self::Prerelease,
            ((old, ..), (new, ..)) if new > old => Self::Major,
            ((_, old, _), (_, new, _)) if new > old => Self::Minor,
            _ => Self::Patch,
        }
    }

    /// The smallest bump of a version that announces a change of this effect. Before 1.0.0 the minor is what the major is
    /// later, and before 0.1.0 the patch.
    pub fn announcing(effect: ChangeEffect, old: Option<&str>) -> Self {
        let old = old.and_then(|old| Version::parse(old.trim()).ok());
        let (major, minor, _) = old.map_or((1, 0, 0), |old| triple(&old));
        match (effect, major, minor) {
            (ChangeEffect::Patch | ChangeEffect::Unknown, ..) => Self::Patch,
            (ChangeEffect::Major, 1.., _) => Self::Major,
            (ChangeEffect::Minor, 1.., _) | (ChangeEffect::Major, 0, 1..) => Self::Minor,
            _ => Self::Patch,
        }
    }

    /// The next version by this bump.
    pub fn applied(self, version: &str) -> Option<String> {
        let (major, minor, patch) = triple(&Version::parse(version.trim()).ok()?);
        Some(match self {
            Self::Major => format!("{}.0.0", major.checked_add(1)?),
            Self::Minor => format!("{major}.{}.0", minor.checked_add(1)?),
            Self::Patch => format!("{major}.{minor}.{}", patch.checked_add(1)?),
            Self::None | Self::Prerelease => return None,
        })
    }
}

/// The three numbers of a version.
fn triple(version: &Version) -> (u64, u64, u64) {
    let text = version.to_string();
    let numbers = text.split(['-', '+']).next().unwrap_or_default();
    let mut numbers = numbers.split('.').map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bumps_between_versions() {
        for (old, new, expected) in [
            ("1.2.3", "2.0.0", Bump::Major),
            ("1.2.3", "1.3.0", Bump::Minor),
            ("1.2.3", "1.2.4", Bump::Patch),
            ("1.2.3", "2.0.0-beta.1", Bump::Major),
            ("2.0.0-beta.1", "2.0.0-beta.2", Bump::Prerelease),
            ("2.0.0-beta.1", "2.0.0", Bump::Prerelease),
            ("1.2.3", "1.2.3", Bump::None),
            ("1.2.3", "1.2.2", Bump::None),
            ("x", "1.2.2", Bump::None),
        ] {
            assert_eq!(Bump::between(Some(old), Some(new)), expected, "{old} {new}");
        }
    }

    #[test]
    fn before_1_0_0_other_numbers_announce_it() {
        for (old, major, minor) in [
            ("1.2.3", Bump::Major, Bump::Minor),
            ("0.2.3", Bump::Minor, Bump::Patch),
            ("0.0.3", Bump::Patch, Bump::Patch),
        ] {
            assert_eq!(Bump::announcing(ChangeEffect::Major, Some(old)), major, "{old}");
            assert_eq!(Bump::announcing(ChangeEffect::Minor, Some(old)), minor, "{old}");
        }
    }
}
