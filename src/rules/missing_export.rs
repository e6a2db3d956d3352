//! A module imports a name that the other does not export.

use crate::{
    beside::BesidePackage,
    diagnostic::RuleFindings,
    facts::{Facts, Problem, ThrownBy},
    hash::{HashMap, HashSet},
    link::{fault::FaultKind, graph::Module},
    module::RequestKind,
    resolve::format::Format,
    rules::{
        rule,
        support::{dependency, nodes::NodesOfFaults, report, words, written_names::WrittenNames},
    },
};

rule! {
    /// A module imports a name that the other one does not export.
    ///
    /// ## Why it matters
    ///
    /// Node links names before it runs anything: one missing name, five imports away, and the entry point fails with a
    /// `SyntaxError`. Bundlers put `undefined` in its place, so that it shows in the installed package first.
    ///
    /// ## Example
    ///
    /// ```js
    /// // lib/index.js
    /// export { createLogger } from './logger.js' // which exports `makeLogger`
    /// ```
    ///
    /// Name what is exported:
    ///
    /// ```js
    /// export { makeLogger as createLogger } from './logger.js'
    /// ```
    "missing-export", Error where it breaks an entry point, of MissingExport
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let (in_wrong_format, graph) = (in_wrong_format(facts), Index::of(facts));
    let (written, mut plain) = (WrittenNames::of(facts), PlainTexts::default());
    let nodes = NodesOfFaults::of(facts, |kind| matches!(kind, FaultKind::MissingExport { .. }));
    for problem in problems {
        let ThrownBy::Fault(fault) = &problem.thrown else { continue };
        let FaultKind::MissingExport { name, provider, near } = &fault.kind else { continue };
        if in_wrong_format.contains(provider.as_str()) {
            continue;
        }
        let (specifier, file) = (words::specifier(problem), &fault.at.file);
        let is_passed_on =
            problem.request.as_ref().is_some_and(|request| request.kind == RequestKind::ExportFrom);
        let verb = if is_passed_on { "re-exports" } else { "imports" };
        let owner = dependency::owner(facts, provider);
        let named = match &owner {
            Some(owner) => owner.to_string(),
            // Another version may have the name.
            None if provider.starts_with("node:") => format!("{provider} of Node {}", nodes.words(problem)),
            None => provider.clone(),
        };
        let message = match name.as_str() {
            _ if fault.code == SOURCE_PHASE => {
                format!("{provider} has no source that {file} could import: only WebAssembly has one")
            }
            "default" => {
                format!("{named} has no default export, which {file} {verb} from \"{specifier}\"")
            }
            _ => format!("{named} does not export `{name}`, which {file} {verb} from \"{specifier}\""),
        };
        let wanted = WantedName { name, provider, near, is_own: owner.is_none() };
        let help = match &owner {
            Some(owner)
                if near.is_empty() && !(graph.is_commonjs(provider) && written.may_write(provider, name)) =>
            {
                Some(of_no_version(owner, specifier, name))
            }
            _ => help((facts, &graph, &mut plain), problem, &wanted),
        };
        findings.add(report(&RULE, problem, message, help));
    }
}

/// Node's code for the import of a source from a module that is not WebAssembly.
const SOURCE_PHASE: &str = "ERR_SOURCE_PHASE_NOT_DEFINED";

struct WantedName<'f> {
    name: &'f str,
    provider: &'f str,
    near: &'f [String],
    /// True if the package itself has the module that was asked.
    is_own: bool,
}

fn help<'f>(
    (facts, graph, plain): (&'f Facts<'_>, &Index<'_>, &mut PlainTexts<'f>),
    problem: &Problem,
    wanted: &WantedName<'_>,
) -> Option<String> {
    let WantedName { name, provider, near, is_own: _ } = wanted;
    let siblings = graph.exporters(wanted);
    match (near, siblings.as_slice()) {
        ([], []) if plain.lack(facts, provider, name) => None,
        ([], []) if graph.is_commonjs(provider) => Some(format!(
            "Node sees no such name in this CommonJS module: write `import x from \"{}\"` and use `x{}`",
            words::specifier(problem),
            if *name == "default" { String::new() } else { format!(".{name}") }
        )),
        ([], []) if provider.ends_with(".json") => Some("JSON has a default export only".to_owned()),
        ([], []) => None,
        ([], [one]) => Some(format!("{one} exports it")),
        ([], [one, ..]) => Some(format!("{one} exports it, and so do others")),
        ([one, ..], _) => Some(format!("did you mean `{one}`?")),
    }
}

/// Returns the help for a name that this version of a dependency has not.
fn of_no_version(owner: &BesidePackage, specifier: &str, name: &str) -> String {
    match name {
        "default" => format!("name what you need of it, or write `import * as x from \"{specifier}\"`"),
        _ => format!("import a name that {owner} exports, or declare a version that exports `{name}`"),
    }
}

/// The CommonJS modules whose texts show which names they have: they give `exports` plain names only.
#[derive(Default)]
struct PlainTexts<'f> {
    /// The words of each text that was asked about, `None` where other names may come by. Many names may be missing in one file.
    words: HashMap<String, Option<HashSet<&'f str>>>,
}

impl<'f> PlainTexts<'f> {
    /// Tells whether the text of a module shows that it has no such name.
    fn lack(&mut self, facts: &'f Facts<'_>, file: &str, name: &str) -> bool {
        if !self.words.contains_key(file) {
            self.words.insert(file.to_owned(), plain_words(facts, file));
        }
        self.words.get(file).and_then(Option::as_ref).is_some_and(|words| !words.contains(name))
    }
}

