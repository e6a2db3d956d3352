//! The two builds of a package hold state of their own.

use memchr::memmem;

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, NodeFacts},
    hash::{HashMap, HashSet},
    link::{
        Verdict,
        graph::{Module, ModuleGraph, ModuleId},
    },
    module::HeldState,
    package::Package,
    resolve::{Mode, error::PackagePlace, format::Format},
    rules::{rule, support::finding},
};

rule! {
    /// `import` and `require` lead to two builds, each of which holds state of its own.
    ///
    /// ## Why it matters
    ///
    /// A program may import a package while one of its dependencies requires it. With two builds, both are then loaded: what one
    /// registers, the other does not know. Node calls it the dual package hazard.
    ///
    /// Meant is only what both builds have by the same name: a `let` that a function changes, an empty `Map` or `Set`, or an empty
    /// object of which a function sets members. A module that both builds load is one, and harmless; so is a `let` that keeps a
    /// value from being made twice (`if (!parser) parser = new Parser()`), what is called a cache or is asked for a key before that is
    /// set (`key in known`), one that is only `true` or `false`, and a name of one
    /// or two letters, which a compressor gives to anything.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { "import": "./dist/index.mjs", "require": "./dist/index.cjs" } }
    /// ```
    ///
    /// Let one build pass on what the other has, where both have `const plugins = new Map()`:
    ///
    /// ```js
    /// import cjs from './index.cjs'
    /// export const register = cjs.register
    /// ```
    ///
    /// or, where every Node in question can require ES modules, leave one build out:
    ///
    /// ```json
    /// { "exports": "./dist/index.mjs" }
    /// ```
    "dual-package-hazard", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    findings.extend(facts.nodes.first().and_then(|node| diagnostic(facts.package, node)));
}

fn diagnostic(package: &Package, node: &NodeFacts) -> Option<Diagnostic> {
    let graph = &node.linkage.graph;
    let has_state =
        |format| graph.iter().any(|(_, module)| module.format == format && !module.effects.state.is_empty());
    if !has_state(Format::Module) || !has_state(Format::CommonJs) {
        return None;
    }
    let required = starts(node, Mode::Require, Format::CommonJs);
    let imported = starts(node, Mode::Import, Format::Module);
    // An entry point that only one mode loads does not come in two builds. `starts` sorts by the entry point.
    let of_both = |start: &(usize, ModuleId), others: &[(usize, ModuleId)]| {
        others.binary_search_by_key(&start.0, |(entry, _)| *entry).is_ok()
    };
    let es = loaded(graph, imported.iter().filter(|start| of_both(start, &required)));
    let cjs = loaded(graph, required.iter().filter(|start| of_both(start, &imported)));
    let mut twins: HashMap<&str, Twins<'_>> = HashMap::default();
    for (module, state) in own_state(graph, &cjs, &es) {
        twins.entry(state.name.as_str()).or_default().add(module);
    }
    let is_noticed = |module: &Module, state: &HeldState| {
        let text = package.files().contents(module.path.as_str()).unwrap_or_default();
        keeps_what_is_given(&String::from_utf8_lossy(text), &state.name)
    };
    let shared = own_state(graph, &es, &cjs).filter_map(|(module, state)| {
        let twin = twins.get(state.name.as_str())?.nearest(module)?;
        Some((module, state, twin))
    });
    let (module, state, twin) =
        shared.take(MOST_LOOKED_AT).find(|(module, state, _)| is_noticed(module, state))?;
    let message = format!(
        "{} and {} each hold \"{}\" of their own: a process that imports and requires the package has two",
        module.path, twin.path, state.name
    );
    let at = PackagePlace { file: module.path.clone(), span: state.span };
    Some(finding(&RULE, Some(at), message, Some(HELP.to_owned())))
}

/// The modules of one build that hold a state of one name.
#[derive(Default)]
struct Twins<'g> {
    /// The first of each file name without its endings.
    by_stem: HashMap<&'g str, &'g Module>,
    /// The only one.
    only: Option<&'g Module>,
    count: usize,
}

impl<'g> Twins<'g> {
    fn add(&mut self, module: &'g Module) {
        self.by_stem.entry(stem(module)).or_insert(module);
        self.count += 1;
        self.only = Some(module).filter(|_| self.count == 1);
    }

    /// Returns the module that another build's module is paired with: that of its name, else the only one.
    fn nearest(&self, module: &Module) -> Option<&'g Module> {
        self.by_stem.get(stem(module)).copied().or(self.only)
    }
}

