//! The declarations of an entry point compared with what Node loads, and the faults inside of declarations.

use crate::{
    declarations::{DeclaredKind, TypeRequestKind},
    entry_points::{EntryKind, EntryPoint},
    hash::{HashMap, HashSet},
    link::{Linkage, Verdict},
    package::Package,
    path::PackagePath,
    resolve::{Mode, error::PackagePlace, format::Format, typescript::TypesMode},
    text::Span,
    types::{
        graph::{TypesEdge, TypesFamily, TypesFile, TypesGraph},
        kind::{ModuleKind, declares_types},
        names::{DeclaredNameResolver, DeclaredValue, NameMeaning},
        outcome::{TypesOutcome, TypesProblem, TypesProblemKind},
    },
};

/// Judges the outcomes of entry points.
pub(super) struct TypesJudge<'f> {
    package: &'f Package,
    entries: &'f [EntryPoint],
    linkage: &'f Linkage,
    verdicts: HashMap<(usize, Mode), &'f Verdict>,
    has_types: bool,
}

impl<'f> TypesJudge<'f> {
    pub fn new(
        package: &'f Package,
        entries: &'f [EntryPoint],
        linkage: &'f Linkage,
        has_types: bool,
    ) -> Self {
        let verdicts = linkage.verdicts.iter().map(|verdict| ((verdict.entry, verdict.mode), verdict));
        Self { package, entries, linkage, verdicts: verdicts.collect(), has_types }
    }

    /// The faults of one entry point in one mode; none where Node is not offered anything.
    pub fn problems(&mut self, entry: usize, outcome: &TypesOutcome) -> Vec<TypesProblem> {
        let Some(point) = self.entries.get(entry) else { return Vec::new() };
        let mode = outcome.mode.syntax();
        let Some(verdict) = self.verdicts.get(&(entry, mode)).copied() else { return Vec::new() };
        let is_meant =
            point.is_meant_for(self.package, mode) && (verdict.is_promised() || verdict.is_meant());
        let is_script = matches!(verdict.format, Some(Format::Module | Format::CommonJs));
        if !self.has_types || !is_meant || !is_script || outcome.mode == TypesMode::Node10 {
            return Vec::new();
        }
        let view = OutcomeView { judge: self, point, verdict, outcome };
        let found = [
            view.unresolved(),
            view.required_module(),
            view.fallback(),
            view.false_format(),
            view.only_default(),
            view.names_of_commonjs(),
            view.false_default(),
        ];
        found.into_iter().flatten().chain(view.names_of_module()).collect()
    }

    fn file_of(&self, verdict: &Verdict) -> Option<&'f PackagePath> {
        Some(&self.linkage.graph.get(verdict.module?)?.path)
    }
}

/// One entry point in one mode.
struct OutcomeView<'v, 'f> {
    judge: &'v TypesJudge<'f>,
    point: &'f EntryPoint,
    verdict: &'f Verdict,
    outcome: &'v TypesOutcome,
}

impl OutcomeView<'_, '_> {
    fn specifier(&self) -> String {
        self.point.specifier(self.judge.package)
    }

    fn problem(&self, kind: TypesProblemKind, message: String) -> TypesProblem {
        let at = self.point.declared.clone();
        TypesProblem { kind, message, at, names: Vec::new(), is_grave: false, help: None }
    }

    /// The file of Node and the declarations, where TypeScript takes that file for the one that runs, too.
    fn pair(&self) -> Option<(&PackagePath, &PackagePath)> {
        let runs = self.judge.file_of(self.verdict)?;
        let types = self.outcome.target.as_ref().filter(|_| self.outcome.is_typed())?;
        (self.outcome.implementation.as_ref() == Some(runs)).then_some((types, runs))
    }

    fn unresolved(&self) -> Option<TypesProblem> {
        let specifier = self.specifier();
        let Some(target) = &self.outcome.target else {
            let kind = TypesProblemKind::NoResolution;
            let message = format!("TypeScript finds no file for \"{specifier}\", which Node loads");
            return Some(self.problem(kind, message));
        };
        let is_untyped = matches!(
            ModuleKind::of(self.judge.package, target),
            Some(ModuleKind::Module | ModuleKind::CommonJs)
        );
        // A pattern offers whatever is there; that some of it has no types is told in JSON.
        if self.outcome.is_typed() || !is_untyped || self.point.pattern.is_some() {
            return None;
        }
        let kind = TypesProblemKind::UntypedResolution;
        let message = format!("TypeScript finds no declarations for \"{specifier}\": it takes {target}");
        let is_root = self.point.subpath == "." && self.point.kind == EntryKind::Export;
        let is_grave = is_root && declares_types(self.judge.package);
        let help = Some(format!(
            "add a \"types\" condition, before the others, that leads to declarations, or pack them beside {target}"
        ));
        Some(TypesProblem { is_grave, help, ..self.problem(kind, message) })
    }

