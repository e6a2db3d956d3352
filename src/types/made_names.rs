//! The names of modules that are meant for consumers, among those that their declarations lack.

use std::collections::BTreeMap;

use crate::{
    hash::{HashMap, HashSet},
    link::{
        graph::ModuleId,
        origins::{NameMaker, makers},
    },
    module::LocalExport,
    path::PackagePath,
    resolve::NodeTarget,
    types::{internal::internal_names, judge::TypesJudge, meaning::TypesNames},
};

/// The makers of names, and what their texts say of them.
pub(super) struct MadeNames<'v, 'f> {
    judge: &'v TypesJudge<'f>,
    makers: HashMap<ModuleId, BTreeMap<String, NameMaker>>,
    texts: HashMap<ModuleId, MakerText<'f>>,
}

/// One module that makes names.
#[derive(Default)]
struct MakerText<'f> {
    exports: HashMap<&'f str, &'f LocalExport>,
    /// The names that its comments keep for the authors.
    internal: HashSet<&'f str>,
    /// The name that `export default` gives, where it gives one that has a declaration of its own.
    default: Option<&'f str>,
}

impl<'v, 'f> MadeNames<'v, 'f> {
    pub fn new(judge: &'v TypesJudge<'f>, modules: Vec<ModuleId>, node: &NodeTarget) -> Self {
        let found = makers(&judge.linkage.graph, judge.package, node, &modules);
        let makers: HashMap<_, _> = modules.into_iter().zip(found).collect();
        let ids: HashSet<_> = makers.values().flat_map(BTreeMap::values).map(|(id, _)| *id).collect();
        let ids = ids.into_iter().chain(makers.keys().copied());
        let texts = ids.map(|id| (id, MakerText::read(judge, id))).collect();
        Self { judge, makers, texts }
    }

    /// Those of the names of a module that are for consumers: no comment keeps them for the authors, and none of them is another word
    /// for what is declared.
    pub fn meant<'n>(&self, module: ModuleId, names: Vec<&'n str>, declared: &TypesNames) -> Vec<&'n str> {
        let is_module = self.judge.linkage.graph.get(module).is_some_and(|module| module.es().is_some());
        if !is_module {
            return self.given_by_require(module, names);
        }
        let offered = self.makers.get(&module);
        let of_declared =
            offered.into_iter().flatten().filter(|(name, _)| declared.values.contains_key(*name));
        let told: HashSet<_> = of_declared.filter_map(|(_, maker)| self.binding(maker)).collect();
        let is_meant = |name: &&str| {
            let maker = offered.and_then(|offered| offered.get(*name));
            let binding = maker.and_then(|maker| self.binding(maker));
            binding.is_some_and(|binding| !told.contains(&binding) && !self.is_internal(binding))
        };
        names.into_iter().filter(is_meant).collect()
    }

    /// The names of a CommonJS module that its own statements surely give: Node's lexer finds names that `require` does not have.
    fn given_by_require<'n>(&self, module: ModuleId, names: Vec<&'n str>) -> Vec<&'n str> {
        let Some(path) = self.judge.linkage.graph.get(module).map(|module| &module.path) else {
            return Vec::new();
        };
        let shapes = self.judge.shapes_of(path);
        let has = |name: &str| {
            let mut members = shapes.members.iter().flatten();
            shapes.named.contains_key(name) || members.any(|member| member == name)
        };
        names.into_iter().filter(|name| has(name) && !self.is_internal((module, name))).collect()
    }

    /// The module and the variable that a name stands for.
    fn binding<'b>(&'b self, (module, name): &'b NameMaker) -> Option<(ModuleId, &'b str)> {
        let text = self.texts.get(module)?;
        let local = text.exports.get(name.as_str()).map_or(name.as_str(), |export| export.local.as_str());
        Some((*module, text.default.filter(|_| name == "default").unwrap_or(local)))
    }

    fn is_internal(&self, (module, name): (ModuleId, &str)) -> bool {
        self.texts.get(&module).is_some_and(|text| text.internal.contains(name))
    }
}

impl<'f> MakerText<'f> {
    fn read(judge: &TypesJudge<'f>, id: ModuleId) -> Self {
        let Some(module) = judge.linkage.graph.get(id) else { return Self::default() };
        let files = judge.package.files();
        let text = files.contents(module.path.as_str()).unwrap_or_default();
        let map = files.contents(&map_of(&module.path)).unwrap_or_default();
        let internal = internal_names(text).into_iter().chain(internal_names(map)).collect();
        let exports = module.es().map(|es| &es.local_exports).into_iter().flatten();
        let exports: HashMap<_, _> = exports.map(|export| (export.name.value.as_str(), export)).collect();
        let default = exports.get("default").and_then(|export| named_default(text, export));
        Self { exports, internal, default }
    }
}

/// The path of the source map that compilers write beside a file.
fn map_of(path: &PackagePath) -> String {
    format!("{path}.map")
}

/// The name that `export default name` gives.
fn named_default<'t>(text: &'t [u8], export: &LocalExport) -> Option<&'t str> {
    let rest = text.get(usize::try_from(export.declared.start).ok()?..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"export").unwrap_or(rest).trim_ascii_start();
    let rest = rest.strip_prefix(b"default").unwrap_or(rest).trim_ascii_start();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    let (name, after) = rest.split_at_checked(rest.iter().take_while(|byte| is_part(byte)).count())?;
    let after = after.trim_ascii_start();
    let ends = after.is_empty()
        || after.starts_with(b";")
        || after.starts_with(b"//")
        || after.starts_with(b"export");
    std::str::from_utf8(name).ok().filter(|name| ends && !name.is_empty())
}
