//! Reads a file of declarations: from bytes to a record.

use oxc_ast::ast::Statement;
use oxc_span::SourceType;

use super::{
    ambient::is_module,
    body::BodyReader,
    certain_types::CertainTypes,
    directives::SilencedLines,
    global_declarations::{GlobalDeclaration, global_declarations},
    inner_requests::{inner_requests, namespaces},
    record::{DeclarationBody, DeclarationModule, TypeRequest, TypeRequestKind},
    references::references,
    tokens,
};
use crate::{
    hash::HashSet,
    module::{SyntaxError, TypeScriptText, with_typescript},
    text::Spanned,
};

/// Reads the declarations of a file, which may be a source with bodies, too.
pub fn read_declarations(path: &str, bytes: &[u8]) -> DeclarationModule {
    let kind = kind_of(path);
    // TypeScript reads it; the places in it would be told in other bytes.
    if is_utf_16(bytes) {
        return unread("it is written in UTF-16".to_owned());
    }
    match with_typescript(bytes, kind, |text| record(text, !kind.is_typescript_definition())) {
        Ok(module) => module,
        Err(no_room) => unread(no_room.to_string()),
    }
}

/// Tells whether a byte order mark says so.
pub fn is_utf_16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

/// Tells whether a file has declarations alone, by its name.
pub fn is_definition(path: &str) -> bool {
    kind_of(path).is_typescript_definition()
}

pub(super) fn kind_of(path: &str) -> SourceType {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        name if name.ends_with(".tsx") => SourceType::tsx(),
        // `a.d.css.ts` declares the module `a.css`.
        name if name.contains(".d.") => SourceType::d_ts(),
        _ => SourceType::ts(),
    }
}

fn unread(message: String) -> DeclarationModule {
    let error = SyntaxError { message, span: Default::default() };
    DeclarationModule { error: Some(error), is_unread: true, ..DeclarationModule::default() }
}

fn record(text: &TypeScriptText<'_>, is_source: bool) -> DeclarationModule {
    let statements = &text.program.body;
    let mut requests = references(text);
    // TypeScript goes on where the parser gives up (`export = function f(..): T`): words tell the requests.
    if text.gave_up {
        return by_tokens(text, requests);
    }
    let mut body = body_reader(text, &mut requests, TypeRequestKind::Static, CertainTypes::of(statements))
        .read(statements, !is_source);
    body.settle_namespaces(&mut Vec::new());
    let ambient = ambient(text, &mut requests);
    let globals = globals(text, &mut requests);
    let namespaces = namespaces(&body);
    if calls_import(text.text()) || !namespaces.is_empty() {
        inner_requests(text, namespaces, &mut requests);
    }
    let is_module = is_module(statements);
    DeclarationModule {
        is_module,
        requests,
        body,
        ambient,
        globals,
        global_declarations: in_global_scope(text, is_module),
        error: text.error.clone(),
        is_unread: false,
        silenced: SilencedLines::of(text),
    }
}

/// The record of a file that the parser gives up: its requests, found by its tokens.
fn by_tokens(text: &TypeScriptText<'_>, mut requests: Vec<TypeRequest>) -> DeclarationModule {
    requests.extend(tokens::requests(text.text()));
    DeclarationModule {
        is_module: true,
        requests,
        error: text.error.clone(),
        is_unread: true,
        ..DeclarationModule::default()
    }
}

/// Reads each `declare module "name" { … }`.
fn ambient(
    text: &TypeScriptText<'_>,
    requests: &mut Vec<TypeRequest>,
) -> Vec<(Spanned<String>, DeclarationBody)> {
    let mut all = Vec::new();
    for statement in &text.program.body {
        let Statement::TSExternalModuleDeclaration(module) = statement else { continue };
        let reader = body_reader(text, requests, TypeRequestKind::Ambient, CertainTypes::default());
        let inner = module.body.as_ref().map(|block| reader.read(&block.body, true));
        all.push((text.string(&module.id), inner.unwrap_or_default()));
    }
    all
}

/// The names that `declare global` declares, at the top or in `declare module "name"`.
fn globals(text: &TypeScriptText<'_>, requests: &mut Vec<TypeRequest>) -> HashSet<String> {
    let mut names = HashSet::default();
    for block in global_blocks(text) {
        let reader = body_reader(text, requests, TypeRequestKind::Ambient, CertainTypes::default());
        names.extend(reader.read(block, true).locals.into_keys());
    }
    names
}

/// The statements of each `declare global`, at the top or in `declare module "name"`.
fn global_blocks<'t>(text: &'t TypeScriptText<'t>) -> impl Iterator<Item = &'t [Statement<'t>]> {
    let with_inner = text.program.body.iter().flat_map(|statement| {
        let inner = match statement {
            Statement::TSExternalModuleDeclaration(module) => module.body.as_ref().map(|block| &block.body),
            _ => None,
        };
        [statement].into_iter().chain(inner.into_iter().flatten())
    });
    with_inner.filter_map(|statement| match statement {
        Statement::TSGlobalDeclaration(global) => Some(global.body.body.as_slice()),
        _ => None,
    })
}

/// The declarations of the global scope.
fn in_global_scope(text: &TypeScriptText<'_>, is_module: bool) -> Vec<GlobalDeclaration> {
    let own = text.program.body.iter().filter(|_| !is_module);
    global_declarations(text, own.chain(global_blocks(text).flatten()))
}

fn body_reader<'t, 'f>(
    text: &'t TypeScriptText<'t>,
    requests: &'f mut Vec<TypeRequest>,
    kind: TypeRequestKind,
    types: CertainTypes,
) -> BodyReader<'t, 'f> {
    let depth = u8::from(kind == TypeRequestKind::Ambient);
    BodyReader { text, requests, kind, depth, types, body: DeclarationBody::default() }
}

/// Tells whether `import(` may stand somewhere: most files need not be walked for it.
fn calls_import(text: &str) -> bool {
    let mut found = memchr::memmem::find_iter(text.as_bytes(), "import");
    found.any(|at| {
        // A comment may stand before the bracket.
        text.get(at + "import".len()..).is_some_and(|rest| rest.trim_start().starts_with(['(', '/']))
    })
}