    /// A fact of `node16` alone: newer settings know that Node can require ES modules.
    fn required_module(&self) -> Option<TypesProblem> {
        let runs = self.outcome.implementation.as_ref().or(self.outcome.target.as_ref())?;
        let is_module = ModuleKind::of(self.judge.package, runs) == Some(ModuleKind::Module);
        let message = format!("to TypeScript (node16-cjs), {runs} is an ES module, which cannot be required");
        let is_refused = self.outcome.mode == TypesMode::Node16Cjs && is_module;
        is_refused.then(|| self.problem(TypesProblemKind::CjsResolvesToEsm, message))
    }

    fn fallback(&self) -> Option<TypesProblem> {
        let target =
            self.outcome.target.as_ref().filter(|_| self.outcome.fell_back && self.outcome.is_typed())?;
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

    /// `exports.default` behind `__esModule`, which Node hands to an import as a part of the default.
    fn only_default(&self) -> Option<TypesProblem> {
        let (_, runs) = self.pair()?;
        let names = &self.verdict.names;
        let is_asked = matches!(self.outcome.mode, TypesMode::Node16Esm);
        let is_interop = names.names.contains("__esModule") && self.verdict.format == Some(Format::CommonJs);
        let text = self.judge.package.files().contents(runs.as_str()).unwrap_or_default();
        let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
        let only_default = names.complete
            && names
                .names
                .iter()
                .all(|name| matches!(name.as_str(), "default" | "__esModule" | "module.exports"))
            && (has("exports.default") || has("exports[\"default\"]") || has("exports['default']"));
        let message = format!(
            "{runs} exports a default only, by `exports.default`: in an ES module, `import x from \"{}\"` is {{ default: … }}",
            self.specifier()
        );
        let is_true = is_asked && is_interop && only_default && !has("module.exports");
        is_true.then(|| self.problem(TypesProblemKind::CjsOnlyExportsDefault, message))
    }

    /// The declared values that the module surely lacks.
    fn lacking(&self) -> Vec<(&String, &DeclaredValue)> {
        let offered = &self.verdict.names;
        if !offered.complete || !self.verdict.causes.is_empty() {
            return Vec::new();
        }
        let values = self.outcome.names.values.iter();
        values
            .filter(|(name, value)| value.kind != DeclaredKind::ConstEnum && !offered.names.contains(*name))
            .collect()
    }

    fn named(
        &self,
        kind: TypesProblemKind,
        message: String,
        lacking: &[(&String, &DeclaredValue)],
    ) -> TypesProblem {
        let first = lacking.iter().map(|(_, value)| value).min_by_key(|value| (&value.file, value.span));
        let at = first.map(|value| PackagePlace { file: value.file.clone(), span: value.span });
        let names = lacking.iter().map(|(name, _)| (*name).clone()).collect();
        TypesProblem { names, at, ..self.problem(kind, message) }
    }

    /// Values that an import of a CommonJS module does not get by name.
    fn names_of_commonjs(&self) -> Option<TypesProblem> {
        let (types, runs) = self.pair()?;
        let is_asked = self.outcome.mode == TypesMode::Node16Esm
            && self.verdict.format == Some(Format::CommonJs)
            && self.outcome.format == Some(ModuleKind::CommonJs);
        let lacking: Vec<_> = self.lacking().into_iter().filter(|(name, _)| *name != "default").collect();
        let (first, _) = lacking.first().filter(|_| is_asked)?;
        let message = format!(
            "{types} declares {}, which Node does not see in {runs}: `import {{ {first} }} from \"{}\"` is a SyntaxError",
            listed(&lacking),
            self.specifier()
        );
        let help =
            "write `exports.name = …` for each name, which Node's lexer finds without running the code"
                .to_owned();
        Some(TypesProblem {
            help: Some(help),
            ..self.named(TypesProblemKind::NamedExports, message, &lacking)
        })
    }

    /// Values that an ES module does not export.
    fn names_of_module(&self) -> Vec<TypesProblem> {
        let is_asked = matches!(self.outcome.mode, TypesMode::Node16Esm | TypesMode::NodeNextCjs);
        let Some((types, runs)) = self.pair().filter(|_| is_asked) else { return Vec::new() };
        if self.verdict.format != Some(Format::Module) {
            return Vec::new();
        }
        self.lacking_of_module(types, runs).into_iter().chain(self.equals(types, runs)).collect()
    }

    fn lacking_of_module(&self, types: &PackagePath, runs: &PackagePath) -> Option<TypesProblem> {
        let lacking = self.lacking();
        let (first, _) = lacking.first()?;
        let lacks_default = *first == "default" || lacking.iter().any(|(name, _)| *name == "default");
        let statement = match (self.verdict.mode, lacks_default) {
            (Mode::Import, true) => format!("`import x from \"{}\"` is a SyntaxError", self.specifier()),
            (Mode::Import, false) => {
                format!("`import {{ {first} }} from \"{}\"` is a SyntaxError", self.specifier())
            }
            (Mode::Require, _) => format!("`require(\"{}\").{first}` is undefined", self.specifier()),
        };
        let message =
            format!("{types} declares {}, which {runs} does not export: {statement}", listed(&lacking));
        // Classes and symbols alone are types, whose declarations say too much: nobody uses them as values.
        let is_brand = |kind| matches!(kind, DeclaredKind::Class | DeclaredKind::Symbol);
        let is_most = lacking.len() > 1
            && lacking.len() * 2 > self.outcome.names.values.len()
            && lacking.iter().any(|(_, value)| !is_brand(value.kind));
        let classes = lacking.iter().filter(|(_, value)| value.kind == DeclaredKind::Class).count();
        let help = match (lacks_default, classes) {
            (true, _) => format!("export a default from {runs}, or declare none"),
            (false, 0) => format!("export {} from {runs}, or declare nothing of the kind", them(&lacking)),
            (false, _) => {
                "declare what is only a type by `interface`, or export it by `export type`".to_owned()
            }
        };
        let is_grave = lacks_default || is_most;
        let problem = self.named(TypesProblemKind::DeclaredNotExported, message, &lacking);
        Some(TypesProblem { is_grave, help: Some(help), ..problem })
    }

    /// `export =` declares that the module itself is a value, which an ES module never is.
    fn equals(&self, types: &PackagePath, runs: &PackagePath) -> Option<TypesProblem> {
        let (file, span) = self.outcome.names.equals.as_ref()?;
        let offered = &self.verdict.names;
        let is_certain = offered.complete && self.verdict.causes.is_empty();
        let is_wrong =
            is_certain && !offered.names.contains("default") && !offered.names.contains("module.exports");
        let message = format!(
            "{types} declares by `export =` that \"{}\" is a value, and {runs} is an ES module without a default",
            self.specifier()
        );
        let at = Some(PackagePlace { file: file.clone(), span: *span });
        let problem = TypesProblem {
            at,
            names: vec!["export =".to_owned()],
            help: Some(format!("declare what {runs} exports: each name by `export`")),
            ..self.problem(TypesProblemKind::DeclaredNotExported, message)
        };
        is_wrong.then_some(problem)
    }

    /// A declared default of a CommonJS module that has none: its text does not even have the word.
    fn false_default(&self) -> Option<TypesProblem> {
        let (types, runs) = self.pair()?;
        let is_asked = self.outcome.mode == TypesMode::Node16Esm
            && self.verdict.format == Some(Format::CommonJs)
            && self.outcome.format == Some(ModuleKind::CommonJs);
        let declared = self.outcome.names.values.get("default").filter(|_| is_asked)?;
        let text = self.judge.package.files().contents(runs.as_str()).unwrap_or_default();
        let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
        // Whatever another module or a computed key may add is not known.
        let is_open = has("require(") || has("default") || has("eval") || !self.verdict.names.complete;
        let has_value = has("module.exports");
        let message = format!(
            "{types} declares a default, and {runs} assigns module.exports without one: `import x from \"{}\"` gives the value where TypeScript expects x.default",
            self.specifier()
        );
        let at = Some(PackagePlace { file: declared.file.clone(), span: declared.span });
        let help = "declare it by `export =`, or assign `module.exports.default`, too".to_owned();
        let problem = self.problem(TypesProblemKind::FalseExportDefault, message);
        (has_value && !is_open).then_some(TypesProblem {
            at,
            help: Some(help),
            names: vec!["default".to_owned()],
            ..problem
        })
    }
}

/// The most names that a message lists.
const LISTED: usize = 5;

fn listed(names: &[(&String, &DeclaredValue)]) -> String {
    let shown: Vec<_> = names.iter().take(LISTED).map(|(name, _)| format!("`{name}`")).collect();
    match names.len().saturating_sub(LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more names", shown.join(", ")),
    }
}

fn them(names: &[(&String, &DeclaredValue)]) -> &'static str {
    if names.len() == 1 { "it" } else { "them" }
}

