//! Reads a file of declarations: from bytes to a record.

use oxc_ast::ast::{Statement, TSExternalModuleDeclaration};
use oxc_span::SourceType;

use super::{
    ambient::is_module,
    body::BodyReader,
    certain_types::CertainTypes,
    directives::SilencedLines,
    inner_requests::{inner_requests, namespaces},
    record::{DeclarationBody, DeclarationModule, TypeRequestKind},
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
        types: CertainTypes::of(statements),
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
            types: CertainTypes::default(),
            body: DeclarationBody::default(),
        };
        let inner = module.body.as_ref().map(|block| reader.read(&block.body, true));
        (text.string(&module.id), inner.unwrap_or_default())
    });
    let ambient = ambient.collect();
    let namespaces = namespaces(&body);
    if calls_import(text.text()) || !namespaces.is_empty() {
        inner_requests(text, namespaces, &mut requests);
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
