//! An entry point that loads and exports nothing, although its file means to export.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::{EntryKind, EntryPoint, target_file},
    facts::{Facts, NodeFacts, is_meant},
    hash::{HashMap, HashSet},
    json::{JsonContent, JsonNode},
    link::{Verdict, graph::Module},
    manifest::Manifest,
    module::Exportless,
    path::{PackagePath, beside, join},
    resolve::{Mode, error::PackagePlace, format::Format},
    rules::{rule, support::finding, wrong_format::scope},
    text::Span,
    types::TypedEntry,
};

rule! {
    /// An entry point loads without an error and gives no names, although its file means to export some.
    ///
    /// ## Why it matters
    ///
    /// Node takes a `.js` file for an ES module where `"type"` is `"module"`. There is no `exports` in it, and so a UMD or IIFE
    /// build falls through to its last case and gives its names to the global object: `require` is an empty object, `import`
    /// has no names. So it is with a file that declares functions, and neither exports nor calls any.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "type": "module", "exports": { "import": "./dist/index.mjs", "require": "./dist/index.umd.js" } }
    /// ```
    ///
    /// Name it by what it is:
    ///
    /// ```json
    /// { "type": "module", "exports": { "import": "./dist/index.mjs", "require": "./dist/index.umd.cjs" } }
    /// ```
    "exports-nothing", Error where it breaks an entry point
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    for node in &facts.nodes {
        let all = AllEntryPoints::of(facts, node);
        for verdict in &node.linkage.verdicts {
            if let Some(empty) = Empty::of(facts, &all, verdict) {
                findings.add(empty.diagnostic(facts));
            }
        }
    }
}

/// The entry points of a package, each of which is compared with all others.
struct AllEntryPoints<'f> {
    node: &'f NodeFacts,
    verdicts: HashMap<(usize, Mode), &'f Verdict>,
    /// The subpaths whose declarations have values, which people import.
    declaring: HashSet<&'f str>,
    gives_names: bool,
    has_commands: bool,
    /// Two of the modules that package.json names, or fewer: where there are more, one of these is another than any that is asked for.
    modules: Vec<String>,
}

impl<'f> AllEntryPoints<'f> {
    fn of(facts: &'f Facts<'_>, node: &'f NodeFacts) -> Self {
        let manifest = facts.package.manifest();
        let verdicts = node.linkage.verdicts.iter().map(|verdict| ((verdict.entry, verdict.mode), verdict));
        let typed =
            facts.types.iter().flat_map(|types| &types.entries).filter(|entry| declares_values(entry));
        Self {
            node,
            verdicts: verdicts.collect(),
            declaring: typed.map(|entry| entry.subpath.as_str()).collect(),
            gives_names: gives_names(node),
            has_commands: manifest.is_some_and(|manifest| manifest.get("bin").is_some()),
            modules: manifest.map(named_modules).unwrap_or_default(),
        }
    }

    /// Tells whether no entry point gives a name, although the declarations of this one promise some, and package.json leads nobody to
    /// another module than this one, or to commands.
    fn are_empty(&self, entry: &EntryPoint, path: &PackagePath) -> bool {
        self.declaring.contains(entry.subpath.as_str())
            && !self.gives_names
            && !self.has_commands
            && self.modules.iter().all(|file| file == path.as_str())
    }
}

/// An entry point that gives no names in one mode.
struct Empty<'f> {
    entry: &'f EntryPoint,
    mode: Mode,
    module: &'f Module,
    exportless: &'f Exportless,
    /// The result of the other mode.
    other: Other,
    /// No entry point of the package gives a name in any mode, no reader of package.json is led to another module, and declarations
    /// promise values.
    is_all: bool,
}

/// The result of loading the entry point in the other mode.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Other {
    /// It is the same file, with the same names.
    Same,
    /// It is another file without names, or no file.
    Nothing,
    /// It is another file, with this number of names.
    Names(usize),
}

impl<'f> Empty<'f> {
    fn of(facts: &Facts<'_>, all: &AllEntryPoints<'f>, verdict: &Verdict) -> Option<Self> {
        let node = all.node;
        let entry = node.entry_points.get(verdict.entry)?;
        let module = node.linkage.graph.get(verdict.module?)?;
        let exportless = module.es()?.exportless.as_ref()?;
        // A pattern also lets builds for `<script>` through.
        let is_offered = entry.kind != EntryKind::Bin
            && entry.pattern.is_none()
            && verdict.causes.is_empty()
            && is_meant(facts.package, entry, verdict.mode, Some(verdict));
        let other = other(all, entry, verdict);
        // A script without exports may be there for its effects, as polyfills are, unless the other mode gets names.
        let means = exportless.gives_commonjs.is_some()
            || exportless.only_declares
            || exportless.is_script && matches!(other, Other::Names(_));
        let is_all = all.are_empty(entry, &module.path);
        (is_offered && means).then_some(Self { entry, mode: verdict.mode, module, exportless, other, is_all })
    }