fn stem(module: &Module) -> &str {
    module.path.file_name().split('.').next().unwrap_or_default()
}

/// The most names of which the uses are looked for: each takes a look at a whole file.
const MOST_LOOKED_AT: usize = 50;

/// The shortest name that a person gives.
const SHORTEST_NAME: usize = 3;

/// Tells whether the uses of a name in a text keep what a caller gives: not where the text asks first whether it has a value, as
/// what is made once and a cache do (`!cache[key]`), and not where it is only `true` or `false`.
fn keeps_what_is_given(text: &str, name: &str) -> bool {
    let uses = memmem::find_iter(text.as_bytes(), name).filter_map(|at| {
        let (before, behind) = (text.get(..at)?.trim_end(), text.get(at.checked_add(name.len())?..)?);
        let is_part = |char: char| char.is_alphanumeric() || matches!(char, '_' | '$');
        let is_whole =
            !text.get(..at)?.ends_with(|char| is_part(char) || char == '.') && !behind.starts_with(is_part);
        is_whole.then_some((before, behind.trim_start()))
    });
    let (mut is_asked, mut is_given) = (false, false);
    for (before, behind) in uses {
        let has_no_value = [
            "=== null",
            "== null",
            "===null",
            "==null",
            "=== undefined",
            "=== void 0",
            "===void 0",
            "||",
            "??",
        ];
        is_asked |= before.ends_with('!')
            || before.strip_suffix("in").is_some_and(|before| before.ends_with(char::is_whitespace))
            || has_no_value.iter().any(|test| behind.starts_with(test));
        let value = behind.strip_prefix('=').filter(|value| !value.starts_with('='));
        let is_literal = |value: &str| {
            ["true", "false", "!0", "!1"].iter().any(|literal| value.trim_start().starts_with(literal))
        };
        // Whatever is no plain assignment may keep anything: `++`, a member, an argument.
        let is_counted = ["++", "--"].iter().any(|operator| before.ends_with(operator));
        is_given |= is_counted || value.is_none_or(|value| !is_literal(value)) && !is_read(behind);
    }
    !is_asked && is_given && name.len() >= SHORTEST_NAME && !is_cache(name)
}

/// Tells whether a name says that what it holds can be made again.
fn is_cache(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["cache", "memo"].iter().any(|word| name.contains(word))
}

/// Tells whether a name is only read, by what stands behind it.
fn is_read(behind: &str) -> bool {
    behind.starts_with([')', ';', ',', '}', '?', '&']) || behind.starts_with("==")
}

/// Returns each entry point that Node loads in a mode as a module of a format, by its number.
fn starts(node: &NodeFacts, mode: Mode, format: Format) -> Vec<(usize, ModuleId)> {
    let is_loaded = |verdict: &&Verdict| {
        verdict.mode == mode && verdict.format == Some(format) && verdict.causes.is_empty()
    };
    let verdicts = node.linkage.verdicts.iter().filter(is_loaded);
    let mut starts: Vec<_> = verdicts.filter_map(|verdict| Some((verdict.entry, verdict.module?))).collect();
    starts.sort_unstable();
    starts
}

const HELP: &str = "let one of the builds load the other, or, if every Node in question can require ES modules, export one for both";

/// Returns the modules that are certainly loaded with these.
fn loaded<'s>(graph: &ModuleGraph, starts: impl Iterator<Item = &'s (usize, ModuleId)>) -> HashSet<ModuleId> {
    let mut known = HashSet::default();
    let mut open: Vec<ModuleId> = starts.map(|(_, start)| *start).collect();
    while let Some(id) = open.pop() {
        if known.insert(id) {
            open.extend(graph.get(id).map(Module::loads).unwrap_or_default());
        }
    }
    known
}