/// The faults inside of the declarations, each once.
pub(super) fn inside(graph: &TypesGraph<'_>, names: &mut DeclaredNameResolver<'_>) -> Vec<TypesProblem> {
    let mut found = Vec::new();
    let mut seen: HashSet<(&PackagePath, Span)> = HashSet::default();
    let files = graph.files.iter().filter(|file| file.family != TypesFamily::Node10);
    for file in files {
        for (request, edge) in file.module.requests.iter().zip(&file.edges) {
            let place = (&file.path, request.specifier.span);
            match edge {
                TypesEdge::Missing if seen.insert(place) => {
                    let specifier = &request.specifier.value;
                    found.push(missing_file(graph, file, specifier, request.specifier.span, request.kind));
                }
                TypesEdge::File(to) => {
                    let missing = request.names.iter().filter(|name| name.value != "default");
                    let missing =
                        missing.filter(|name| names.lookup(*to, &name.value) == NameMeaning::Missing);
                    let missing: Vec<_> = missing.collect();
                    if let (Some(first), Some(target)) = (missing.first(), graph.files.get(*to))
                        && seen.insert(place)
                    {
                        let list: Vec<String> = missing.iter().map(|name| name.value.clone()).collect();
                        found.push(missing_names(file, target, list, first.span));
                    }
                }
                _ => {}
            }
        }
        if file.module.is_unread
            && let Some(error) = &file.module.error
            && seen.insert((&file.path, error.span))
        {
            found.push(unread(file, &error.message, error.span));
        }
    }
    found
}

