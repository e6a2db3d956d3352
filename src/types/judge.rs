//! The declarations of an entry point compared with what Node loads: files, formats and conditions.

use std::{cell::RefCell, rc::Rc};

use crate::{
    entry_points::{EntryKind, EntryPoint},
    hash::{HashMap, HashSet},
    json::JsonContent,
    link::{Linkage, Verdict},
    module::{ExportedShapes, read_shapes},
    node::NodeVersion,
    package::Package,
    path::PackagePath,
    resolve::{Mode, error::PackagePlace, format::Format, typescript::TypesMode},
    types::{
        kind::{ModuleKind, declares_types},
        outcome::{TypedEntry, TypesOutcome, TypesProblem, TypesProblemKind},
        unoffered, untyped,
    },
};

/// Judges the outcomes of entry points.
pub(super) struct TypesJudge<'f> {
    pub package: &'f Package,
    entries: &'f [EntryPoint],
    pub linkage: &'f Linkage,
    verdicts: HashMap<(usize, Mode), &'f Verdict>,
    has_types: bool,
    /// True if consumers may name the package by itself.
    has_root: bool,
    /// The files to which "exports" lead by "module-sync".
    synchronous: HashSet<&'f str>,
    /// The shapes of the CommonJS modules of which they were asked.
    shapes: RefCell<HashMap<PackagePath, Rc<ExportedShapes>>>,
}

impl<'f> TypesJudge<'f> {
    pub fn new(
        package: &'f Package,
        entries: &'f [EntryPoint],
        linkage: &'f Linkage,
        has_types: bool,
    ) -> Self {
        let verdicts = linkage.verdicts.iter().map(|verdict| ((verdict.entry, verdict.mode), verdict));
        let (verdicts, shapes) = (verdicts.collect(), RefCell::default());
        let has_root = entries.iter().any(|entry| entry.kind == EntryKind::Export && entry.subpath == ".");
        let synchronous = synchronous(package);
        Self { package, entries, linkage, verdicts, has_types, has_root, synchronous, shapes }
    }

    /// Finds the faults of an entry point in each of its modes.
    pub fn judge(&self, entry: &mut TypedEntry) {
        let place = entry.entry;
        for at in 0..entry.outcomes.len() {
            let (before, rest) = entry.outcomes.split_at_mut(at);
            let Some(outcome) = rest.first_mut() else { return };
            let required = before.iter().find(|known| known.mode == TypesMode::Node16Cjs);
            outcome.problems = match required.filter(|_| outcome.mode == TypesMode::NodeNextCjs) {
                Some(required) => self.problems_of_newer(place, required, outcome),
                None => self.problems(place, outcome),
            };
        }
    }

    /// Adds the names by which two builds of an entry point differ.
    pub fn compare_builds(&self, entry: &mut TypedEntry) {
        let builds = self.differing_builds(entry).filter(|_| self.has_types);
        let required = entry.outcomes.iter_mut().find(|outcome| outcome.mode == TypesMode::NodeNextCjs);
        if let Some(outcome) = required {
            outcome.problems.extend(builds);
        }
    }

