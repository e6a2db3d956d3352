//! The tarball of a project after a change: what was packed, with what the changed build would write.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    files::{FileTree, InstalledFile},
    hash::HashMap,
    module::source::{SourceModule, SourceValues, read_source},
    package::{Package, engines::DeclaredEngines},
    path::{PackagePath, join},
    trace::{
        disk::WriteKind,
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixKind,
            outline::outline,
        },
        packing::NpmPacking,
        paths::{extension_of, with_extension},
        plan::{BuildPlan, BuildStep},
        source_path::SourcePath,
        source_tree::SourceTree,
        tools::{bundles::outputs_of, effect::BundleEntry, output_format::as_modules},
    },
};

/// A project after a change, before it is packed.
pub struct ChangedBuild<'b, 't> {
    pub before: &'b ProjectState<'b, 'b>,
    pub candidate: &'b Candidate,
    pub tree: &'t SourceTree,
    pub plan: &'b BuildPlan<'t>,
    pub packing: &'b NpmPacking,
    /// The outputs that each source was compiled to.
    compiled: BTreeMap<&'b SourcePath, Vec<&'b SourcePath>>,
    /// The build turns ES modules into CommonJS, once that was asked.
    commonjs: OnceCell<bool>,
}

impl<'b, 't> ChangedBuild<'b, 't> {
    pub fn new(
        before: &'b ProjectState<'b, 'b>,
        candidate: &'b Candidate,
        tree: &'t SourceTree,
        plan: &'b BuildPlan<'t>,
        packing: &'b NpmPacking,
    ) -> Self {
        let mut compiled: BTreeMap<&SourcePath, Vec<&SourcePath>> = BTreeMap::new();
        let all = before.assessment.plan.disk.live();
        for written in all.filter(|written| written.how == WriteKind::Compiled) {
            compiled.entry(&written.origin).or_default().push(&written.output);
        }
        Self { before, candidate, tree, plan, packing, compiled, commonjs: OnceCell::new() }
    }

    /// The package as it would be.
    pub fn package(&self) -> Package {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let own = self.before.package.files();
        for (path, _) in own.iter() {
            files.insert(path.to_string(), own.contents(path.as_str()).unwrap_or_default().to_vec());
        }
        self.take_outputs(&mut files);
        self.take_bundles(&mut files);
        if self.candidate.change.kind() == FixKind::Files {
            self.take_packing(&mut files);
        }
        self.take_new(&mut files);
        // Last, as an edit changes also what has just come in.
        self.take_edits(&mut files);
        packed(self.before.package, files)
    }

