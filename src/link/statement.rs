//! Tells whether the statements of a consumer would link.

use std::{
    cell::{Cell, OnceCell, RefCell},
    sync::Arc,
};

use crate::{
    entry_points::{EntryKind, EntryPoint},
    hash::HashMap,
    link::{LinkCause, Linkage, Verdict, bind::words_of_missing, graph::mode_of, made_at_installation},
    module::{EsModule, ImportName, ModuleRequest, ReadError, RequestKind, read_commonjs, read_es},
    near::Nearest,
    node::Profile,
    package::Package,
    resolve::{Mode, Resolution, error::ResolveError, format::Format, parse_package_name},
    text::Spanned,
};

/// A request for the package in a consumer's code, and the names that it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedNames {
    pub request: Arc<ModuleRequest>,
    pub names: Vec<Spanned<String>>,
}

/// The reason for which a statement does not link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementError {
    /// The specifier does not resolve.
    Unresolved {
        mode: Mode,
        error: Box<ResolveError>,
        /// The requested names, and the specifiers that offer all of them.
        names: Vec<String>,
        elsewhere: Vec<String>,
    },
    /// The module that it leads to is broken.
    Broken(Box<LinkCause>),
    /// The module offers no such name; `near` holds the most similar names that it offers.
    NoSuchName { message: String, name: String, near: Vec<String>, elsewhere: Vec<String> },
}

/// Returns every request for the package in a consumer's JavaScript, in source order.
pub fn asked(package: &Package, code: &str, profile: &Profile) -> Result<Vec<AskedNames>, ReadError> {
    let of_package = |request: &Arc<ModuleRequest>| {
        request.kind != RequestKind::Url && names(package, &request.specifier.value)
    };
    // CommonJS is tried first: `import` and `export` do not parse there, whereas `require` parses in an ES
    // module and makes no request.
    let commonjs = read_commonjs(code.as_bytes(), profile);
    let requests = commonjs.as_ref().map(|module| module.requests.clone()).unwrap_or_default();
    if !requests.is_empty() {
        let requests = requests.into_iter().filter(of_package);
        return Ok(requests.map(|request| AskedNames { request, names: Vec::new() }).collect());
    }
    match read_es(code.as_bytes(), profile) {
        Ok(module) => Ok(asked_of_module(&module).filter(|asked| of_package(&asked.request)).collect()),
        Err(_) if commonjs.is_ok() => Ok(Vec::new()), // Only sloppy code, and it asks for nothing.
        Err(error) => Err(error),
    }
}

fn asked_of_module(module: &EsModule) -> impl Iterator<Item = AskedNames> {
    let imports = module.imports.iter().map(|entry| (entry.request, &entry.name));
    let exports = module.indirect_exports.iter().map(|entry| (entry.request, &entry.import));
    let mut names: HashMap<usize, Vec<Spanned<String>>> = HashMap::default();
    for (request, import) in imports.chain(exports) {
        if let ImportName::Name(name) = import {
            names.entry(request).or_default().push((*name).clone());
        }
    }
    module.all_requests().enumerate().map(move |(place, request)| {
        let names = names.remove(&place).unwrap_or_default();
        AskedNames { request: request.clone(), names }
    })
}

/// Tells whether a specifier names the package or a subpath of it.
pub fn names(package: &Package, specifier: &str) -> bool {
    parse_package_name(specifier).is_some_and(|parsed| parsed.name == package.name())
}

/// The resolution of a consumer's specifier, and the verdict on the file that it leads to.
#[derive(Clone, Debug)]
pub struct ConsumerAnswer {
    pub resolution: Resolution,
    /// `None` if the specifier leads to no packed file.
    pub verdict: Option<Verdict>,
}

/// The package that consumers ask for, with its entry points.
#[derive(Debug)]
pub struct Offer<'k> {
    package: &'k Package,
    /// The declared entry points, and the result of linking them.
    declared: &'k [EntryPoint],
    linkage: &'k Linkage,
    /// Errors say what is near and where else a name is.
    is_advising: bool,
    /// The verdicts that offer each name, once that was asked.
    offering: OnceCell<HashMap<&'k str, Vec<&'k Verdict>>>,
    nearest: RefCell<Nearest>,
    /// The number of causes that may still be told beside the first of each statement.
    left: Cell<usize>,
}

/// The number of causes of broken modules that are told, besides the first of each statement: many statements may ask for
/// a module that many causes break.
const MOST_CAUSES: usize = 20_000;

/// The number of specifiers that offer a name and are looked for; fewer are named.
const MOST_ELSEWHERE: usize = 16;

impl AskedNames {
    /// The specifier and the mode of the request.
    pub fn question(&self) -> (&str, Mode) {
        (&self.request.specifier.value, mode_of(self.request.kind))
    }
}

