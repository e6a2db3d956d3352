//! Folders whose modules are loaded by paths that code puts together: `import(join(dir, 'commands', name))`.

use crate::{
    files::FileTree,
    path::{PackagePath, beside, join, parent},
    text::quoted,
};

/// A folder of which a module may load any file, or one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComputedFolder {
    pub path: String,
    /// True if the folders in it count as well.
    pub is_deep: bool,
}

impl ComputedFolder {
    /// Returns the files that may be loaded.
    pub fn files<'f>(&'f self, files: &'f FileTree) -> impl Iterator<Item = &'f PackagePath> {
        let below = files.under(&self.path).map(|(path, _)| path);
        let below = below.filter(|file| self.is_deep || file.directory() == self.path);
        files.get(&self.path).map(|(path, _)| path).into_iter().chain(below)
    }
}

/// The number of folders that are kept for one module.
const MOST: usize = 64;

/// Returns the folders that a text names, if it asks for modules by computed paths. Folders that it names for
/// another reason are among them, too.
pub(super) fn folders(files: &FileTree, path: &PackagePath, text: &str) -> Vec<ComputedFolder> {
    if !computes(text) {
        return Vec::new();
    }
    let named =
        |words| file(files, path.directory(), words).or_else(|| folder(files, path.directory(), words));
    let mut found: Vec<_> = quoted(text).filter_map(named).collect();
    // A module that lists its own folder and loads by a computed path loads its neighbours
    // (`models/index.js`).
    let knows_itself = || ["__dirname", "import.meta"].iter().any(|own| text.contains(own));
    if (text.contains("readdir") || joins_names(text)) && knows_itself() {
        found.push(ComputedFolder { path: path.directory().to_owned(), is_deep: false });
    }
    found.retain(|folder| !is_bundled(&folder.path));
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST);
    found
}

/// Tells whether a path is that of bundled dependencies. They have examples and tests of their own, which nobody reaches.
fn is_bundled(path: &str) -> bool {
    path.split('/').any(|segment| segment == "node_modules")
}

/// Returns the file that a text in quotes names, as in `resolve(__dirname, 'cli/entry.js')`. A text that begins with a dot is
/// what a literal request asks for, as a rule, and is found by that.
fn file(files: &FileTree, directory: &str, words: &str) -> Option<ComputedFolder> {
    let is_script = [".js", ".cjs", ".mjs"].iter().any(|end| words.ends_with(end));
    if !is_script || words.starts_with(['.', '/']) {
        return None;
    }
    let path =
        [join(directory, words), words.to_owned()].into_iter().find(|path| files.get(path).is_some())?;
    Some(ComputedFolder { path, is_deep: false })
}

/// Returns the folder that a text of a module names, without its placeholders and marks of patterns.
pub fn named_folder(files: &FileTree, directory: &str, words: &str) -> Option<ComputedFolder> {
    folder(files, directory, words).filter(|folder| folder.is_deep && !is_bundled(&folder.path))
}

/// Returns the folder that a text in quotes names: all of the text, or the part before the first `${` or `*`.
fn folder(files: &FileTree, directory: &str, words: &str) -> Option<ComputedFolder> {
    let fixed = ["${", "*"].iter().filter_map(|end| words.find(end)).min().map(|at| words.get(..at));
    let named = match fixed.flatten() {
        Some(fixed) => fixed.rsplit_once('/')?.0,
        None => words.strip_suffix('/').unwrap_or(words),
    };
    let is_open = fixed.is_some() || words.ends_with('/');
    if named.split('/').all(|segment| matches!(segment, "." | "..")) {
        let path = beside(directory, named).filter(|_| is_open)?;
        // `./${name}` and `../` name no folder of their own. Only the files right there count, as all below
        // the root would excuse the whole package.
        return Some(ComputedFolder { path, is_deep: false });
    }
    let exact = beside(directory, named).filter(|path| files.is_directory(path));
    let path = exact.or_else(|| in_folder_above(files, directory, named))?;
    // The root of the package is left out for the same reason.
    (!path.is_empty()).then_some(ComputedFolder { path, is_deep: true })
}

/// The number of folders around a module that are searched for a named folder.
const MOST_AROUND: usize = 16;

/// Returns the folder that `join(root, 'commands')` names: the one of that name in the nearest folder around
/// the module.
fn in_folder_above(files: &FileTree, directory: &str, named: &str) -> Option<String> {
    if named.is_empty() || named.starts_with(['.', '/']) {
        return None;
    }
    let mut around = Some(directory);
    for _ in 0..MOST_AROUND {
        let folder = around?;
        let path = join(folder, named);
        if files.is_directory(&path) {
            return Some(path);
        }
        around = parent(folder);
    }
    None
}

