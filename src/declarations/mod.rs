//! Module records of declarations (`.d.ts` and the like): requests, and what is declared and exported with which meanings,
//! from the text alone.

mod ambient;
mod body;
mod certain_types;
mod class_shapes;
mod directives;
mod global_declarations;
mod inner_requests;
mod instances;
mod named_shapes;
mod read;
mod record;
mod references;
mod shapes;
mod signatures;
mod tokens;

pub use global_declarations::GlobalDeclaration;
pub use named_shapes::{NamedShapes, read_named_shapes};
pub use read::{is_definition, is_utf_16, read_declarations};
pub use record::{
    DeclarationBody, DeclarationModule, DeclaredExport, DeclaredKind, DeclaredLocal, DeclaredSignature,
    ExportOrigin, LocalAlias, LocalSignature, NamespaceInstance, RequestedName, TypeRequest, TypeRequestKind,
    TypeShape,
};

#[cfg(test)]
mod tests;
