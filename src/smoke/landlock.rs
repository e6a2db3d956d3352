//! Landlock: the kernel lets the process read the temporary folder and the files of the system that Node
//! needs, and write nothing. An install script may write in the temporary folder, and start the programs of the system.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use landlock::{
    ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus,
    Scope, path_beneath_rules,
};

/// The paths that Node and its libraries read. None of them tells of the user: the list of accounts is left
/// out, too.
const READ: [&str; 34] = [
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/local/lib64",
    "/usr/share/nodejs",
    "/usr/share/icu",
    "/usr/share/zoneinfo",
    "/usr/share/locale",
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/openssl.cnf",
    "/etc/crypto-policies",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
    // It shows this process only: the keeper and Node are one process.
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/loadavg",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/uptime",
    "/proc/version",
    "/proc/sys/kernel/osrelease",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
    "/sys/kernel/mm/transparent_hugepage",
];

/// The folders in which Nix and Guix keep programs and libraries together, each in a folder of its own.
const STORES: [&str; 2] = ["/nix/store", "/gnu/store"];

/// Restricts this process for good, and with it the program that it becomes.
pub fn restrict(room: &Path, program: &Path) -> io::Result<()> {
    let program = fs::canonicalize(program)?;
    match rules(room, &program).map_err(io::Error::other)? {
        RulesetStatus::NotEnforced => Err(io::Error::other("this kernel has no Landlock")),
        _ => Ok(()),
    }
}

/// The certificates that npm and other programs read before they do anything.
const CERTIFICATES: [&str; 4] =
    ["/etc/ssl/certs", "/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted", "/etc/ca-certificates"];

/// The folders of the programs and libraries that an install script may start and read.
// Those of the PATH that is left to it (`lifecycle::environment`), and libraries.
const PROGRAMS: [&str; 10] = [
    "/bin",
    "/sbin",
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/gnu/store",
    "/run/current-system",
    "/opt/homebrew",
];

/// Restricts this process for good, and with it the install script that it becomes: it reads the temporary folder and starts what
/// is in there and the programs of the system, and writes in the given folders only. Tells whether the kernel keeps all that was
/// asked, signals too.
pub fn restrict_script(room: &Path, writable: &[PathBuf], node: &Path) -> io::Result<bool> {
    let node = fs::canonicalize(node)?;
    match rules_of_script(room, writable, &node).map_err(io::Error::other)? {
        RulesetStatus::NotEnforced => Err(io::Error::other("this kernel has no Landlock")),
        status => Ok(status == RulesetStatus::FullyEnforced),
    }
}

fn rules_of_script(room: &Path, writable: &[PathBuf], node: &Path) -> Result<RulesetStatus, RulesetError> {
    let known = ABI::V6;
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let programs = PROGRAMS.iter().map(PathBuf::from).chain([room.to_owned(), node.to_owned()]);
    let programs = programs.chain(npm_beside(node));
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(known))?
        .handle_access(AccessNet::from_all(known))?
        .scope(Scope::from_all(known))?
        .create()?
        // `path_beneath_rules` passes over paths that this system does not have.
        .add_rules(path_beneath_rules(READ.iter().chain(&CERTIFICATES), read))?
        .add_rules(path_beneath_rules(programs, read | AccessFs::Execute))?
        .add_rules(path_beneath_rules(writable, AccessFs::from_all(known)))?
        .add_rules(path_beneath_rules(["/dev/null"], AccessFs::ReadFile | AccessFs::WriteFile))?
        .restrict_self()?;
    Ok(status.ruleset)
}

/// Returns the folders of npm and of the headers that come with a Node.
fn npm_beside(node: &Path) -> impl Iterator<Item = PathBuf> {
    let prefix = node.parent().and_then(Path::parent).map(Path::to_path_buf);
    prefix.into_iter().flat_map(|prefix| [prefix.join("lib/node_modules/npm"), prefix.join("include/node")])
}

/// Restricts as much as the kernel can: files since Linux 5.13, ports since 6.7, signals and abstract sockets
/// since 6.12.
fn rules(room: &Path, program: &Path) -> Result<RulesetStatus, RulesetError> {
    let known = ABI::V6;
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let beside = program.parent().and_then(Path::parent).map(|prefix| prefix.join("lib"));
    let readable = READ.iter().map(PathBuf::from).chain(beside).chain([room.to_owned()]);
    let programs = loaders().chain(STORES.iter().map(PathBuf::from)).chain([program.to_owned()]);
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(known))?
        .handle_access(AccessNet::from_all(known))?
        .scope(Scope::from_all(known))?
        .create()?
        .add_rules(path_beneath_rules(readable, read))?
        .add_rules(path_beneath_rules(programs, read | AccessFs::Execute))?
        .add_rules(path_beneath_rules(["/dev/null"], AccessFs::ReadFile | AccessFs::WriteFile))?
        .restrict_self()?;
    Ok(status.ruleset)
}

/// Returns the dynamic loaders, which load a program's libraries: the kernel starts them first.
fn loaders() -> impl Iterator<Item = PathBuf> {
    let entries =
        ["/lib", "/lib64", "/usr/lib", "/usr/lib64"].into_iter().filter_map(|lib| fs::read_dir(lib).ok());
    let is_loader = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("ld-"))
    };
    let paths = entries.flatten().flatten().map(|entry| entry.path());
    paths.filter(is_loader).filter_map(|path| fs::canonicalize(path).ok()).filter(|path| path.is_file())
}
