//! Reports the groups of modules with one fate.

use super::words;
use crate::{
    report::trace::{GroupReport, ModuleReport},
    trace::{
        ProjectTrace,
        fate::{ModuleFate, NotPackedReason, SharedFate, TracedModule},
        groups::ModuleGroup,
        plan::BuildPlan,
        stage::Stage,
    },
};

/// The groups; each module that is not in the source tree is one, and these stand first.
pub(super) fn groups(trace: &ProjectTrace<'_>, modules: &[ModuleReport]) -> Vec<GroupReport> {
    let absent = modules.iter().filter(|module| module.stage.is_absent());
    let absent = absent.map(|module| GroupReport {
        folder: module.source.clone(),
        stage: module.stage,
        lost: module.lost,
        unknown: false,
        reason: module.reason.clone(),
        modules: vec![module.source.clone()],
        is_run: false,
        shared_cause: None,
    });
    absent.chain(trace.groups.iter().map(|group| report(group, trace))).collect()
}

fn report(group: &ModuleGroup, trace: &ProjectTrace<'_>) -> GroupReport {
    let members: Vec<&TracedModule> =
        group.modules.iter().filter_map(|place| trace.modules.get(*place)).collect();
    let is_run = group.stage == Stage::Unreachable && members.iter().all(|module| !module.bins.is_empty());
    GroupReport {
        folder: group.folder.clone(),
        stage: group.stage,
        lost: group.is_lost,
        unknown: !group.is_lost && members.iter().all(|module| module.is_unknown()),
        reason: shared_reason(&members, &trace.plan),
        is_run,
        shared_cause: members.first().and_then(|module| shared_cause(module)),
        modules: members.iter().map(|module| module.source.to_string()).collect(),
    }
}

fn shared_cause(module: &TracedModule) -> Option<String> {
    match &module.fate {
        ModuleFate::Broken { is_later: false, causes, .. } => Some(words::broken_together(causes)),
        _ => None,
    }
}

/// One sentence for modules that share a fate: that of the one, or without what differs.
fn shared_reason(members: &[&TracedModule], plan: &BuildPlan<'_>) -> String {
    let [first, rest @ ..] = members else { return String::new() };
    let reason = words::reason(first, plan);
    if rest.iter().all(|other| words::reason(other, plan) == reason) {
        return reason;
    }
    match &first.fate {
        ModuleFate::NotPacked(NotPackedReason::Excluded { by, .. }) => {
            format!("left out of the tarball: {}", words::kept_out(by))
        }
        ModuleFate::Unreachable { .. } => match first.shared_fate() {
            SharedFate::NoEntryPoint => "packed, but no entry point leads there".to_owned(),
            SharedFate::CutOff(by) => format!("packed, but {}", words::cut_off(by)),
            _ => reason,
        },
        ModuleFate::Broken { causes, .. } => words::broken_together(causes),
        ModuleFate::Importable { specifiers, .. } => {
            specifiers.first().map(|specifier| format!("through \"{specifier}\"")).unwrap_or_default()
        }
        _ => reason,
    }
}