    pub fn entry(&self, place: usize) -> Option<&'f EntryPoint> {
        self.entries.get(place)
    }

    pub fn verdict(&self, entry: usize, mode: Mode) -> Option<&'f Verdict> {
        self.verdicts.get(&(entry, mode)).copied()
    }

    /// The faults where ES modules can be required: those of the older setting, without that it refuses them, and what such a module
    /// lacks.
    fn problems_of_newer(
        &self,
        entry: usize,
        older: &TypesOutcome,
        outcome: &TypesOutcome,
    ) -> Vec<TypesProblem> {
        let shared =
            older.problems.iter().filter(|it| it.kind != TypesProblemKind::CjsResolvesToEsm).cloned();
        let view = self.view(entry, outcome);
        shared.chain(view.iter().flat_map(OutcomeView::names_of_module)).collect()
    }

    /// The faults of one entry point in one mode; none where Node is not offered anything.
    fn problems(&self, entry: usize, outcome: &TypesOutcome) -> Vec<TypesProblem> {
        let Some(point) = self.entries.get(entry).filter(|_| self.is_asked(outcome)) else {
            return Vec::new();
        };
        // In a mode that the package does not offer to Node, its types promise nothing, either.
        let Some(view) = self.view(entry, outcome) else {
            return unoffered::problems(self.package, point, outcome);
        };
        let found = [
            view.unresolved(),
            view.no_module(),
            view.required_module(),
            view.fallback(),
            view.false_format(),
            view.only_default(),
            view.names_of_commonjs(),
            view.names_of_require(),
            view.false_default(),
            view.missing_equals(),
            view.unexpected_syntax(),
        ];
        found.into_iter().flatten().chain(view.names_of_module()).collect()
    }

    fn is_asked(&self, outcome: &TypesOutcome) -> bool {
        self.has_types && outcome.mode != TypesMode::Node10
    }

    /// The entry point in the mode, if Node is offered it.
    pub fn view<'v>(&'v self, entry: usize, outcome: &'v TypesOutcome) -> Option<OutcomeView<'v, 'f>> {
        let point = self.entries.get(entry).filter(|_| self.is_asked(outcome))?;
        let mode = outcome.mode.syntax();
        let verdict = self.verdicts.get(&(entry, mode)).copied()?;
        let is_meant = verdict.is_promised() || verdict.is_meant();
        let is_script = matches!(verdict.format, Some(Format::Module | Format::CommonJs));
        let is_offered = is_meant && is_script && point.is_meant_for(self.package, mode);
        is_offered.then_some(OutcomeView { judge: self, point, verdict, outcome })
    }

    /// Tells whether `import` of an entry point surely does not give a name.
    pub fn import_lacks(&self, entry: usize, name: &str) -> bool {
        let verdict = self.verdicts.get(&(entry, Mode::Import));
        verdict.is_some_and(|verdict| verdict.names.complete && !verdict.names.names.contains(name))
    }

    /// Tells whether `import` of an entry point leads to a file, too.
    pub fn is_imported(&self, entry: usize, file: &PackagePath) -> bool {
        let verdict = self.verdicts.get(&(entry, Mode::Import));
        verdict.and_then(|verdict| self.file_of(verdict)) == Some(file)
    }

    /// The shapes of what a CommonJS module exports; unknown ones of a file that does not parse.
    pub fn shapes_of(&self, file: &PackagePath) -> Rc<ExportedShapes> {
        if let Some(known) = self.shapes.borrow().get(file) {
            return Rc::clone(known);
        }
        let text = self.package.files().contents(file.as_str()).unwrap_or_default();
        let read = read_shapes(text, &NodeVersion::default().profile());
        let shapes = Rc::new(read.unwrap_or_default());
        self.shapes.borrow_mut().insert(file.clone(), Rc::clone(&shapes));
        shapes
    }

    pub fn file_of(&self, verdict: &Verdict) -> Option<&'f PackagePath> {
        Some(&self.linkage.graph.get(verdict.module?)?.path)
    }
}

/// The files to which "exports" lead by "module-sync".
fn synchronous(package: &Package) -> HashSet<&str> {
    let exports = package.manifest().and_then(|manifest| manifest.get("exports"));
    let mut left: Vec<_> = exports.into_iter().map(|exports| (exports, false)).collect();
    let mut found = HashSet::default();
    while let Some((node, is_under)) = left.pop() {
        match &node.value {
            JsonContent::Object(members) => {
                left.extend(members.iter().map(|it| (&it.value, is_under || it.key.value == "module-sync")))
            }
            JsonContent::Array(items) => left.extend(items.iter().map(|item| (item, is_under))),
            JsonContent::String(target) if is_under => found.extend(target.strip_prefix("./")),
            _ => {}
        }
    }
    found
}

/// One entry point in one mode.
pub(super) struct OutcomeView<'v, 'f> {
    pub judge: &'v TypesJudge<'f>,
    pub point: &'f EntryPoint,
    pub verdict: &'f Verdict,
    pub outcome: &'v TypesOutcome,
}

impl OutcomeView<'_, '_> {
    pub fn specifier(&self) -> String {
        self.point.specifier(self.judge.package)
    }

    pub fn problem(&self, kind: TypesProblemKind, message: String) -> TypesProblem {
        let at = self.point.declared.clone();
        TypesProblem { kind, message, at, names: Vec::new(), is_grave: false, is_told: false, help: None }
    }

    /// The file of Node and the declarations, where TypeScript takes that file for the one that runs, too.
    pub fn pair(&self) -> Option<(&PackagePath, &PackagePath)> {
        let runs = self.judge.file_of(self.verdict)?;
        let types = self.outcome.target.as_ref().filter(|_| self.outcome.is_typed())?;
        (self.outcome.implementation.as_ref() == Some(runs)).then_some((types, runs))
    }

    /// That pair, or the two where TypeScript has no idea of what runs ("typesVersions" lead to declarations alone), or where only
    /// "module-sync" is between them, a condition that it does not know: consumers get the declarations of the one and the names of
    /// the other.
    pub fn seen_pair(&self) -> Option<(&PackagePath, &PackagePath)> {
        let runs = self.judge.file_of(self.verdict)?;
        let types = self.outcome.target.as_ref().filter(|_| self.outcome.is_typed())?;
        let is_seen =
            || self.outcome.implementation.is_none() || self.judge.synchronous.contains(runs.as_str());
        self.pair().or_else(|| is_seen().then_some((types, runs)))
    }