fn plain_words<'f>(facts: &'f Facts<'_>, file: &str) -> Option<HashSet<&'f str>> {
    let text = facts.package.files().contents(file).and_then(|bytes| std::str::from_utf8(bytes).ok())?;
    let opens = [
        "module.exports",
        "module[",
        "exports[",
        "exports)",
        "exports,",
        "= exports",
        "=exports",
        "this",
        "require(",
    ];
    let is_plain = text.contains("exports.") && !opens.iter().any(|open| text.contains(open));
    let words = text.split(|char: char| !(char.is_alphanumeric() || matches!(char, '_' | '$')));
    is_plain.then(|| words.collect())
}

/// Returns the modules without names because they are CommonJS that Node takes for ES modules: that is the
/// cause.
fn in_wrong_format<'f>(facts: &'f Facts<'_>) -> HashSet<&'f str> {
    let wrong = facts.problems.iter().filter_map(|problem| match &problem.thrown {
        ThrownBy::Fault(fault) => match &fault.kind {
            FaultKind::CommonJsVariable { name: "module" | "exports" } => Some(fault.at.file.as_str()),
            _ => None,
        },
        ThrownBy::Target { .. } | ThrownBy::Unkept(_) => None,
    });
    wrong.collect()
}

/// The facts of the graph that the help for missing names needs.
struct Index<'f> {
    /// The ES modules that declare each missing name themselves, sorted.
    declaring: HashMap<&'f str, Vec<&'f str>>,
    /// For each file, true if it is CommonJS and nothing else.
    commonjs: HashMap<&'f str, bool>,
}

impl<'f> Index<'f> {
    fn of(facts: &'f Facts<'_>) -> Self {
        let missing = facts.problems.iter().filter_map(|problem| match &problem.thrown {
            ThrownBy::Fault(fault) => match &fault.kind {
                FaultKind::MissingExport { name, .. } => Some(name.as_str()),
                _ => None,
            },
            _ => None,
        });
        let mut index = Self {
            declaring: missing.map(|name| (name, Vec::new())).collect(),
            commonjs: HashMap::default(),
        };
        if !index.declaring.is_empty() {
            modules(facts).for_each(|module| index.add(module));
        }
        for paths in index.declaring.values_mut() {
            paths.sort_unstable();
            paths.dedup();
        }
        index
    }

    fn add(&mut self, module: &'f Module) {
        let path = module.path.shown();
        let is_commonjs = module.format == Format::CommonJs;
        // A file is several modules if several versions of Node are asked, or if it is loaded in both formats.
        self.commonjs.entry(path).and_modify(|all| *all &= is_commonjs).or_insert(is_commonjs);
        if module.path.is_outside() {
            return;
        }
        for export in module.es().into_iter().flat_map(|es| &es.local_exports) {
            if let Some(paths) = self.declaring.get_mut(export.name.value.as_str()) {
                paths.push(path);
            }
        }
    }

    /// Returns the first two other modules that declare a name.
    fn exporters(&self, wanted: &WantedName<'_>) -> Vec<&'f str> {
        let declaring = self.declaring.get(wanted.name).filter(|_| wanted.is_own && wanted.name != "default");
        let paths = declaring.into_iter().flatten().copied();
        paths.filter(|path| *path != wanted.provider).take(2).collect()
    }

    fn is_commonjs(&self, path: &str) -> bool {
        self.commonjs.get(path).copied().unwrap_or_default()
    }
}

fn modules<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f Module> {
    facts.nodes.iter().flat_map(|node| node.linkage.graph.iter()).map(|(_, module)| module)
}

#[cfg(test)]
mod tests {

    use crate::rules::support::testing::{messages, only};

    const MANIFEST: (&str, &str) = ("package.json", r#"{"type":"module","exports":"./a.js"}"#);

    #[test]
    fn names_that_are_not_there() {
        for (main, message, help) in [
            (
                "import { makeLoger } from './b.js'",
                "b.js does not export `makeLoger`, which a.js imports from \"./b.js\"",
                "did you mean `makeLogger`?",
            ),
            (
                "import './d.js'; export { other } from './b.js'",
                "b.js does not export `other`, which a.js re-exports from \"./b.js\"",
                "d.js exports it",
            ),
            (
                "import { x } from './e.cjs'",
                "e.cjs does not export `x`, which a.js imports from \"./e.cjs\"",
                "",
            ),
            ("import b from './b.js'", "b.js has no default export, which a.js imports from \"./b.js\"", ""),
            (
                "import { x } from './c.cjs'",
                "c.cjs does not export `x`, which a.js imports from \"./c.cjs\"",
                "Node sees no such name in this CommonJS module: write `import x from \"./c.cjs\"` and use `x.x`",
            ),
        ] {
            let files = [
                MANIFEST,
                ("a.js", main),
                ("b.js", "export const makeLogger = 1"),
                ("c.cjs", "module.exports = make()"),
                ("e.cjs", "exports.a = 1"),
                ("d.js", "export const other = 1"),
            ];
            assert_eq!(only("missing-export", &files), (message.to_owned(), help.to_owned()), "{main}");
        }
    }

    #[test]
    fn names_that_are_there_or_cannot_be_known_are_silent() {
        for main in [
            "import { b } from './b.js'",
            "import * as b from './b.js'; export default b.x",
            "import { x } from './gone.js'",
            "import { x } from './star.js'",
            "import b from './c.cjs'",
            "import { x } from './wrong.js'",
        ] {
            let files = [
                MANIFEST,
                ("a.js", main),
                ("b.js", "export const b = 1"),
                ("c.cjs", ""),
                ("star.js", "export * from 'external'"),
                ("wrong.js", "exports.x = 1"),
            ];
            assert!(messages("missing-export", &files).is_empty(), "{main}");
        }
    }
}
