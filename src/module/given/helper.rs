//! The helpers that compilers print, known by their names: what they do is known, and their code is not followed.

/// The helpers by what they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Helper {
    /// `export * from`, as TypeScript, swc and esbuild print it.
    Star,
    /// `export { … }` as getters, or `export * from` by older TypeScript, which gives one argument.
    Export,
    /// `export { a } from`, as TypeScript prints it.
    Binding,
    /// Gives what a request gives a default, if it has none.
    Interop,
    /// Returns its first argument, and adds nothing to it that can be imported.
    Same,
    DefineProperty,
    /// Gives its first argument a member, and returns it.
    Member,
    /// Looks at its arguments only.
    Look,
}

impl Helper {
    pub fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "__exportStar" | "_export_star" | "_exportStar" | "__reExport" => Self::Star,
            "__export" | "_export" => Self::Export,
            "__createBinding" => Self::Binding,
            "__importDefault"
            | "__importStar"
            | "__toESM"
            | "_interopRequireDefault"
            | "_interopRequireWildcard"
            | "_interop_require_default"
            | "_interop_require_wildcard"
            | "_interopDefaultLegacy"
            | "_interopDefaultCompat"
            | "_interopNamespace"
            | "_interopNamespaceDefault" => Self::Interop,
            "__toCommonJS" | "_createClass" | "_create_class" | "__name" => Self::Same,
            "__defProp" => Self::DefineProperty,
            "_defineProperty" | "_define_property" | "__publicField" => Self::Member,
            "_classCallCheck"
            | "_class_call_check"
            | "_interopDefault"
            | "__copyProps"
            | "__setModuleDefault"
            | "_getRequireWildcardCache"
            | "_getRequireWildcardCache2" => Self::Look,
            _ => return None,
        })
    }
}
