//! What to change where it is plain, and whether that alone would help: it is tried on a package that has it.

use std::collections::BTreeSet;

use crate::{
    files::{File, FileTree},
    json::Node,
    package::Package,
    path::{PackagePath, join, parent},
    resolve::NodeTarget,
    text::Span,
    trace::{
        glob::{Glob, GlobOptions},
        groups::ModuleGroup,
        packing::{Excluded, NpmPacking},
        paths::{extension_of, is_at_or_below, relative, with_extension},
        plan::{BuildPlan, BuildStep},
        reach::TarballReach,
        stage::Stage,
        tools::config::texts,
        verdict::{TracedModule, listed, short},
    },
};

/// Something to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub kind: &'static str,
    pub message: String,
    /// What to write.
    pub text: Option<String>,
    /// Where in package.json.
    pub span: Option<Span>,
    /// Places in the list of modules.
    pub modules: Vec<usize>,
    pub warnings: Vec<String>,
}

/// Everything that fixes are made of.
pub struct FixFinder<'a> {
    pub plan: &'a BuildPlan<'a>,
    pub package: &'a Package,
    pub packing: &'a NpmPacking,
    pub reach: &'a TarballReach,
    pub modules: &'a [TracedModule],
    pub node: &'a NodeTarget,
}

/// How many groups are looked at: each is tried by linking the whole package once more.
const TRIED: usize = 12;
/// How many reasons a warning names.
const NAMED: usize = 3;