fn missing_file(
    graph: &TypesGraph<'_>,
    file: &TypesFile,
    specifier: &str,
    span: Span,
    kind: TypeRequestKind,
) -> TypesProblem {
    let verb = match kind {
        TypeRequestKind::ReferencePath | TypeRequestKind::ReferenceTypes => "refers to",
        _ => "imports",
    };
    let message =
        format!("{} {verb} \"{specifier}\", which TypeScript does not find in the package", file.path);
    let needs_extension = file.family == TypesFamily::Node
        && file.kind == Some(ModuleKind::Module)
        && graph.place(&file.path, TypesFamily::Bundler).is_some();
    let help = match needs_extension {
        true => {
            "to an ES module, relative paths need their extension: \"./file.js\"; or the file is not packed"
        }
        false => "pack the file, or do not import it: to consumers, all types that come from there are `any`",
    };
    problem_inside(TypesProblemKind::InternalResolutionError, file, message, span, help)
}

fn missing_names(file: &TypesFile, target: &TypesFile, names: Vec<String>, span: Span) -> TypesProblem {
    let list: Vec<_> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = match names.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more names"),
    };
    let message =
        format!("{} asks for {}{more}, which {} does not declare", file.path, list.join(", "), target.path);
    let help = "declare the name there, or do not ask for it: to consumers, its type is `any`";
    let problem = problem_inside(TypesProblemKind::MissingDeclaredName, file, message, span, help);
    TypesProblem { names, ..problem }
}

fn unread(file: &TypesFile, error: &str, span: Span) -> TypesProblem {
    let message = format!("{} cannot be read as TypeScript: {error}", file.path);
    let help = "correct the syntax; what the file declares is not known";
    problem_inside(TypesProblemKind::UnreadDeclarations, file, message, span, help)
}

fn problem_inside(
    kind: TypesProblemKind,
    file: &TypesFile,
    message: String,
    span: Span,
    help: &str,
) -> TypesProblem {
    let at = Some(PackagePlace { file: file.path.clone(), span });
    TypesProblem { kind, message, at, names: Vec::new(), is_grave: false, help: Some(help.to_owned()) }
}
