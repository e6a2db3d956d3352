//! Every path that a file names, written out from `crate::` or from the name of another crate.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Macro, Path, UseTree, Visibility,
    visit::{self, Visit},
};

use crate::sources::{SourceFile, is_for_tests};

/// The paths of one file.
#[derive(Default)]
pub struct NamedPaths {
    /// Those that the file uses.
    pub used: BTreeSet<Vec<String>>,
    /// Those that others can reach by way of this file: what it hands on with `pub use`, and for the modules below it all that
    /// it uses. Each with the name that it has here.
    pub known_as: Vec<(String, Vec<String>)>,
    /// The macros that it calls, each by its last name.
    pub macros: BTreeSet<String>,
}

impl NamedPaths {
    pub fn of(file: &SourceFile) -> Self {
        let children = file.syntax.items.iter().filter_map(|item| match item {
            syn::Item::Mod(module) => Some(module.ident.to_string()),
            _ => None,
        });
        let mut visitor =
            PathVisitor { module: &file.module, children: children.collect(), named: Self::default() };
        visitor.visit_file(&file.syntax);
        visitor.named
    }
}

struct PathVisitor<'f> {
    module: &'f [String],
    /// The modules that the file declares.
    children: BTreeSet<String>,
    named: NamedPaths,
}

impl PathVisitor<'_> {
    /// A path written out from `crate::`.
    fn absolute(&self, segments: &[String]) -> Vec<String> {
        let supers = segments.iter().take_while(|segment| *segment == "super").count();
        match segments.first().map(String::as_str) {
            Some("crate") => segments.to_vec(),
            Some("self") => self.below(self.module, &segments[1..]),
            Some("super") => self.below(&self.module[..self.module.len() - supers], &segments[supers..]),
            Some(first) if self.children.contains(first) => self.below(self.module, segments),
            _ => segments.to_vec(),
        }
    }

    fn below(&self, module: &[String], rest: &[String]) -> Vec<String> {
        [&["crate".to_owned()], module, rest].concat()
    }

    fn use_tree(&mut self, before: &[String], tree: &UseTree, is_handed_on: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.use_tree(&with(&path.ident), &path.tree, is_handed_on),
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.use_tree(before, tree, is_handed_on))
            }
            UseTree::Name(name) if name.ident == "self" => self.add(before, before.last(), is_handed_on),
            UseTree::Name(name) => self.add(&with(&name.ident), Some(&name.ident.to_string()), is_handed_on),
            UseTree::Rename(name) => {
                self.add(&with(&name.ident), Some(&name.rename.to_string()), is_handed_on)
            }
            UseTree::Glob(_) => self.add(before, None, is_handed_on),
        }
    }

    fn add(&mut self, segments: &[String], name: Option<&String>, is_handed_on: bool) {
        let path = self.absolute(segments);
        if let Some(name) = name {
            self.named.known_as.push((name.clone(), path.clone()));
        }
        if !is_handed_on {
            self.named.used.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for PathVisitor<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_handed_on = !matches!(item.vis, Visibility::Inherited);
        self.use_tree(&[], &item.tree, is_handed_on);
    }

    /// `pub(in crate::rules)` names a module and uses nothing of it.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1 {
            let absolute = self.absolute(&segments);
            self.named.used.insert(absolute);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let name = call.path.segments.last().map(|segment| segment.ident.to_string());
        self.named.macros.extend(name);
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

/// `syn` does not read what stands inside of a macro call: these are its paths and calls, by their tokens.
impl PathVisitor<'_> {
    fn tokens(&mut self, tokens: TokenStream) {
        let mut segments: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) if colons == 2 => segments.push(name.to_string()),
                TokenTree::Ident(name) => {
                    self.written(std::mem::replace(&mut segments, vec![name.to_string()]))
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !segments.is_empty() => {
                    colons += 1;
                    continue;
                }
                TokenTree::Punct(mark) if mark.as_char() == '!' => {
                    self.named.macros.extend(segments.last().cloned());
                    self.written(std::mem::take(&mut segments));
                }
                TokenTree::Group(group) => {
                    self.written(std::mem::take(&mut segments));
                    self.tokens(group.stream());
                }
                _ => self.written(std::mem::take(&mut segments)),
            }
            colons = 0;
        }
        self.written(segments);
    }

    fn written(&mut self, segments: Vec<String>) {
        if segments.len() > 1 {
            let absolute = self.absolute(&segments);
            self.named.used.insert(absolute);
        }
    }
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
