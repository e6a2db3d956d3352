//! Finds the versions of Node that are installed here: on the PATH, by version managers, by NODE_… variables.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    node::NodeVersion,
    pack::Stop,
    smoke::{
        failure::SmokeFailure,
        keeper::System,
        process::{NotRun, Program},
    },
};

/// A Node that answered when asked for its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeBinary {
    pub file: PathBuf,
    /// Its full version.
    pub version: NodeVersion,
    /// The means of the system that hold the code which it runs.
    pub system: System,
}

/// The places where packproof looks for Nodes; tests bring their own.
#[derive(Debug, Default)]
pub struct Places {
    /// Files that may be a Node: those on the PATH first, in its order.
    files: Vec<PathBuf>,
}

const NODE: &str = if cfg!(windows) { "node.exe" } else { "node" };

impl Places {
    /// Returns the places that the environment variables name.
    pub fn of_environment() -> Self {
        Self::of(&|name| env::var_os(name).filter(|value| !value.is_empty()), env::vars_os())
    }

    fn of(
        variable: &dyn Fn(&str) -> Option<OsString>,
        variables: impl Iterator<Item = (OsString, OsString)>,
    ) -> Self {
        let mut files = on_path(variable("PATH"));
        files.extend(variables.filter_map(|(name, value)| of_variable(name.to_str()?, PathBuf::from(value))));
        let home = variable("HOME").or_else(|| variable("USERPROFILE")).map(PathBuf::from);
        for manager in &MANAGERS {
            for root in manager.roots(variable, home.as_deref()) {
                files.extend(manager.installed_in(&root));
            }
        }
        files.retain(|file| file.is_file());
        Self { files }
    }

    /// Returns the Nodes that were asked for by version or path; if none was, the first one found.
    pub fn find(
        &self,
        asked: &[String],
        directory: &Path,
        stop: &Stop,
    ) -> Result<Vec<NodeBinary>, SmokeFailure> {
        if asked.is_empty() {
            let first = self.files.first().ok_or(SmokeFailure::NoNode)?;
            return Ok(vec![probe(first, stop)?]);
        }
        let mut nodes: Vec<NodeBinary> = Vec::new();
        let mut known = None;
        for asked in asked {
            let node = match path_of(asked, directory) {
                Some(path) => probe(&path, stop)?,
                None => {
                    let version: NodeVersion =
                        asked.parse().map_err(|error: crate::node::InvalidNodeVersion| {
                            SmokeFailure::Usage(error.to_string())
                        })?;
                    // Each file is started to tell its version, so all of them are asked only if a version is
                    // wanted.
                    let all = match known.take() {
                        Some(all) => all,
                        None => self.all(stop)?,
                    };
                    let all = known.insert(all);
                    newest(all, version).ok_or_else(|| unknown(asked, all))?
                }
            };
            if !nodes.contains(&node) {
                nodes.push(node);
            }
        }
        Ok(nodes)
    }

    /// Returns every Node that answers, each version once.
    fn all(&self, stop: &Stop) -> Result<Vec<NodeBinary>, SmokeFailure> {
        let mut nodes: Vec<NodeBinary> = Vec::new();
        for file in &self.files {
            match probe(file, stop) {
                Ok(node) if nodes.iter().any(|other| other.version == node.version) => {}
                Ok(node) => nodes.push(node),
                Err(SmokeFailure::Stopped) => return Err(SmokeFailure::Stopped),
                // A file that is no Node is passed over here; the caller did not name it.
                Err(_) => {}
            }
        }
        Ok(nodes)
    }
}

/// Returns the path of a Node if a path was given, and not a version.
fn path_of(asked: &str, directory: &Path) -> Option<PathBuf> {
    let path = directory.join(asked);
    // `22` stays a version if a folder of that name is there; `./22` is the folder.
    let is_path = asked.contains(['/', '\\']) || (asked.parse::<NodeVersion>().is_err() && path.exists());
    is_path.then(|| if path.is_dir() { in_directory(&path).unwrap_or(path) } else { path })
}

/// Returns the file of Node in the folder of an installation.
fn in_directory(directory: &Path) -> Option<PathBuf> {
    // An installation of Node has its program in `bin`, on Windows beside the other files.
    let candidates = [directory.join("bin").join(NODE), directory.join(NODE)];
    candidates.into_iter().find(|file| file.is_file())
}