/// Makes an entry point for any specifier of a consumer; package.json need not declare it.
pub fn ad_hoc(package: &Package, specifier: &str, resolutions: Vec<(Mode, Resolution)>) -> EntryPoint {
    let subpath = specifier.strip_prefix(package.name()).unwrap_or_default();
    EntryPoint {
        subpath: format!(".{subpath}"),
        kind: EntryKind::Export,
        pattern: None,
        declared: None,
        resolutions,
    }
}

impl<'k> Offer<'k> {
    pub fn of(package: &'k Package, declared: &'k [EntryPoint], linkage: &'k Linkage) -> Self {
        Self {
            package,
            declared,
            linkage,
            is_advising: true,
            offering: OnceCell::new(),
            nearest: RefCell::default(),
            left: Cell::new(MOST_CAUSES),
        }
    }

    /// Leaves out what is near and where else a name is.
    pub fn without_advice(self) -> Self {
        Self { is_advising: false, ..self }
    }

    /// Returns the errors of a request, by the answer to its question.
    pub fn errors(&self, asked: &AskedNames, answer: &ConsumerAnswer) -> Vec<StatementError> {
        let (_, mode) = asked.question();
        match (&answer.resolution.result, &answer.verdict) {
            // A file that an install script may make is not there yet: the statement may link in an installed
            // package.
            (Err(error), _) if made_at_installation(self.package, error, "").is_some() => Vec::new(),
            (Err(error), _) => {
                let names: Vec<String> = asked.names.iter().map(|name| name.value.clone()).collect();
                let elsewhere = self.some_elsewhere(mode, &names, MOST_ELSEWHERE);
                vec![StatementError::Unresolved { mode, error: Box::new(error.clone()), names, elsewhere }]
            }
            (Ok(_), Some(verdict)) if is_loaded(asked) => self.errors_of(verdict, asked),
            _ => Vec::new(),
        }
    }

    fn errors_of(&self, verdict: &Verdict, asked: &AskedNames) -> Vec<StatementError> {
        let with_attributes = asked.request.attributes.as_ref().is_none_or(|it| !it.is_empty());
        // The entry point is judged as an import without attributes. A statement with attributes has what is
        // missing there.
        let is_answered =
            |cause: &&LinkCause| with_attributes && cause.is_entry && cause.fault.code.contains("_MISSING");
        let broken = verdict.causes.iter().filter(|cause| !is_answered(cause));
        let broken: Vec<_> = broken
            .take(self.left.get().saturating_add(1))
            .map(|cause| StatementError::Broken(Box::new(cause.clone())))
            .collect();
        self.left.set(self.left.get().saturating_sub(broken.len().saturating_sub(1)));
        let offered = &verdict.names;
        let missing =
            asked.names.iter().filter(|name| offered.complete && !offered.names.contains(&name.value));
        let missing = missing.map(|name| self.no_such_name(verdict, asked, &name.value));
        broken.into_iter().chain(missing).collect()
    }

    fn no_such_name(&self, verdict: &Verdict, asked: &AskedNames, name: &str) -> StatementError {
        let specifier = &asked.request.specifier.value;
        // The consumer's module is the one that is loaded first, where all versions of Node have the longer words.
        let is_commonjs = verdict.format == Some(Format::CommonJs);
        StatementError::NoSuchName {
            message: words_of_missing(specifier, name, is_commonjs),
            name: name.to_owned(),
            near: self.near(name, verdict),
            elsewhere: self.some_elsewhere(verdict.mode, &[name.to_owned()], MOST_ELSEWHERE),
        }
    }

    fn near(&self, name: &str, verdict: &Verdict) -> Vec<String> {
        if self.is_advising {
            self.nearest.borrow_mut().to(name, verdict.names.names.iter().map(String::as_str))
        } else {
            Vec::new()
        }
    }

    /// Returns the specifiers that offer all of these names and are not broken; none for a default export,
    /// which many modules have.
    pub fn elsewhere(&self, mode: Mode, names: &[String]) -> Vec<String> {
        self.some_elsewhere(mode, names, usize::MAX)
    }

    fn some_elsewhere(&self, mode: Mode, names: &[String], most: usize) -> Vec<String> {
        let Some(first) = names.first().filter(|_| self.is_advising) else { return Vec::new() };
        if names.iter().any(|name| name == "default") {
            return Vec::new();
        }
        let offers = |verdict: &&Verdict| {
            let offered = &verdict.names.names;
            verdict.mode == mode
                && verdict.causes.is_empty()
                && names.iter().all(|name| offered.contains(name))
        };
        let known = self.offering.get_or_init(|| self.by_name());
        let offering = known.get(first.as_str()).into_iter().flatten().copied().filter(offers);
        let entries = offering.filter_map(|verdict| self.declared.get(verdict.entry));
        let importable = entries.filter(|entry| entry.kind != EntryKind::Bin);
        importable.map(|entry| entry.specifier(self.package)).take(most).collect()
    }

    fn by_name(&self) -> HashMap<&'k str, Vec<&'k Verdict>> {
        let mut found: HashMap<&str, Vec<&Verdict>> = HashMap::default();
        for verdict in &self.linkage.verdicts {
            for name in &verdict.names.names {
                found.entry(name).or_default().push(verdict);
            }
        }
        found
    }
}

