//! The places of subpaths, names and declarations in a release, each found by an index that is made once.

use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use memchr::memmem;

use crate::{
    entry_points::EntryKind,
    facts::NodeFacts,
    hash::HashMap,
    link::{
        LexedExports,
        graph::{Module, ModuleId, ReachedBy},
    },
    path::PackagePath,
    report::{At, at},
    resolve::{Mode, NodeTarget, error::PackagePlace},
    session::Session,
    text::Span,
    types::TypesOutcome,
};

/// The place in a file that declares each name.
type NameSpans = HashMap<String, Span>;

/// The places of one release, as the version of Node that decides finds them.
pub(super) struct ReleasePlaces<'s> {
    session: &'s Session,
    facts: std::sync::Arc<NodeFacts>,
    subpaths: OnceCell<HashMap<String, PackagePlace>>,
    /// The files of the graph, by their paths.
    modules: OnceCell<HashMap<String, ModuleId>>,
    /// The first file that declares each name.
    declaring: OnceCell<HashMap<String, String>>,
    /// The members of each object of package.json that was asked for.
    members: RefCell<HashMap<String, NameSpans>>,
    /// The names of each module that was asked for.
    names: RefCell<HashMap<String, Rc<NameSpans>>>,
    /// The names of each CommonJS module that was asked for, with those that it re-exports.
    re_exported: RefCell<HashMap<String, HashMap<String, PackagePlace>>>,
    node: NodeTarget,
    /// The words of each file of declarations that was asked for.
    words: RefCell<HashMap<String, Rc<NameSpans>>>,
}

impl<'s> ReleasePlaces<'s> {
    pub fn new(session: &'s Session, node: &NodeTarget) -> Self {
        Self {
            session,
            facts: session.facts(node),
            subpaths: OnceCell::new(),
            modules: OnceCell::new(),
            declaring: OnceCell::new(),
            members: RefCell::default(),
            names: RefCell::default(),
            re_exported: RefCell::default(),
            node: node.clone(),
            words: RefCell::default(),
        }
    }

    fn at(&self, place: &PackagePlace) -> At {
        at(self.session.package(), place)
    }

