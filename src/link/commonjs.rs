//! The names that `import` finds in a CommonJS module: the lexer's, and those of what it re-exports.

use std::borrow::Cow;

use crate::{
    cjs_lexer::{Flavor, lex},
    hash::{HashMap, HashSet},
    link::names::ExportedNames,
    node::Lexer,
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Referrer, Resolved, Resolver, error::ResolveError},
};

/// Asks the lexer of one version of Node, each file once.
pub(super) struct CommonJsNames<'p> {
    package: &'p Package,
    flavor: Flavor,
    strips_bom: bool,
    resolver: Resolver<'p>,
    lexed: HashMap<PackagePath, Lexed>,
    known: HashMap<PackagePath, ExportedNames>,
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// What one file says itself.
#[derive(Clone, Debug, Default)]
struct Lexed {
    names: Vec<String>,
    reexports: Vec<PackagePath>,
    /// Whether it re-exports what is not packed.
    reaches_outside: bool,
}

impl<'p> CommonJsNames<'p> {
    pub(super) fn new(package: &'p Package, node: &NodeTarget) -> Self {
        Self {
            package,
            flavor: flavor(node.version.profile().lexer),
            strips_bom: node.version.profile().import_strips_bom,
            resolver: Resolver::new(package, Mode::Require, node),
            lexed: HashMap::default(),
            known: HashMap::default(),
        }
    }

    /// The names of a module without `default`. They are not complete where a re-exported package is not packed.
    pub(super) fn of(&mut self, path: &PackagePath) -> &ExportedNames {
        if !self.known.contains_key(path) {
            let names = self.collect(path);
            self.known.insert(path.clone(), names);
        }
        self.known.entry(path.clone()).or_default()
    }

    fn collect(&mut self, root: &PackagePath) -> ExportedNames {
        let mut all = ExportedNames { complete: true, ..ExportedNames::default() };
        let mut seen = HashSet::from_iter([root.clone()]);
        let mut open = vec![root.clone()];
        while let Some(path) = open.pop() {
            let lexed = self.lexed(&path);
            all.complete &= !lexed.reaches_outside;
            all.names.extend(lexed.names);
            open.extend(lexed.reexports.into_iter().filter(|path| seen.insert(path.clone())));
        }
        all
    }

    fn lexed(&mut self, path: &PackagePath) -> Lexed {
        if let Some(lexed) = self.lexed.get(path) {
            return lexed.clone();
        }
        let source = self.package.files().contents(path.as_str()).unwrap_or_default();
        let source = match self.strips_bom {
            true => source.strip_prefix(BOM).unwrap_or(source),
            false => source,
        };
        // Node takes a file that its lexer refuses for one without names.
        let text = str::from_utf8(source).map_or_else(|_| String::from_utf8_lossy(source), Cow::Borrowed);
        let found = lex(&text, self.flavor).unwrap_or_default();
        let mut lexed = Lexed { names: found.exports, ..Lexed::default() };
        for specifier in &found.reexports {
            self.reexport(path, specifier, &mut lexed);
        }
        self.lexed.insert(path.clone(), lexed.clone());
        lexed
    }

    /// Node passes over what does not resolve, and over what no lexer can read: JSON, addons and its own modules.
    fn reexport(&mut self, from: &PackagePath, specifier: &str, lexed: &mut Lexed) {
        match self.resolver.resolve(&Referrer::File(from.clone()), specifier).result {
            Ok(Resolved::File(path)) if !matches!(path.extension(), ".json" | ".node" | ".mjs") => {
                lexed.reexports.push(path);
            }
            Err(ResolveError::PackageNotFound { .. }) => lexed.reaches_outside = true,
            _ => {}
        }
    }
}

fn flavor(lexer: Lexer) -> Flavor {
    match lexer {
        Lexer::CjsModuleLexer1 => Flavor::CjsModuleLexer1,
        Lexer::CjsModuleLexer2 => Flavor::CjsModuleLexer2,
        Lexer::Merve => Flavor::Merve,
    }
}
