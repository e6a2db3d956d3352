//! Specifications of dependencies that a package manager refuses, whatever a registry holds.
//!
//! npm 11 was asked about each form, and pnpm, yarn 1 and 4 and bun beside it (`__test__/install`). npm is
//! the strictest: one specification that it cannot read, in any of the three fields, ends the installation,
//! also of an optional dependency.

use nodejs_semver::Version;

use crate::{
    install::{
        identity::is_refused_name,
        overruled::{is_optional_peer, overruling},
    },
    json::{JsonContent, JsonNode, Member},
    manifest::Manifest,
    package::Package,
    path::{beside, join},
    ranges::{
        comparators::{comparator_words, is_comparator},
        is_empty_range, parse_range,
    },
    text::Span,
};

/// The fields whose specifications a manager reads when the package is installed.
pub const INSTALLED_FIELDS: [&str; 3] = ["dependencies", "optionalDependencies", "peerDependencies"];

/// A dependency that cannot be installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedDependency {
    pub field: &'static str,
    pub name: String,
    pub spec: String,
    /// The specification in package.json.
    pub at: Span,
    pub refusal: SpecRefusal,
    /// The field that names the package, too, and that managers take in place of this one; bun alone does not.
    pub overruled_by: Option<&'static str>,
}

/// A cause for which managers refuse a specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecRefusal {
    /// A protocol of workspaces, which their manager replaces when it packs: `workspace:`, `catalog:`.
    Workspace,
    /// A protocol that leads to the author's disk: `link:`, `portal:`.
    Link,
    /// Another protocol that npm does not know.
    Protocol(String),
    /// A folder or archive that is not packed.
    NotPacked(String),
    /// An alias of an alias, of a repository or a folder, or of a name that no package can have.
    Alias,
    /// Neither a range nor a word that a tag can be.
    Malformed,
    /// A word that no version has as its tag: `undefined`, `7.0.0.0`.
    NoTag,
    /// No text at all.
    NotText,
    /// A range in which no version is.
    Empty,
    /// A range for the package itself, as its own peer, which excludes its own version.
    OwnVersion,
    /// The name is one that no package can have.
    Name,
    /// The field is a list of names, or a text.
    List,
}

/// Returns the dependencies that end an installation, in the order of package.json.
pub fn refused_dependencies(package: &Package) -> Vec<RefusedDependency> {
    let Some(manifest) = package.manifest() else { return Vec::new() };
    // The members of a list are not the names that were meant, so none of them is judged.
    if let Some(list) = list_of_names(manifest) {
        return vec![list];
    }
    let members = INSTALLED_FIELDS.into_iter().flat_map(|field| {
        let members = manifest.get(field).and_then(JsonNode::as_object).unwrap_or_default();
        members.iter().map(move |member| (field, member))
    });
    let refused = members.filter_map(|(field, member)| {
        let name = member.key.value.as_str();
        // npm takes a dependency that is packed along, and does not read its specification.
        let is_bundled = package.files().is_directory(&join("node_modules", name));
        let refusal = if is_refused_name(name) {
            SpecRefusal::Name
        } else {
            refusal(package, field, &member.value)
                .or_else(|| own_version(package, field, member))
                .filter(|refusal| !is_bundled && !may_be_left_out(manifest, field, name, refusal))?
        };
        let spec = member.value.as_str().unwrap_or_default().to_owned();
        let is_of_spec = !matches!(refusal, SpecRefusal::Name | SpecRefusal::OwnVersion);
        let overruled_by = overruling(manifest, field, name).filter(|_| is_of_spec);
        let (name, at) = (name.to_owned(), member.value.span);
        Some(RefusedDependency { field, name, spec, at, refusal, overruled_by })
    });
    refused.collect()
}

/// Returns a field that is a list or a text: the places in it count as names, and what is there as tags.
fn list_of_names(manifest: &Manifest) -> Option<RefusedDependency> {
    let is_list = |field: &&'static str| match manifest.get(field).map(|node| &node.value) {
        Some(JsonContent::Array(names)) => !names.is_empty(),
        // npm and yarn do not look at peers that are a text.
        Some(JsonContent::String(text)) => !text.is_empty() && *field != "peerDependencies",
        _ => false,
    };
    let field = INSTALLED_FIELDS.into_iter().find(is_list)?;
    let node = manifest.get(field)?;
    Some(RefusedDependency {
        field,
        name: String::new(),
        spec: node.as_str().unwrap_or_default().to_owned(),
        at: node.span,
        refusal: SpecRefusal::List,
        overruled_by: None,
    })
}

