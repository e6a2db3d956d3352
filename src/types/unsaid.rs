//! Names that a module exports, and that its declarations, or its other build, lack.

use std::collections::BTreeSet;

use crate::{
    hash::{HashMap, HashSet},
    link::{Verdict, graph::ModuleId},
    path::PackagePath,
    resolve::{Mode, NodeTarget, error::PackagePlace, format::Format, typescript::TypesMode},
    types::{
        judge::{OutcomeView, TypesJudge},
        kind::ModuleKind,
        made_names::MadeNames,
        outcome::{TypedEntry, TypesProblem, TypesProblemKind},
        required::{has, says_all_names},
        wording::{imported, listed},
    },
};

impl TypesJudge<'_> {
    /// Adds the names of modules that their declarations lack, where both are known to the last.
    pub fn add_undeclared(&self, typed: &mut [TypedEntry], node: &NodeTarget) {
        let shared = shared_declarations(self, typed);
        let asked = typed
            .iter()
            .enumerate()
            .flat_map(|(place, entry)| (0..entry.outcomes.len()).map(move |at| (place, entry, at)));
        let asked: Vec<_> = asked
            .filter_map(|(place, entry, at)| {
                let view = self.view(entry.entry, entry.outcomes.get(at)?)?;
                let names = view.undeclared_names();
                let is_own = view.outcome.target.as_ref().is_some_and(|types| !shared.contains(types));
                Some((place, at, view.verdict.module?, names))
                    .filter(|(.., names)| is_own && !names.is_empty())
            })
            .collect();
        if asked.is_empty() {
            return;
        }
        let modules: BTreeSet<_> = asked.iter().map(|(_, _, module, _)| *module).collect();
        let made = MadeNames::new(self, modules.into_iter().collect(), node);
        for (place, at, module, names) in asked {
            let Some(entry) = typed.get_mut(place) else { return };
            let at_entry = entry.entry;
            let Some(outcome) = entry.outcomes.get_mut(at) else { return };
            let names = made.meant(module, names, &outcome.names);
            let problem = self.view(at_entry, outcome).and_then(|view| view.undeclared(&names));
            outcome.problems.extend(problem);
        }
    }
}

/// The declarations that several modules share, each of which has names of its own.
fn shared_declarations(judge: &TypesJudge<'_>, typed: &[TypedEntry]) -> HashSet<PackagePath> {
    let mut modules: HashMap<(&PackagePath, TypesMode), ModuleId> = HashMap::default();
    let mut shared = HashSet::default();
    for (entry, outcome) in typed.iter().flat_map(|entry| entry.outcomes.iter().map(move |it| (entry, it))) {
        let verdict = judge.verdict(entry.entry, outcome.mode.syntax());
        let module = verdict.and_then(|verdict| verdict.module);
        let (Some(types), Some(module)) = (&outcome.target, module) else { continue };
        if *modules.entry((types, outcome.mode)).or_insert(module) != module {
            shared.insert(types.clone());
        }
    }
    shared
}

impl<'f> OutcomeView<'_, 'f> {
    /// The public names of a module that its declarations lack. A pattern offers whatever is there, and declarations without one of the
    /// module's values are for something else.
    fn undeclared_names(&self) -> Vec<&'f str> {
        let is_pattern = self.point.pattern.is_some();
        if is_pattern || !self.pair().is_some_and(|(types, runs)| self.are_told_whole(types, runs)) {
            return Vec::new();
        }
        let (declared, offered) = (&self.outcome.names, &self.verdict.names.names);
        if !declared.values.keys().any(|name| offered.contains(name)) {
            return Vec::new();
        }
        let is_module = self.verdict.format == Some(Format::Module);
        let is_undeclared = |name: &&str| {
            (is_public(name) || (is_module && *name == "default"))
                && !declared.values.contains_key(*name)
                && !declared.types.contains(*name)
        };
        offered.iter().map(String::as_str).filter(is_undeclared).collect()
    }

    /// The problem that declarations lack these names.
    fn undeclared(&self, names: &[&str]) -> Option<TypesProblem> {
        let (types, runs) = self.pair()?;
        let import = match *names.first()? {
            "default" => "import x".to_owned(),
            name => format!("import {{ {} }}", imported(name)),
        };
        let message = format!(
            "{types} lacks {}, which {runs} exports: TypeScript refuses `{import} from \"{}\"`",
            listed(names.iter().copied()),
            self.specifier()
        );
        let at = Some(PackagePlace { file: types.clone(), span: Default::default() });
        let help = Some(format!("declare what {runs} exports, or do not export it"));
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Some(TypesProblem { at, help, names, ..self.problem(TypesProblemKind::UndeclaredExport, message) })
    }

    /// Tells whether a file and its declarations are of one format, and the names of both are all known.
    fn are_told_whole(&self, types: &PackagePath, runs: &PackagePath) -> bool {
        let (declared, offered) = (&self.outcome.names, &self.verdict.names);
        let is_asked = matches!(self.outcome.mode, TypesMode::Node16Esm | TypesMode::NodeNextCjs);
        let is_whole = declared.complete && declared.unknown.is_empty() && declared.equals.is_none();
        is_asked
            && is_whole
            && offered.complete
            && self.verdict.causes.is_empty()
            && !types.is_outside()
            && self.outcome.format == ModuleKind::of(self.judge.package, runs)
    }
}