impl FixFinder<'_> {
    pub fn fixes(&self, groups: &[ModuleGroup]) -> Vec<Fix> {
        let mut fixes = Vec::new();
        for group in groups.iter().filter(|group| group.stage == Stage::NotCompiled).take(TRIED) {
            fixes.extend(self.build_step(group));
        }
        fixes.extend(
            groups
                .iter()
                .filter(|group| group.stage == Stage::Overwritten)
                .filter_map(|group| self.overwritten(group)),
        );
        fixes.extend(self.files_entries(groups));
        fixes.extend(self.broken());
        for group in groups.iter().filter(|group| group.stage == Stage::Unreachable).take(TRIED) {
            fixes.extend(self.exports_entry(group));
        }
        fixes
    }

    fn of(&self, group: &ModuleGroup) -> Vec<&TracedModule> {
        group.modules.iter().filter_map(|place| self.modules.get(*place)).collect()
    }

    /// The missing step, written as the one for the nearest folder is.
    fn build_step(&self, group: &ModuleGroup) -> Option<Fix> {
        let modules = self.of(group);
        if modules.iter().any(|module| self.is_left_out_on_purpose(module)) {
            return None;
        }
        let folder = match modules.as_slice() {
            [only] => parent(&only.source).unwrap_or_default().to_owned(),
            _ => group.folder.clone(),
        };
        let step = self.model(&folder)?;
        if !step.bundles.is_empty() {
            let what = if modules.len() == 1 { group.folder.clone() } else { format!("{folder}/") };
            let message = format!("make {what} an entry of {}, or import it from one", step.tool);
            return Some(self.fix("build-step", message, None, step.span, group));
        }
        let (from, to) = (step.from.first()?, step.to.as_deref()?);
        let target = target(&folder, from, to)?;
        let command = rewritten(step, from, &folder, to, &target)?;
        let message = format!("compile {folder}/ as `{}` compiles {from}/", step.command);
        let mut fix = self.fix("build-step", message, Some(command), step.span, group);
        fix.warnings = self.try_step(&modules, &folder, &target);
        Some(fix)
    }

    fn is_left_out_on_purpose(&self, module: &TracedModule) -> bool {
        self.plan.steps.iter().flat_map(|step| &step.skipped).any(|(path, _)| *path == module.source)
    }

    /// The step for the folder that shares most with this one.
    fn model(&self, folder: &str) -> Option<&BuildStep> {
        let shared = |from: &str| from.split('/').zip(folder.split('/')).take_while(|(a, b)| a == b).count();
        let score = |step: &&BuildStep| step.from.iter().map(|from| shared(from)).max().unwrap_or(0);
        let compiles = |step: &&BuildStep| !matches!(step.tool.as_str(), "copy" | "map") && step.to.is_some();
        let best = self.plan.steps.iter().filter(compiles).map(|step| score(&step)).max()?;
        let mut found = self.plan.steps.iter().filter(compiles).filter(|step| score(step) == best);
        found.find(|step| step.from.len() == 1)
    }

    /// What is wrong with a new step, tried on a package that has its outputs.
    fn try_step(&self, modules: &[&TracedModule], folder: &str, target: &str) -> Vec<String> {
        let mut warnings = Vec::new();
        let mut added: Vec<(String, String)> = Vec::new();
        for module in modules {
            let inner = relative(folder, &module.source);
            let output = with_extension(&join(target, inner), ".js");
            if let Some(other) = self.plan.disk.live_at(&output).first() {
                warnings.push(format!(
                    "{output} would be written over what `{}` makes of {}",
                    self.command(other.step),
                    other.origin
                ));
            }
            if let Some(by) = self.packing.excluded(&output) {
                warnings.push(format!("{output} would not be packed: {}", super::verdict::in_words(&by)));
            }
            if let Some(text) = self.plan.disk.tree.text(&module.source).filter(|_| is_plain(&module.source))
            {
                added.push((output, text.to_owned()));
            }
        }
        warnings.truncate(NAMED);
        if !added.is_empty() {
            warnings.extend(self.try_files(&added));
        }
        warnings
    }

    fn command(&self, step: usize) -> &str {
        self.plan.steps.get(step).map_or("", |step| step.command.as_str())
    }

    /// Whether files would link once they were packed, and whether an export would lead to them.
    fn try_files(&self, added: &[(String, String)]) -> Vec<String> {
        let package = with_files(self.package, added);
        let reach = TarballReach::new(&package, self.node);
        let mut warnings = Vec::new();
        let broken: Vec<String> =
            added
                .iter()
                .filter_map(|(path, _)| reach.own(path)?.causes.first().map(|cause| (path, short(cause))))
                .map(|(path, why)| {
                    if why.starts_with(path.as_str()) { why } else { format!("{path} does not link: {why}") }
                })
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect();
        if !broken.is_empty() {
            warnings.push(format!("that alone would not link: {}", listed(&broken, NAMED)));
        }
        let led_to = |path: &str| {
            let reached = reach.reached(path);
            !reached.working.is_empty() || !reached.broken.is_empty()
        };
        let left: Vec<String> =
            added.iter().map(|(path, _)| path.clone()).filter(|path| !led_to(path)).collect();
        if reach.has_exports && !left.is_empty() {
            let what = if left.len() == added.len() {
                "none of these files".to_owned()
            } else {
                format!("{} of these files", added.len() - left.len())
            };
            warnings.push(format!(
                "an export would lead to {what} even then; add it to \"exports\", or re-export it from a module that is there ({})",
                listed(&left, 1)
            ));
        }
        warnings
    }

    fn overwritten(&self, group: &ModuleGroup) -> Option<Fix> {
        let module = self.of(group).into_iter().next()?;
        let over = module.overwritten.as_ref()?;
        let step = self.plan.steps.get(over.then)?;
        let message = format!(
            "let {} and {} be written to different places, or make one module of them: both become {}",
            module.source, over.source, over.output
        );
        Some(self.fix("overwritten", message, None, step.span, group))
    }

    /// One change of "files" or of an ignore file for each line that keeps something out.
    fn files_entries(&self, groups: &[ModuleGroup]) -> Vec<Fix> {
        let mut lines: Vec<(Excluded, Vec<usize>, Vec<String>)> = Vec::new();
        for place in
            groups.iter().filter(|group| group.stage == Stage::NotPacked).flat_map(|group| &group.modules)
        {
            let Some((output, by)) = self.modules.get(*place).and_then(|module| module.excluded.clone())
            else {
                continue;
            };
            match lines.iter_mut().find(|(other, ..)| *other == by) {
                Some((_, places, outputs)) => {
                    places.push(*place);
                    outputs.push(output);
                }
                None => lines.push((by, vec![*place], vec![output])),
            }
        }
        lines.into_iter().map(|(by, modules, outputs)| self.unpacked(&by, modules, &outputs)).collect()
    }

    fn unpacked(&self, by: &Excluded, modules: Vec<usize>, outputs: &[String]) -> Fix {
        let tops: BTreeSet<&str> =
            outputs.iter().map(|path| path.split('/').next().unwrap_or(path)).collect();
        let entries: Vec<String> = tops.iter().map(|top| format!("\"{top}\"")).collect();
        let (message, text) = match (by.file.as_str(), by.pattern.as_str()) {
            ("package.json", "\"files\"") => match self.shallow(outputs) {
                Some(pattern) => (
                    format!(
                        "npm takes \"{pattern}\" for that name alone, not for what lies below it: add to \"files\""
                    ),
                    Some(format!("\"{pattern}/**\"")),
                ),
                None => ("add to \"files\" in package.json".to_owned(), Some(entries.join(", "))),
            },
            ("package.json", pattern) => {
                (format!("take \"{pattern}\" out of \"files\" in package.json"), None)
            }
            ("npm", pattern) => (format!("write it elsewhere: npm never packs \"{pattern}\""), None),
            (file, pattern) => {
                let line = by.line.map(|line| format!(":{line}")).unwrap_or_default();
                (format!("take \"{pattern}\" out of {file}{line}, or say in \"files\" what is packed"), None)
            }
        };
        Fix { kind: "files", message, text, span: self.member("files"), modules, warnings: Vec::new() }
    }

    /// A pattern of "files" that would take the outputs if it went deeper.
    fn shallow(&self, outputs: &[String]) -> Option<String> {
        let patterns = texts(self.manifest()?.get("files"))?;
        let taken = GlobOptions { dot: true, nocase: true, base: false };
        let goes = |pattern: &String| {
            let glob = Glob::new(&format!("{}/**", pattern.trim_start_matches("./")), taken);
            Glob::is_pattern(pattern) && outputs.iter().any(|path| glob.matches(path))
        };
        patterns.into_iter().find(goes)
    }

    fn manifest(&self) -> Option<Node> {
        crate::json::parse(self.plan.disk.tree.text("package.json")?).ok()
    }

    fn member(&self, key: &str) -> Option<Span> {
        self.manifest()?.member(key).map(|member| member.key.span)
    }

    /// The root causes of what does not import, those that break most first.
    fn broken(&self) -> Vec<Fix> {
        let mut causes: Vec<(&crate::link::Cause, Vec<usize>)> = Vec::new();
        for (place, module) in
            self.modules.iter().enumerate().filter(|(_, module)| module.stage == Stage::Broken)
        {
            for cause in &module.causes {
                match causes.iter_mut().find(|(other, _)| other.fault == cause.fault) {
                    Some((_, places)) => places.push(place),
                    None => causes.push((cause, vec![place])),
                }
            }
        }
        causes.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
        let fix = |(cause, modules): (&crate::link::Cause, Vec<usize>)| {
            let file = cause.fault.at.file.as_str();
            let maker = self.modules.iter().find(|module| module.packed_as.iter().any(|path| path == file));
            let place = maker.map_or(file, |module| module.source.as_str());
            let message = format!("mend {place}: {}", short(cause));
            Fix { kind: "import", message, text: None, span: None, modules, warnings: Vec::new() }
        };
        causes.into_iter().take(TRIED).map(fix).collect()
    }

    /// The subpath that would lead to a folder or a file.
    fn exports_entry(&self, group: &ModuleGroup) -> Option<Fix> {
        let modules = self.of(group);
        let packed: Vec<&str> = modules
            .iter()
            .filter(|module| module.bins.is_empty())
            .filter_map(|module| module.packed_as.first().map(String::as_str))
            .collect();
        let main = match packed.as_slice() {
            [] => return None,
            [only] => *only,
            all => index_of(all)?,
        };
        let has_subpaths =
            self.reach.ways.iter().any(|way| way.subpath != "." && super::verdict::is_export(way));
        if !has_subpaths {
            return None;
        }
        let subpath = subpath_of(main);
        let text = format!("\"{subpath}\": \"./{main}\"");
        let message = format!("export {main}, if consumers should import it");
        let span = self.member("exports");
        let mut fix = Fix {
            kind: "exports",
            message,
            text: Some(text),
            span,
            modules: group.modules.clone(),
            warnings: Vec::new(),
        };
        let causes = self.reach.own(main).map(|own| own.causes.as_slice()).unwrap_or_default();
        if !causes.is_empty() {
            let why: Vec<String> = causes.iter().map(short).collect();
            fix.warnings.push(format!("\"{subpath}\" would not import: {}", listed(&why, NAMED)));
        }
        Some(fix)
    }

    fn fix(
        &self,
        kind: &'static str,
        message: String,
        text: Option<String>,
        span: Option<Span>,
        group: &ModuleGroup,
    ) -> Fix {
        Fix { kind, message, text, span, modules: group.modules.clone(), warnings: Vec::new() }
    }
}