    /// Outputs that are gone go; those that are new, or made of another source, come in.
    fn take_outputs(&self, files: &mut BTreeMap<String, Vec<u8>>) {
        let before = &self.before.assessment.plan.disk;
        // What no step writes any more may lie on the disk still, left by the build before.
        for written in before.live().filter(|written| !self.plan.disk.is_written(&written.output)) {
            files.remove(&*written.output);
        }
        let outputs: BTreeSet<&SourcePath> = self.plan.disk.live().map(|written| &written.output).collect();
        for output in outputs {
            let origin = |disk: &crate::trace::disk::BuildDisk<'_>| {
                disk.live_at(output).next().map(|written| written.origin.clone())
            };
            let Some(now) = origin(&self.plan.disk) else { continue };
            if origin(before).as_ref() == Some(&now) || self.is_unreadable(output, &now) {
                continue;
            }
            match self.packing.excluded(output) {
                None => drop(files.insert(output.to_string(), self.contents(output, &now))),
                Some(_) => drop(files.remove(&**output)),
            }
        }
    }

    /// An ES module is copied to where Node takes files for CommonJS, and Nodes that the package is for do not look into them: the
    /// copy is no cure.
    fn is_unreadable(&self, output: &str, origin: &SourcePath) -> bool {
        let mut written = self.plan.disk.live_at(output);
        let is_copied = written.next().is_some_and(|written| written.how == WriteKind::Copied);
        let package = self.before.package;
        let is_module = || package.manifest().and_then(|it| it.get("type")?.as_str()) == Some("module");
        if !is_copied || extension_of(output) != ".js" || is_module() {
            return false;
        }
        let text = self.tree.text(origin).unwrap_or_default();
        let is_written_as_module =
            read_source(origin, text).is_some_and(|module| !module.names.is_empty() || module.has_stars);
        is_written_as_module && !requires_modules(package)
    }

    /// Outputs that were CommonJS become ES modules, and files that a new step makes come in.
    fn take_new(&self, files: &mut BTreeMap<String, Vec<u8>>) {
        let new = &self.candidate.outputs;
        for output in &new.as_modules {
            if let Some(bytes) = files.get_mut(&**output) {
                *bytes = self.as_module(output).into_bytes();
            }
        }
        for (path, text) in new.made.iter().filter(|(path, _)| self.packing.excluded(path).is_none()) {
            files.insert(path.to_string(), text.clone().into_bytes());
        }
    }

    /// An output as an ES module: JavaScript as it stands in its source, of anything else what it imports and exports.
    fn as_module(&self, output: &SourcePath) -> String {
        let steps = &self.plan.steps;
        let is_that = |bundle: &&BundleEntry| {
            outputs_of(self.before.package, &bundle.directory, &bundle.name)
                .iter()
                .any(|it| **output == *it.as_str())
        };
        if let Some(bundle) = steps.iter().flat_map(|step| &step.bundles).find(is_that) {
            return self.bundled(&bundle.entry, ".mjs");
        }
        match self.entry_of(output) {
            Some(entry) => self.bundled(&entry, ".mjs"),
            None => {
                let origin = self.plan.disk.live_at(output).next().map(|written| &written.origin);
                origin.map(|origin| self.compiled_to(origin, false)).unwrap_or_default()
            }
        }
    }

    /// The entry of a bundle that a step of the plan writes whole: the source of its step that has its name.
    fn entry_of(&self, output: &str) -> Option<SourcePath> {
        let mut written = self.plan.disk.live_at(output).filter(|written| written.how == WriteKind::Bundled);
        let step = self.plan.steps.get(written.next()?.step)?;
        let inside: BTreeSet<&str> = self.plan.disk.live_at(output).map(|written| &*written.origin).collect();
        let entries = step.from.iter().filter(|entry| inside.contains(entry.as_str()));
        let stem = |path: &str| with_extension(path.rsplit('/').next().unwrap_or(path), "");
        let own = entries.clone().filter(|entry| stem(entry) == stem(output));
        // Of several with one name, the one whose path ends like that of the output.
        let alike = |entry: &&String| {
            let (a, b) = (with_extension(entry, ""), with_extension(output, ""));
            a.rsplit('/').zip(b.rsplit('/')).take_while(|(a, b)| a == b).count()
        };
        own.max_by_key(alike).or(entries.clone().next()).map(|entry| SourcePath::from(entry.as_str()))
    }

    /// Bundles of new entries come in, in every form that the others of their folder have.
    fn take_bundles(&self, files: &mut BTreeMap<String, Vec<u8>>) {
        let steps = &self.before.assessment.plan.steps;
        let place = |bundle: &BundleEntry| (bundle.directory.clone(), bundle.name.clone());
        let known: BTreeSet<_> = steps.iter().flat_map(|step| step.bundles.iter().map(place)).collect();
        let now: BTreeSet<_> =
            self.plan.steps.iter().flat_map(|step| step.bundles.iter().map(place)).collect();
        for (directory, name) in known.difference(&now) {
            for path in outputs_of(self.before.package, directory, name) {
                files.remove(path.as_str());
            }
        }
        for step in &self.plan.steps {
            let (old, new): (Vec<_>, Vec<_>) =
                step.bundles.iter().partition(|bundle| known.contains(&place(bundle)));
            for bundle in new {
                for form in self.forms(step, &old, &bundle.directory) {
                    let path = join(&bundle.directory, &format!("{}{form}", bundle.name));
                    if self.packing.excluded(&path).is_none() {
                        let text = self.bundled(&bundle.entry, &form);
                        files.entry(path).or_insert_with(|| text.into_bytes());
                    }
                }
            }
        }
    }

    /// The endings of the packed bundles in a folder: `.mjs` and `.cjs`.
    fn forms(&self, step: &BuildStep, bundles: &[&BundleEntry], directory: &str) -> BTreeSet<String> {
        // A step that makes one bundle is written like another one.
        let alike = self.before.assessment.plan.steps.iter().filter(|other| other.tool == step.tool);
        let others: Vec<&BundleEntry> = alike.flat_map(|other| &other.bundles).collect();
        let bundles = if bundles.is_empty() { &others } else { bundles };
        let own = bundles.iter().filter(|bundle| bundle.directory == directory);
        let forms = own.flat_map(|bundle| {
            let stem = join(directory, &bundle.name);
            let all = outputs_of(self.before.package, directory, &bundle.name);
            all.into_iter().filter_map(move |path| path.as_str().strip_prefix(&stem).map(str::to_owned))
        });
        forms.collect()
    }

    /// A bundle as far as its entry tells: what it exports. It brings what it imports, or imports what is declared.
    fn bundled(&self, entry: &SourcePath, form: &str) -> String {
        let module = self.tree.text(entry).and_then(|text| read_source(entry, text)).unwrap_or_default();
        let manifest = self.before.package.manifest();
        let is_module = manifest.and_then(|it| it.get("type")?.as_str()) == Some("module");
        let is_commonjs = form.ends_with(".cjs") || (form.ends_with(".js") && !is_module);
        outline(
            &SourceModule { requests: Vec::new(), values: SourceValues::default(), ..module },
            is_commonjs,
        )
    }

    /// Files that the rules of packing take now come in, and those that they took go.
    fn take_packing(&self, files: &mut BTreeMap<String, Vec<u8>>) {
        for path in self.plan.disk.files() {
            let was = self.before.assessment.packing.excluded(&path).is_none();
            let is = self.packing.excluded(&path).is_none();
            if !was && is && !files.contains_key(&*path) {
                let origin = self.plan.disk.origins(&path).into_iter().next();
                let contents = self.contents(&path, origin.as_ref().unwrap_or(&path));
                files.insert(path.to_string(), contents);
            } else if was && !is {
                files.remove(&*path);
            }
        }
    }

    /// Changed sources change their outputs in the same way: compilers leave specifiers as they are.
    fn take_edits(&self, files: &mut BTreeMap<String, Vec<u8>>) {
        if let Some(manifest) = &self.candidate.packed_manifest {
            files.insert("package.json".to_owned(), manifest.clone().into_bytes());
        }
        let mut outputs: BTreeMap<&SourcePath, BTreeSet<&str>> = BTreeMap::new();
        for source in self.candidate.edits.keys().filter(|path| &***path != "package.json") {
            outputs.insert(source, [&**source].into());
        }
        for written in self.plan.disk.live() {
            if let Some(all) = outputs.get_mut(&written.origin) {
                all.insert(&written.output);
            }
        }
        for (source, outputs) in outputs {
            let (Some(old), Some(new)) = (self.before.tree.text(source), self.tree.text(source)) else {
                continue;
            };
            let changed = specifiers(source, old, new);
            for output in outputs {
                if let Some(bytes) = files.get_mut(output) {
                    *bytes = with_specifiers(bytes, &changed);
                }
            }
        }
    }

    /// The contents of an output: as the build wrote it somewhere already, or as far as its source tells.
    fn contents(&self, output: &str, origin: &SourcePath) -> Vec<u8> {
        let before = &self.before.assessment.plan.disk;
        let is_same = |path: &str| before.live_at(path).next().is_some_and(|it| it.origin == *origin);
        let on_disk = |path: &str| self.before.tree.text(path).map(|text| text.as_bytes().to_vec());
        let packed = |path: &str| self.before.package.files().contents(path).map(<[u8]>::to_vec);
        if is_same(output)
            && let Some(bytes) = packed(output).or_else(|| on_disk(output))
        {
            return bytes;
        }
        if let Some(entry) = self.entry_of(output) {
            return self.bundled(&entry, extension_of(output)).into_bytes();
        }
        // An output of the same source at another place has the same text: compilers leave specifiers as they
        // are.
        let mut others = self.compiled.get(origin).into_iter().flatten();
        let other = others.find_map(|path| packed(path).or_else(|| on_disk(path)));
        other.unwrap_or_else(|| self.compiled(origin).into_bytes())
    }

    /// A source as a compiler would write it: JavaScript as it is, of anything else what it imports and exports.
    fn compiled(&self, origin: &SourcePath) -> String {
        self.compiled_to(origin, *self.commonjs.get_or_init(|| self.writes_commonjs()))
    }

    fn compiled_to(&self, origin: &SourcePath, is_commonjs: bool) -> String {
        let text = self.tree.text(origin).unwrap_or_default();
        let is_plain = matches!(extension_of(origin), ".js" | ".mjs" | ".cjs") && !is_commonjs;
        match read_source(origin, text) {
            Some(module) if !is_plain => outline(&module, is_commonjs),
            _ => text.to_owned(),
        }
    }

    /// The build turns ES modules into CommonJS if it has done so with one that is packed.
    fn writes_commonjs(&self) -> bool {
        let compiled = self.before.assessment.plan.disk.live().filter(|it| it.how == WriteKind::Compiled);
        let mut turned = compiled.filter_map(|written| {
            let source = self.before.sources.known(&written.origin).filter(|it| !it.names.is_empty())?;
            let bytes = self.before.package.files().contents(&written.output)?;
            let output = read_source(&written.output, std::str::from_utf8(bytes).ok()?)?;
            Some(!source.names.is_empty() && output.names.is_empty())
        });
        // The first that is packed decides, as one build writes all of its outputs alike.
        turned.next().unwrap_or_else(|| {
            let steps = &self.plan.steps;
            steps.iter().any(|step| as_modules(step, &self.plan.disk).is_some())
        })
    }
}

