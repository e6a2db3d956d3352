//! The source files as `syn` reads them, each with the module that it is; what only tests see is left out.

use std::{
    fs,
    path::{Path, PathBuf},
};

use syn::{Attribute, File, Item, punctuated::Punctuated};

/// A file of `src`.
pub struct SourceFile {
    /// The path below `src`, for messages.
    pub name: String,
    /// The names behind `crate::`: `["link", "names"]`.
    pub module: Vec<String>,
    pub syntax: File,
}

impl SourceFile {
    pub fn path(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&self.name)
    }
}

/// Every file, sorted by name.
pub fn source_files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<SourceFile> = rust_files(&root).iter().map(|path| read(&root, path)).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let only_tests: Vec<Vec<String>> = files.iter().flat_map(test_modules).collect();
    files.retain(|file| !only_tests.iter().any(|module| file.module.starts_with(module)));
    files
}

/// Tells whether an attribute keeps something out of every build but that of the tests.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute.parse_args().is_ok_and(|meta| wants_tests(&meta)))
    })
}

/// Tells whether a `cfg` holds in no build but that of the tests: `test`, or `all(test, …)`.
fn wants_tests(cfg: &syn::Meta) -> bool {
    let all = |list: &syn::MetaList| {
        let parse = Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
        list.path.is_ident("all") && list.parse_args_with(parse).is_ok_and(|all| all.iter().any(wants_tests))
    };
    cfg.path().is_ident("test") || cfg.require_list().is_ok_and(all)
}

fn read(root: &Path, path: &Path) -> SourceFile {
    let below = path.strip_prefix(root).unwrap().with_extension("");
    let mut module: Vec<String> =
        below.iter().map(|part| part.to_str().unwrap().to_owned()).filter(|part| part != "mod").collect();
    if module == ["lib"] {
        module.clear();
    }
    let syntax = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
    SourceFile { name: path.strip_prefix(root).unwrap().display().to_string(), module, syntax }
}

/// The modules in files of their own that only tests have.
fn test_modules(file: &SourceFile) -> Vec<Vec<String>> {
    if is_for_tests(&file.syntax.attrs) {
        return vec![file.module.clone()];
    }
    let declared = file.syntax.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() && is_for_tests(&module.attrs) => Some(module),
        _ => None,
    });
    declared.map(|module| [&file.module[..], &[module.ident.to_string()]].concat()).collect()
}

/// The files of a folder, but for what was installed or built there.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    if folder.ends_with("node_modules") || folder.ends_with("target") {
        return Vec::new();
    }
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| match path.is_dir() {
        true => rust_files(&path),
        false if path.extension().is_some_and(|extension| extension == "rs") => vec![path],
        false => Vec::new(),
    });
    found.collect()
}