/// Tells whether a request loads the module that it names, and does not only ask for its path.
fn is_loaded(asked: &AskedNames) -> bool {
    !matches!(asked.request.kind, RequestKind::RequireResolve | RequestKind::ImportMetaResolve)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files::FileTree, resolve::NodeTarget, session::Session};

    fn errors_of(code: &str) -> Vec<String> {
        let package = Package::new(FileTree::of([
            (
                "package.json",
                r#"{"name":"p","type":"module","exports":{".":"./a.js","./b":"./b.js","./c":"./c.cjs",
                    "./data":"./data.json"}}"#,
            ),
            ("a.js", "export const one = 1; export default 2"),
            ("b.js", "import './gone.js'; export const b = 1"),
            ("c.cjs", "exports.named = 1"),
            ("data.json", "{}"),
        ]));
        let node = NodeTarget::default();
        let session = Session::new(package);
        let offered = session.facts(&node);
        let offer = Offer::of(session.package(), &offered.entry_points, &offered.linkage);
        let asked = asked(session.package(), code, &node.version.profile()).unwrap();
        let errors = asked.iter().flat_map(|asked| {
            let (specifier, mode) = asked.question();
            offer.errors(asked, &session.answer(specifier, mode, &node))
        });
        errors
            .map(|error| match error {
                StatementError::Unresolved { error, elsewhere, .. } if elsewhere.is_empty() => {
                    error.code().to_owned()
                }
                StatementError::Unresolved { error, elsewhere, .. } => {
                    format!("{}, but {elsewhere:?}", error.code())
                }
                StatementError::Broken(cause) => format!("{} in {}", cause.fault.code, cause.fault.at.file),
                StatementError::NoSuchName { name, near, elsewhere, .. } => {
                    format!("no {name}, but {near:?} and {elsewhere:?}")
                }
            })
            .collect()
    }

    #[test]
    fn a_consumer_is_told_that_the_module_is_commonjs() {
        let package = Package::new(FileTree::of([
            ("package.json", r#"{"name":"p","exports":{".":"./c.cjs","./es":"./e.mjs"}}"#),
            ("c.cjs", "exports.named = 1"),
            ("e.mjs", "export {}"),
        ]));
        let session = Session::new(package);
        for version in ["18", "22", "24", "26"] {
            let node = NodeTarget { version: version.parse().unwrap(), ..NodeTarget::default() };
            let facts = session.facts(&node);
            let offer = Offer::of(session.package(), &facts.entry_points, &facts.linkage);
            let said = |code: &str| {
                let asked = asked(session.package(), code, &node.version.profile()).unwrap();
                let (specifier, mode) = asked[0].question();
                match offer.errors(&asked[0], &session.answer(specifier, mode, &node)).pop() {
                    Some(StatementError::NoSuchName { message, .. }) => message,
                    other => format!("{other:?}"),
                }
            };
            let long = "Named export 'zz' not found. The requested module 'p' is a CommonJS module, ";
            assert!(said("import { zz } from 'p'").starts_with(long), "{version}");
            let short = "The requested module 'p/es' does not provide an export named 'zz'";
            assert_eq!(said("import { zz } from 'p/es'"), short, "{version}");
        }
    }

    #[test]
    fn statements_link_or_say_why_not() {
        for (code, expected) in [
            ("import { one } from 'p'", vec![]),
            ("import d, { one as x } from 'p'; export * from 'p'", vec![]),
            ("import { One } from 'p'", vec!["no One, but [\"one\"] and []"]),
            ("import { b } from 'p'", vec!["no b, but [] and []"]),
            ("import { named } from 'p'", vec!["no named, but [] and [\"p/c\"]"]),
            ("export { two } from 'p'", vec!["no two, but [] and []"]),
            ("import 'p/none'", vec!["ERR_PACKAGE_PATH_NOT_EXPORTED"]),
            ("import { one } from 'p/none'", vec!["ERR_PACKAGE_PATH_NOT_EXPORTED, but [\"p\"]"]),
            ("import { b } from 'p/b'", vec!["ERR_MODULE_NOT_FOUND in b.js"]),
            ("import { named } from 'p/c'", vec![]),
            ("const { named } = require('p/c')", vec![]),
            ("const x = require('p/none')", vec!["ERR_PACKAGE_PATH_NOT_EXPORTED"]),
            ("await import('p/none')", vec!["ERR_PACKAGE_PATH_NOT_EXPORTED"]),
            ("require.resolve('p/b')", vec![]),
            ("import data from 'p/data'", vec!["ERR_IMPORT_ATTRIBUTE_MISSING in package.json"]),
            ("import data from 'p/data' with { type: 'json' }", vec![]),
            ("import 'other'; import fs from 'fs'; new URL('p', import.meta.url)", vec![]),
        ] {
            assert_eq!(errors_of(code), expected, "{code}");
        }
    }
}
