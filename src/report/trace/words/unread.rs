//! The sentence that says why a part of a build is not read.

use crate::trace::unread::UnreadReason;

/// The reason, said of the command or the file.
pub(crate) fn unread(reason: &UnreadReason) -> String {
    let words = match reason {
        UnreadReason::CallsItself => "it calls itself",
        UnreadReason::TooMuch => "it runs more than packproof reads, and the rest was not read",
        UnreadReason::OtherPackages => "it runs in other packages of the workspace",
        UnreadReason::AnotherPackage => "it runs in another package of the workspace",
        UnreadReason::UnknownProgram => "packproof does not know what it writes",
        UnreadReason::OwnScript => "it is a script of the project's own, which may write anything",
        UnreadReason::ComputedPaths => "its paths are computed",
        UnreadReason::NoTsConfig => "its tsconfig.json cannot be read",
        UnreadReason::NotJson => "it is not JSON",
        UnreadReason::AbsentBase(base) => return format!("it extends {base}, which is not in the project"),
        UnreadReason::ComputedKey(key) => return format!("its \"{key}\" is not a plain list of strings"),
        UnreadReason::ComputedEntries => "its entries are not plain strings",
        UnreadReason::ComputedSetting(key) => return format!("its \"{key}\" is no plain text"),
        UnreadReason::CodeSetting(key) => return format!("its \"{key}\" may write more files"),
        UnreadReason::CopyingPlugin(name) => return format!("its plugin {name} may write more files"),
        UnreadReason::NoConfig => "its configuration is not there",
        UnreadReason::Site => "it builds a site, whose files only the build names",
        UnreadReason::Redirected => "it writes into a file by `>`, which is not followed",
        UnreadReason::Expanded => "the shell puts its words together",
        UnreadReason::NoScript => "package.json has no such script",
        UnreadReason::RenamedCopies => "it renames what it copies",
        UnreadReason::Filters => "its filters are not read",
    };
    words.to_owned()
}