/// Whether a compiler leaves the imports of a file as they are.
fn is_plain(path: &str) -> bool {
    matches!(extension_of(path), ".js" | ".mjs" | ".cjs")
}

/// Where a folder goes, if it goes as its neighbour does: `bin/shared` to `dist/shared` takes `bin/x` to `dist/x`.
fn target(folder: &str, from: &str, to: &str) -> Option<String> {
    let (mut base, mut out): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    loop {
        let base_path = base.join("/");
        if is_at_or_below(folder, &base_path) {
            return Some(join(&out.join("/"), relative(&base_path, folder)).trim_end_matches('/').to_owned());
        }
        match (base.last(), out.last()) {
            (Some(a), Some(b)) if a == b && out.len() > 1 => drop((base.pop(), out.pop())),
            _ => break,
        }
    }
    // Another top folder: below the same output.
    let inner = folder.split_once('/').map_or("", |(_, inner)| inner);
    Some(join(&out.join("/"), inner).trim_end_matches('/').to_owned())
}

/// The command with other folders, written as it is.
fn rewritten(step: &BuildStep, from: &str, folder: &str, to: &str, target: &str) -> Option<String> {
    let is_path = |word: &str, path: &str| {
        let plain = word.trim_start_matches("./").trim_end_matches('/');
        plain == path.trim_start_matches(&format!("{}/", step.directory))
    };
    let renamed = |word: &str, path: &str| {
        let slash = if word.ends_with('/') { "/" } else { "" };
        let dot = if word.starts_with("./") { "./" } else { "" };
        format!("{dot}{path}{slash}")
    };
    let (mut has_from, mut has_to) = (false, false);
    let mut words = Vec::new();
    for word in step.command.split(' ') {
        let (option, value) = word
            .split_once('=')
            .filter(|_| word.starts_with("--"))
            .map_or(("", word), |(option, value)| (option, value));
        let joined = if option.is_empty() { String::new() } else { format!("{option}=") };
        if is_path(value, from) && !has_from {
            has_from = true;
            words.push(format!("{joined}{}", renamed(value, folder)));
        } else if is_path(value, to) && !has_to {
            has_to = true;
            words.push(format!("{joined}{}", renamed(value, target)));
        } else {
            words.push(word.to_owned());
        }
    }
    (has_from && has_to).then(|| words.join(" "))
}

