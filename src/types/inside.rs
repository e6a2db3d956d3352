//! The faults inside of declarations: files and names that are not there, and what cannot be read.

use crate::{
    beside::{BesidePackage, types_package},
    declarations::{TypeRequest, TypeRequestKind, is_utf_16},
    hash::HashSet,
    manifest::dependencies::DependencyKind,
    path::PackagePath,
    resolve::{error::PackagePlace, parse_package_name},
    text::{Span, Spanned},
    types::{
        family::TypesFamily,
        global_conflicts::{GlobalConflict, global_conflicts},
        graph::{TypesEdge, TypesFile, TypesGraph},
        kind::ModuleKind,
        names::DeclaredNameResolver,
        outcome::{TypesProblem, TypesProblemKind},
        undeclared_names::DeclaredGlobals,
        untyped,
        wording::listed,
    },
};

/// The faults inside of the declarations, each once.
pub(super) fn inside(graph: &TypesGraph<'_>, names: &mut DeclaredNameResolver<'_>) -> Vec<TypesProblem> {
    let mut faults = InsideFaults { graph, found: Vec::new(), seen: HashSet::default() };
    let globals = DeclaredGlobals::of(graph);
    let own = graph.files.iter().filter(|file| !file.path.is_outside());
    for file in own.filter(|file| file.family != TypesFamily::Node10) {
        faults.of_requests(file, names);
        faults.of_lists(file, &globals);
        faults.of_syntax(file);
    }
    global_conflicts(graph).iter().for_each(|conflict| faults.of_globals(conflict));
    faults.found
}

/// Collects the faults of all files.
struct InsideFaults<'g, 'p> {
    graph: &'g TypesGraph<'p>,
    found: Vec<TypesProblem>,
    /// The places that have their fault.
    seen: HashSet<(&'g PackagePath, Span)>,
}

impl<'g> InsideFaults<'g, '_> {
    fn of_requests(&mut self, file: &'g TypesFile, names: &mut DeclaredNameResolver<'_>) {
        for (request, edge) in file.module.requests.iter().zip(&file.edges) {
            let specifier = &request.specifier;
            match edge {
                TypesEdge::Missing => {
                    self.missing_file(file, specifier, request.kind);
                }
                TypesEdge::JavaScript if request.kind != TypeRequestKind::SideEffect => {
                    self.untyped_file(file, request);
                }
                TypesEdge::MissingBeside if request.kind != TypeRequestKind::SideEffect => {
                    self.missing_beside(file, specifier);
                }
                TypesEdge::UntypedBeside if request.kind != TypeRequestKind::SideEffect => {
                    self.untyped_beside(file, request);
                }
                TypesEdge::File(to) => {
                    let target = self.graph.files.get(*to);
                    let is_missing = |name: &&Spanned<String>| {
                        (name.value != "default" || target.is_some_and(|to| needs_default(file, request, to)))
                            && !file.module.silenced.holds(name.span)
                            && names.lacks(*to, &name.value)
                    };
                    let missing: Vec<_> = request.names.iter().filter(is_missing).collect();
                    self.missing_names(file, *to, specifier.span, &missing);
                }
                TypesEdge::Ambient(to, at) => {
                    let is_missing = |name: &&Spanned<String>| {
                        !file.module.silenced.holds(name.span) && names.ambient_lacks(*to, *at, &name.value)
                    };
                    let missing: Vec<_> = request.names.iter().filter(is_missing).collect();
                    self.missing_names(file, *to, specifier.span, &missing);
                }
                _ => {}
            }
        }
    }

    /// Tells whether a place may be reported, and was not.
    fn is_new(&mut self, file: &'g TypesFile, specifier: &Spanned<String>) -> bool {
        !file.module.silenced.holds(specifier.span) && self.seen.insert((&file.path, specifier.span))
    }

