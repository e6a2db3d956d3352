//! Reads a file of declarations: from bytes to a record.

use oxc_ast::ast::{
    Expression, ImportExpression, ObjectPropertyKind, Statement, TSExternalModuleDeclaration, TSImportType,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::SourceType;

use super::{
    ambient::is_module,
    body::BodyReader,
    directives::SilencedLines,
    record::{DeclarationBody, DeclarationModule, TypeRequest, TypeRequestKind},
    references::references,
    tokens,
};
use crate::module::{NoRoom, SyntaxError, TypeScriptText, with_typescript};

/// Reads the declarations of a file, which may be a source with bodies, too.
pub fn read_declarations(path: &str, bytes: &[u8]) -> DeclarationModule {
    let kind = kind_of(path);
    match with_typescript(bytes, kind, |text| record(text, !kind.is_typescript_definition())) {
        Ok(module) => module,
        Err(no_room) => unread(no_room),
    }
}

pub(super) fn kind_of(path: &str) -> SourceType {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        name if name.ends_with(".tsx") => SourceType::tsx(),
        name if name.contains(".d.") => SourceType::d_ts(),
        _ => SourceType::ts(),
    }
}

fn unread(reason: NoRoom) -> DeclarationModule {
    let error = SyntaxError { message: reason.to_string(), span: Default::default() };
    DeclarationModule { error: Some(error), is_unread: true, ..DeclarationModule::default() }
}

fn record(text: &TypeScriptText<'_>, is_source: bool) -> DeclarationModule {
    let statements = &text.program.body;
    let mut requests = references(text);
    if text.gave_up {
        requests.extend(tokens::requests(text.text()));
        return DeclarationModule {
            is_module: true,
            requests,
            error: text.error.clone(),
            is_unread: true,
            ..DeclarationModule::default()
        };
    }
    let reader = BodyReader {
        text,
        requests: &mut requests,
        kind: TypeRequestKind::Static,
        depth: 0,
        body: DeclarationBody::default(),
    };
    let body = reader.read(statements, !is_source);
    let ambient = statements.iter().filter_map(|statement| match statement {
        Statement::TSExternalModuleDeclaration(module) => Some(module),
        _ => None,
    });
    let ambient: Vec<&TSExternalModuleDeclaration<'_>> = ambient.map(|module| &**module).collect();
    let ambient = ambient.into_iter().map(|module| {
        let reader = BodyReader {
            text,
            requests: &mut requests,
            kind: TypeRequestKind::Ambient,
            depth: 1,
            body: DeclarationBody::default(),
        };
        let inner = module.body.as_ref().map(|block| reader.read(&block.body, true));
        (text.string(&module.id), inner.unwrap_or_default())
    });
    let ambient = ambient.collect();
    if calls_import(text.text()) {
        let mut finder = ImportTypes { text, requests: &mut requests };
        finder.visit_program(text.program);
    }
    DeclarationModule {
        is_module: is_module(statements),
        requests,
        body,
        ambient,
        error: text.error.clone(),
        is_unread: false,
        silenced: SilencedLines::of(text),
    }
}

/// Tells whether `import(` may stand somewhere: most files need not be walked for it.
fn calls_import(text: &str) -> bool {
    let mut found = memchr::memmem::find_iter(text.as_bytes(), "import");
    found.any(|at| {
        text.get(at + "import".len()..).is_some_and(|rest| rest.trim_start().starts_with(['(', '/']))
    })
}

/// Finds `import("…")`, as a type and as a value.
struct ImportTypes<'t, 'f> {
    text: &'t TypeScriptText<'t>,
    requests: &'f mut Vec<TypeRequest>,
}

impl<'a> Visit<'a> for ImportTypes<'_, '_> {
    fn visit_ts_import_type(&mut self, import: &TSImportType<'a>) {
        let options = import.options.as_ref().map(|options| &options.properties);
        let resolution_mode = options.into_iter().flatten().find_map(mode_of);
        let specifier = self.text.string(&import.source);
        let kind = TypeRequestKind::ImportType;
        self.requests.push(TypeRequest { specifier, kind, resolution_mode, names: Vec::new() });
        walk::walk_ts_import_type(self, import);
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        if let Expression::StringLiteral(literal) = &import.source {
            let specifier = self.text.string(literal);
            let kind = TypeRequestKind::ImportType;
            self.requests.push(TypeRequest { specifier, kind, resolution_mode: None, names: Vec::new() });
        }
        walk::walk_import_expression(self, import);
    }
}

/// `{ with: { "resolution-mode": "import" } }`
fn mode_of(property: &ObjectPropertyKind<'_>) -> Option<bool> {
    let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
    let Expression::ObjectExpression(attributes) = &property.value else { return None };
    attributes.properties.iter().find_map(|attribute| {
        let ObjectPropertyKind::ObjectProperty(attribute) = attribute else { return None };
        let Expression::StringLiteral(value) = &attribute.value else { return None };
        (attribute.key.static_name()? == "resolution-mode").then(|| value.value.as_str() == "import")
    })
}
