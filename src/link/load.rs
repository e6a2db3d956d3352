//! Reads one module: its record, its requests, and what is wrong with its own text.

use crate::{
    json,
    link::{
        fault::{Fault, FaultKind},
        graph::Record,
    },
    module::{
        CommonJsModule, EsModule, ReadError, Request, SyntaxError, Undeclared, When, WrapperRead,
        read_commonjs, read_es, read_undeclared, read_wasm,
    },
    node::Profile,
    package::Package,
    path::PackagePath,
    resolve::{error::Place, format::Format},
    text::Span,
};

/// What reading a module gives.
pub(super) struct Loaded {
    pub record: Record,
    pub requests: Vec<Request>,
    pub faults: Vec<Fault>,
}

impl Default for Loaded {
    fn default() -> Self {
        Self { record: Record::Opaque, requests: Vec::new(), faults: Vec::new() }
    }
}

/// Reads a module in the format that it is loaded in.
pub(super) fn load(package: &Package, path: &PackagePath, format: Format, profile: &Profile) -> Loaded {
    let source = package.files().contents(path.as_str()).unwrap_or_default();
    match format {
        Format::Module => es(path, read_es(source, profile)),
        Format::CommonJs => commonjs(path, source, profile, || read_commonjs(source, profile)),
        Format::Json => load_json(path, source),
        Format::Wasm => load_wasm(source),
        Format::Addon => Loaded::default(),
    }
}

/// Reads a module whose format only its syntax tells.
pub(super) fn load_undeclared(package: &Package, path: &PackagePath, profile: &Profile) -> (Format, Loaded) {
    let source = package.files().contents(path.as_str()).unwrap_or_default();
    match read_undeclared(source, profile) {
        Undeclared::Module(read) => (Format::Module, es(path, read.map(|module| *module))),
        Undeclared::CommonJs(read) => (Format::CommonJs, commonjs(path, source, profile, || read)),
    }
}

fn es(path: &PackagePath, read: Result<EsModule, ReadError>) -> Loaded {
    match read {
        Ok(module) => Loaded {
            requests: module.all_requests().cloned().collect(),
            faults: wrapper_faults(path, &module),
            record: Record::Es(Box::new(module)),
        },
        Err(error) => unreadable(path, error, When::Link, Format::Module),
    }
}

fn commonjs(
    path: &PackagePath,
    source: &[u8],
    profile: &Profile,
    read: impl FnOnce() -> Result<CommonJsModule, ReadError>,
) -> Loaded {
    if source.starts_with(b"\xef\xbb\xbf#!") && !profile.import_strips_bom {
        let message = "Invalid or unexpected token".to_owned();
        let syntax = SyntaxError { message, span: Span::new(3, 4) };
        let unreadable = unreadable(path, ReadError::Syntax(syntax), When::Eager, Format::CommonJs);
        return Loaded { record: Record::CommonJs, ..unreadable };
    }
    match read() {
        Ok(module) => Loaded { record: Record::CommonJs, requests: module.requests, faults: Vec::new() },
        // The names of a file that does not parse are still the lexer's: it fails when it is run.
        Err(error) => {
            Loaded { record: Record::CommonJs, ..unreadable(path, error, When::Eager, Format::CommonJs) }
        }
    }
}

/// What is malformed fails in a way that is not for us to find.
fn load_wasm(source: &[u8]) -> Loaded {
    match read_wasm(source) {
        Some(module) => {
            Loaded { record: Record::Wasm(module.exports), requests: module.requests, faults: Vec::new() }
        }
        None => Loaded::default(),
    }
}

fn load_json(path: &PackagePath, source: &[u8]) -> Loaded {
    let text = String::from_utf8_lossy(source);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match json::parse(text) {
        Ok(_) => Loaded::default(),
        Err(error) => {
            let syntax = SyntaxError { message: error.message, span: error.span };
            unreadable(path, ReadError::Syntax(syntax), When::Eager, Format::Json)
        }
    }
}

/// A file that does not parse. What is too large or too deep for us is not called broken, but said to be unjudged.
fn unreadable(path: &PackagePath, error: ReadError, when: When, format: Format) -> Loaded {
    let (code, message, span, when) = match error {
        ReadError::Syntax(SyntaxError { message, span }) => ("SyntaxError", message, span, when),
        ReadError::TooLarge | ReadError::TooDeep => {
            ("ERR_PACKPROOF_LIMIT", error.to_string(), Span::default(), When::Deferred)
        }
    };
    let kind = syntax_kind(&message, format);
    let fault = Fault { kind, code, message, missing: None, at: Place { file: path.clone(), span }, when };
    Loaded { record: Record::Unreadable, requests: Vec::new(), faults: vec![fault] }
}

fn syntax_kind(message: &str, format: Format) -> FaultKind {
    let is_module_syntax = message.starts_with("Cannot use import statement")
        || message.starts_with("Cannot use 'import.meta'")
        || message.starts_with("Unexpected token 'export'");
    match format {
        Format::CommonJs if is_module_syntax => FaultKind::ModuleSyntaxInCommonJs,
        _ => FaultKind::Syntax,
    }
}

/// Reads of CommonJS's variables; one of each name is enough.
fn wrapper_faults(path: &PackagePath, module: &EsModule) -> Vec<Fault> {
    let is_first = |index: usize, read: &WrapperRead| {
        !module.wrapper_reads.iter().take(index).any(|earlier| earlier.certain && earlier.name == read.name)
    };
    let reads = module.wrapper_reads.iter().enumerate();
    reads
        .filter(|(index, read)| read.certain && is_first(*index, read))
        .map(|(_, read)| wrapper_fault(path, read.name, read.span))
        .collect()
}

fn wrapper_fault(path: &PackagePath, name: &'static str, span: Span) -> Fault {
    let instead = if name == "require" { ", you can use import instead" } else { "" };
    Fault {
        kind: FaultKind::CommonJsVariable { name },
        code: "ReferenceError",
        message: format!("{name} is not defined in ES module scope{instead}"),
        missing: None,
        at: Place { file: path.clone(), span },
        when: When::Eager,
    }
}
