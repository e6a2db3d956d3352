//! The declared values of an entry point compared with the names that Node gives.

use crate::{
    declarations::DeclaredKind,
    path::PackagePath,
    resolve::{Mode, error::PackagePlace, format::Format, typescript::TypesMode},
    types::{
        judge::OutcomeView,
        kind::ModuleKind,
        meaning::DeclaredValue,
        outcome::{TypesProblem, TypesProblemKind},
        wording::{imported, listed, member},
    },
};

impl OutcomeView<'_, '_> {
    /// The declared values that the module surely lacks.
    fn lacking(&self) -> Vec<Lacking<'_>> {
        let offered = &self.verdict.names;
        // Of an entry point that is broken, or has names that are not known, no name is surely lacking.
        if !offered.complete || !self.verdict.causes.is_empty() {
            return Vec::new();
        }
        let values = self.outcome.names.values.iter();
        values
            .filter(|(name, value)| value.kind != DeclaredKind::ConstEnum && !offered.names.contains(*name))
            .collect()
    }

    pub fn named(&self, kind: TypesProblemKind, message: String, lacking: &[Lacking<'_>]) -> TypesProblem {
        let first = lacking.iter().map(|(_, value)| value).min_by_key(|value| (&value.file, value.span));
        let at = first.map(|value| PackagePlace { file: value.file.clone(), span: value.span });
        let names = lacking.iter().map(|(name, _)| (*name).clone()).collect();
        TypesProblem { names, at, ..self.problem(kind, message) }
    }

    /// Values that an import of a CommonJS module does not get by name.
    pub fn names_of_commonjs(&self) -> Option<TypesProblem> {
        let (types, runs) = self.seen_pair()?;
        let is_asked = self.outcome.mode == TypesMode::Node16Esm
            && self.verdict.format == Some(Format::CommonJs)
            && self.outcome.format == Some(ModuleKind::CommonJs);
        if !is_asked {
            return None;
        }
        // To an import, every CommonJS module has a default: what it assigns to `module.exports`.
        let lacking: Vec<_> = self.lacking().into_iter().filter(|(name, _)| *name != "default").collect();
        let (first, _) = lacking.first()?;
        let message = format!(
            "{types} declares {}, which Node does not see in {runs}: `import {{ {} }} from \"{}\"` is a SyntaxError",
            names_of(&lacking),
            imported(first),
            self.specifier()
        );
        let help =
            "write `exports.name = …` for each name, which Node's lexer finds without running the code"
                .to_owned();
        // Nobody imports static members of a class alone: they are asked of the class.
        let is_told = lacking.iter().all(|(_, value)| value.kind == DeclaredKind::Static);
        let problem = self.named(TypesProblemKind::NamedExports, message, &lacking);
        Some(TypesProblem { is_told, help: Some(help), ..problem })
    }

    /// Values that an ES module does not export.
    pub fn names_of_module(&self) -> Vec<TypesProblem> {
        let is_asked = matches!(self.outcome.mode, TypesMode::Node16Esm | TypesMode::NodeNextCjs);
        let Some((types, runs)) = self.seen_pair().filter(|_| is_asked) else { return Vec::new() };
        if self.verdict.format != Some(Format::Module) {
            return Vec::new();
        }
        self.lacking_of_module(types, runs).into_iter().chain(self.equals(types, runs)).collect()
    }

    fn lacking_of_module(&self, types: &PackagePath, runs: &PackagePath) -> Option<TypesProblem> {
        let mut lacking = self.lacking();
        if self.passes_on_a_package() {
            // The other package declares what it does not export.
            lacking.retain(|(_, value)| !value.file.is_outside());
        }
        let (first, _) = lacking.first()?;
        let lacks_default = *first == "default" || lacking.iter().any(|(name, _)| *name == "default");
        let statement = match (self.verdict.mode, lacks_default) {
            (Mode::Import, true) => format!("`import x from \"{}\"` is a SyntaxError", self.specifier()),
            (Mode::Import, false) => {
                let name = imported(first);
                format!("`import {{ {name} }} from \"{}\"` is a SyntaxError", self.specifier())
            }
            (Mode::Require, _) => {
                format!("`require(\"{}\"){}` is undefined", self.specifier(), member(first))
            }
        };
        let message =
            format!("{types} declares {}, which {runs} does not export: {statement}", names_of(&lacking));
        // Classes and symbols alone are types, whose declarations say too much: nobody uses them as values.
        let is_brand = |kind| matches!(kind, DeclaredKind::Class | DeclaredKind::Symbol);
        // Of what `export =` hands over, most people take the default.
        let is_most = self.outcome.names.equals.is_none()
            && !self.is_for_types()
            && lacking.len() > 1
            && lacking.len() * 2 > self.outcome.names.values.len()
            && lacking.iter().any(|(_, value)| !is_brand(value.kind));
        let help = help_for(&lacking, runs);
        // Declarations of another package are not the fault of this one.
        let is_grave = (lacks_default || is_most) && !types.is_outside();
        let problem = self.named(TypesProblemKind::DeclaredNotExported, message, &lacking);
        // A lone `unique symbol` is a brand of types: nobody imports it as a value.
        let is_told =
            lacking.iter().all(|(_, value)| value.kind == DeclaredKind::Symbol) || self.is_build_for_pages();
        Some(TypesProblem { is_grave, is_told, help: Some(help), ..problem })
    }

    /// Tells whether a pattern lets a build for `<script>` through, whose declarations describe another build.
    fn is_build_for_pages(&self) -> bool {
        let module = self.verdict.module.and_then(|id| self.judge.linkage.graph.get(id));
        let exportless = module.and_then(|module| module.es()?.exportless.as_ref());
        self.point.pattern.is_some() && exportless.is_some_and(|facts| facts.is_script)
    }

    /// Tells whether a subpath is there for its types: its module exports nothing, and of what its declarations say the few values are
    /// variables, which serve `typeof`. The package itself, functions, classes and enums are for those who run them.
    fn is_for_types(&self) -> bool {
        let names = &self.outcome.names;
        let is_variable = |value: &DeclaredValue| {
            matches!(value.kind, DeclaredKind::Variable | DeclaredKind::Symbol | DeclaredKind::ConstEnum)
        };
        self.point.subpath != "."
            && self.verdict.names.names.is_empty()
            && names.values.len() * 2 <= names.types.len()
            && names.values.values().all(is_variable)
    }

    /// Tells whether the module exports all that another package exports.
    fn passes_on_a_package(&self) -> bool {
        let Some(module) = self.verdict.module.and_then(|id| self.judge.linkage.graph.get(id)) else {
            return false;
        };
        let stars = module.es().into_iter().flat_map(|es| &es.star_exports);
        let mut requests = stars.filter_map(|star| module.requests.get(star.request));
        requests.any(|edge| !edge.request.specifier.value.starts_with(['.', '/', '#']))
    }

    /// `export =` declares that the module itself is a value, which an ES module never is. In declarations of an ES module,
    /// TypeScript finds no default beside it, either (TS1192, TS1203).
    fn equals(&self, types: &PackagePath, runs: &PackagePath) -> Option<TypesProblem> {
        let (file, span) = self.outcome.names.equals.as_ref()?;
        let offered = &self.verdict.names;
        let is_certain = offered.complete && self.verdict.causes.is_empty();
        let has_default = offered.names.contains("default") || offered.names.contains("module.exports");
        let specifier = self.specifier();
        let message = match (has_default, self.outcome.format) {
            (false, _) => format!(
                "{types} declares by `export =` that \"{specifier}\" is a value, and {runs} is an ES module without a default"
            ),
            (true, Some(ModuleKind::Module)) => format!(
                "{types} declares by `export =` that \"{specifier}\" is a value, and both are ES modules: TypeScript refuses `import x from \"{specifier}\"`"
            ),
            (true, _) => return None,
        };
        let names = &self.outcome.names;
        // Names that can be imported are of use even so.
        let is_grave = !types.is_outside()
            && names.complete
            && !names.values.keys().any(|name| offered.names.contains(name));
        let problem = TypesProblem {
            at: Some(PackagePlace { file: file.clone(), span: *span }),
            names: vec!["export =".to_owned()],
            is_grave,
            help: Some(format!(
                "declare what {runs} exports: each name by `export`, a default by `export default`"
            )),
            ..self.problem(TypesProblemKind::DeclaredNotExported, message)
        };
        is_certain.then_some(problem)
    }
}