/// Every Node that the package says it is for can `require` ES modules.
pub fn requires_modules(package: &Package) -> bool {
    let lowest = DeclaredEngines::of(package).and_then(|engines| engines.lowest());
    lowest.is_some_and(|node| node.profile().require_esm)
}

/// The specifiers that differ between two texts of one source.
fn specifiers(path: &str, old: &str, new: &str) -> Vec<(String, String)> {
    let (Some(old), Some(new)) = (read_source(path, old), read_source(path, new)) else { return Vec::new() };
    // An edit changes specifiers alone, so that the requests are as many as before and in the same order.
    let pairs = old.requests.into_iter().zip(new.requests);
    let differ = pairs.filter(|(old, new)| old.specifier.value != new.specifier.value);
    differ.map(|(old, new)| (old.specifier.value, new.specifier.value)).collect()
}

/// The text with other specifiers between its quotes. It is read once, however many have changed.
fn with_specifiers(bytes: &[u8], changed: &[(String, String)]) -> Vec<u8> {
    let changed: HashMap<&str, &str> =
        changed.iter().rev().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    let longest = changed.keys().map(|old| old.len()).max().unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    let mut new = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(quote) = rest.find(['"', '\'']) {
        let (before, behind) = rest.split_at(quote + 1);
        new.push_str(before);
        let window = behind.as_bytes().get(..behind.len().min(longest + 1)).unwrap_or_default();
        let end = before.as_bytes().last().and_then(|quote| memchr::memchr(*quote, window));
        let other = end.and_then(|end| Some((end, *changed.get(behind.get(..end)?)?)));
        rest = match other {
            // The quote at its end begins nothing.
            Some((end, specifier)) => {
                new.push_str(specifier);
                new.push_str(behind.get(end..=end).unwrap_or_default());
                behind.get(end + 1..).unwrap_or_default()
            }
            None => behind,
        };
    }
    new.push_str(rest);
    new.into_bytes()
}