impl TypesJudge<'_> {
    /// The names that one of two builds has and the other lacks, unless the declarations tell it.
    pub fn differing_builds(&self, entry: &TypedEntry) -> Option<TypesProblem> {
        let point = self.entry(entry.entry)?;
        let (imports, import) = self.whole(entry.entry, Mode::Import, Format::Module)?;
        let (requires, require) = self.whole(entry.entry, Mode::Require, Format::CommonJs)?;
        let of_import = self.without_in_text(untold(entry, imports, requires), require);
        let of_require = untold(entry, requires, imports);
        let lacks = [(require, &of_import), (import, &of_require)];
        let lacks = lacks.into_iter().filter(|(_, names)| !names.is_empty());
        let lacks = lacks.map(|(file, names)| format!("{file} lacks {}", listed(names.iter().copied())));
        let lacks: Vec<_> = lacks.collect();
        if lacks.is_empty() {
            return None;
        }
        let message = format!(
            "`import` and `require` of \"{}\" give different names: {}",
            point.specifier(self.package),
            lacks.join(", and ")
        );
        let names = of_import.iter().chain(&of_require).map(|name| (*name).to_owned()).collect();
        let help = Some("build both from the same source".to_owned());
        let (kind, at) = (TypesProblemKind::DifferentBuilds, point.declared.clone());
        Some(TypesProblem { kind, message, at, names, is_grave: false, is_told: false, help })
    }

    /// Those of the names that a CommonJS module surely does not have: its text says all of its names, and not these.
    fn without_in_text<'n>(&self, names: Vec<&'n str>, file: &PackagePath) -> Vec<&'n str> {
        let text = self.package.files().contents(file.as_str()).unwrap_or_default();
        let names: Vec<_> = names.into_iter().filter(|name| !has(text, name)).collect();
        if names.is_empty() || says_all_names(text, &self.shapes_of(file)) { names } else { Vec::new() }
    }

    /// The verdict on an entry point in a mode, and its file, where Node loads it in this format and all of its names are known.
    fn whole(&self, entry: usize, mode: Mode, format: Format) -> Option<(&Verdict, &PackagePath)> {
        let verdict = self.verdict(entry, mode)?;
        let is_whole = verdict.format == Some(format) && verdict.names.complete && verdict.causes.is_empty();
        Some((verdict, self.file_of(verdict).filter(|_| is_whole)?))
    }
}

/// The names that one verdict has and the other lacks, but for those of which a problem tells.
fn untold<'n>(entry: &TypedEntry, of: &'n Verdict, other: &Verdict) -> Vec<&'n str> {
    let names = of.names.names.iter().map(String::as_str);
    let mut lacking: Vec<_> =
        names.filter(|name| is_public(name) && !other.names.names.contains(*name)).collect();
    if !lacking.is_empty() {
        let problems = entry.outcomes.iter().flat_map(|outcome| &outcome.problems);
        let told: HashSet<&str> = problems.flat_map(|problem| &problem.names).map(String::as_str).collect();
        lacking.retain(|name| !told.contains(name));
    }
    lacking
}

/// Tells whether a name is for others: by custom, those that begin with `_` are not.
fn is_public(name: &str) -> bool {
    !name.starts_with('_') && !matches!(name, "default" | "module.exports")
}