fn refusal(package: &Package, field: &str, spec: &JsonNode) -> Option<SpecRefusal> {
    match &spec.value {
        JsonContent::String(spec) => refusal_of(package, field, spec.trim()),
        _ => Some(SpecRefusal::NotText),
    }
}

fn refusal_of(package: &Package, field: &str, spec: &str) -> Option<SpecRefusal> {
    if is_alias_of(spec) {
        let behind = spec.get(4..).unwrap_or_default();
        return alias_refusal(package, field, behind);
    }
    if let Some(path) = folder(spec) {
        // npm, pnpm and bun do without an optional one; bun alone installs a peer from a path, and that behind `file:` only.
        let is_read = field != "peerDependencies" || spec.get(..5).is_some_and(is_file_protocol);
        return not_packed(package, path).filter(|_| is_read);
    }
    match protocol(spec) {
        Some("workspace" | "catalog") => Some(SpecRefusal::Workspace),
        Some("link" | "portal") => Some(SpecRefusal::Link),
        Some(known) if is_fetched(known) || is_hosted_by_ssh(spec) => {
            // `http:` without a host ends the installation with every package manager.
            let is_bare = spec.split_once(':').is_some_and(|(_, rest)| rest.trim_matches('/').is_empty());
            (is_bare && known.starts_with("http")).then_some(SpecRefusal::Malformed)
        }
        Some(other) => Some(SpecRefusal::Protocol(other.to_owned())),
        None if is_malformed(spec) => Some(SpecRefusal::Malformed),
        None if field == "dependencies" && is_tag_of_nobody(spec) => Some(SpecRefusal::NoTag),
        None => is_empty_range(spec).then_some(SpecRefusal::Empty),
    }
}

/// Returns the refusal of an alias by what is behind its `npm:`, a name and a range.
fn alias_refusal(package: &Package, field: &str, behind: &str) -> Option<SpecRefusal> {
    // The first character is passed over, as it may be the `@` of a scope.
    let ends = behind.char_indices().skip(1).find(|(_, char)| *char == '@').map(|(at, _)| at);
    let name = ends.and_then(|at| behind.get(..at)).unwrap_or(behind);
    let range = ends.and_then(|at| behind.get(at + 1..)).unwrap_or_default();
    let leads_elsewhere =
        |spec: &str| folder(spec).is_some() || is_alias_of(spec) || protocol(spec).is_some_and(is_fetched);
    if leads_elsewhere(behind) || leads_elsewhere(range) || is_refused_name(name) {
        return Some(SpecRefusal::Alias);
    }
    refusal_of(package, field, range)
}

fn is_alias_of(spec: &str) -> bool {
    spec.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("npm:"))
}

/// Tells whether managers may do without a dependency that no version satisfies: an optional peer.
fn may_be_left_out(manifest: &Manifest, field: &str, name: &str, refusal: &SpecRefusal) -> bool {
    let is_unsatisfied = matches!(refusal, SpecRefusal::Empty | SpecRefusal::OwnVersion);
    field == "peerDependencies" && is_unsatisfied && is_optional_peer(manifest, name)
}

/// Returns the refusal of a peer that is the package itself, in another version. npm alone looks at it.
fn own_version(package: &Package, field: &str, member: &Member) -> Option<SpecRefusal> {
    let is_own = field == "peerDependencies" && package.declared_name() == Some(member.key.value.as_str());
    let version = package.manifest().filter(|_| is_own)?.get("version")?.as_str()?;
    let version = Version::parse(version).ok().filter(|version| version.pre_release().is_empty())?;
    let range = parse_range(member.value.as_str()?)?;
    (!range.satisfies(&version)).then_some(SpecRefusal::OwnVersion)
}

/// Returns the path behind `file:`, or a specification that is a path.
fn folder(spec: &str) -> Option<&str> {
    let is_path = spec.starts_with('.') || spec.starts_with("~/") || spec.starts_with('/');
    match spec.get(..5) {
        Some(start) if is_file_protocol(start) => spec.get(5..),
        _ => is_path.then_some(spec),
    }
}