/// The number of bytes of an argument that are looked at.
const LONGEST_ARGUMENT: usize = 1_000;

/// Tells whether a module asks for another one by something other than a literal.
fn computes(text: &str) -> bool {
    ["import(", "require("].iter().any(|call| {
        text.match_indices(call).any(|(at, call)| {
            let is_part = |char: char| char.is_alphanumeric() || matches!(char, '_' | '$' | '.');
            let is_own = !text.get(..at).is_some_and(|before| before.ends_with(is_part));
            // An argument is looked at as far as `LONGEST_ARGUMENT`: many calls with comments or quotes that
            // are never closed would otherwise be searched to the end of the text each time.
            let rest = text.get(at + call.len()..).unwrap_or_default();
            let near = rest.get(..rest.floor_char_boundary(LONGEST_ARGUMENT)).unwrap_or_default();
            is_own && !is_literal(after_comments(near))
        })
    })
}

/// Tells whether a module loads from a folder by a name: `import(join(dir, name))`, `require(path.join(__dirname, name))`.
fn joins_names(text: &str) -> bool {
    let is_name = |argument: &str| {
        let is_part = |char: char| char.is_alphanumeric() || matches!(char, '_' | '$');
        let argument = argument.trim();
        argument.starts_with(|char: char| is_part(char) && !char.is_numeric())
            && argument.chars().all(is_part)
    };
    ["import(", "require("].iter().any(|call| {
        text.match_indices(call).any(|(at, call)| {
            let rest = text.get(at + call.len()..).unwrap_or_default();
            let near =
                rest.get(..rest.floor_char_boundary(LONGEST_ARGUMENT)).unwrap_or_default().trim_start();
            let near = near.strip_prefix("path.").unwrap_or(near);
            let joined = ["join(", "resolve("].iter().find_map(|join| near.strip_prefix(join));
            let arguments = joined.and_then(|rest| rest.split_once(')')).map(|(arguments, _)| arguments);
            arguments
                .and_then(|it| it.split_once(','))
                .is_some_and(|(folder, name)| is_name(folder) && is_name(name))
        })
    })
}

fn after_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some((_, after)) = rest.strip_prefix("/*").and_then(|comment| comment.split_once("*/")) {
        rest = after.trim_start();
    }
    rest
}

/// Tells whether the argument that begins here is a constant text, or missing.
fn is_literal(argument: &str) -> bool {
    let Some(quote) = argument.chars().next() else { return true };
    if !matches!(quote, '"' | '\'' | '`') {
        return quote == ')';
    }
    let Some((inside, after)) = argument.get(1..).and_then(|rest| rest.split_once(quote)) else {
        return true;
    };
    let changes = quote == '`' && inside.contains("${");
    !changes && after.trim_start().starts_with([')', ','])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let files =
            ["dist/cli.js", "dist/commands/a.js", "dist/commands/x/b.js", "locale/de.js", "package.json"];
        let files = FileTree::of(files.map(|path| (path, "")));
        let folders = folders(&files, &PackagePath::new("dist/cli.js").unwrap(), text);
        let files = folders.iter().flat_map(|folder| folder.files(&files)).map(ToString::to_string);
        files.filter(|file| file != "dist/cli.js").collect()
    }

    #[test]
    fn folders_that_modules_are_loaded_from() {
        let commands = vec!["dist/commands/a.js", "dist/commands/x/b.js"];
        for (text, expected) in [
            ("import(pathToFileURL(join(dir, 'commands', name)).href)", commands.clone()),
            ("const dir = './commands/'; require(dir + name)", commands.clone()),
            ("import(/* any */ `./commands/${name}.js`)", commands.clone()),
            ("glob('commands/**/*.js').map(f => import(f))", commands.clone()),
            ("require(`../locale/${name}`)", vec!["locale/de.js"]),
            ("require(\"../locale/\" + name)", vec!["locale/de.js"]),
            ("const at = resolve(__dirname, 'commands/a.js'); require(at)", vec!["dist/commands/a.js"]),
            ("const at = 'dist/commands/a.js'; import(join(root, at))", vec!["dist/commands/a.js"]),
            ("const at = 'commands/a.js'; require('x')", vec![]),
            ("import('./commands/a.js'); copy('commands')", vec![]),
            ("require(\"./commands/a\", x)", vec![]),
            ("__webpack_require__(name); 'commands'", vec![]),
            ("import(name)", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
