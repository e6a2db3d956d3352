//! `npm:` alone: the newest published version that is lower than the one at hand.

use nodejs_semver::Version;

use crate::{
    cli::{args::DiffArgs, failure::Failure, surroundings::Surroundings},
    node::lines::CalendarDay,
    pack::{PublishedVersions, published},
    package::Package,
};

/// A published version, and the day of its publication.
pub(super) struct Predecessor {
    pub version: String,
    pub published: Option<CalendarDay>,
}

/// Finds the newest published version below that of a package; with `--as`, its own version counts, too, since it is yet to
/// be raised. Versions before a release count only if the package is one. `None` if nothing lower is published.
pub(super) fn predecessor(
    package: &Package,
    args: &DiffArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<Option<Predecessor>, Failure> {
    let unnamed = || Failure::usage("`npm:` alone needs a package.json with a name and a version");
    let name = package.declared_name().ok_or_else(unnamed)?;
    let own = Version::parse(package.version().ok_or_else(unnamed)?).map_err(|_| unnamed())?;
    args.output.progress(&format!("looking up {name} with npm"), surroundings);
    let packing = args.packs.packing(&surroundings.stop);
    let all = published(name, &surroundings.directory, &packing)?;
    Ok(newest_below(&all, &own, args.bump.is_some()))
}

fn newest_below(all: &PublishedVersions, own: &Version, is_own_allowed: bool) -> Option<Predecessor> {
    let parsed = all.0.iter().filter_map(|(text, day)| Some((Version::parse(text).ok()?, text, day)));
    let below = parsed.filter(|(version, ..)| {
        let is_stable = !version.is_prerelease() || own.is_prerelease();
        is_stable && (version < own || (is_own_allowed && version == own))
    });
    let (_, version, day) = below.max_by(|(a, ..), (b, ..)| a.cmp(b))?;
    Some(Predecessor { version: version.clone(), published: day.as_deref().and_then(day_of) })
}

/// Finds the day on which a version was published.
pub(super) fn day_of_version(
    name: &str,
    version: &str,
    args: &DiffArgs,
    surroundings: &mut Surroundings<'_>,
) -> Option<CalendarDay> {
    let packing = args.packs.packing(&surroundings.stop);
    let all = published(name, &surroundings.directory, &packing).ok()?;
    all.0.get(version)?.as_deref().and_then(day_of)
}

/// Reads `2024-05-31`.
fn day_of(text: &str) -> Option<CalendarDay> {
    let mut parts = text.split('-');
    let day = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_below() {
        let all = ["1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0", "x"];
        let all = PublishedVersions(all.into_iter().map(|version| (version.to_owned(), None)).collect());
        for (own, is_own_allowed, expected) in [
            ("2.0.0", false, Some("1.1.0")),
            ("2.0.0", true, Some("2.0.0")),
            ("2.0.0-rc.2", false, Some("2.0.0-rc.1")),
            ("1.0.0", false, None),
            ("10.0.0", false, Some("2.0.0")),
        ] {
            let found = newest_below(&all, &Version::parse(own).unwrap(), is_own_allowed);
            assert_eq!(found.map(|found| found.version).as_deref(), expected, "{own}");
        }
        assert_eq!(day_of("2024-05-31"), Some((2024, 5, 31)));
    }
}
