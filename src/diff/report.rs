//! The report of a comparison: plain data.

use serde::Serialize;

use crate::{
    diff::{
        allow,
        bump::Bump,
        change::{Change, ChangeEffect, ChangeKind},
        options::DiffOptions,
        releases::Releases,
    },
    limits::{LimitReached, Limits},
    package::Package,
    session::Session,
};

/// The comparison of two releases. Its JSON form is a fixed contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DiffReport {
    pub schema: u32,
    pub old: ComparedPackage,
    pub new: ComparedPackage,
    /// The versions of Node that decide.
    pub node: Vec<String>,
    /// The worst first.
    pub changes: Vec<Change>,
    /// The smallest bump that is honest.
    pub required: Bump,
    /// The bump that the newer version makes.
    pub declared: Bump,
    /// The smallest version that is honest.
    pub required_version: Option<String>,
    pub ok: bool,
    /// The limits that were reached, so that not all of both releases was compared.
    #[serde(skip)]
    pub cut: Vec<LimitReached>,
}

/// One of the two releases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedPackage {
    pub name: Option<String>,
    pub version: Option<String>,
}

impl ComparedPackage {
    fn of(package: &Package) -> Self {
        Self {
            name: package.declared_name().map(str::to_owned),
            version: package.version().map(str::to_owned),
        }
    }
}

impl DiffReport {
    pub(super) fn of(releases: &Releases<'_>, mut changes: Vec<Change>, options: &DiffOptions) -> Self {
        let (old, new) = (releases.old.package(), releases.new.package());
        allow::mark(&mut changes, &options.allow);
        changes.sort_by(|a, b| {
            let key = |change: &Change| (change.effect, change.kind);
            key(a).cmp(&key(b)).then_with(|| (&a.subpath, &a.name).cmp(&(&b.subpath, &b.name)))
        });
        let version = old.version();
        let counted = changes.iter().filter(|change| change.allowed.is_none());
        let needed = counted.map(|change| Bump::announcing(change.effect, version)).max();
        let required = needed.unwrap_or(Bump::Patch);
        let declared = options.bump.unwrap_or_else(|| Bump::between(version, new.version()));
        let cut: Vec<_> = [releases.old, releases.new].into_iter().flat_map(Session::cut).collect();
        let is_announced = required <= declared || is_untouched(required, &changes);
        let mut changes = within(new.limits(), changes);
        changes.extend(cut.iter().map(told_limit));
        Self {
            schema: 1,
            old: ComparedPackage::of(old),
            new: ComparedPackage::of(new),
            node: releases.options.node_names(),
            ok: is_announced && cut.is_empty(),
            required,
            declared,
            required_version: version.and_then(|version| required.applied(version)),
            changes,
            cut,
        }
    }

    /// Tells whether the bump suffices for what was compared, and that was not all.
    pub fn is_cut_short(&self) -> bool {
        let is_announced = self.required <= self.declared || is_untouched(self.required, &self.changes);
        is_announced && !self.cut.is_empty()
    }

    /// Tells whether the newer version makes too small a bump for a change.
    pub fn is_unannounced(&self, change: &Change) -> bool {
        let needed = Bump::announcing(change.effect, self.old.version.as_deref());
        let is_felt = matches!(change.effect, ChangeEffect::Major | ChangeEffect::Minor);
        let is_told = change.allowed.is_none() && change.follows.is_none();
        !self.ok && is_felt && is_told && needed > self.declared
    }

    /// The changes that people are told of: those that do not follow from another.
    pub fn told(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.follows.is_none())
    }

    /// The changes that break those who have the older release, and that nobody has allowed.
    pub fn breaking(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.is_breaking())
    }
}

/// Keeps the worst changes, as many as may be printed, and adds that there are more.
fn within(limits: &Limits, mut changes: Vec<Change>) -> Vec<Change> {
    let most = usize::try_from(limits.changes).unwrap_or(usize::MAX);
    let more = changes.len().saturating_sub(most);
    changes.truncate(most);
    if more > 0 {
        let reached = limits.changes().reached(format!("{more} more changes are not shown"));
        changes.push(told_limit(&reached));
    }
    changes
}

fn told_limit(reached: &LimitReached) -> Change {
    let message = format!("{reached}: {}", reached.help());
    Change::new(ChangeKind::LimitReached, ChangeEffect::Unknown, message)
}

/// Tells whether consumers need no bump at all: nothing has changed for them.
fn is_untouched(required: Bump, changes: &[Change]) -> bool {
    let is_felt = |change: &Change| matches!(change.effect, ChangeEffect::Major | ChangeEffect::Minor);
    required == Bump::Patch && !changes.iter().any(|change| is_felt(change) && change.allowed.is_none())
}
