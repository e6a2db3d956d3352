//! Finds the values that a source exports and its packed outputs do not: these are older.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    cjs_lexer::{CommonJsLexer, lex},
    module::source::read_source,
    package::Package,
    trace::{
        disk::{PastWrite, WriteKind},
        imports::SourceModules,
        older::{LackingPart, OlderOutput},
        outputs::{BuildOutput, BuildOutputs, OutputFate},
        paths::with_extension,
        plan::BuildPlan,
        source_path::SourcePath,
        stage::Mapping,
        tools::bundles::outputs_of,
        value_names::ValueNames,
    },
};

/// The sources of whose values packed outputs know nothing. Where a command that cannot be read may have changed the outputs,
/// nothing is known.
pub fn lacking(
    plan: &BuildPlan<'_>,
    package: &Package,
    outputs: &BuildOutputs,
    sources: &mut SourceModules,
    lexer: CommonJsLexer,
) -> BTreeMap<SourcePath, OlderOutput> {
    if plan.is_uncertain() {
        return BTreeMap::new();
    }
    let mut names = ValueNames::new(&plan.disk, sources);
    let mut found = BTreeMap::new();
    for (source, written) in written(plan, package, outputs) {
        for (holder, older) in of_source(&source, &written, &PackedNames { package, lexer }, &mut names) {
            found.entry(holder).or_insert(older);
        }
    }
    found
}

/// Sources with the packed files that should export all that they export: what is compiled of them alone, and bundles of entries.
fn written(
    plan: &BuildPlan<'_>,
    package: &Package,
    outputs: &BuildOutputs,
) -> Vec<(SourcePath, Vec<SourcePath>)> {
    let is_alone = |output: &&BuildOutput| {
        let is_declared = matches!(output.mapping, Mapping::Declared | Mapping::Configured);
        let is_only = || plan.disk.past_at(&output.path).count() == 1;
        output.how != WriteKind::Bundled && output.fate == OutputFate::Live && is_declared && is_only()
    };
    let compiled = outputs.sources().map(|source| {
        let own = outputs.of(source).iter().filter(is_alone);
        (source.clone(), own.map(|output| output.path.clone()).collect())
    });
    let mut bundled: BTreeMap<&SourcePath, Vec<SourcePath>> = BTreeMap::new();
    for written in plan.disk.live().filter(|written| is_entry(written, plan)) {
        bundled.entry(&written.origin).or_default().push(written.output.clone());
    }
    let bundles = plan.steps.iter().flat_map(|step| &step.bundles).filter(|bundle| bundle.is_named);
    for bundle in bundles {
        let packed = outputs_of(package, &bundle.directory, &bundle.name).into_iter();
        bundled.entry(&bundle.entry).or_default().extend(packed.map(|path| SourcePath::from(path.as_str())));
    }
    compiled.chain(bundled.into_iter().map(|(entry, packed)| (entry.clone(), packed))).collect()
}

/// A source is what its step is told to bundle into this output.
fn is_entry(written: &PastWrite, plan: &BuildPlan<'_>) -> bool {
    let name = |path: &str| with_extension(path.rsplit('/').next().unwrap_or(path), "");
    let Some(step) = plan.steps.get(written.step) else { return false };
    let is_named = step.from.iter().any(|from| *written.origin == **from);
    let is_own = step.from.len() == 1 || name(&written.origin) == name(&written.output);
    written.how == WriteKind::Bundled && is_named && is_own
}

/// The sources whose values none of these outputs exports, by one that the source exports.
fn of_source(
    source: &SourcePath,
    written: &[SourcePath],
    packed: &PackedNames<'_>,
    names: &mut ValueNames<'_, '_>,
) -> Vec<(SourcePath, OlderOutput)> {
    let known: Vec<(&SourcePath, BTreeSet<String>)> =
        written.iter().filter_map(|path| Some((path, packed.of(path)?))).collect();
    let Some((output, _)) = known.first() else { return Vec::new() };
    let lacks = |name: &String| known.iter().all(|(_, found)| !found.contains(name));
    let lacking = names.of(source).into_iter().filter(|(name, _)| lacks(name));
    let older = |(name, holder): (String, SourcePath)| {
        let lacks = LackingPart::Name { name, exporter: source.clone() };
        (holder, OlderOutput { output: (*output).clone(), lacks })
    };
    lacking.map(older).collect()
}

/// The names that packed files export.
struct PackedNames<'a> {
    package: &'a Package,
    lexer: CommonJsLexer,
}

impl PackedNames<'_> {
    /// The names of a packed file, where its text tells all of them.
    fn of(&self, path: &str) -> Option<BTreeSet<String>> {
        let text = std::str::from_utf8(self.package.files().contents(path)?).ok()?;
        let module = read_source(path, text)?;
        if !module.names.is_empty() || module.has_stars {
            return (!module.has_stars).then_some(module.names);
        }
        // Compilers write the names of a module so that Node's lexer finds them.
        let is_compiled = text.contains("__esModule");
        let lexed = lex(text, self.lexer).ok().filter(|_| is_compiled)?;
        let is_whole = lexed.reexports.is_empty() && lexed.exports.iter().any(|name| name != "__esModule");
        is_whole.then(|| lexed.exports.into_iter().chain(defined(text)).collect())
    }
}

/// The names of getters. Node's lexer leaves out those of which it does not know what they give, and yet they are there:
/// TypeScript writes `get: function () { return __importDefault(a_1).default; }`.
fn defined(text: &str) -> impl Iterator<Item = String> {
    let calls = text.split("Object.defineProperty(exports,").skip(1);
    calls.filter_map(|rest| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|char| matches!(char, '"' | '\''))?;
        rest.get(1..)?.split_once(quote).map(|(name, _)| name.to_owned())
    })
}