fn is_file_protocol(start: &str) -> bool {
    start.eq_ignore_ascii_case("file:")
}

fn not_packed(package: &Package, path: &str) -> Option<SpecRefusal> {
    let own = (!path.starts_with(['/', '~'])).then(|| beside("", path)).flatten();
    let files = package.files();
    let is_packed = own.is_some_and(|path| files.is_directory(&path) || files.get(&path).is_some());
    (!is_packed).then(|| SpecRefusal::NotPacked(path.to_owned()))
}

/// Returns the protocol by which npm takes a specification for a URL: letters before a colon.
fn protocol(spec: &str) -> Option<&str> {
    let (protocol, _) = spec.split_once(':')?;
    let letters = protocol.strip_prefix("git+").unwrap_or(protocol);
    (!letters.is_empty() && letters.chars().all(|char| char.is_ascii_alphabetic())).then_some(protocol)
}

/// Tells whether a protocol leads to a repository, a host of repositories or an archive.
fn is_fetched(protocol: &str) -> bool {
    let protocol = protocol.to_ascii_lowercase();
    match protocol.strip_prefix("git+") {
        Some(carrier) => matches!(carrier, "http" | "https" | "rsync" | "ftp" | "file" | "ssh"),
        None => matches!(
            protocol.as_str(),
            "git" | "http" | "https" | "github" | "gitlab" | "bitbucket" | "gist" | "sourcehut"
        ),
    }
}

/// Tells whether `ssh:` leads to a host of repositories that npm knows; to others it needs `git+ssh:`.
fn is_hosted_by_ssh(spec: &str) -> bool {
    let host = || {
        let rest = spec.strip_prefix("ssh://")?;
        let place = rest.split(['/', '#']).next()?;
        let host = place.rsplit('@').next()?.split(':').next()?;
        Some(host.strip_prefix("www.").unwrap_or(host))
    };
    host()
        .is_some_and(|host| ["github.com", "gitlab.com", "bitbucket.org", "gist.github.com"].contains(&host))
}

/// Tells whether no word is a comparator and the whole is no tag: npm takes a text for a tag that
/// `encodeURIComponent` does not change.
fn is_malformed(spec: &str) -> bool {
    !is_range(spec) && !may_be_tag(spec)
}

/// Tells whether npm reads a range: it drops the words that are no comparators, such as `>=1,` in `>=1, <2`.
fn is_range(spec: &str) -> bool {
    // Nothing beside `||` admits any version.
    let is_any = |alternative: &str| alternative.trim().is_empty();
    let has_comparator = |alternative: &str| comparator_words(alternative).any(|word| is_comparator(&word));
    spec.split("||").any(|alternative| is_any(alternative) || has_comparator(alternative))
}

fn may_be_tag(spec: &str) -> bool {
    spec.chars().all(|char| char.is_ascii_alphanumeric() || "-_.!~*'()".contains(char))
        // `user/repository` is a repository.
        || spec.contains('/')
}