    fn missing_beside(&mut self, file: &'g TypesFile, specifier: &Spanned<String>) {
        let Some(package) = self.graph.package_beside(&specifier.value) else { return };
        if self.is_new(file, specifier) {
            let Spanned { value: specifier, span } = specifier;
            let message =
                format!("{} imports \"{specifier}\", which TypeScript does not find in {package}", file.path);
            let help = "import what its \"exports\" opens; from an ES module, a path without \"exports\" needs its extension";
            self.found.push(problem_inside(TypesProblemKind::MissingTypes, file, message, *span, help));
        }
    }

    /// A package without types is a fault where the package brings it along. Who brings a peer brings its types.
    fn untyped_beside(&mut self, file: &'g TypesFile, request: &TypeRequest) {
        let specifier = &request.specifier;
        let name = parse_package_name(&specifier.value).map_or("", |bare| bare.name);
        let manifest = self.graph.package().manifest();
        let brought = [DependencyKind::Dependency, DependencyKind::Optional];
        let is_brought = manifest.is_some_and(|own| brought.contains(&own.declared(name)));
        let Some(package) = self.graph.package_beside(&specifier.value).filter(|_| is_brought) else {
            return;
        };
        if self.is_new(file, specifier) {
            let message = format!(
                "{} imports \"{}\", and {package} has no types: what comes from there is `any`",
                file.path, specifier.value
            );
            let help = format!(
                "add \"{}\" to \"dependencies\", or declare what is used of it here",
                types_package(name)
            );
            self.found.push(problem_inside(
                TypesProblemKind::MissingTypes,
                file,
                message,
                specifier.span,
                &help,
            ));
        }
    }

    fn untyped_file(&mut self, file: &'g TypesFile, request: &TypeRequest) {
        let Some(target) = self.graph.file_of(file, request) else { return };
        if self.is_new(file, &request.specifier) {
            let Spanned { value: specifier, span } = &request.specifier;
            let message = format!(
                "{} imports \"{specifier}\", and {target} has no declarations: what comes from there is `any`",
                file.path
            );
            let help = untyped::help(self.graph.package(), &target);
            self.found.push(problem_inside(TypesProblemKind::UntypedImport, file, message, *span, &help));
        }
    }

    fn of_syntax(&mut self, file: &'g TypesFile) {
        if file.module.is_unread
            && let Some(error) = &file.module.error
            && self.seen.insert((&file.path, error.span))
        {
            let bytes = self.graph.package().contents(&file.path).unwrap_or_default();
            self.found.push(unread(file, bytes, &error.message, error.span));
        }
    }

    fn of_globals(&mut self, conflict: &GlobalConflict<'g>) {
        let ((one, first), (another, second)) = (conflict.first, conflict.second);
        if let (Some(one), Some(another)) = (self.graph.files.get(one), self.graph.files.get(another))
            && self.seen.insert((&another.path, second.name.span))
        {
            let name = &first.name.value;
            let message = format!(
                "{} declares the global `{name}`, which {} declares otherwise: TypeScript refuses the two",
                another.path, one.path
            );
            let help = "declare it in one file alone, and let the other refer to that";
            let kind = TypesProblemKind::ConflictingGlobals;
            self.found.push(problem_inside(kind, another, message, second.name.span, help));
        }
    }

    fn of_lists(&mut self, file: &'g TypesFile, globals: &DeclaredGlobals<'g>) {
        let lacking = globals.lacking(file);
        if let Some((_, span)) = lacking.first()
            && self.seen.insert((&file.path, *span))
        {
            let names: Vec<String> = lacking.iter().map(|(name, _)| (*name).to_owned()).collect();
            self.found.push(undeclared_names(file, names, *span));
        }
    }

    fn missing_file(&mut self, file: &'g TypesFile, specifier: &Spanned<String>, kind: TypeRequestKind) {
        if self.is_new(file, specifier) {
            self.found.push(missing_file(self.graph, file, specifier, kind));
        }
    }

    fn missing_names(&mut self, file: &'g TypesFile, to: usize, place: Span, names: &[&Spanned<String>]) {
        if let (Some(first), Some(target)) = (names.first(), self.graph.files.get(to))
            && self.seen.insert((&file.path, place))
        {
            let list: Vec<String> = names.iter().map(|name| name.value.clone()).collect();
            let owner = self.graph.package().owner(&target.path);
            self.found.push(missing_names(file, target, owner, list, first.span));
        }
    }
}