    /// Tells whether the file was written to export, and the package gives it to this mode alone, or nothing to anybody. A file for
    /// both modes beside others may be there for `<script>`.
    fn is_certain(&self) -> bool {
        self.exportless.gives_commonjs.is_some() && (self.other != Other::Same || self.is_all)
    }

    fn diagnostic(&self, facts: &Facts<'_>) -> Diagnostic {
        let file = &self.module.path;
        let span = self.exportless.gives_commonjs.unwrap_or(Span::new(0, 0));
        let at = PackagePlace { file: file.clone(), span };
        let found = finding(&RULE, Some(at), self.message(facts, file), Some(self.help()));
        Diagnostic {
            severity: RULE.severity_at(self.is_certain()),
            entry_points: [self.entry.subpath.clone()].into(),
            modes: [self.mode].into(),
            ..found
        }
    }

    fn message(&self, facts: &Facts<'_>, file: &PackagePath) -> String {
        let because = match file.extension() {
            ".js" => format!("by \"type\" in {}", join(&scope(facts, file), "package.json")),
            extension => format!("by its extension {extension}"),
        };
        let lacks = match self.exportless.gives_commonjs {
            Some(_) => "exports to CommonJS's `exports` alone, which is not defined there",
            None => "has no `export`",
        };
        let names = match self.other {
            Other::Names(count) => format!("; `{}` has {count}", mode_name(other_mode(self.mode))),
            _ => String::new(),
        };
        let whom = match self.other {
            Other::Same => String::new(),
            _ => format!(" `{}`", mode_name(self.mode)),
        };
        format!("{file} gives{whom} no names: it is an ES module {because}, and {lacks}{names}")
    }

    fn help(&self) -> String {
        let renamed = match self.exportless.gives_commonjs {
            Some(_) => "rename it to .cjs",
            None => "pack a build that exports, or rename it to .cjs if it is CommonJS",
        };
        renamed.to_owned()
    }
}

fn other_mode(mode: Mode) -> Mode {
    match mode {
        Mode::Import => Mode::Require,
        Mode::Require => Mode::Import,
    }
}

fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Import => "import",
        Mode::Require => "require",
    }
}

fn other(all: &AllEntryPoints<'_>, entry: &EntryPoint, verdict: &Verdict) -> Other {
    let file_in = |mode: Mode| {
        let resolution = entry.resolutions.iter().find(|(other, _)| *other == mode);
        resolution.and_then(|(_, resolution)| target_file(resolution))
    };
    let mode = other_mode(verdict.mode);
    if file_in(mode) == file_in(verdict.mode) {
        return Other::Same;
    }
    match all.verdicts.get(&(verdict.entry, mode)).map_or(0, |other| named(all.node, other)) {
        0 => Other::Nothing,
        count => Other::Names(count),
    }
}

/// Tells whether an entry point gives a name, or might.
fn gives_names(node: &NodeFacts) -> bool {
    let is_data = |verdict: &Verdict| verdict.format == Some(Format::Json);
    let mut verdicts = node.linkage.verdicts.iter().filter(|verdict| {
        let entry = node.entry_points.get(verdict.entry);
        entry.is_some_and(|entry| entry.kind != EntryKind::Bin) && !is_data(verdict)
    });
    verdicts.any(|verdict| !verdict.names.complete || named(node, verdict) > 0)
}

fn declares_values(entry: &TypedEntry) -> bool {
    entry.outcomes.iter().any(|outcome| outcome.is_typed() && !outcome.names.values.is_empty())
}

/// Returns the first two modules that package.json names.
fn named_modules(manifest: &Manifest) -> Vec<String> {
    let mut modules = Vec::new();
    let mut open: Vec<&JsonNode> = manifest.document().into_iter().collect();
    while let Some(node) = open.pop().filter(|_| modules.len() < 2) {
        match &node.value {
            JsonContent::String(text) => {
                modules.extend(module_of(text).filter(|file| !modules.contains(file)))
            }
            JsonContent::Array(items) => open.extend(items),
            JsonContent::Object(members) => open.extend(members.iter().map(|member| &member.value)),
            _ => {}
        }
    }
    modules
}

fn module_of(text: &str) -> Option<String> {
    let is_module = [".js", ".mjs", ".cjs", ".jsx"].iter().any(|ending| text.ends_with(ending));
    is_module.then(|| beside("", text)).flatten()
}

