//! Exports that are another kind of thing than before, where the syntax of both releases tells.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use crate::{
    diff::change::{ChangeEffect, ChangeKind},
    hash::HashMap,
    link::{LexedExports, graph::ModuleId, origins::makers},
    module::{ExportedShapes, ValueShape, commonjs_shapes, es_shapes},
    path::PackagePath,
    report::OutcomeReport,
    resolve::{Mode, NodeTarget},
    session::Session,
};

/// The kinds of what one release exports, found when they are first asked for.
pub(super) struct ReleaseKinds<'s> {
    session: &'s Session,
    node: NodeTarget,
    /// The module that makes each name, and its name there, by the file of an entry point.
    makers: HashMap<String, BTreeMap<String, (PackagePath, String)>>,
    shapes: HashMap<PackagePath, ExportedShapes>,
    lexed: LexedExports<'s>,
}

impl<'s> ReleaseKinds<'s> {
    /// The kinds of what is imported from the entry points of a release.
    pub fn new(session: &'s Session, node: &NodeTarget) -> Self {
        let facts = session.facts(node);
        let graph = &facts.linkage.graph;
        let imported = facts.linkage.verdicts.iter().filter(|verdict| verdict.mode == Mode::Import);
        let modules: BTreeSet<ModuleId> = imported.filter_map(|verdict| verdict.module).collect();
        let is_es = |id: &ModuleId| graph.get(*id).is_some_and(|module| module.es().is_some());
        let modules: Vec<ModuleId> = modules.into_iter().filter(is_es).collect();
        let found = makers(graph, session.package(), node, &modules);
        let named = modules
            .iter()
            .zip(found)
            .filter_map(|(id, found)| Some((graph.get(*id)?.path.to_string(), found)));
        Self {
            session,
            node: node.clone(),
            makers: named.collect(),
            shapes: HashMap::default(),
            lexed: LexedExports::new(session.package(), node),
        }
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
            ("commonjs", name) => PackagePath::new(file).map_or(ValueShape::Unknown, |path| {
                let shapes = self.read(&path, false);
                match name {
                    "default" => shapes.module_exports,
                    name => shapes.named.get(name).copied().unwrap_or_default(),
                }
            }),
            ("module", _) => {
                let maker = self.makers.get(file).and_then(|names| names.get(name)).cloned();
                maker
                    .map(|(path, name)| self.read(&path, true).named.get(&name).copied().unwrap_or_default())
                    .unwrap_or_default()
            }
            _ => ValueShape::Unknown,
        }
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

    fn read(&mut self, path: &PackagePath, is_module: bool) -> &ExportedShapes {
        let (session, profile) = (self.session, self.node.version.profile());
        self.shapes.entry(path.clone()).or_insert_with(|| {
            let source = session.package().files().contents(path.as_str()).unwrap_or_default();
            if is_module { es_shapes(source, &profile) } else { commonjs_shapes(source, &profile) }
        })
    }
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
        (Function { required: old, .. }, Function { needed: new, .. })
        | (Class { required: old, .. }, Class { needed: new, .. })
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
        (Function { required: old, .. }, Function { required: new, .. })
        | (Class { required: old, .. }, Class { required: new, .. })
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
        let function = |required| Function { required, needed: 0, is_arrow: false };
        let apart = |required, needed| Function { required, needed, is_arrow: false };
        for (name, old, new, expected) in [
            ("f", function(1), function(1), None),
            ("f", function(1), function(0), None),
            ("f", function(1), function(2), Some(ChangeEffect::Unknown)),
            ("f", function(1), apart(2, 2), Some(ChangeEffect::Major)),
            ("f", apart(2, 2), apart(3, 2), Some(ChangeEffect::Unknown)),
            ("f", apart(2, 2), apart(2, 2), None),
            ("f", function(2), apart(2, 2), None),
            ("f", function(1), Class { required: 1, needed: 0 }, Some(ChangeEffect::Major)),
            ("F", function(1), Class { required: 1, needed: 0 }, None),
            ("F", Class { required: 1, needed: 0 }, function(1), None),
            (
                "F",
                Class { required: 1, needed: 0 },
                Function { required: 1, needed: 0, is_arrow: true },
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
