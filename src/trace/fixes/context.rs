//! Everything that fixes follow from.

use crate::{
    json::{self, JsonNode},
    package::Package,
    resolve::NodeTarget,
    text::Span,
    trace::{
        fate::TracedModule, groups::ModuleGroup, packing::NpmPacking, plan::BuildPlan, reach::TarballReach,
    },
};

/// Everything that fixes follow from.
pub struct FixContext<'a> {
    pub plan: &'a BuildPlan<'a>,
    pub package: &'a Package,
    pub packing: &'a NpmPacking,
    pub reach: &'a TarballReach,
    pub modules: &'a [TracedModule],
    pub node: &'a NodeTarget,
}

impl FixContext<'_> {
    /// The modules of a group.
    pub fn of(&self, group: &ModuleGroup) -> Vec<&TracedModule> {
        group.modules.iter().filter_map(|place| self.modules.get(*place)).collect()
    }

    pub fn manifest(&self) -> Option<JsonNode> {
        json::parse(self.plan.disk.tree.text("package.json")?).ok()
    }

    /// The place of a key of package.json.
    pub fn key(&self, key: &str) -> Option<Span> {
        self.manifest()?.member(key).map(|member| member.key.span)
    }
}
