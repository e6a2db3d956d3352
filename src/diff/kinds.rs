//! Exports that are another kind of thing than before, where the syntax of both releases tells.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use memchr::memmem;

use crate::{
    diff::{
        change::{ChangeEffect, ChangeKind},
        given::{RequiredValue, RequiredValues},
    },
    hash::{HashMap, HashSet},
    link::{
        LexedExports,
        graph::ModuleId,
        origins::{NameMaker, makers},
    },
    module::{Parameters, ValueShape, es_shapes},
    path::PackagePath,
    report::OutcomeReport,
    resolve::{Mode, NodeTarget, format::Format},
    session::Session,
};

/// The kinds of what one release exports, found when they are first asked for.
pub(super) struct ReleaseKinds<'s> {
    session: &'s Session,
    node: NodeTarget,
    /// The module that makes each name, and its name there, by the file of an entry point.
    makers: HashMap<String, BTreeMap<String, NameMaker>>,
    /// The modules that are CommonJS.
    commonjs: HashSet<PackagePath>,
    shapes: HashMap<PackagePath, BTreeMap<String, ValueShape>>,
    required: RequiredValues<'s>,
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
        let commonjs = graph.iter().filter(|(_, module)| module.format == Format::CommonJs);
        Self {
            session,
            node: node.clone(),
            makers: named.collect(),
            commonjs: commonjs.map(|(_, module)| module.path.clone()).collect(),
            shapes: HashMap::default(),
            required: RequiredValues::new(session, node),
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
        match format {
            "commonjs" => {
                PackagePath::new(file).map_or(ValueShape::Unknown, |path| self.of_commonjs(&path, name))
            }
            "module" => {
                let maker = self.makers.get(file).and_then(|names| names.get(name)).cloned();
                maker.map(|maker| self.of_maker(&maker)).unwrap_or_default()
            }
            _ => ValueShape::Unknown,
        }
    }

    fn of_commonjs(&mut self, path: &PackagePath, name: &str) -> ValueShape {
        let value = self.required.of(path);
        match name {
            "default" => value.shape,
            name => value.members.get(name).copied().unwrap_or_default(),
        }
    }

    fn of_maker(&mut self, (path, name): &NameMaker) -> ValueShape {
        if self.commonjs.contains(path) {
            return self.of_commonjs(path, name);
        }
        let (session, profile) = (self.session, self.node.version.profile());
        let shapes = self
            .shapes
            .entry(path.clone())
            .or_insert_with(|| es_shapes(session.package().contents(path).unwrap_or_default(), &profile));
        shapes.get(name).copied().unwrap_or_default()
    }

    /// The file that makes a name that an outcome offers, and its name there.
    pub fn maker(&self, outcome: &OutcomeReport, name: &str) -> Option<&NameMaker> {
        self.makers.get(outcome.target.as_deref()?)?.get(name)
    }

    /// The value that `require` gives, where an outcome leads to CommonJS.
    pub fn required(&mut self, outcome: &OutcomeReport) -> Option<Rc<RequiredValue>> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        PackagePath::new(file).map(|path| self.required.of(&path))
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
    let shapes = (was, is);
    match shapes {
        (
            Function { parameters: Some(was), .. } | Class { parameters: Some(was) },
            Function { parameters: Some(is), .. } | Class { parameters: Some(is) },
        ) if is_function(shapes.0) == is_function(shapes.1) => grown(was, is),
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
            "was a class and is a function that `new` does not take",
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

fn is_function(shape: ValueShape) -> bool {
    matches!(shape, ValueShape::Function { .. })
}

/// Compares the parameters of a function or of a class in both releases.
fn grown(was: Parameters, is: Parameters) -> Option<KindChange> {
    let (old, needed, new) = (was.listed, is.needed, is.required);
    let (effect, words, now) = if needed > old && needed > was.needed {
        (
            ChangeEffect::Major,
            format!("took {old} parameters without a default, and takes argument {needed} apart"),
            Some(format!("TypeError: argument {needed} is undefined, and is taken apart")),
        )
    } else if new > old {
        let words = format!(
            "took {old} and takes {new} parameters without a default; it cannot be told whether it needs them"
        );
        (ChangeEffect::Unknown, words, None)
    } else {
        return None;
    };
    Some(KindChange { kind: ChangeKind::ParametersGrown, effect, words, now })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_that_differ() {
        use ValueShape::{Class, Function, Object, Unknown};
        let takes = |required, needed| Some(Parameters { listed: required, required, needed });
        let looks =
            Function { parameters: Some(Parameters { listed: 2, required: 0, needed: 0 }), is_arrow: false };
        let apart = |required, needed| Function { parameters: takes(required, needed), is_arrow: false };
        let function = |required| apart(required, 0);
        let class = |required| Class { parameters: takes(required, 0) };
        let any = Function { parameters: None, is_arrow: false };
        for (name, old, new, expected) in [
            ("f", function(1), function(1), None),
            ("f", function(1), function(0), None),
            ("f", function(1), function(2), Some(ChangeEffect::Unknown)),
            ("f", function(1), apart(2, 2), Some(ChangeEffect::Major)),
            ("f", apart(2, 2), apart(3, 2), Some(ChangeEffect::Unknown)),
            ("f", apart(2, 2), apart(2, 2), None),
            ("f", function(2), apart(2, 2), None),
            ("f", function(1), class(1), Some(ChangeEffect::Major)),
            ("F", function(1), class(1), None),
            ("F", class(1), function(1), None),
            ("F", class(1), Function { parameters: takes(1, 0), is_arrow: true }, Some(ChangeEffect::Major)),
            ("f", any, function(2), None),
            ("f", looks, function(2), None),
            ("f", function(1), looks, None),
            ("f", function(1), any, None),
            ("C", class(0), class(1), Some(ChangeEffect::Unknown)),
            ("C", Class { parameters: None }, class(1), None),
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