fn newest(known: &[NodeBinary], version: NodeVersion) -> Option<NodeBinary> {
    let matching = known.iter().filter(|node| is_of(node.version, version));
    matching.max_by_key(|node| node.version).cloned()
}

/// Tells whether a full version belongs to a line, such as 22 or 22.11.
fn is_of(version: NodeVersion, line: NodeVersion) -> bool {
    let (version, line) = (version.to_string(), line.to_string());
    // The dot keeps 22.1 from taking 22.11.
    version.strip_prefix(&line).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn unknown(asked: &str, known: &[NodeBinary]) -> SmokeFailure {
    let mut found: Vec<_> = known.iter().map(|node| node.version).collect();
    found.sort();
    SmokeFailure::UnknownNode {
        asked: asked.to_owned(),
        found: found.iter().map(ToString::to_string).collect(),
    }
}

/// The time within which a Node must tell its version: long enough for a cold disk.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// Asks a file for its version.
fn probe(file: &Path, stop: &Stop) -> Result<NodeBinary, SmokeFailure> {
    let program = Program {
        file: file.to_owned(),
        arguments: vec!["--version".into()],
        directory: env::temp_dir(),
        time: ANSWERS_WITHIN,
        ..Program::default()
    };
    let said = match program.run(stop) {
        Ok(ran) => ran.out.trim().to_owned(),
        Err(NotRun::Stopped) => return Err(SmokeFailure::Stopped),
        Err(NotRun::Io(error)) => {
            return Err(SmokeFailure::NotANode { file: file.to_owned(), said: error.to_string() });
        }
    };
    match said.parse() {
        Ok(version) => Ok(NodeBinary { file: file.to_owned(), version, system: System::default() }),
        Err(_) => Err(SmokeFailure::NotANode { file: file.to_owned(), said }),
    }
}

fn on_path(path: Option<OsString>) -> Vec<PathBuf> {
    let directories: Vec<_> =
        // A relative folder is left out: the program is started in another working directory, and would not
        // be found there.
        path.iter().flat_map(env::split_paths).filter(|path| path.is_absolute()).collect();
    let plain = directories.iter().map(|directory| directory.join(NODE));
    // node18, node20: as some distributions and images name them.
    let numbered = directories.iter().flat_map(|directory| {
        // The oldest Node that packproof knows is 18.
        (18..100).map(|major| directory.join(format!("node{major}"))).filter(|file| file.is_file())
    });
    plain.chain(numbered).filter(|file| file.is_file()).collect()
}

/// Returns the Node that a variable names, by its file or its folder: `NODE_20=/opt/node20`, `NODE20_HOME=…`,
/// `NODE_22_BIN=…/bin/node`.
fn of_variable(name: &str, value: PathBuf) -> Option<PathBuf> {
    let rest = name.strip_prefix("NODE")?.trim_start_matches('_').trim_start_matches(['v', 'V']);
    // `NODE_ENV`, `NODE_PATH` and `NODE_OPTIONS` name no Node.
    if !rest.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if value.is_dir() { in_directory(&value) } else { Some(value) }
}

/// A version manager, and the folders in which it keeps its Nodes.
struct VersionManager {
    /// The variables that name its folder, each with the path from there to the folder of versions.
    variables: &'static [(&'static str, &'static str)],
    /// The usual folders of versions, below the home.
    homes: &'static [&'static str],
    /// The path from the folder of one version to its files.
    below: &'static str,
}

const MANAGERS: [VersionManager; 9] = [
    // nvm
    VersionManager {
        variables: &[("NVM_DIR", "versions/node")],
        homes: &[".nvm/versions/node", ".config/nvm/versions/node"],
        below: "",
    },
    // fnm
    VersionManager {
        variables: &[("FNM_DIR", "node-versions"), ("XDG_DATA_HOME", "fnm/node-versions")],
        homes: &[
            ".local/share/fnm/node-versions",
            ".fnm/node-versions",
            "Library/Application Support/fnm/node-versions",
            "AppData/Roaming/fnm/node-versions",
        ],
        below: "installation",
    },
    // Volta
    VersionManager {
        variables: &[("VOLTA_HOME", "tools/image/node")],
        homes: &[".volta/tools/image/node"],
        below: "",
    },
    // mise
    VersionManager {
        variables: &[("MISE_DATA_DIR", "installs/node"), ("XDG_DATA_HOME", "mise/installs/node")],
        homes: &[".local/share/mise/installs/node"],
        below: "",
    },
    // asdf
    VersionManager {
        variables: &[("ASDF_DATA_DIR", "installs/nodejs")],
        homes: &[".asdf/installs/nodejs"],
        below: "",
    },
    // nodenv
    VersionManager { variables: &[("NODENV_ROOT", "versions")], homes: &[".nodenv/versions"], below: "" },
    // n
    VersionManager {
        variables: &[("N_PREFIX", "n/versions/node")],
        homes: &["n/n/versions/node"],
        below: "",
    },
    // The folder that n uses without N_PREFIX. An absolute path replaces the home that it is joined to.
    VersionManager { variables: &[], homes: &["/usr/local/n/versions/node"], below: "" },
    // The tool cache of CI runners.
    VersionManager {
        variables: &[("RUNNER_TOOL_CACHE", "node"), ("AGENT_TOOLSDIRECTORY", "node")],
        homes: &[],
        below: if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" },
    },
];