/// Tells whether a word is none that anyone gives a version as its tag: what a script should have replaced, and a version that
/// is none.
fn is_tag_of_nobody(spec: &str) -> bool {
    let is_number =
        spec.contains('.') && spec.chars().all(|char| char.is_ascii_digit() || "xX.".contains(char));
    let is_replaced = spec.len() > 4 && spec.starts_with("__") && spec.ends_with("__");
    let is_literal = ["undefined", "NaN", "x.y.z", "X.Y.Z"].contains(&spec);
    !is_range(spec) && (is_number || is_replaced || is_literal || spec.contains('*') && may_be_tag(spec))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn refused(field: &str, spec: &str) -> Option<SpecRefusal> {
        let manifest = format!(r#"{{"name":"p","version":"1.0.0","{field}":{{"is-number":{spec}}}}}"#);
        let files = [("package.json", manifest.as_str()), ("vendor/x/package.json", "{}"), ("x.tgz", "")];
        let mut refused = refused_dependencies(&Package::new(FileTree::of(files)));
        assert!(refused.len() <= 1);
        refused.pop().map(|refused| refused.refusal)
    }

    fn protocol(name: &str) -> Option<SpecRefusal> {
        Some(SpecRefusal::Protocol(name.to_owned()))
    }

    #[test]
    fn an_alias_of_an_alias_is_not_followed() {
        let alias = format!("\"{}1\"", "npm:a@".repeat(500_000));
        assert_eq!(refused("dependencies", &alias), Some(SpecRefusal::Alias));
    }

    #[test]
    fn specifications_that_npm_refuses() {
        let not_packed = |path: &str| Some(SpecRefusal::NotPacked(path.to_owned()));
        for (spec, expected) in [
            (r#""workspace:*""#, Some(SpecRefusal::Workspace)),
            (r#""workspace:^1.0.0""#, Some(SpecRefusal::Workspace)),
            (r#""catalog:""#, Some(SpecRefusal::Workspace)),
            (r#""catalog:react""#, Some(SpecRefusal::Workspace)),
            (r#""npm:is-number@workspace:*""#, Some(SpecRefusal::Workspace)),
            (r#""npm:@s/n@catalog:""#, Some(SpecRefusal::Workspace)),
            (r#""link:../x""#, Some(SpecRefusal::Link)),
            (r#""portal:../x""#, Some(SpecRefusal::Link)),
            (r#""patch:is-number@npm:7.0.0#./a.patch""#, protocol("patch")),
            (r#""foo:bar""#, protocol("foo")),
            (r#""jsr:@std/path""#, protocol("jsr")),
            (r#""file:../x""#, not_packed("../x")),
            (r#""file:x2.tgz""#, not_packed("x2.tgz")),
            (r#""../x""#, not_packed("../x")),
            (r#""${version}""#, Some(SpecRefusal::Malformed)),
            (r#""{{x}}""#, Some(SpecRefusal::Malformed)),
            (r#"">1.0.0,<2""#, Some(SpecRefusal::Malformed)),
            (r#""1.0.0,2.0.0""#, Some(SpecRefusal::Malformed)),
            (r#""^1.2.3@latest""#, Some(SpecRefusal::Malformed)),
            (r#""ssh://git@example.org/a""#, protocol("ssh")),
            (r#""git+x://example.org/a""#, protocol("git+x")),
            (r#""npm:""#, Some(SpecRefusal::Alias)),
            (r#""npm:npm:is-number@1""#, Some(SpecRefusal::Alias)),
            (r#""npm:is-number@file:x""#, Some(SpecRefusal::Alias)),
            (r#""npm:is-number@git+ssh://git@example.org/a""#, Some(SpecRefusal::Alias)),
            (r#""npm:Is Number@1""#, Some(SpecRefusal::Alias)),
            (r#""npm:.is-number""#, Some(SpecRefusal::Alias)),
            (r#"">=""#, Some(SpecRefusal::Malformed)),
            (r#""https://""#, Some(SpecRefusal::Malformed)),
            (r#""not a range!""#, Some(SpecRefusal::Malformed)),
            (r#"">7 <6""#, Some(SpecRefusal::Empty)),
            (r#""npm:is-number@^6 ^7""#, Some(SpecRefusal::Empty)),
            (r#""7+""#, Some(SpecRefusal::Malformed)),
            (r#""=>7""#, Some(SpecRefusal::Malformed)),
            (r#""=> 7.0""#, Some(SpecRefusal::Malformed)),
            (r#""^1.x.y""#, Some(SpecRefusal::Malformed)),
            (r#""npm:is-number@^7.x.y""#, Some(SpecRefusal::Malformed)),
            (r#""7 | 6""#, Some(SpecRefusal::Empty)),
            (r#""7 or 6""#, Some(SpecRefusal::Empty)),
            (r#""7.0.0.0""#, Some(SpecRefusal::NoTag)),
            (r#""x.y.z""#, Some(SpecRefusal::NoTag)),
            (r#""*-beta""#, Some(SpecRefusal::NoTag)),
            (r#""undefined""#, Some(SpecRefusal::NoTag)),
            (r#""__VERSION__""#, Some(SpecRefusal::NoTag)),
            ("5", Some(SpecRefusal::NotText)),
            ("null", Some(SpecRefusal::NotText)),
            ("false", Some(SpecRefusal::NotText)),
            (r#"{"version":"1"}"#, Some(SpecRefusal::NotText)),
        ] {
            assert_eq!(refused("dependencies", spec), expected, "{spec}");
        }
    }

    #[test]
    fn specifications_that_npm_reads() {
        for spec in [
            "7",
            "^7 || ",
            "1.x.x-",
            "",
            "*",
            "x y z",
            "latest",
            "next-1",
            "v7",
            "7.0.0 - 8",
            ">= 7 < 8",
            "undefined-1",
            "5.x-latest",
            "7.0.0 - ",
            "beta ||",
            "1.2.34.5",
            "v7-lts",
            "npm:is-number@7",
            "npm:@scope/is-number",
            "npm:is-number",
            "npm:Is-Number@",
            ">=1, <2",
            "||",
            "ssh://git@github.com/user/repo.git",
            "ssh://git@github.com:user/repo.git",
            "GIT+HTTPS://example.org/a",
            "user/repo",
            "user/repo#semver:^1",
            "github:user/repo",
            "git+ssh://git@example.org/a.git",
            "git://example.org/a",
            "https://example.org/a.tgz",
            "git@example.org:a/b.git",
            "file:./vendor/x",
            "./vendor/x",
            "file:vendor/x",
            "file:x.tgz",
            "~7.0.0",
            "=7",
        ] {
            assert_eq!(refused("dependencies", &format!("{spec:?}")), None, "{spec}");
        }
        assert_eq!(refused("devDependencies", r#""workspace:*""#), None);
        let not_packed = Some(SpecRefusal::NotPacked("../x".to_owned()));
        assert_eq!(refused("optionalDependencies", r#""file:../x""#), not_packed);
        assert_eq!(refused("peerDependencies", r#""file:../x""#), not_packed);
        assert_eq!(refused("peerDependencies", r#""../x""#), None);
        assert_eq!(refused("optionalDependencies", r#""file:./vendor/x""#), None);
        assert_eq!(refused("peerDependencies", r#""workspace:*""#), Some(SpecRefusal::Workspace));
    }

    #[test]
    fn names_that_no_package_can_have() {
        let refusal = |dependencies: &str| {
            let manifest = format!(r#"{{"name":"p","dependencies":{dependencies}}}"#);
            let package = Package::new(FileTree::of([("package.json", manifest.as_str())]));
            refused_dependencies(&package).pop().map(|refused| refused.refusal)
        };
        for name in ["", "./x", "@scope", "is number", "is-number ", "a/b", "-a", "_a", ".a", "node_modules"]
        {
            assert_eq!(refusal(&format!(r#"{{"{name}":"1"}}"#)), Some(SpecRefusal::Name), "{name}");
        }
        for name in ["JSONStream", "@s/a.b", "a_b", "fs", "@s/_a"] {
            assert_eq!(refusal(&format!(r#"{{"{name}":"1"}}"#)), None, "{name}");
        }
        assert_eq!(refusal(r#"["a"]"#), Some(SpecRefusal::List));
        assert_eq!(refusal("[]"), None);
        assert_eq!(refusal(r#""is-number""#), Some(SpecRefusal::List));
        assert_eq!(refusal(r#""""#), None);
    }

    #[test]
    fn a_peer_that_is_the_package_itself() {
        let refusal = |members: &str| {
            let manifest = format!(r#"{{"name":"p",{members}}}"#);
            let package = Package::new(FileTree::of([("package.json", manifest.as_str())]));
            refused_dependencies(&package).pop().map(|refused| refused.refusal)
        };
        let own = Some(SpecRefusal::OwnVersion);
        assert_eq!(refusal(r#""version":"7.9.9","peerDependencies":{"p":"^6"}"#), own);
        for members in [
            r#""version":"6.9.9","peerDependencies":{"p":"^6"}"#,
            r#""version":"7.0.0-beta.1","peerDependencies":{"p":"^6"}"#,
            r#""version":"7.9.9","dependencies":{"p":"^6"}"#,
            r#""version":"7.9.9","peerDependencies":{"p":"^6"},"peerDependenciesMeta":{"p":{"optional":true}}"#,
            r#""version":"7.9.9","peerDependencies":{"q":">7 <6"},"peerDependenciesMeta":{"q":{"optional":true}}"#,
        ] {
            assert_eq!(refusal(members), None, "{members}");
        }
    }

    #[test]
    fn a_dependency_that_is_packed_along_is_not_fetched() {
        let manifest = r#"{"dependencies":{"a":"workspace:*"},"bundleDependencies":["a"]}"#;
        let files = [("package.json", manifest), ("node_modules/a/package.json", "{}")];
        assert!(refused_dependencies(&Package::new(FileTree::of(files))).is_empty());
    }
}
