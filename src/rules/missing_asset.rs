//! A file that code opens by a path from its own place is not packed.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, Problem, ThrownBy},
    link::fault::FaultKind,
    module::AssetVerb,
    package::Package,
    rules::{
        rule,
        support::{near, report, words},
    },
};

rule! {
    /// A file that code opens by a path from its own place is not packed.
    ///
    /// ## Why it matters
    ///
    /// A template, a WebAssembly file or a worker is no import, so that the package imports and links without it. The code that
    /// opens the file fails with `ENOENT` in the hands of users, at once or at the first call. It works in the checkout, where
    /// the file is.
    ///
    /// So it is with a path that leads to a file directly above the package, such as `../../package.json` in `dist/`: a bundler moved the
    /// code, and the path was not written anew.
    ///
    /// Only paths all of whose parts are known are looked at: `join(__dirname, 'a.txt')`,
    /// `new URL('./a.wasm', import.meta.url)`, also where a function of the module or an object that nothing changes puts them together:
    /// `readFileSync(at('a.txt'))`, `readFileSync(paths.page)`. A file that code looks for before it opens it, opens in `try`, or makes itself is not
    /// reported, nor one that an install script may make.
    ///
    /// ## Example
    ///
    /// ```js
    /// const template = readFileSync(join(__dirname, 'templates', 'page.html'), 'utf8') // only *.js is packed
    /// ```
    ///
    /// Pack the file, where the code looks for it:
    ///
    /// ```json
    /// { "files": ["dist/*.js", "dist/templates"] }
    /// ```
    "missing-asset", Error where it breaks an entry point, of MissingAsset
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let guide = near::Guide::default();
    let mut of_file: BTreeMap<(bool, &str), Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        // One finding has one severity: the places that break an entry point are kept apart from those that do not.
        of_file.entry((problem.breaks(), words::missing(problem))).or_default().push(problem);
    }
    findings.extend(of_file.into_values().filter_map(|problems| finding(facts.package, &guide, problems)));
}

/// Makes one finding of the problems with one missing file: a package in two formats asks for it twice.
fn finding(package: &Package, guide: &near::Guide, mut problems: Vec<&Problem>) -> Option<Diagnostic> {
    problems.sort_by_key(|problem| &problem.at);
    let (first, others) = problems.split_first()?;
    let verb = verb(first)?;
    let missing = words::missing(first);
    if verb == AssetVerb::Name && is_way_to_another(package, missing) {
        return None;
    }
    let mut files: Vec<_> = problems.iter().map(|problem| words::place(problem)).collect();
    files.dedup();
    let more = words::and_others(files.len().saturating_sub(1));
    let message = format!("{}{more}", sentence(&words::place(first), verb, missing));
    let mut found = report(&RULE, first, message, Some(help(package, guide, first, verb, missing)));
    for other in others {
        found.entry_points.extend(other.entry_points.iter().cloned());
        found.modes.extend(&other.modes);
        found.reached_from.extend(other.reached_from.iter().cloned());
    }
    Some(found)
}

/// Tells whether a place that is only named is no file to open: a source, from which a path goes on, or a module without
/// its ending.
fn is_way_to_another(package: &Package, missing: &str) -> bool {
    let is_source = [".ts", ".tsx", ".mts", ".cts"].iter().any(|ending| missing.ends_with(ending));
    let with = |ending: &&str| package.files().get(&format!("{missing}{ending}")).is_some();
    is_source || [".js", ".mjs", ".cjs"].iter().any(with)
}

fn verb(problem: &Problem) -> Option<AssetVerb> {
    match &problem.thrown {
        ThrownBy::Fault(fault) => match fault.kind {
            FaultKind::MissingAsset { verb } => Some(verb),
            _ => None,
        },
        _ => None,
    }
}

fn sentence(file: &str, verb: AssetVerb, missing: &str) -> String {
    let does = match verb {
        AssetVerb::Spare | AssetVerb::SpareBelow | AssetVerb::Read => "reads",
        AssetVerb::Look => "looks for",
        AssetVerb::List => "lists the folder",
        AssetVerb::Copy => "copies",
        AssetVerb::Work => "starts a worker from",
        AssetVerb::Fork => "forks",
        AssetVerb::Run => "runs",
        AssetVerb::LoadAddon => "loads the addon",
        AssetVerb::Require => "requires",
        AssetVerb::Resolve => "resolves",
        AssetVerb::Import => "imports",
        AssetVerb::Name => "points to",
        AssetVerb::FindBinding => {
            return format!(
                "{file} asks `bindings` for {missing}, which is neither packed nor built at installation"
            );
        }
        AssetVerb::FindAddon => {
            return format!(
                "{file} asks `node-gyp-build` for an addon, but none is packed in {missing}/ nor built at installation"
            );
        }
    };
    format!("{file} {does} {missing}, which is not packed")
}

fn help(package: &Package, guide: &near::Guide, problem: &Problem, verb: AssetVerb, missing: &str) -> String {
    match verb {
        AssetVerb::FindBinding | AssetVerb::FindAddon => {
            "pack the prebuilt addon, or binding.gyp and the sources, from which npm builds it".to_owned()
        }
        _ if missing.starts_with("../") => above(package, problem, missing),
        _ => near::meant_by_case(package, missing).unwrap_or_else(|| guide.help(package, problem, missing)),
    }
}

/// The help for a path that leads out of the package.
fn above(package: &Package, problem: &Problem, missing: &str) -> String {
    let name = missing.rsplit('/').next().unwrap_or_default();
    let depth = problem.at.as_ref().map_or(0, |at| at.file.as_str().matches('/').count());
    let own = if depth == 0 { format!("./{name}") } else { format!("{}{name}", "../".repeat(depth)) };
    if package.files().get(name).is_some() {
        format!("the path leads out of the package: its own {name} is {own} from there")
    } else {
        "the path leads out of the package, into the folder in which packages are installed".to_owned()
    }
}
