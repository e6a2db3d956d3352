//! The readers of public names: the compiler's lint for dead code cannot see behind `pub`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    ImplItemFn, Item, ItemImpl, Macro, Visibility,
    visit::{self, Visit},
};

use crate::{
    paths::NamedPaths,
    sources::{SourceFile, is_for_tests, rust_files},
};

/// The public names of the library, and how often each is written.
#[derive(Default)]
pub struct PublicNames {
    /// Each with the files that define it.
    pub defined: BTreeMap<String, Vec<String>>,
    /// The names of all definitions, public or not, with their number.
    definitions: BTreeMap<String, usize>,
    written: BTreeMap<String, usize>,
    file: String,
}

impl PublicNames {
    pub fn of(files: &[SourceFile]) -> Self {
        let mut names = Self::default();
        for file in files {
            names.file.clone_from(&file.name);
            names.visit_file(&file.syntax);
        }
        names
    }

    /// The names that no file writes but where it defines them, and that no one outside of the library writes.
    pub fn unread(&self, outside: &BTreeSet<String>) -> Vec<String> {
        let unread = self.defined.iter().filter(|(name, _)| {
            !outside.contains(*name) && self.written.get(*name) <= self.definitions.get(*name)
        });
        unread.map(|(name, files)| format!("{name} in {}", files.join(", "))).collect()
    }

    fn define(&mut self, name: &Ident, visibility: &Visibility) {
        *self.definitions.entry(name.to_string()).or_default() += 1;
        // JavaScript reads the bindings.
        if matches!(visibility, Visibility::Public(_)) && !self.file.starts_with("bindings") {
            self.defined.entry(name.to_string()).or_default().push(self.file.clone());
        }
    }

    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(name) => self.visit_ident(&name),
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for PublicNames {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, name, visibility) = match item {
            Item::Fn(item) => (&item.attrs, &item.sig.ident, &item.vis),
            Item::Struct(item) => (&item.attrs, &item.ident, &item.vis),
            Item::Enum(item) => (&item.attrs, &item.ident, &item.vis),
            Item::Trait(item) => (&item.attrs, &item.ident, &item.vis),
            Item::Const(item) => (&item.attrs, &item.ident, &item.vis),
            Item::Type(item) => (&item.attrs, &item.ident, &item.vis),
            Item::Mod(item) if is_for_tests(&item.attrs) => return,
            // That a name is handed on does not mean that somebody reads it.
            Item::Use(_) => return,
            _ => return visit::visit_item(self, item),
        };
        if !is_for_tests(attributes) {
            self.define(name, visibility);
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            self.define(&item.sig.ident, &item.vis);
            visit::visit_impl_item_fn(self, item);
        }
    }

    /// That a type has methods does not mean that somebody reads it.
    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if !is_for_tests(&item.attrs) {
            item.trait_.iter().for_each(|(path, ..)| self.visit_path(path));
            item.items.iter().for_each(|item| self.visit_impl_item(item));
        }
    }

    fn visit_ident(&mut self, name: &'ast Ident) {
        *self.written.entry(name.to_string()).or_default() += 1;
    }

    fn visit_macro(&mut self, found: &'ast Macro) {
        self.tokens(found.tokens.clone());
    }
}

/// The folders whose programs use the library from outside.
const OUTSIDE: [&str; 5] = ["tests", "benches", "fuzz", "release", "__test__"];

/// The names that programs outside of the library write.
pub fn names_outside() -> BTreeSet<String> {
    let mut outside = PublicNames::default();
    for path in programs_outside() {
        let text = fs::read_to_string(&path).unwrap();
        outside.tokens(text.parse().unwrap());
    }
    outside.written.into_keys().collect()
}

fn programs_outside() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut programs: Vec<PathBuf> =
        OUTSIDE.iter().flat_map(|folder| rust_files(&root.join(folder))).collect();
    programs.push(root.join("src/main.rs"));
    programs
}

/// The most times that `super` stands in a path there.
const DEEPEST: usize = 4;

/// The rooms of the library that those programs name.
pub fn rooms_outside() -> BTreeSet<String> {
    let files = programs_outside().into_iter().map(|path| SourceFile {
        name: path.display().to_string(),
        module: vec!["outside".to_owned(); DEEPEST],
        syntax: syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap(),
    });
    let named = files.flat_map(|file| {
        let named = NamedPaths::of(&file);
        let known_as = named.known_as.into_iter().map(|(_, path)| path);
        named.used.into_iter().chain(known_as).collect::<Vec<_>>()
    });
    named.filter(|path| path[0] == "packproof" && path.len() > 1).map(|path| path[1].clone()).collect()
}
