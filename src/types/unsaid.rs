//! Names that a module exports, and that its declarations, or its other build, lack.

use crate::{
    hash::HashSet,
    link::Verdict,
    path::PackagePath,
    resolve::{Mode, error::PackagePlace, format::Format, typescript::TypesMode},
    types::{
        judge::{OutcomeView, TypesJudge},
        kind::ModuleKind,
        outcome::{TypedEntry, TypesProblem, TypesProblemKind},
        required::{has, says_all_names},
        wording::{imported, listed},
    },
};

impl OutcomeView<'_, '_> {
    /// The names of a module that its declarations lack, where both are known to the last.
    pub fn undeclared(&self) -> Option<TypesProblem> {
        let (types, runs) = self.pair().filter(|(types, runs)| self.are_told_whole(types, runs))?;
        let declared = &self.outcome.names;
        let is_module = self.verdict.format == Some(Format::Module);
        let is_undeclared = |name: &&str| {
            (is_public(name) || (is_module && *name == "default"))
                && !declared.values.contains_key(*name)
                && !declared.types.contains(*name)
        };
        let names = self.verdict.names.names.iter().map(String::as_str);
        let names: Vec<_> = names.filter(is_undeclared).collect();
        let first = names.first()?;
        let import = match *first {
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
        let names = names.into_iter().map(str::to_owned).collect();
        Some(TypesProblem { at, help, names, ..self.problem(TypesProblemKind::UndeclaredExport, message) })
    }

    /// Tells whether a file and its declarations are of one format, and the names of both are all known. Declarations without a name say
    /// that nothing is to be imported.
    fn are_told_whole(&self, types: &PackagePath, runs: &PackagePath) -> bool {
        let (declared, offered) = (&self.outcome.names, &self.verdict.names);
        let is_asked = matches!(self.outcome.mode, TypesMode::Node16Esm | TypesMode::NodeNextCjs);
        let is_whole = declared.complete && declared.unknown.is_empty() && declared.equals.is_none();
        let is_something = !declared.values.is_empty() || !declared.types.is_empty();
        is_asked
            && is_whole
            && is_something
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