/// Counts the names that a file gives, without those that every CommonJS module has.
fn named(node: &NodeFacts, verdict: &Verdict) -> usize {
    let module = verdict.module.and_then(|id| node.linkage.graph.get(id));
    let is_commonjs = module.is_some_and(|module| module.format == Format::CommonJs);
    let is_own = |name: &&String| {
        !(is_commonjs && ["default", "module.exports", "__esModule"].contains(&name.as_str()))
    };
    verdict.names.names.iter().filter(is_own).count()
}

#[cfg(test)]
mod tests {
    use crate::{diagnostic::Severity, rules::support::testing::findings};

    const UMD: &str = "(function (g, f) { typeof exports === 'object' && typeof module !== 'undefined' ? f(exports) :
        typeof define === 'function' && define.amd ? define(['exports'], f) : (g = g || self, f(g.Lib = {})) })(
        typeof globalThis !== 'undefined' ? globalThis : this, function (exports) { exports.a = 1 })";

    fn found(manifest: &str, file: &str, text: &str) -> Vec<(Severity, String)> {
        let files = [
            ("package.json", manifest),
            ("a.mjs", "export const a = 1"),
            ("r.cjs", "function f() {}"),
            (file, text),
        ];
        let found = findings("exports-nothing", &files);
        found.into_iter().map(|found| (found.severity, found.message)).collect()
    }

    #[test]
    fn a_file_that_means_to_export() {
        let lacks = "exports to CommonJS's `exports` alone, which is not defined there";
        let by_type = "by \"type\" in package.json";
        for (manifest, file, text, severity, expected) in [
            (
                r#"{"type":"module","exports":{"import":"./a.mjs","require":"./u.js"}}"#,
                "u.js",
                UMD,
                Severity::Error,
                format!(
                    "u.js gives `require` no names: it is an ES module {by_type}, and {lacks}; `import` has 1"
                ),
            ),
            (
                r#"{"type":"module","main":"u.js"}"#,
                "u.js",
                "function f() {} if (typeof module === 'object') module.exports = f",
                Severity::Warning,
                format!("u.js gives no names: it is an ES module {by_type}, and {lacks}"),
            ),
            (
                r#"{"type":"module","main":"u.js","module":"./a.mjs"}"#,
                "u.js",
                UMD,
                Severity::Warning,
                format!("u.js gives no names: it is an ES module {by_type}, and {lacks}"),
            ),
            (
                r#"{"type":"module","exports":{".":"./a.mjs","./umd":"./u.js"}}"#,
                "u.js",
                UMD,
                Severity::Warning,
                format!("u.js gives no names: it is an ES module {by_type}, and {lacks}"),
            ),
            (
                r#"{"type":"module","exports":{"import":"./a.mjs","require":"./u.js"}}"#,
                "u.js",
                "async function migrate() { return {} }",
                Severity::Warning,
                format!(
                    "u.js gives `require` no names: it is an ES module {by_type}, and has no `export`; `import` has 1"
                ),
            ),
            (
                r#"{"type":"module","exports":{"import":"./u.js","require":"./r.cjs"}}"#,
                "u.js",
                "async function migrate() { return {} }",
                Severity::Warning,
                format!("u.js gives `import` no names: it is an ES module {by_type}, and has no `export`"),
            ),
            (
                r#"{"type":"module","exports":{"import":"./a.mjs","require":"./u.js"}}"#,
                "u.js",
                "var Lib = (() => ({ a: 1 }))()",
                Severity::Warning,
                format!(
                    "u.js gives `require` no names: it is an ES module {by_type}, and has no `export`; `import` has 1"
                ),
            ),
        ] {
            assert_eq!(found(manifest, file, text), [(severity, expected)], "{text}");
        }
    }

    #[test]
    fn what_is_there_for_its_effects_is_silent() {
        let module = r#"{"type":"module","exports":"./u.js"}"#;
        let dual = r#"{"type":"module","exports":{"import":"./a.mjs","require":"./u.js"}}"#;
        for (manifest, text) in [
            (module, "globalThis.fetch ??= () => {}"),
            (module, "import './a.mjs'"),
            (module, "export {}"),
            (module, "function f() {} f()"),
            (module, "function f() {} export {}"),
            (module, "function f() {} globalThis.f = f"),
            (module, "var f = typeof exports == 'object' && exports; f"),
            (
                module,
                "import './a.mjs'; 'a'.length; (function () { (function (e) { e(exports) }) })(); 'much more text that makes up the greater part of this file'",
            ),
            (dual, "export {}"),
            (dual, "throw new Error('This package can only be imported')"),
            (dual, ""),
            (dual, "export default 1"),
            (r#"{"type":"commonjs","main":"./u.js"}"#, UMD),
            (r#"{"type":"module","exports":{"./*":"./*"}}"#, UMD),
        ] {
            assert!(found(manifest, "u.js", text).is_empty(), "{manifest} {text}");
        }
    }
}
