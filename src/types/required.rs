//! The declared values of CommonJS compared with what `require` gives: its default, and names that nothing in its text makes.

use memchr::memmem;

use crate::{
    declarations::DeclaredKind,
    module::{ExportedShapes, ValueShape},
    path::PackagePath,
    resolve::{Mode, error::PackagePlace, format::Format, typescript::TypesMode},
    types::{
        judge::OutcomeView,
        kind::ModuleKind,
        outcome::{TypesProblem, TypesProblemKind},
        values::{Lacking, names_of},
        wording::member,
    },
};

/// The text by which esbuild tells Node's lexer all names.
const ANNOTATION: &str = "0 && (module.exports = {";

/// Words of code that may add names to `exports` which its text does not have.
const OPEN_WORDS: [&str; 9] = [
    "Object.assign(",
    "Object.keys(",
    "defineProperties",
    "eval",
    "exports[",
    "forEach",
    "__exportStar",
    "__reExport",
    "\\u",
];

/// The most names that are looked for in a text.
const MOST_ASKED: usize = 100;

impl OutcomeView<'_, '_> {
    /// Tells whether both the file and its declarations are CommonJS, and this mode is the one to tell their faults: `require` tells
    /// those of a file that is not imported.
    fn is_commonjs(&self, runs: &PackagePath) -> bool {
        let is_asked = match self.outcome.mode {
            TypesMode::Node16Esm => true,
            TypesMode::Node16Cjs | TypesMode::NodeNextCjs => {
                !self.judge.is_imported(self.verdict.entry, runs)
            }
            _ => false,
        };
        is_asked && self.are_commonjs()
    }

    fn are_commonjs(&self) -> bool {
        self.verdict.format == Some(Format::CommonJs) && self.outcome.format == Some(ModuleKind::CommonJs)
    }

    fn text(&self, runs: &PackagePath) -> &[u8] {
        self.judge.package.files().contents(runs.as_str()).unwrap_or_default()
    }

    /// A declared default of a CommonJS module that has none.
    pub fn false_default(&self) -> Option<TypesProblem> {
        let (types, runs) = self.seen_pair()?;
        // Of `export =`, the default of an import is the value itself.
        let is_asked = self.are_commonjs() && self.outcome.names.equals.is_none();
        let declared = self.outcome.names.values.get("default").filter(|_| is_asked)?;
        let text = self.text(runs);
        if !has(text, "module.exports") || !self.lacks_default(runs, text) {
            return None;
        }
        let given = match self.outcome.mode {
            TypesMode::Node16Esm | TypesMode::Bundler => format!("`import x from \"{}\"`", self.specifier()),
            _ => format!("`require(\"{}\")`", self.specifier()),
        };
        let message = format!(
            "{types} declares a default, and {runs} assigns module.exports without one: {given} gives the value where TypeScript expects x.default"
        );
        let at = Some(PackagePlace { file: declared.file.clone(), span: declared.span });
        let help = Some("declare it by `export =`, or assign `module.exports.default`, too".to_owned());
        let names = vec!["default".to_owned()];
        // One mode tells it; what bundlers do is their affair.
        let is_told = !self.is_commonjs(runs);
        let problem = self.problem(TypesProblemKind::FalseExportDefault, message);
        Some(TypesProblem { at, help, names, is_told, ..problem })
    }

    /// Tells whether a function or class surely has no default, or a text does not even have the word. Whatever another module or a
    /// computed key may add is not known.
    fn lacks_default(&self, runs: &PackagePath, text: &[u8]) -> bool {
        let shapes = self.judge.shapes_of(runs);
        match shapes.module_exports {
            _ if shapes.lacks_default => true,
            ValueShape::Function { .. } | ValueShape::Class { .. } => false,
            _ => {
                let is_open = ["require(", "default", "eval"].iter().any(|word| has(text, word));
                self.verdict.names.complete && !is_open
            }
        }
    }

    /// Values that `require` of a CommonJS module does not give.
    pub fn names_of_require(&self) -> Option<TypesProblem> {
        let (types, runs) = self.seen_pair()?;
        let is_require = self.verdict.mode == Mode::Require && self.outcome.mode.is_node();
        if !is_require || !self.are_commonjs() || self.outcome.names.equals.is_some() {
            return None;
        }
        let text = self.text(runs);
        let lacking = self.lacking_of_require(runs, text);
        let (first, _) = lacking.first().filter(|_| says_all_names(text, &self.judge.shapes_of(runs)))?;
        let message = format!(
            "{types} declares {}, which {runs} does not have: `require(\"{}\"){}` is undefined",
            names_of(&lacking),
            self.specifier(),
            member(first)
        );
        let help = Some(format!("export from {runs} what is declared, or do not declare it"));
        Some(TypesProblem { help, ..self.named(TypesProblemKind::NamedExports, message, &lacking) })
    }
}

impl<'v> OutcomeView<'v, '_> {
    /// The declared values of which the text does not even have the name.
    fn lacking_of_require(&self, runs: &PackagePath, text: &[u8]) -> Vec<Lacking<'v>> {
        let offered = &self.verdict.names;
        if !offered.complete || !self.verdict.causes.is_empty() {
            return Vec::new();
        }
        // Of a file that is imported, too, the import tells the other names.
        let entry = self.verdict.entry;
        let is_imported = self.judge.is_imported(entry, runs);
        let is_asked = |name: &str| match name {
            "default" => !has(text, "module.exports"),
            // What neither gives, the import tells.
            _ => !is_imported && !offered.names.contains(name) && !self.judge.import_lacks(entry, name),
        };
        let values = self.outcome.names.values.iter();
        let values = values.filter(|(_, value)| value.kind != DeclaredKind::ConstEnum);
        let asked = values.filter(|(name, _)| is_asked(name)).take(MOST_ASKED);
        asked.filter(|(name, _)| !has(text, name)).collect()
    }
}

pub(super) fn has(text: &[u8], word: &str) -> bool {
    memmem::find(text, word.as_bytes()).is_some()
}

/// Tells whether the text of a CommonJS module has every name that it exports.
pub(super) fn says_all_names(text: &[u8], shapes: &ExportedShapes) -> bool {
    if OPEN_WORDS.iter().any(|word| has(text, word)) || adds_computed(text) {
        return false;
    }
    if has(text, ANNOTATION) {
        return memmem::find_iter(text, "module.exports").count() == 2;
    }
    let is_plain = shapes.module_exports == ValueShape::Object && !shapes.named.is_empty();
    !shapes.is_handed_on && (shapes.members.is_some() || is_plain)
}

/// Tells whether `Object.defineProperty(exports, …)` has a key that is no text.
fn adds_computed(text: &[u8]) -> bool {
    let call = "defineProperty(";
    memmem::find_iter(text, call).any(|at| {
        let arguments = text.get(at + call.len()..).unwrap_or_default();
        let key = memchr::memchr(b',', arguments.get(..200).unwrap_or(arguments)).map(|comma| comma + 1);
        let key = key.and_then(|at| arguments.get(at..)).map(<[u8]>::trim_ascii_start);
        arguments.starts_with(b"exports")
            && !key.is_some_and(|key| key.starts_with(b"\"") || key.starts_with(b"'"))
    })
}
