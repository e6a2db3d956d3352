//! Exports that are another kind of thing than before, where the syntax of both releases tells.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use memchr::memmem;

use crate::{
    diff::{
        change::{ChangeEffect, ChangeKind},
        touched::TouchedModules,
        unlisted::ListedFile,
    },
    facts::NodeFacts,
    hash::HashMap,
    link::{
        LexedExports,
        graph::{Module, ModuleId},
        origins::{NameMaker, makers},
    },
    module::{CommonJsModule, ValueShape},
    path::PackagePath,
    report::OutcomeReport,
    resolve::{NodeTarget, format::Format},
    session::Session,
};

/// The kinds of what both releases export.
pub(super) struct ComparedKinds<'s> {
    pub old: ReleaseKinds<'s>,
    pub new: ReleaseKinds<'s>,
    touched: TouchedModules,
}

impl<'s> ComparedKinds<'s> {
    pub fn new(old: &'s Session, new: &'s Session, node: &NodeTarget) -> Self {
        let (before, after) = (old.facts(node), new.facts(node));
        Self {
            touched: TouchedModules::of((old, &before), (new, &after)),
            old: ReleaseKinds::new(old, before, node),
            new: ReleaseKinds::new(new, after, node),
        }
    }

    /// Tells whether an outcome leads to a module that is what it was, and so is all that it loads.
    pub fn are_same(&self, old: &OutcomeReport, new: &OutcomeReport) -> bool {
        let id = self.old.module_of(old).filter(|_| old.target == new.target && old.format == new.format);
        id.is_some_and(|id| !self.touched.has(id))
    }

    /// Tells whether the text of the module that an outcome leads to is what it was.
    pub fn have_same_text(&self, old: &OutcomeReport, new: &OutcomeReport) -> bool {
        let id = self.old.module_of(old).filter(|_| old.target == new.target && old.format == new.format);
        id.is_some_and(|id| self.touched.is_same_text(id))
    }
}

/// The kinds of what one release exports, found when they are first asked for.
pub(super) struct ReleaseKinds<'s> {
    session: &'s Session,
    node: NodeTarget,
    facts: Arc<NodeFacts>,
    /// The module that each entry point leads to, by its file, and whether it is an ES module.
    entries: HashMap<(String, bool), ModuleId>,
    /// The module that makes each name, and its name there, by the module that offers it; of those that re-export.
    makers: Option<HashMap<ModuleId, BTreeMap<String, NameMaker>>>,
    /// The shapes of the names that each ES module makes.
    made: HashMap<ModuleId, HashMap<String, ValueShape>>,
    commonjs: HashMap<String, Option<Arc<CommonJsModule>>>,
    lexed: LexedExports<'s>,
}

impl<'s> ReleaseKinds<'s> {
    fn new(session: &'s Session, facts: Arc<NodeFacts>, node: &NodeTarget) -> Self {
        let entry = |id: ModuleId| {
            let module = facts.linkage.graph.get(id)?;
            Some(((module.path.as_str().to_owned(), module.es().is_some()), id))
        };
        let entries = facts.linkage.verdicts.iter().filter_map(|verdict| entry(verdict.module?)).collect();
        Self {
            session,
            node: node.clone(),
            entries,
            facts,
            makers: None,
            made: HashMap::default(),
            commonjs: HashMap::default(),
            lexed: LexedExports::new(session.package(), node),
        }
    }

    fn module_of(&self, outcome: &OutcomeReport) -> Option<ModuleId> {
        let is_es = outcome.format.as_deref() == Some(Format::Module.name());
        self.entries.get(&(outcome.target.clone()?, is_es)).copied()
    }

    /// The shape of a name that an outcome of `import` offers.
    pub fn of_outcome(&mut self, outcome: &OutcomeReport, name: &str) -> ValueShape {
        match (&outcome.target, &outcome.format) {
            (Some(file), Some(format)) => self.of(file, format, name),
            _ => ValueShape::Unknown,
        }
    }

    fn of(&mut self, file: &str, format: &str, name: &str) -> ValueShape {
        match (format, name) {
            ("commonjs", name) => {
                let module = self.commonjs(file);
                match (module, name) {
                    (Some(module), "default") => module.shapes.module_exports,
                    (Some(module), name) => module.shapes.named.get(name).copied().unwrap_or_default(),
                    (None, _) => ValueShape::Unknown,
                }
            }
            ("module", name) => self.of_es(file, name).unwrap_or_default(),
            _ => ValueShape::Unknown,
        }
    }

    fn commonjs(&mut self, file: &str) -> Option<Arc<CommonJsModule>> {
        let find = || self.session.package().readings().commonjs(&PackagePath::new(file)?);
        self.commonjs.entry(file.to_owned()).or_insert_with(find).clone()
    }