/// A declared name that is not there, and its value.
pub(super) type Lacking<'n> = (&'n String, &'n DeclaredValue);

pub(super) fn names_of(lacking: &[Lacking<'_>]) -> String {
    listed(lacking.iter().map(|(name, _)| name.as_str()))
}

/// The advice for each kind of names: a default, what may be a type only, and the rest.
fn help_for(lacking: &[Lacking<'_>], runs: &PackagePath) -> String {
    let (default, named): (Vec<Lacking<'_>>, Vec<_>) =
        lacking.iter().partition(|(name, _)| *name == "default");
    let (classes, values): (Vec<Lacking<'_>>, Vec<_>) =
        named.iter().partition(|(_, value)| value.kind == DeclaredKind::Class);
    let is_mixed = [&default, &classes, &values].iter().filter(|names| !names.is_empty()).count() > 1;
    let it = if values.len() == 1 { "it" } else { "them" };
    let mut parts = Vec::new();
    if !default.is_empty() {
        parts.push(format!("export a default from {runs}, or declare none"));
    }
    match (values.is_empty(), is_mixed) {
        (true, _) => {}
        (false, false) => parts.push(format!("export {it} from {runs}, or declare nothing of the kind")),
        (false, true) => {
            parts.push(format!("export {} from {runs}, or do not declare {it}", names_of(&values)))
        }
    }
    match (classes.is_empty(), is_mixed) {
        (true, _) => {}
        (false, false) => {
            parts
                .push("declare what is only a type by `interface`, or export it by `export type`".to_owned());
        }
        (false, true) => parts.push(format!(
            "declare {} by `interface`, or by `export type`, where it is only a type",
            names_of(&classes)
        )),
    }
    parts.join("; ")
}
