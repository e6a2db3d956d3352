//! The record of a file of declarations.

use super::{directives::SilencedLines, global_declarations::GlobalDeclaration};
use crate::{
    hash::{HashMap, HashSet},
    module::SyntaxError,
    text::{Span, Spanned},
};

/// The content of a file of declarations that other files, and their consumers, can see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclarationModule {
    /// An import or export at the top makes the file a module; else its names are global.
    pub is_module: bool,
    pub requests: Vec<TypeRequest>,
    pub body: DeclarationBody,
    /// The modules that `declare module "…"` declares or, in a module, augments.
    pub ambient: Vec<(Spanned<String>, DeclarationBody)>,
    /// The names that `declare global` declares.
    pub globals: HashSet<String>,
    /// The declarations in the global scope: those of a file that is no module, and those in `declare global`.
    pub global_declarations: Vec<GlobalDeclaration>,
    /// The first error of the parser. TypeScript may read more of the file.
    pub error: Option<SyntaxError>,
    /// The parser gave up: only the requests are known.
    pub is_unread: bool,
    /// The places at which the authors want no errors.
    pub silenced: SilencedLines,
}

/// A request for another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeRequest {
    pub specifier: Spanned<String>,
    pub kind: TypeRequestKind,
    /// `with { "resolution-mode": "import" }`: true for import, false for require.
    pub resolution_mode: Option<bool>,
    /// The names that are asked of the file, each with its place.
    pub names: Vec<Spanned<String>>,
}

/// The syntax of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypeRequestKind {
    /// `import …` and `export … from`.
    Static,
    /// `import "…"`, of which nothing is asked.
    SideEffect,
    /// `import x = require("…")`.
    Require,
    /// `import("…")`, as a type or a value.
    ImportType,
    /// `/// <reference path="…" />`
    ReferencePath,
    /// `/// <reference types="…" />`
    ReferenceTypes,
    /// `/// <reference lib="…" />`
    ReferenceLib,
    /// An import inside of `declare module "…"`.
    Ambient,
}

/// The declarations of a file, a namespace or an ambient module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclarationBody {
    pub locals: HashMap<String, DeclaredLocal>,
    /// The declarations without `export` of those names that others export: to TypeScript these are two symbols.
    pub hidden: HashMap<String, DeclaredLocal>,
    pub exports: Vec<DeclaredExport>,
    /// The requests of `export * from`, and whether it is `export type *`.
    pub stars: Vec<(usize, bool)>,
    /// The entity that `export =` names; empty if it is another expression.
    pub export_equals: Option<(Vec<String>, Span)>,
    /// All declarations are exported, with or without the word.
    pub exports_all: bool,
    /// Nested deeper than is looked into: its names are unknown.
    pub is_cut: bool,
    /// The answer to whether it is a value, as a namespace.
    pub instance: NamespaceInstance,
}

/// The meaning of a namespace: it is a value if there is one in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamespaceInstance {
    #[default]
    Type,
    Unknown,
    Value,
}

/// A name of a scope, with all that is declared by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaredLocal {
    /// The first declaration that makes a value of it.
    pub value: Option<DeclaredKind>,
    pub is_type: bool,
    pub is_exported: bool,
    /// It is declared by `export default`, which exports it by that name alone.
    pub is_default: bool,
    pub span: Span,
    pub alias: Option<LocalAlias>,
    /// The bodies of its namespaces.
    pub namespaces: Vec<DeclarationBody>,
    /// The meaning of all its namespaces together.
    pub instance: NamespaceInstance,
    /// The type of a variable.
    pub shape: Option<TypeShape>,
    pub signature: LocalSignature,
}

/// The arguments that a declared function or constructor asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclaredSignature {
    pub is_class: bool,
    /// The number of arguments that must be given.
    pub required: u32,
}

/// The signature of a name of a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LocalSignature {
    #[default]
    None,
    One(DeclaredSignature),
    /// It has several, or one that only a checker can tell.
    Unknown,
}

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclaredKind {
    Variable,
    /// A `unique symbol`: most are brands of types, which no one imports as values.
    Symbol,
    Function,
    Class,
    Enum,
    /// Written out where it is used: there need be nothing at run time.
    ConstEnum,
    /// The value of an expression, by `export default`.
    Expression,
    /// A static member of the class that `export =` hands over: mostly used as a part of it.
    Static,
}

/// Another entity that a local name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalAlias {
    Import {
        request: usize,
        name: RequestedName,
        is_type_only: bool,
    },
    /// `import a = b.c`
    Entity(Vec<String>),
}

/// The part of another module that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestedName {
    Name(String),
    Namespace,
    /// The module itself, by `import x = require("…")`.
    Module,
}

/// An exported name that a statement lists, or the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredExport {
    pub name: Spanned<String>,
    pub origin: ExportOrigin,
    pub is_type_only: bool,
}

/// The origin of an exported name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportOrigin {
    Local(String),
    Request {
        request: usize,
        name: RequestedName,
    },
    /// A declaration without a name of its own.
    Declared {
        value: Option<DeclaredKind>,
        is_type: bool,
    },
}

/// The shape of a type, as far as its properties and calls can be told without a checker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeShape {
    Unknown,
    Primitive,
    /// An array or a tuple.
    List,
    /// A function or constructor type.
    Callable,
    /// The properties of a type literal; `is_callable` if it has a call or construct signature.
    Members {
        names: Vec<String>,
        is_callable: bool,
    },
    /// `typeof a.b`
    Query(Vec<String>),
    /// The name of a type.
    Reference(Vec<String>),
    /// `A & B`, or an interface with those that it extends.
    Intersection(Vec<TypeShape>),
}

impl DeclarationBody {
    /// The local name, which is made if it is not there.
    pub(super) fn local(&mut self, name: &str, span: Span) -> &mut DeclaredLocal {
        let fresh = || DeclaredLocal { span, ..DeclaredLocal::default() };
        self.locals.entry(name.to_owned()).or_insert_with(fresh)
    }

    /// The symbol of a name that is exported, or of one that is not, where `export` decides it.
    pub(super) fn symbol(&mut self, name: &str, span: Span, is_exported: bool) -> &mut DeclaredLocal {
        let is_other = |local: &DeclaredLocal| local.is_exported != is_exported;
        if !self.exports_all && self.locals.get(name).is_some_and(is_other) {
            if !is_exported {
                let fresh = || DeclaredLocal { span, ..DeclaredLocal::default() };
                return self.hidden.entry(name.to_owned()).or_insert_with(fresh);
            }
            self.hidden.extend(self.locals.remove_entry(name));
        }
        self.local(name, span)
    }
}