    fn unresolved(&self) -> Option<TypesProblem> {
        let Some(target) = &self.outcome.target else {
            let kind = TypesProblemKind::NoResolution;
            let message = format!("TypeScript finds no file for \"{}\", which Node loads", self.specifier());
            return Some(self.problem(kind, message));
        };
        let is_untyped = matches!(self.outcome.format, Some(ModuleKind::Module | ModuleKind::CommonJs));
        // A pattern offers whatever is there; that some of it has no types is told in JSON.
        if self.outcome.is_typed() || !is_untyped || self.point.pattern.is_some() {
            return None;
        }
        let kind = TypesProblemKind::UntypedResolution;
        let message =
            format!("TypeScript finds no declarations for \"{}\": it takes {target}", self.specifier());
        let is_root = self.point.subpath == ".";
        let is_grave = is_root && declares_types(self.judge.package);
        let help = Some(match untyped::misnamed(self.judge.package, target) {
            Some((is, should)) => {
                format!("rename {is} to {should}: TypeScript looks for no other file beside {target}")
            }
            None => format!(
                "add a \"types\" condition, before the others, that leads to declarations, or pack them beside {target}"
            ),
        });
        let is_told = untyped::needs_none(self.verdict, target, self.judge.entries)
            || untyped::is_internal(&self.point.subpath, target, self.judge.has_root);
        Some(TypesProblem { is_grave, is_told, help, ..self.problem(kind, message) })
    }

    /// Declarations without an import or export: TypeScript refuses to import names from them (TS2306).
    fn no_module(&self) -> Option<TypesProblem> {
        let types = self.outcome.target.as_ref().filter(|_| self.outcome.is_script)?;
        let names = &self.verdict.names.names;
        // What is there for its effects alone, `import "p"` gets.
        let gives = |name: &String| match name.as_str() {
            "default" => self.verdict.format == Some(Format::Module),
            name => !matches!(name, "module.exports" | "__esModule"),
        };
        let first = names.iter().find(|name| gives(name)).filter(|_| self.point.pattern.is_none())?;
        let specifier = self.specifier();
        let message = format!(
            "{types} is no module: it has no `import` or `export`, and TypeScript refuses to import `{first}` from \"{specifier}\""
        );
        let help = format!("export in {types} what the module exports; the declarations there are global");
        let at = Some(PackagePlace { file: types.clone(), span: Default::default() });
        let problem = self.problem(TypesProblemKind::NoResolution, message);
        Some(TypesProblem { at, help: Some(help), ..problem })
    }

    fn required_module(&self) -> Option<TypesProblem> {
        let message = unoffered::required_module(self.judge.package, self.outcome)?;
        Some(self.problem(TypesProblemKind::CjsResolvesToEsm, message))
    }

    fn fallback(&self) -> Option<TypesProblem> {
        let target = self.outcome.target.as_ref().filter(|_| self.outcome.is_typed())?;
        if self.outcome.is_past_null {
            let message = format!(
                "TypeScript 6 and newer find nothing for \"{}\": a condition leads to `null`, and only older ones go on to {target}",
                self.specifier()
            );
            let help = Some(
                "leave the `null` out, or put it behind the condition that leads to the file".to_owned(),
            );
            return Some(TypesProblem { help, ..self.problem(TypesProblemKind::NoResolution, message) });
        }
        if !self.outcome.fell_back {
            return None;
        }
        let message = format!(
            "TypeScript finds {target} for \"{}\" only because it goes on where a condition comes to nothing",
            self.specifier()
        );
        Some(self.problem(TypesProblemKind::FallbackCondition, message))
    }

    fn false_format(&self) -> Option<TypesProblem> {
        let (types, runs) = self.pair().filter(|_| self.outcome.mode.is_node())?;
        let kinds = (self.outcome.format?, ModuleKind::of(self.judge.package, runs)?);
        let (kind, types_are, runs_as) = match kinds {
            (ModuleKind::CommonJs, ModuleKind::Module) => {
                (TypesProblemKind::FalseCjs, "CommonJS", "an ES module")
            }
            (ModuleKind::Module, ModuleKind::CommonJs) => {
                (TypesProblemKind::FalseEsm, "an ES module", "CommonJS")
            }
            _ => return None,
        };
        let message = format!("to TypeScript, {types} declares {types_are}, but {runs} is {runs_as}");
        let extension = if kind == TypesProblemKind::FalseCjs { ".d.mts" } else { ".d.cts" };
        let mode = self.outcome.mode.syntax().name();
        let help = format!(
            "give the \"{mode}\" condition declarations of its own: a {extension} file under a \"types\" condition inside it"
        );
        Some(TypesProblem { help: Some(help), ..self.problem(kind, message) })
    }
}
