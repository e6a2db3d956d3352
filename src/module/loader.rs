//! Changes of Node's loader by a module's own code, and the requests that are made behind them.

/// The powers of a change of Node's loader over the requests that are made behind it, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoaderPowers(u8);

impl LoaderPowers {
    pub const NONE: Self = Self(0);
    /// It reads files of more endings, also where a request leaves the ending out.
    pub const FILES: Self = Self(1);
    /// It gives modules another text, or something in their place, once their files are found.
    pub const CODE: Self = Self(2);
    /// It finds packages in more places, or under other names.
    pub const PACKAGES: Self = Self(4);
    /// It may answer any request.
    pub const ANYTHING: Self = Self(8);
    /// It compiles JavaScript, before Node reads it.
    pub const SYNTAX: Self = Self(16);

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the powers that both have.
    pub fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Tells whether it has one of these powers.
    pub fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// The changes of Node's loader that a module may make, by the time at which it makes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoaderPatches {
    /// Certainly, while it is loaded.
    pub certain: LoaderPowers,
    /// While it is loaded, certainly or perhaps.
    pub loading: LoaderPowers,
    /// When its functions are called.
    pub later: LoaderPowers,
    /// The places of the specifiers of requests, in the order in which it calls something that they gave, while it is loaded.
    pub called: Vec<u32>,
    /// True if it may call functions of its own while it is loaded that are not known.
    pub calls_own: bool,
}

/// The changes that code of the same module has made before a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestTime {
    /// The number of the request in the order in which code runs.
    pub order: u32,
    /// The changes of the loader that were made, perhaps.
    pub powers: LoaderPowers,
    /// The changes that only requests of the same module meet.
    pub own: LoaderPowers,
    /// The number of calls of what other requests gave.
    pub called: usize,
    /// True if functions of the module may have been called that are not known.
    pub calls_own: bool,
}

impl RequestTime {
    /// The time of a request that may be made behind all others.
    pub fn last() -> Self {
        Self {
            order: u32::MAX,
            powers: LoaderPowers::NONE,
            own: LoaderPowers::NONE,
            called: usize::MAX,
            calls_own: true,
        }
    }
}