    /// The place in package.json that declares a subpath.
    pub fn of_subpath(&self, subpath: &str) -> Option<At> {
        let find = || {
            let entries = self.facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Bin);
            let declared = entries.filter_map(|entry| Some((entry.subpath.clone(), entry.declared.clone()?)));
            declared.collect()
        };
        self.subpaths.get_or_init(find).get(subpath).map(|place| self.at(place))
    }

    /// The place of a member of package.json.
    pub fn of_member(&self, field: &str, name: &str) -> Option<At> {
        let manifest = self.session.package().manifest()?;
        let value = manifest.get(field)?;
        let mut known = self.members.borrow_mut();
        let members = known.entry(field.to_owned()).or_insert_with(|| {
            let members = value.as_object().unwrap_or_default().iter();
            members.map(|member| (member.key.value.clone(), member.value.span)).collect()
        });
        let span = members.get(name).copied().unwrap_or(value.span);
        Some(self.at(&PackagePlace { file: manifest.path().clone(), span }))
    }

    /// The place that exports a name, in the module that a file is or in the one that declares it.
    pub fn of_name(&self, file: &str, name: &str, mode: Mode) -> Option<At> {
        let module = self.module(file)?;
        let in_file = |module: &Module| {
            let span = self.names_of(module).get(name).copied()?;
            Some(PackagePlace { file: module.path.clone(), span })
        };
        let elsewhere = || {
            let is_asked = name != "default" && mode == Mode::Import;
            if module.es().is_none() {
                return self.re_exported(module, name);
            }
            let file = self.declaring.get_or_init(|| self.declarers()).get(name).filter(|_| is_asked)?;
            in_file(self.module(file)?)
        };
        let start = || PackagePlace { file: module.path.clone(), span: Span::default() };
        Some(self.at(&in_file(module).or_else(elsewhere).unwrap_or_else(start)))
    }

    fn module(&self, file: &str) -> Option<&Module> {
        let graph = &self.facts.linkage.graph;
        let by_path = || {
            let mut found = HashMap::default();
            for (id, module) in graph.iter() {
                found.entry(module.path.as_str().to_owned()).or_insert(id);
            }
            found
        };
        self.modules.get_or_init(by_path).get(file).and_then(|id| graph.get(*id))
    }

    /// The place in a file that CommonJS re-exports.
    fn re_exported(&self, module: &Module, name: &str) -> Option<PackagePlace> {
        let mut known = self.re_exported.borrow_mut();
        let found = known.entry(module.path.as_str().to_owned()).or_insert_with(|| {
            let mut found: HashMap<String, PackagePlace> = HashMap::default();
            let mut lexed = LexedExports::new(self.session.package(), &self.node);
            for file in lexed.files(&module.path) {
                for (name, span) in assigned(self.text(file.as_str())) {
                    found.entry(name).or_insert_with(|| PackagePlace { file: file.clone(), span });
                }
            }
            found
        });
        found.get(name).cloned()
    }

    fn declarers(&self) -> HashMap<String, String> {
        let mut found: HashMap<String, String> = HashMap::default();
        let modules = self.facts.linkage.graph.iter().map(|(_, module)| module);
        let is_loaded = |module: &&Module| {
            !matches!(module.reached_by, ReachedBy::Bundlers | ReachedBy::NoOne) && !module.path.is_outside()
        };
        for module in modules.filter(is_loaded) {
            let path = module.path.as_str();
            for export in module.es().into_iter().flat_map(|es| &es.local_exports) {
                let first = found.entry(export.name.value.clone()).or_insert_with(|| path.to_owned());
                if path < first.as_str() {
                    path.clone_into(first);
                }
            }
        }
        found
    }

    fn names_of(&self, module: &Module) -> Rc<NameSpans> {
        let mut known = self.names.borrow_mut();
        let find = || {
            Rc::new(match module.es() {
                Some(es) => {
                    let local = es.local_exports.iter().map(|export| (&export.name, export.declared));
                    let indirect = es.indirect_exports.iter().map(|export| (&export.name, export.span));
                    let all = indirect.chain(local); // One of its own wins.
                    all.map(|(name, span)| (name.value.clone(), span)).collect()
                }
                None => assigned(self.text(module.path.as_str())),
            })
        };
        Rc::clone(known.entry(module.path.as_str().to_owned()).or_insert_with(find))
    }

    fn text(&self, file: &str) -> &[u8] {
        self.session.package().files().contents(file).unwrap_or_default()
    }

    /// The place that declares a name, in the declarations that a subpath leads to or in those that have it; their
    /// beginning where the name is not found.
    pub fn of_declared(&self, outcome: &TypesOutcome, name: &str) -> Option<At> {
        let file = outcome.target.clone()?;
        let names = &outcome.names;
        let equals = names.equals.clone().filter(|_| name.is_empty());
        let value = names.values.get(name).map(|value| (value.file.clone(), value.span));
        let written = || Some((file.clone(), self.words_of(&file).get(name).copied()?));
        let (file, span) = equals.or(value).or_else(written).unwrap_or((file.clone(), Span::default()));
        Some(self.at(&PackagePlace { file, span }))
    }

    /// The first place of each word of a file of declarations.
    fn words_of(&self, file: &PackagePath) -> Rc<NameSpans> {
        let mut known = self.words.borrow_mut();
        let find = || Rc::new(first_words(self.text(file.as_str())));
        Rc::clone(known.entry(file.as_str().to_owned()).or_insert_with(find))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// The word that begins at a place.
fn word_at(text: &[u8], start: usize) -> Option<(&str, Span)> {
    let rest = text.get(start..)?;
    let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
    let word = std::str::from_utf8(rest.get(..length)?).ok().filter(|word| !word.is_empty())?;
    Some((word, Span::new(u32::try_from(start).ok()?, u32::try_from(start + length).ok()?)))
}

fn first_words(text: &[u8]) -> NameSpans {
    let mut found = NameSpans::default();
    let mut place = 0;
    while let Some(gap) = text.get(place..).and_then(|rest| rest.iter().position(|byte| is_word(*byte))) {
        let start = place + gap;
        let length = text.get(start..).and_then(|rest| rest.iter().position(|byte| !is_word(*byte)));
        if let Some((word, span)) = word_at(text, start) {
            found.entry(word.to_owned()).or_insert(span);
        }
        place = length.map_or(text.len(), |length| start + length);
    }
    found
}

/// The first place where CommonJS gives each name plainly: `exports.name`, or `defineProperty(exports, "name"`.
fn assigned(text: &[u8]) -> NameSpans {
    let mut found = NameSpans::default();
    for form in [&b"exports."[..], b"(exports, \"", b"(exports, '"] {
        for start in memmem::find_iter(text, form) {
            let Some((word, span)) = word_at(text, start + form.len()) else { continue };
            let start = if form.starts_with(b"(") { start + 1 } else { start };
            let whole = u32::try_from(start).map(|start| Span { start, ..span }).unwrap_or(span);
            found.entry(word.to_owned()).or_insert(whole);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_assignments() {
        let text =
            b"exports.a = 1; module.exports.b1$ = exports.a; exports[0]; defineProperty(exports, 'c', d)";
        let spans = assigned(text);
        let written = |name: &str| {
            let span = spans.get(name).copied().unwrap();
            String::from_utf8_lossy(&text[span.start as usize..span.end as usize]).into_owned()
        };
        assert_eq!(
            (written("a"), written("b1$"), written("c"), spans.len()),
            ("exports.a".to_owned(), "exports.b1$".to_owned(), "exports, 'c".to_owned(), 3)
        );
        let words = first_words("interface Ä$1 {} Ä$1".as_bytes());
        assert_eq!((words.len(), words["Ä$1"].start), (2, 10));
    }
}
