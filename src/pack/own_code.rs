//! The code of a project that its package manager would run while it packs. None of it runs here, and that is said.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::pack::manager::Manager;

/// A setting or file by which a project gives its package manager code to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCode {
    file: PathBuf,
    /// The setting in it; none where the file itself is run.
    setting: Option<&'static str>,
}

impl fmt::Display for OwnCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.file.file_name().unwrap_or(self.file.as_os_str()).to_string_lossy();
        match self.setting {
            Some(setting) => write!(f, "the {setting} of {name}"),
            None => write!(f, "{name}"),
        }
    }
}

/// Files that pnpm runs.
const PNPMFILES: [&str; 2] = [".pnpmfile.cjs", ".pnpmfile.mjs"];

/// Settings of pnpm that name more of them, and where they stand.
const PNPM: [(&str, &str); 5] = [
    (".npmrc", "pnpmfile"),
    (".npmrc", "global-pnpmfile"),
    ("pnpm-workspace.yaml", "pnpmfile"),
    ("pnpm-workspace.yaml", "globalPnpmfile"),
    ("pnpm-workspace.yaml", "configDependencies"),
];

/// Settings of yarn that name code.
const YARN: [(&str, &str); 3] =
    [(".yarnrc", "yarn-path"), (".yarnrc.yml", "yarnPath"), (".yarnrc.yml", "plugins")];

/// The code that the package manager would run of the project in this folder, or of one that holds it.
pub(super) fn left_out(manager: Manager, directory: &Path) -> Vec<OwnCode> {
    let (files, settings): (&[&str], &[(&str, &'static str)]) = match manager {
        Manager::Pnpm => (&PNPMFILES, &PNPM),
        Manager::Yarn => (&[], &YARN),
        Manager::Npm | Manager::Bun => (&[], &[]),
    };
    let of_folder = |folder: &Path| {
        let files = files.iter().map(|name| OwnCode { file: folder.join(name), setting: None });
        let files = files.filter(|code| code.file.is_file()).collect::<Vec<_>>();
        let settings = settings.iter().filter_map(|(name, setting)| {
            let file = folder.join(name);
            value(&file, setting).map(|_| OwnCode { file, setting: Some(setting) })
        });
        files.into_iter().chain(settings).collect::<Vec<_>>()
    };
    directory.ancestors().flat_map(of_folder).collect()
}

/// The file that names a yarn that is not the classic one, for this folder.
pub(super) fn modern_yarn(directory: &Path) -> Option<PathBuf> {
    let named = directory.ancestors().find_map(|folder| {
        YARN.iter().filter(|(_, setting)| *setting != "plugins").find_map(|(name, setting)| {
            let file = folder.join(name);
            value(&file, setting).map(|value| (file, value))
        })
    });
    // A classic release lies in the project as `.yarn/releases/yarn-1.22.22.cjs`.
    named.filter(|(_, value)| !value.contains("yarn-1.") && !value.contains("yarn-0.")).map(|(file, _)| file)
}

/// The value of a setting on its own line, as all three kinds of files have it: `name=value`, `name: value`, `name "value"`.
fn value(file: &Path, setting: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| {
        let rest = line.trim_start_matches('\u{feff}').strip_prefix(setting)?;
        rest.starts_with([' ', '\t', ':', '='])
            .then(|| rest.trim_matches([' ', '\t', ':', '=', '"']).to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::folder::tests::folder;

    #[test]
    fn what_would_run_is_named() {
        for (manager, files, expected) in [
            (Manager::Pnpm, &[(".pnpmfile.cjs", "")][..], ".pnpmfile.cjs"),
            (Manager::Pnpm, &[(".npmrc", "pnpmfile=./x.cjs")], "the pnpmfile of .npmrc"),
            (
                Manager::Pnpm,
                &[("pnpm-workspace.yaml", "packages: []\nconfigDependencies:\n  a: 1\n")],
                "the configDependencies of pnpm-workspace.yaml",
            ),
            (Manager::Yarn, &[(".yarnrc.yml", "plugins:\n  - ./x.cjs")], "the plugins of .yarnrc.yml"),
            (Manager::Yarn, &[(".yarnrc", "yarn-path \"./x.cjs\"")], "the yarn-path of .yarnrc"),
            (Manager::Yarn, &[(".yarnrc.yml", "nodeLinker: node-modules\n# yarnPath: x")], ""),
            (Manager::Npm, &[(".pnpmfile.cjs", ""), (".yarnrc.yml", "yarnPath: x")], ""),
        ] {
            let folder = folder(files);
            let inner = folder.path().join("packages/a");
            fs::create_dir_all(&inner).unwrap();
            let found = left_out(manager, &inner).iter().map(ToString::to_string).collect::<Vec<_>>();
            assert_eq!(found.join(", "), expected);
        }
    }

    #[test]
    fn a_classic_yarn_may_be_another_than_the_named_one() {
        for (file, text, expected) in [
            (".yarnrc.yml", "yarnPath: .yarn/releases/yarn-4.1.0.cjs", true),
            (".yarnrc", "yarn-path \".yarn/releases/yarn-1.22.19.cjs\"", false),
            (".yarnrc", "yarn-path \".yarn/releases/yarn-berry.cjs\"", true),
            (".yarnrc.yml", "nodeLinker: pnp", false),
        ] {
            assert_eq!(modern_yarn(folder(&[(file, text)]).path()).is_some(), expected, "{text}");
        }
    }
}