fn packed(before: &Package, files: BTreeMap<String, Vec<u8>>) -> Package {
    let mut unpacked = Vec::new();
    let mut installed = Vec::new();
    for (path, bytes) in files {
        let Some(place) = PackagePath::new(&path) else { continue };
        let mode = before.files().get(&path).map_or(0o644, |(_, file)| file.mode);
        let start = unpacked.len();
        unpacked.extend_from_slice(&bytes);
        installed.push((place, InstalledFile { range: start..unpacked.len(), mode }));
    }
    Package::new(FileTree::new(unpacked, installed, Vec::new())).within(before.limits().clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifiers_change_between_their_quotes_only() {
        let changed = [("./a", "./b"), ("../é", "./x"), ("./b", "./c")];
        let changed = changed.map(|(old, new)| (old.to_owned(), new.to_owned()));
        for (text, expected) in [
            ("import './a'; require(\"./a\")", "import './b'; require(\"./b\")"),
            ("import \"./a'", "import \"./a'"),
            ("'é''../é'\"./b\"", "'é''./x'\"./c\""),
            ("'x./a' ./a './a", "'x./a' ./a './a"),
            ("", ""),
        ] {
            let new = with_specifiers(text.as_bytes(), &changed);
            assert_eq!(String::from_utf8(new).unwrap(), expected, "{text}");
        }
    }
}