    fn of_es(&mut self, file: &str, name: &str) -> Option<ValueShape> {
        let id = self.entries.get(&(file.to_owned(), true)).copied()?;
        let es = self.facts.linkage.graph.get(id)?.es()?;
        // What it makes itself wins over what it re-exports.
        let is_own = es.indirect_exports.is_empty() && es.star_exports.is_empty();
        let own = self.made(id).get(name).copied();
        if is_own || own.is_some() {
            return own;
        }
        let (maker, name) = self.makers().get(&id)?.get(name).cloned()?;
        self.made(maker).get(&name).copied()
    }

    fn makers(&mut self) -> &HashMap<ModuleId, BTreeMap<String, NameMaker>> {
        let (facts, session, node) = (&self.facts, self.session, &self.node);
        self.makers.get_or_insert_with(|| {
            let graph = &facts.linkage.graph;
            let re_exports = |id: &ModuleId| {
                let es = graph.get(*id).and_then(Module::es);
                es.is_some_and(|es| !es.indirect_exports.is_empty() || !es.star_exports.is_empty())
            };
            let modules: BTreeSet<ModuleId> = self.entries.values().copied().filter(re_exports).collect();
            let modules: Vec<ModuleId> = modules.into_iter().collect();
            let found = makers(graph, session.package(), node, &modules);
            modules.into_iter().zip(found).collect()
        })
    }

    fn made(&mut self, id: ModuleId) -> &HashMap<String, ValueShape> {
        let es = self.facts.linkage.graph.get(id).and_then(Module::es);
        self.made.entry(id).or_insert_with(|| {
            let exports = es.into_iter().flat_map(|es| &es.local_exports);
            exports.map(|export| (export.name.value.clone(), export.shape)).collect()
        })
    }

    /// Tells whether an outcome leads to CommonJS that a compiler made of an ES module; if it does, whether it has a
    /// default export. `None` where that is not known.
    pub fn compiled_default(&mut self, outcome: &OutcomeReport) -> Option<bool> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        let path = PackagePath::new(file)?;
        let source = self.session.package().files().contents(file)?;
        if memmem::find(source, b"__esModule").is_none() || hands_exports_over(source) {
            return None;
        }
        let found = self.lexed.of(&path);
        (found.complete && found.names.contains("__esModule")).then(|| found.names.contains("default"))
    }

    /// Tells whether the lexer finds a `default` among the names of CommonJS; `None` where its names are not known.
    pub fn lexed_default(&mut self, outcome: &OutcomeReport) -> Option<bool> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        let path = PackagePath::new(file)?;
        Some(self.lexed.of(&path).names.contains("default"))
    }
}

impl ReleaseKinds<'_> {
    /// All names that `require` gives of an outcome, where the syntax of its file says them.
    pub fn members(&mut self, outcome: &OutcomeReport) -> Option<Vec<String>> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        self.commonjs(file)?.shapes.members.clone()
    }

    /// The JSON that `require` gives of an outcome: its file is CommonJS that does nothing but require it.
    pub fn data_behind(&mut self, outcome: &OutcomeReport) -> Option<PackagePath> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        let path = PackagePath::new(file)?;
        self.commonjs(file).filter(|module| module.shapes.is_required)?;
        self.lexed.data(&path)
    }

    /// Tells whether the list of an outcome has all that `require` gives: nothing else makes names while it runs.
    pub fn lists_all(&mut self, outcome: &OutcomeReport) -> bool {
        let Some(path) = outcome.target.as_deref().and_then(PackagePath::new) else { return false };
        let files = self.lexed.files(&path);
        if files.iter().any(|path| self.lexed.has_unlexed(path)) {
            return false;
        }
        let names = self.lexed.of(&path).names.clone();
        files.iter().all(|path| {
            let text = self.session.package().files().contents(path.as_str()).unwrap_or_default();
            let Some(module) = self.commonjs(path.as_str()) else { return false };
            let shapes = &module.shapes;
            let gives_function = matches!(shapes.module_exports, ValueShape::Function { .. });
            !shapes.is_handed_on && ListedFile { text, names: &names, gives_function }.tells_all_names()
        })
    }
}

/// Tells whether an ES module says itself what `require` of it gives.
pub(super) fn gives_itself(outcome: &OutcomeReport) -> bool {
    let exports = || outcome.exports.iter().any(|name| name == "module.exports");
    outcome.format.as_deref() == Some("module") && exports()
}

/// Tells whether code gives `exports` to a function other than `Object.defineProperty`, which the lexer does not follow.
fn hands_exports_over(source: &[u8]) -> bool {
    let count = |text: &str| memmem::find_iter(source, text).count();
    count("(exports,") > count("defineProperty(exports,")
}

/// A change of kind: the words for it, and what a consumer's use of it does now.
pub(super) struct KindChange {
    pub kind: ChangeKind,
    pub effect: ChangeEffect,
    pub words: String,
    pub now: Option<String>,
}

