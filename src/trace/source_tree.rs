//! A project before it is built: the texts of its files.

use std::{
    collections::BTreeMap,
    ops::Bound::{Excluded, Unbounded},
    sync::{Arc, OnceLock},
};

use crate::trace::{
    aliases::{PathAliases, is_asked},
    known_ranges::RangesAround,
};

/// The files of a project by path; paths are as in a package. A file that is too large to be read has a path, but no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceTree {
    files: BTreeMap<String, Option<Arc<str>>>,
    /// The files and folders that were not read, in words.
    pub left_out: Vec<String>,
    aliases: OnceLock<PathAliases>,
    /// The ranges of packages that are known around it.
    pub ranges: RangesAround,
}

impl SourceTree {
    /// A tree from paths and contents.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), Some(text.into())));
        Self { files: files.collect(), ..Self::default() }
    }

    /// Adds a file; one without a text is only known to be there.
    pub fn add(&mut self, path: String, text: Option<String>) {
        self.files.insert(path, text.map(Into::into));
        self.aliases = OnceLock::new();
    }

    /// The tree with other texts at some paths.
    pub fn with<'a>(&self, texts: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut other = Self { aliases: OnceLock::new(), ..self.clone() };
        other.files.extend(texts.map(|(path, text)| (path.to_owned(), Some(text.into()))));
        other
    }

    /// The aliases by which its sources name each other, read when they are first asked for.
    pub fn aliases(&self) -> &PathAliases {
        let texts = || self.files.iter().filter(|(path, _)| is_asked(path));
        let texts = || texts().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)));
        self.aliases.get_or_init(|| PathAliases::read(texts()))
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The files below a folder, at any depth; `""` is the root.
    pub fn under<'a>(&'a self, directory: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let start = (Excluded(prefix.clone()), Unbounded);
        let below = self.files.range(start).map(|(path, _)| path.as_str());
        below.take_while(move |path| path.starts_with(&prefix))
    }

    pub fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || self.under(path).next().is_some()
    }
}