fn index_of<'p>(paths: &[&'p str]) -> Option<&'p str> {
    let is_index = |path: &&&str| with_extension(path, "").ends_with("/index");
    paths.iter().filter(is_index).min_by_key(|path| path.len()).copied()
}

/// `dist/a/index.js` to `./a`.
fn subpath_of(path: &str) -> String {
    let plain = with_extension(path, "");
    let inner = plain.split_once('/').map_or(plain.as_str(), |(_, inner)| inner);
    format!("./{}", inner.strip_suffix("/index").unwrap_or(inner))
}

/// The package as it would be with some files more.
fn with_files(package: &Package, added: &[(String, String)]) -> Package {
    let mut unpacked = Vec::new();
    let mut files = Vec::new();
    let own = package
        .files()
        .iter()
        .map(|(path, _)| (path.as_str(), package.files().contents(path.as_str()).unwrap_or_default()));
    let more = added.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
    for (path, bytes) in own.chain(more) {
        let start = unpacked.len();
        unpacked.extend_from_slice(bytes);
        let file = File { range: start..unpacked.len(), mode: 0o644 };
        files.extend(PackagePath::new(path).map(|path| (path, file)));
    }
    Package::new(FileTree::new(unpacked, files, Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_as_its_neighbour_does() {
        for (folder, from, to, expected) in [
            ("bin/deployment", "bin/shared", "dist/shared", "dist/deployment"),
            ("bin/shared/x", "bin/shared", "dist/shared", "dist/shared/x"),
            ("bin/deployment", "src", "dist", "dist/deployment"),
            ("lib", "src", "dist", "dist"),
            ("bin/a/b", "bin/shared/c", "dist/c", "dist/a/b"),
        ] {
            assert_eq!(target(folder, from, to).as_deref(), Some(expected), "{folder}");
        }
    }
}
