//! The names that `import` finds in a CommonJS module: those that Node's lexer finds in it, and those of the
//! files that it re-exports.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use crate::{
    cjs_lexer::{LexedNames, lex},
    hash::{HashMap, HashSet},
    link::exports::ExportedNames,
    module::{LexedBy, in_parallel},
    node::Profile,
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Referrer, Resolved, Resolver, error::ResolveError},
};

/// Asks the lexer of one version of Node for exported names, once for each file.
pub(super) struct CommonJsNames<'p> {
    text: Texts<'p>,
    ahead: LexedAhead,
    resolver: Resolver<'p>,
    lexed: HashMap<PackagePath, LexedFile>,
    known: HashMap<PackagePath, ExportedNames>,
}

/// The names that the lexer of one version of Node finds in files of a package, without the default that Node adds.
pub struct LexedExports<'p>(CommonJsNames<'p>);

impl<'p> LexedExports<'p> {
    pub fn new(package: &'p Package, node: &NodeTarget) -> Self {
        Self(CommonJsNames::new(package, node, LexedAhead::default()))
    }

    /// The names of a file and of those that it re-exports.
    pub fn of(&mut self, path: &PackagePath) -> &ExportedNames {
        self.0.of(path)
    }

    /// The names that the lexer finds in a file itself.
    pub fn own(&mut self, path: &PackagePath) -> Arc<LexedNames> {
        self.0.lexed(path).found
    }

    /// Tells where `require` of a specifier leads from a file.
    pub fn required(&mut self, from: &PackagePath, specifier: &str) -> RequiredFile {
        match self.0.resolver.resolve(&Referrer::File(from.clone()), specifier).result {
            Ok(Resolved::File(path)) if !is_unlexed(&path) => RequiredFile::Script(path),
            Ok(Resolved::Builtin(_) | Resolved::Unknown) | Err(ResolveError::PackageNotFound { .. }) => {
                RequiredFile::Outside
            }
            Ok(_) => RequiredFile::Unread,
            Err(_) => RequiredFile::Missing,
        }
    }

    /// The JSON that a file re-exports, where it re-exports nothing else.
    pub fn data(&mut self, path: &PackagePath) -> Option<PackagePath> {
        let lexed = self.0.lexed(path);
        lexed.data.filter(|_| lexed.found.reexports.len() == 1)
    }
    /// A file and those that it re-exports.
    pub fn files(&mut self, path: &PackagePath) -> Vec<PackagePath> {
        let mut files = vec![path.clone()];
        let mut seen = HashSet::from_iter([path.clone()]);
        let mut next = 0;
        while let Some(path) = files.get(next).cloned() {
            let reexports = self.0.lexed(&path).reexports;
            files.extend(reexports.into_iter().filter(|path| seen.insert(path.clone())));
            next += 1;
        }
        files
    }
}

/// The thing that `require` gives of a specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequiredFile {
    Script(PackagePath),
    /// Another package, or a module of Node.
    Outside,
    /// A file whose names no lexer finds: JSON, an addon or an ES module.
    Unread,
    /// It leads nowhere, and Node throws.
    Missing,
}

fn is_unlexed(path: &PackagePath) -> bool {
    matches!(path.extension(), ".json" | ".node" | ".mjs")
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The lexer's answers for files that linking has not asked for yet.
#[derive(Default)]
pub(super) struct LexedAhead(HashMap<PackagePath, Arc<LexedNames>>);

impl LexedAhead {
    /// Runs the lexer over all of these files in parallel.
    pub(super) fn of<'a>(
        package: &Package,
        node: &NodeTarget,
        paths: impl IntoIterator<Item = &'a PackagePath>,
    ) -> Self {
        let text = Texts { package, profile: node.version.profile() };
        let paths: BTreeSet<_> = paths.into_iter().collect();
        let paths = Vec::from_iter(paths);
        let found = in_parallel(&paths, 1, |path| text.lex(path));
        Self(paths.into_iter().cloned().zip(found).collect())
    }
}

/// The files, as one version of Node hands them to its lexer.
struct Texts<'p> {
    package: &'p Package,
    profile: Profile,
}

impl Texts<'_> {
    /// Runs the lexer, unless it was run before.
    fn lex(&self, path: &PackagePath) -> Arc<LexedNames> {
        let by = LexedBy { lexer: self.profile.lexer, strips_bom: self.profile.import_strips_bom };
        self.package.readings().lexings().get(path, by, || self.lex_now(path))
    }

    /// Runs the lexer; Node gives a file that its lexer refuses no names.
    fn lex_now(&self, path: &PackagePath) -> LexedNames {
        let source = self.package.contents(path).unwrap_or_default();
        let source =
            if self.profile.import_strips_bom { source.strip_prefix(BOM).unwrap_or(source) } else { source };
        // Node decodes a file before it hands it to the lexer: bytes that are not UTF-8 become replacement
        // characters.
        let text = str::from_utf8(source).map_or_else(|_| String::from_utf8_lossy(source), Cow::Borrowed);
        lex(&text, self.profile.lexer).unwrap_or_default()
    }
}

/// The lexer's answer for one file.
#[derive(Clone, Debug)]
struct LexedFile {
    found: Arc<LexedNames>,
    reexports: Vec<PackagePath>,
    /// True if it re-exports something that is not packed.
    reaches_outside: bool,
    /// The JSON that it re-exports.
    data: Option<PackagePath>,
}

impl<'p> CommonJsNames<'p> {
    pub(super) fn new(package: &'p Package, node: &NodeTarget, ahead: LexedAhead) -> Self {
        Self {
            text: Texts { package, profile: node.version.profile() },
            ahead,
            resolver: Resolver::new(package, Mode::Require, node),
            lexed: HashMap::default(),
            known: HashMap::default(),
        }
    }

    /// Returns the names of a module without `default`. They are not complete if a re-exported package is not
    /// packed.
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
            all.names.extend(lexed.found.exports.iter().cloned());
            // A loop in place of recursion: files may re-export each other in chains of any length, and in
            // circles.
            open.extend(lexed.reexports.into_iter().filter(|path| seen.insert(path.clone())));
        }
        all
    }

    fn lexed(&mut self, path: &PackagePath) -> LexedFile {
        if let Some(lexed) = self.lexed.get(path) {
            return lexed.clone();
        }
        // Taken out: from here on `lexed` has the answer.
        let found = self.ahead.0.remove(path).unwrap_or_else(|| self.text.lex(path));
        let mut lexed = LexedFile {
            found: Arc::clone(&found),
            reexports: Vec::new(),
            reaches_outside: false,
            data: None,
        };
        for specifier in &found.reexports {
            self.reexport(path, specifier, &mut lexed);
        }
        self.lexed.insert(path.clone(), lexed.clone());
        lexed
    }

    /// Adds the file that is re-exported. Node ignores a specifier that does not resolve, and files that no
    /// lexer can read: JSON, addons and its own modules.
    fn reexport(&mut self, from: &PackagePath, specifier: &str, lexed: &mut LexedFile) {
        match self.resolver.resolve(&Referrer::File(from.clone()), specifier).result {
            // Node's lexer refuses an ES module as well: it adds no names.
            Ok(Resolved::File(path)) if !is_unlexed(&path) => {
                lexed.reexports.push(path);
            }
            // A dependency that is not packed may be installed and have names.
            Ok(Resolved::Unknown) | Err(ResolveError::PackageNotFound { .. }) => lexed.reaches_outside = true,
            Ok(Resolved::File(path)) => {
                lexed.data = Some(path).filter(|path| path.extension() == ".json");
            }
            Ok(_) | Err(_) => {}
        }
    }
}