/// Returns the state of the package's own modules that one build loads and the other does not, in the order of the modules.
fn own_state<'g>(
    graph: &'g ModuleGraph,
    build: &'g HashSet<ModuleId>,
    other: &'g HashSet<ModuleId>,
) -> impl Iterator<Item = (&'g Module, &'g HeldState)> {
    let is_own =
        |module: &Module| !module.path.is_outside() && !module.path.as_str().contains("node_modules/");
    let modules =
        graph.iter().filter(move |(id, module)| build.contains(id) && !other.contains(id) && is_own(module));
    modules.flat_map(|(_, module)| module.effects.state.iter().map(move |state| (module, state)))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(es: &str, cjs: &str) -> Vec<String> {
        let manifest = r#"{"name":"p","exports":{"import":"./a.mjs","require":"./a.cjs"}}"#;
        let shared = "let count = 0; exports.next = () => count++";
        let files = [("package.json", manifest), ("a.mjs", es), ("a.cjs", cjs), ("shared.cjs", shared)];
        messages("dual-package-hazard", &files)
    }

    #[test]
    fn state_that_both_builds_hold() {
        for (es, cjs, words) in [
            (
                "let count = 0; export const next = () => ++count",
                "var count = 0; exports.next = function () { return ++count }",
                "a.mjs and a.cjs each hold \"count\" of their own: a process that imports and requires the package has two",
            ),
            (
                "const known = {}; export const set = (key, value) => { known[key] = value }",
                "const known = {}; function set(key, value) { known[key] = value } exports.set = set",
                "a.mjs and a.cjs each hold \"known\" of their own: a process that imports and requires the package has two",
            ),
            (
                "const options = {}; export class Client { constructor() { options.client = this } }",
                "const options = {}; exports.Client = class { constructor() { options.client = this } }",
                "a.mjs and a.cjs each hold \"options\" of their own: a process that imports and requires the package has two",
            ),
            (
                "export const plugins = new Map()",
                "const plugins = new Map(); exports.plugins = plugins",
                "a.mjs and a.cjs each hold \"plugins\" of their own: a process that imports and requires the package has two",
            ),
        ] {
            assert_eq!(found(es, cjs), [words]);
        }
    }

    #[test]
    fn builds_without_state_or_with_one_of_it_are_silent() {
        for (es, cjs) in [
            ("export const a = 1", "exports.a = 1"),
            // What is made once, and a warning that is given once.
            (
                "let parser = null; export const get = () => { if (parser === null) parser = new Parser(); return parser }",
                "let parser = null; exports.get = () => { if (parser === null) parser = new Parser(); return parser }",
            ),
            (
                "let parser; export const get = () => { if (!parser) { parser = make() } return parser }",
                "let parser; exports.get = () => parser || (parser = make())",
            ),
            (
                "let warned = false; export const warn = () => { if (warned) return; warned = true }",
                "let warned = false; exports.warn = () => { if (warned) return; warned = true }",
            ),
            ("let n = 0; export const next = () => ++n", "let n = 0; exports.next = () => ++n"),
            (
                "const urlCache = new Map(); export const set = (key, value) => urlCache.set(key, value)",
                "const urlCache = new Map(); exports.set = (key, value) => urlCache.set(key, value)",
            ),
            (
                "const first = {}; export const set = (key, value) => { if (!(key in first)) first[key] = value }",
                "const first = {}; exports.set = (key, value) => { if (!(key in first)) first[key] = value }",
            ),
            (
                "const cache = new WeakMap(); export { cache }",
                "const cache = new WeakMap(); exports.cache = cache",
            ),
            ("let a = 1; a = 2; export { a }", "let a = 1; a = 2; exports.a = a"),
            ("let a = 1; export const set = () => (a = 2)", "exports.set = () => {}"),
            ("export const a = new Map([[1, 2]])", "exports.a = new Map([[1, 2]])"),
            // What fills these runs once.
            (
                "const names = {}; ['a'].forEach((name) => { names[name] = 1 }); export { names }",
                "const names = {}; ['a'].forEach((name) => { names[name] = 1 }); exports.names = names",
            ),
            ("const a = {}; a.b = 1; export { a }", "const a = {}; a.b = 1; exports.a = a"),
            (
                "const a = {}; (function () { a.b = 1 })(); export { a }",
                "const a = {}; (function () { a.b = 1 })(); exports.a = a",
            ),
            (
                "const a = {}; export const get = (key) => a[key].b = 1",
                "const a = {}; exports.get = (key) => ({ ...a })",
            ),
            ("export const is = (it) => it instanceof Error", "exports.is = (it) => it instanceof Error"),
            (
                "import s from './shared.cjs'; export const next = s.next",
                "module.exports = require('./shared.cjs')",
            ),
            ("export { default } from './a.cjs'", "const plugins = new Map(); exports.plugins = plugins"),
            (
                "var E; (function (E) { E[0] = 1 })(E || (E = {})); export { E }",
                "var E; (function (E) { E[0] = 1 })(E || (E = {})); exports.E = E",
            ),
        ] {
            assert_eq!(found(es, cjs), Vec::<String>::new(), "{es}");
        }
    }
}