impl VersionManager {
    fn roots(&self, variable: &dyn Fn(&str) -> Option<OsString>, home: Option<&Path>) -> Vec<PathBuf> {
        let named =
            self.variables.iter().filter_map(|(name, rest)| Some(PathBuf::from(variable(name)?).join(rest)));
        let usual = self.homes.iter().filter_map(|rest| Some(home?.join(rest)));
        named.chain(usual).collect()
    }

    /// Returns the Node of each version below a root, in the order of their paths.
    fn installed_in(&self, root: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut found: Vec<_> =
            entries.filter_map(|version| in_directory(&version.join(self.below))).collect();
        found.sort();
        found
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// Makes a home with a script at each path that prints a version as Node does.
    fn home(files: &[(&str, &str)]) -> tempfile::TempDir {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        for (path, version) in files {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, format!("#!/bin/sh\necho {version}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        home
    }

    fn places(home: &Path) -> Places {
        let variable = |name: &str| match name {
            "PATH" => Some(home.join("bin").into_os_string()),
            "HOME" => Some(home.as_os_str().to_owned()),
            "VOLTA_HOME" => Some(home.join("volta").into_os_string()),
            _ => None,
        };
        let variables = [("NODE_26", home.join("opt/26")), ("NODE_ENV", home.join("opt/26"))];
        Places::of(&variable, variables.into_iter().map(|(name, value)| (name.into(), value.into())))
    }

    #[test]
    fn nodes_are_found_where_they_are_installed() {
        let home = home(&[
            ("bin/node", "v20.20.2"),
            ("bin/node18", "v18.20.8"),
            (".nvm/versions/node/v22.11.0/bin/node", "v22.11.0"),
            (".nvm/versions/node/v22.23.3/bin/node", "v22.23.3"),
            (".local/share/fnm/node-versions/v23.1.0/installation/bin/node", "v23.1.0"),
            ("volta/tools/image/node/21.0.0/bin/node", "v21.0.0"),
            (".asdf/installs/nodejs/16.20.0/bin/node", "v16.20.0"),
            ("opt/26/bin/node", "v26.10.0"),
        ]);
        let places = places(home.path());
        let found = |asked: &str| -> Result<String, String> {
            let asked: Vec<_> = asked.split_whitespace().map(str::to_owned).collect();
            let nodes = places.find(&asked, home.path(), &Stop::default());
            let versions = |nodes: Vec<NodeBinary>| {
                nodes.iter().map(|node| node.version.to_string()).collect::<Vec<_>>()
            };
            nodes.map(|nodes| versions(nodes).join(" ")).map_err(|error| error.to_string())
        };
        for (asked, expected) in [
            ("", "20.20.2"),
            ("22", "22.23.3"),
            ("22.11", "22.11.0"),
            ("v22.11.0 22 22", "22.11.0 22.23.3"),
            ("18 23 21 26", "18.20.8 23.1.0 21.0.0 26.10.0"),
            ("./opt/26", "26.10.0"),
            ("bin/node", "20.20.2"),
        ] {
            assert_eq!(found(asked).as_deref(), Ok(expected), "{asked}");
        }
        assert!(found("24").unwrap_err().contains("18.20.8, 20.20.2, 21.0.0, 22.11.0"));
        assert!(found("lts").unwrap_err().contains("not a version"));
        assert!(found("./none").unwrap_err().contains("none"));
        let stop = Stop::default();
        stop.request();
        let stopped = places.find(&["24".to_owned()], home.path(), &stop);
        assert!(matches!(stopped, Err(SmokeFailure::Stopped)), "{stopped:?}");
    }
}