/// Tells whether TypeScript gives declarations that have no default none, either: it does so between ES modules alone
/// (`allowSyntheticDefaultImports`).
fn needs_default(file: &TypesFile, request: &TypeRequest, to: &TypesFile) -> bool {
    let is_plain = request.kind == TypeRequestKind::Static && request.resolution_mode.is_none();
    let is_module = |file: &TypesFile| file.kind == Some(ModuleKind::Module);
    is_plain && file.family == TypesFamily::Node && is_module(file) && is_module(to)
}

fn missing_file(
    graph: &TypesGraph<'_>,
    file: &TypesFile,
    specifier: &Spanned<String>,
    kind: TypeRequestKind,
) -> TypesProblem {
    let Spanned { value: specifier, span } = specifier;
    let does = match kind {
        TypeRequestKind::ReferencePath | TypeRequestKind::ReferenceTypes => {
            format!("refers to \"{specifier}\", which TypeScript does not find in the package")
        }
        TypeRequestKind::ReferenceLib => {
            format!("refers to the library \"{specifier}\", which TypeScript does not have")
        }
        _ => format!("imports \"{specifier}\", which TypeScript does not find in the package"),
    };
    let message = format!("{} {does}", file.path);
    let needs_extension = file.family == TypesFamily::Node
        && file.kind == Some(ModuleKind::Module)
        && graph.place(&file.path, TypesFamily::Bundler).is_some();
    let help = match needs_extension {
        _ if kind == TypeRequestKind::SideEffect => {
            "leave the import out: declarations run nothing, and TypeScript 6 and newer report it"
        }
        _ if kind == TypeRequestKind::ReferenceLib => "leave the reference out, or correct the name",
        true => {
            "to an ES module, relative paths need their extension: \"./file.js\"; or the file is not packed"
        }
        false => "pack the file, or do not import it: to consumers, all types that come from there are `any`",
    };
    problem_inside(TypesProblemKind::InternalResolutionError, file, message, *span, help)
}

fn missing_names(
    file: &TypesFile,
    target: &TypesFile,
    owner: Option<BesidePackage>,
    names: Vec<String>,
    span: Span,
) -> TypesProblem {
    let list = listed(names.iter().map(String::as_str));
    let (whose, mend) = match owner.filter(|_| target.path.is_outside()) {
        Some(owner) => (
            format!("{owner} ({})", target.path),
            format!("declare a version of {} that declares it", owner.name),
        ),
        None => (target.path.to_string(), "declare the name there".to_owned()),
    };
    let message = format!("{} asks for {list}, which {whose} does not declare", file.path);
    let help = format!("{mend}, or do not ask for it: to consumers, its type is `any`");
    let problem = problem_inside(TypesProblemKind::MissingDeclaredName, file, message, span, &help);
    TypesProblem { names, ..problem }
}

fn undeclared_names(file: &TypesFile, names: Vec<String>, span: Span) -> TypesProblem {
    let list = listed(names.iter().map(String::as_str));
    let message = format!("{} exports {list}, which nothing declares", file.path);
    let help =
        "declare or import the name in that file, or do not export it: to consumers, its type is `any`";
    let problem = problem_inside(TypesProblemKind::MissingDeclaredName, file, message, span, help);
    TypesProblem { names, ..problem }
}

fn unread(file: &TypesFile, bytes: &[u8], error: &str, span: Span) -> TypesProblem {
    let message = format!("{} cannot be read as TypeScript: {error}", file.path);
    let help = if is_utf_16(bytes) {
        "write the file in UTF-8: in PowerShell by `-Encoding utf8`, not by `>`; what it declares is not known"
    } else {
        "correct the syntax; what the file declares is not known"
    };
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
    let help = Some(help.to_owned());
    TypesProblem { kind, message, at, names: Vec::new(), is_grave: false, is_told: false, help }
}