/// Compares the shapes of a name in both releases.
pub(super) fn compare(name: &str, was: ValueShape, is: ValueShape) -> Option<KindChange> {
    use ValueShape::{Class, Function, Object, Primitive};
    let changed = |effect, words: &str, now: Option<&str>| {
        Some(KindChange {
            kind: ChangeKind::KindChanged,
            effect,
            words: words.to_owned(),
            now: now.map(str::to_owned),
        })
    };
    let is_constructor = name.starts_with(|c: char| c.is_uppercase());
    match (was, is) {
        (Function { required: Some(old), .. }, Function { needed: new, .. })
        | (Class { required: Some(old), .. }, Class { needed: new, .. })
            if new > old && new > needed(was) =>
        {
            Some(KindChange {
                kind: ChangeKind::ParametersGrown,
                effect: ChangeEffect::Major,
                words: format!(
                    "took {old} parameters before the first with a default, and takes argument {new} apart"
                ),
                now: Some(format!("TypeError: argument {new} is undefined, which cannot be destructured")),
            })
        }
        (Function { required: Some(old), .. }, Function { required: Some(new), .. })
        | (Class { required: Some(old), .. }, Class { required: Some(new), .. })
            if new > old =>
        {
            Some(KindChange {
                kind: ChangeKind::ParametersGrown,
                effect: ChangeEffect::Unknown,
                words: format!(
                    "took {old} and takes {new} parameters before the first with a default; it cannot be told whether it needs them"
                ),
                now: None,
            })
        }
        // Functions with a capital letter are called with `new`, as classes are.
        (Function { .. }, Class { .. }) if is_constructor => None,
        (Function { .. }, Class { .. }) if name == "default" => changed(
            ChangeEffect::Unknown,
            "was a function and is a class, which cannot be called without `new`",
            None,
        ),
        (Function { .. }, Class { .. }) => changed(
            ChangeEffect::Major,
            "was a function and is a class",
            Some("TypeError: a class constructor cannot be invoked without 'new'"),
        ),
        (Class { .. }, Function { is_arrow: true, .. }) => changed(
            ChangeEffect::Major,
            "was a class and is an arrow function",
            Some("TypeError: it is not a constructor"),
        ),
        (Function { .. }, Object | Primitive) => {
            let is = if is == Object { "an object" } else { "a plain value" };
            changed(
                ChangeEffect::Major,
                &format!("was a function and is {is}"),
                Some("TypeError: it is not a function"),
            )
        }
        (Class { .. }, Object | Primitive) => {
            let is = if is == Object { "an object" } else { "a plain value" };
            changed(
                ChangeEffect::Major,
                &format!("was a class and is {is}"),
                Some("TypeError: it is not a constructor"),
            )
        }
        (Object | Primitive, Function { .. } | Class { .. }) => changed(
            ChangeEffect::Unknown,
            "was a value and can be called now; it cannot be told whether it has the same members",
            None,
        ),
        _ => None,
    }
}

fn needed(shape: ValueShape) -> u32 {
    match shape {
        ValueShape::Function { needed, .. } | ValueShape::Class { needed, .. } => needed,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_that_differ() {
        use ValueShape::{Class, Function, Object, Unknown};
        let function = |required| Function { required: Some(required), needed: 0, is_arrow: false };
        let apart = |required, needed| Function { required: Some(required), needed, is_arrow: false };
        let open = Function { required: None, needed: 0, is_arrow: false };
        for (name, old, new, expected) in [
            ("f", function(1), function(1), None),
            ("f", function(1), function(0), None),
            ("f", function(1), function(2), Some(ChangeEffect::Unknown)),
            ("f", function(1), apart(2, 2), Some(ChangeEffect::Major)),
            ("f", apart(2, 2), apart(3, 2), Some(ChangeEffect::Unknown)),
            ("f", apart(2, 2), apart(2, 2), None),
            ("f", function(2), apart(2, 2), None),
            ("f", open, function(2), None),
            ("f", function(2), open, None),
            ("f", open, apart(2, 2), None),
            ("f", function(1), Class { required: Some(1), needed: 0 }, Some(ChangeEffect::Major)),
            ("F", function(1), Class { required: Some(1), needed: 0 }, None),
            ("F", Class { required: Some(1), needed: 0 }, function(1), None),
            (
                "F",
                Class { required: Some(1), needed: 0 },
                Function { required: Some(1), needed: 0, is_arrow: true },
                Some(ChangeEffect::Major),
            ),
            ("f", function(1), Object, Some(ChangeEffect::Major)),
            ("f", Object, function(1), Some(ChangeEffect::Unknown)),
            ("f", function(1), Unknown, None),
            ("f", Unknown, Object, None),
        ] {
            let found = compare(name, old, new).map(|change| change.effect);
            assert_eq!(found, expected, "{name} {old:?} {new:?}");
        }
    }
}
