//! The source that a declared dependency comes from, as npm reads its specification, and the sources that are
//! allowed.

use serde_json::Value;

use crate::smoke::link::wanted;

/// A source other than the registry, named as in npm's options `--allow-…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Git,
    /// A tarball behind a URL.
    Remote,
    /// A tarball on this disk.
    File,
    /// A folder of this disk.
    Directory,
}

/// The sources that the caller allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllowedSources {
    pub git: bool,
    pub remote: bool,
    pub file: bool,
    pub directory: bool,
}

impl AllowedSources {
    pub fn allows(self, source: Source) -> bool {
        match source {
            Source::Git => self.git,
            Source::Remote => self.remote,
            Source::File => self.file,
            Source::Directory => self.directory,
        }
    }
}

impl Source {
    pub const ALL: [Self; 4] = [Self::Git, Self::Remote, Self::File, Self::Directory];

    /// Returns the option that allows the source.
    pub fn option(self) -> &'static str {
        match self {
            Self::Git => "--allow-git",
            Self::Remote => "--allow-remote",
            Self::File => "--allow-file",
            Self::Directory => "--allow-directory",
        }
    }

    /// Names the source in words that continue "it comes from …".
    pub fn place(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Remote => "a URL",
            Self::File => "a file of this disk",
            Self::Directory => "a folder of this disk",
        }
    }

    /// Returns the source that npm takes a dependency from; `None` for the registry, and for specifications
    /// that no manager can install from a package. `jsr:` is of the registry to pnpm and yarn 4; to npm and yarn 1 it is
    /// nothing, and of bun, which would ask git for it, the `git` that fails is the answer.
    pub fn of(written: &str) -> Option<Self> {
        let written = written.trim();
        let lower = written.to_ascii_lowercase();
        let is_shorthand = || ["github:", "gitlab:", "bitbucket:", "gist:", "sourcehut:"];
        if ["npm:", "workspace:", "catalog:", "jsr:"].iter().any(|scheme| lower.starts_with(scheme)) {
            return None;
        }
        if let Some(path) = lower.strip_prefix("file:") {
            return Some(of_path(path));
        }
        if ["link:", "portal:", "exec:"].iter().any(|scheme| lower.starts_with(scheme)) {
            return Some(Self::Directory);
        }
        if is_shorthand().iter().any(|scheme| lower.starts_with(scheme)) || is_git_url(&lower) {
            return Some(Self::Git);
        }
        if lower.starts_with("http:") || lower.starts_with("https:") {
            return Some(if is_repository(&lower) { Self::Git } else { Self::Remote });
        }
        let is_drive = lower.as_bytes().get(1) == Some(&b':');
        if written.starts_with(['.', '/', '\\']) || written.starts_with("~/") || is_drive {
            return Some(of_path(&lower));
        }
        // `user/repository` is a repository on GitHub.
        let (before, after) = written.split_once('/')?;
        if before.contains(char::is_whitespace) || after.is_empty() { None } else { Some(Self::Git) }
    }
}

fn of_path(path: &str) -> Source {
    let is_tarball = [".tgz", ".tar.gz", ".tar"].iter().any(|end| path.ends_with(end));
    if is_tarball { Source::File } else { Source::Directory }
}

fn is_git_url(lower: &str) -> bool {
    let schemes = ["git:", "git+", "ssh:", "git@"];
    schemes.iter().any(|scheme| lower.starts_with(scheme))
        || lower.split(['#', '?']).next().is_some_and(|address| address.ends_with(".git"))
}

/// Tells whether a URL names a repository, and not a file in it, on a host that npm knows.
fn is_repository(lower: &str) -> bool {
    let rest = lower.split_once("://").map_or("", |(_, rest)| rest);
    let rest = rest.split(['#', '?']).next().unwrap_or_default().trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or(host).trim_start_matches("www.");
    ["github.com", "gitlab.com", "bitbucket.org", "gist.github.com", "git.sr.ht"].contains(&host)
        && path.split('/').count() <= 2
}

