//! Archive entries that install differently from how they are packed.

/// An archive entry that installs differently from how it is packed, or that readers disagree about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    pub kind: HazardKind,
    /// The name as the archive gives it; empty if the hazard is the archive itself.
    pub entry: String,
    pub message: String,
}

impl Hazard {
    pub(super) fn new(kind: HazardKind, entry: &str, message: impl AsRef<str>) -> Self {
        Self { kind, entry: shortened(entry).to_owned(), message: shortened(message.as_ref()).to_owned() }
    }
}

/// Cuts names that are longer than any path that installs, so that a hostile archive cannot fill memory or a
/// terminal with them.
pub(super) fn shortened(text: &str) -> &str {
    text.get(..text.floor_char_boundary(4096)).unwrap_or(text)
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal,)+) => {
        /// The kinds of hazard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum HazardKind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl HazardKind {
            /// The name in reports.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// The path loses a leading `/` or a drive letter.
    AbsolutePath = "absolute-path",
    /// Two paths are one file where names are compared without case.
    CaseCollision = "case-collision",
    /// npm reads the entry differently depending on how its input is cut into chunks.
    ChunkDependent = "chunk-dependent",
    /// Bytes other than zero follow the end mark; no installer reads them.
    DataAfterEndOfArchive = "data-after-end-of-archive",
    /// Several entries install to one path; the last one wins.
    DuplicateEntry = "duplicate-entry",
    /// The entry is not installed.
    EntryDropped = "entry-dropped",
    /// The name is not UTF-8; installers replace or refuse it.
    InvalidUtf8Name = "invalid-utf8-name",
    /// The gzip file consists of several members, and some readers stop after the first.
    MultiMemberGzip = "multi-member-gzip",
    /// There is a lone block of zeros, and some readers stop there.
    NullBlockInside = "null-block-inside",
    /// The path contains `..`.
    PathDotdot = "path-dotdot",
    /// A global header changes the size or link of every later entry; many readers ignore it.
    PaxGlobal = "pax-global",
    /// An extension header that readers understand differently.
    PaxMalformed = "pax-malformed",
    /// An extension header that means something else to readers that cut at line ends, as npm's does.
    PaxNewlineValue = "pax-newline-value",
    /// The path means something else, or nothing, on another system.
    PlatformDependentPath = "platform-dependent-path",
    /// Several top folders become one.
    SeveralRoots = "several-roots",
    /// The file is installed with a setuid, setgid or sticky bit.
    SpecialMode = "special-mode",
    /// A block that should be a header is none; npm skips it and goes on.
    TarBadHeader = "tar-bad-header",
    /// Readers disagree about the name of the entry.
    TarNameConflict = "tar-name-conflict",
    /// Readers disagree about the size of the entry, and so about where the next one starts.
    TarSizeConflict = "tar-size-conflict",
    /// An entry inside the body of a dropped one: npm installs it, other readers never see it.
    TarSmuggledEntry = "tar-smuggled-entry",
    /// A member of the gzip file is a zlib stream, which only Node accepts.
    ZlibMember = "zlib-member",
}
