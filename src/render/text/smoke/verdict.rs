//! The verdict of Node in one sentence, and how far the static verdict agrees.

use std::collections::BTreeSet;

use crate::{
    render::{
        names::counted,
        terminal::Role,
        text::smoke::{NAMED, SmokeView},
    },
    report::smoke::{Deps, NodeStatus, SmokeOutcome},
};

impl SmokeView<'_> {
    pub(super) fn verdict(&mut self) {
        let summary = self.report.summary;
        let total = counted(summary.entry_points, "entry point");
        let mut spans = vec![match (summary.broken, summary.failed_runs) {
            (0, 0) if summary.failed_scripts > 0 => {
                Role::Bad.of(format!("✗ {} fails at installation", counted(summary.failed_scripts, "script")))
            }
            (0, 0) if summary.unknown_scripts > 0 => Role::Warning.of("? Nothing fails"),
            (0, 0) if summary.unknown == 0 && summary.loaded == 0 && summary.optional > 0 => {
                Role::Warning.of(format!("? Node could load none of {total}"))
            }
            (0, 0) if summary.unknown == 0 => Role::Good.of(format!("✓ {}", self.what_loads())),
            (0, 0) => Role::Warning.of("? Nothing fails"),
            (0, failed) => Role::Bad.of(format!("✗ {} of your own failed", counted(failed, "run"))),
            (broken, 0) => Role::Bad.of(format!("✗ Node cannot load {broken} of {total}")),
            (broken, failed) => Role::Bad
                .of(format!("✗ Node cannot load {broken} of {total}, and {} failed", counted(failed, "run"))),
        }];
        if summary.unknown > 0 {
            spans.push(Role::Plain.of(format!(" · {} could not be judged", summary.unknown)));
        }
        if summary.unknown_scripts > 0 {
            let scripts = counted(summary.unknown_scripts, "install script");
            spans.push(Role::Plain.of(format!(" · {scripts} could not be judged")));
        }
        let differ = match summary.disagreements {
            0 => " · as the static verdict says".to_owned(),
            count => format!(
                " · {} from the static verdict",
                match count {
                    1 => "1 difference (≠)".to_owned(),
                    _ => format!("{count} differences (≠)"),
                }
            ),
        };
        spans.push(Role::Plain.of(differ));
        if summary.optional > 0 {
            spans.push(Role::Warning.of(format!(" · {}", self.what_is_optional())));
        }
        self.page.blank();
        self.page.wrapped(2, &spans);
        let dependencies = &self.report.dependencies;
        if summary.optional > 0 && !(dependencies.mode == Deps::Install && dependencies.optional_peers) {
            let help = "  = help: `--deps install --optional-peers` installs optional peers, too";
            self.page.wrapped(4, &[Role::Plain.of(help)]);
        }
    }

    /// The number of entry points that could not be asked for, and the packages that are not there.
    fn what_is_optional(&self) -> String {
        let entries = self.report.entry_points.iter().filter(|entry| entry.lacks_optional());
        let needs = entries.flat_map(|entry| &entry.outcomes).filter_map(|outcome| outcome.needs.as_deref());
        let names: BTreeSet<&str> = needs.collect();
        let named = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let optional = if names.len() == 1 { "is optional and" } else { "are optional and" };
        format!(
            "{} could not be loaded: {named}{more} {optional} not installed",
            self.report.summary.optional
        )
    }

    /// The sentence for a package of which nothing fails.
    fn what_loads(&self) -> String {
        let entries = &self.report.entry_points;
        let is_asked = |outcome: &SmokeOutcome| outcome.node.status != NodeStatus::NotAsked;
        match (entries.iter().filter(|entry| entry.outcomes.iter().any(is_asked)).count(), entries.len()) {
            (0, _) => "There is nothing to load".to_owned(),
            (1, 1) => "Node loads the entry point".to_owned(),
            (_, total) if self.report.summary.optional > 0 => {
                format!("Node loads {} of {total} entry points", self.report.summary.loaded)
            }
            (asked, total) if asked == total => format!("Node loads all {total} entry points"),
            (asked, total) => {
                format!("Node loads {asked} of {total} entry points, all that are meant for it")
            }
        }
    }
}