/// A dependency that is not fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub source: Source,
    /// Its name, where it is known.
    pub name: String,
    /// Its specification, as it is written.
    pub written: String,
    /// The name of the package that declares it; `None` for the package under test.
    pub by: Option<String>,
}

impl Refused {
    /// Says which dependency is refused, and why, in words that continue "not asked: …".
    pub fn words(&self) -> String {
        let whose =
            self.by.as_deref().map_or("its dependency".to_owned(), |by| format!("the dependency of {by},"));
        let named = [self.name.as_str(), self.written.as_str()].into_iter().filter(|word| !word.is_empty());
        let named = named.collect::<Vec<_>>().join("@");
        let named = if named.is_empty() { String::new() } else { format!(" {named}") };
        format!("{whose}{named} comes from {}; {} allows it", self.source.place(), self.source.option())
    }
}

/// Returns the first dependency of a manifest that may not be fetched. Bundled dependencies count as allowed:
/// they lie in the package's own tarball.
pub fn refused_by(manifest: &Value, allowed: AllowedSources, by: Option<&str>) -> Option<Refused> {
    let bundled = ["bundleDependencies", "bundledDependencies"];
    let bundled: Vec<&Value> = bundled.iter().filter_map(|field| manifest.get(field)).collect();
    let is_bundled = |name: &str| {
        bundled.iter().any(|field| match field {
            Value::Bool(all) => *all,
            Value::Array(names) => names.iter().any(|other| other == name),
            _ => false,
        })
    };
    wanted(manifest).into_iter().find_map(|wanted| {
        let source = Source::of(&wanted.range).filter(|source| !allowed.allows(*source))?;
        let (name, written) = (wanted.name, wanted.range);
        (!is_bundled(&name)).then(|| Refused { source, name, written, by: by.map(str::to_owned) })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sources_are_those_of_npm() {
        use Source::{Directory, File, Git, Remote};
        for (written, expected) in [
            ("^1.0.0", None),
            ("1.x || >=2.5.0 || 5.0.0 - 7.2.3", None),
            ("latest", None),
            ("", None),
            ("*", None),
            ("npm:@scope/other@^1", None),
            ("workspace:^", None),
            ("jsr:@std/x@1", None),
            ("JSR:^1", None),
            ("jsr/repo", Some(Git)),
            ("other:@std/x@1", Some(Git)),
            ("git+file:///repo", Some(Git)),
            ("git://host/x.git#semver:^1", Some(Git)),
            ("git@host:user/x.git", Some(Git)),
            ("user/repo#branch", Some(Git)),
            ("github:user/repo", Some(Git)),
            ("https://github.com/user/repo", Some(Git)),
            ("https://host/x.git", Some(Git)),
            ("https://github.com/user/repo/archive/1.tar.gz", Some(Remote)),
            ("https://cdn.host/x-0.20.3.tgz", Some(Remote)),
            ("HTTP://127.0.0.1/x", Some(Remote)),
            ("file:/etc", Some(Directory)),
            ("FILE:../x", Some(Directory)),
            ("file:./x.tgz", Some(File)),
            ("link:/etc", Some(Directory)),
            ("portal:../x", Some(Directory)),
            ("../x", Some(Directory)),
            ("/etc", Some(Directory)),
            ("~/x.tgz", Some(File)),
        ] {
            assert_eq!(Source::of(written), expected, "{written}");
        }
    }

    #[test]
    fn what_is_refused_is_named() {
        let refused = |manifest: Value, allowed| {
            refused_by(&manifest, allowed, Some("p")).map(|refused| refused.words())
        };
        let none = AllowedSources::default();
        let leak = json!({ "peerDependencies": { "leak": "file:/etc" } });
        let words = "the dependency of p, leak@file:/etc comes from a folder of this disk; --allow-directory allows it";
        assert_eq!(refused(leak.clone(), none).as_deref(), Some(words));
        assert_eq!(refused(leak, AllowedSources { directory: true, ..none }), None);
        let bundled = json!({ "dependencies": { "a": "u/a" }, "bundleDependencies": ["a"] });
        assert_eq!(refused(bundled, none), None);
    }
}
