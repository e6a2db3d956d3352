//! Reads one module: its record, its requests, and the faults of its own text.

use std::sync::Arc;

use crate::{
    json::{self, JsonError},
    limits::{Limit, LimitReached, Limits},
    link::{
        fault::{Fault, FaultKind},
        graph::Record,
        throws,
    },
    module::{
        CommonJsModule, Effects, EsModule, LEVEL_LIMIT, ModuleRequest, NoRoom, ReadAs, ReadError, ReadModule,
        SIZE_LIMIT, SyntaxError, Text, When, WrapperRead, read_wasm,
    },
    node::Profile,
    package::Package,
    path::PackagePath,
    resolve::{error::PackagePlace, format::Format},
    text::Span,
};

/// The result of reading a module.
pub(super) struct Loaded {
    pub record: Record,
    pub requests: Vec<Arc<ModuleRequest>>,
    pub faults: Vec<Fault>,
    pub effects: Arc<Effects>,
    /// The number of steps that reading took.
    pub steps: u64,
}

impl Default for Loaded {
    fn default() -> Self {
        let (requests, faults, effects) = Default::default();
        Self { record: Record::Opaque, requests, faults, effects, steps: 0 }
    }
}

/// Reads a module in the format that it is loaded in.
pub(super) fn load(package: &Package, path: &PackagePath, format: Format, profile: &Profile) -> Loaded {
    let source = package.contents(path).unwrap_or_default();
    match format {
        Format::Module => load_module(package, path, ReadAs::Es, profile).1,
        Format::CommonJs => load_module(package, path, ReadAs::CommonJs, profile).1,
        Format::Json => load_json(path, source, package.limits()),
        Format::Wasm => load_wasm(path, source),
        Format::Addon => Loaded::default(),
    }
}

/// Reads a module whose format only its syntax tells.
pub(super) fn load_undeclared(package: &Package, path: &PackagePath, profile: &Profile) -> (Format, Loaded) {
    load_module(package, path, ReadAs::Undeclared, profile)
}

fn load_module(
    package: &Package,
    path: &PackagePath,
    read_as: ReadAs,
    profile: &Profile,
) -> (Format, Loaded) {
    let source = package.contents(path).unwrap_or_default();
    if let Some(reached) = too_long(package, path, source) {
        let format = if read_as == ReadAs::Es { Format::Module } else { Format::CommonJs };
        return (format, unjudged(path, reached));
    }
    // This is asked twice: for CommonJS before the text is read, and below once the syntax has told the
    // format.
    if read_as == ReadAs::CommonJs && is_refused_for_its_mark(source, profile) {
        return (Format::CommonJs, refused_for_its_mark(path));
    }
    let reading = package.readings().read(path, source, read_as, profile, package.limits());
    let (format, loaded) = match reading.module {
        ReadModule::Es(read) => (Format::Module, es(path, read, profile)),
        ReadModule::CommonJs(_) if is_refused_for_its_mark(source, profile) => {
            (Format::CommonJs, refused_for_its_mark(path))
        }
        ReadModule::CommonJs(read) => (Format::CommonJs, commonjs(path, read)),
    };
    tell_if_starved(package, &loaded);
    (format, Loaded { steps: reading.steps, ..loaded })
}

/// Tells the package if the address space was too small.
fn tell_if_starved(package: &Package, loaded: &Loaded) {
    // A file for which the system gave no memory says nothing about the package, so the package as a whole
    // ends with an error.
    if let [Fault { kind: FaultKind::Limit(reached), .. }] = loaded.faults.as_slice()
        && reached.limit == ADDRESSES
    {
        package.starve(reached);
    }
}

/// Returns the limit that keeps a program from being read.
fn too_long(package: &Package, path: &PackagePath, source: &[u8]) -> Option<LimitReached> {
    let place = || format!("{path} has {} bytes and was not read", source.len());
    package.limits().javascript_bytes().check(source.len() as u64, place).err()
}

fn es(path: &PackagePath, read: Result<Arc<EsModule>, ReadError>, profile: &Profile) -> Loaded {
    match read {
        Ok(module) => Loaded {
            requests: module.all_requests().cloned().collect(),
            faults: wrapper_faults(path, &module, profile)
                .into_iter()
                .chain(throws::faults_of_es(path, &module))
                .collect(),
            effects: Arc::clone(&module.effects),
            record: Record::Es(module),
            steps: 0,
        },
        Err(error) => unreadable(path, error, When::Link, Format::Module),
    }
}

/// Tells whether a version takes a byte order mark before `#!` for a part of CommonJS.
fn is_refused_for_its_mark(source: &[u8], profile: &Profile) -> bool {
    source.starts_with(b"\xef\xbb\xbf#!") && !profile.import_strips_bom
}

fn refused_for_its_mark(path: &PackagePath) -> Loaded {
    let message = "Invalid or unexpected token".to_owned();
    // The mark has three bytes. V8 points at the `#` behind it.
    let syntax = SyntaxError { message, span: Span::new(3, 4) };
    let unreadable = unreadable(path, ReadError::Syntax(syntax), When::Eager, Format::CommonJs);
    Loaded { record: Record::CommonJs, ..unreadable }
}

fn commonjs(path: &PackagePath, read: Result<Arc<CommonJsModule>, ReadError>) -> Loaded {
    match read {
        Ok(module) => {
            let faults = throws::faults(path, &module.effects);
            let (requests, effects) = (module.requests.clone(), Arc::clone(&module.effects));
            Loaded { record: Record::CommonJs, requests, faults, effects, steps: 0 }
        }
        // A file that does not parse still has the names that the lexer finds: it fails when it is run.
        Err(error) => {
            Loaded { record: Record::CommonJs, ..unreadable(path, error, When::Eager, Format::CommonJs) }
        }
    }
}

/// Reads WebAssembly. A malformed module has no fault here: finding out how it fails is not our task.
fn load_wasm(path: &PackagePath, source: &[u8]) -> Loaded {
    let Some(module) = read_wasm(source) else { return Loaded::default() };
    let reserved = module.reserved.map(|name| Fault {
        kind: FaultKind::Syntax,
        code: "LinkError",
        message: format!("Invalid Wasm name \"{}\", which is reserved", name.value),
        missing: None,
        at: PackagePlace { file: path.clone(), span: name.span },
        when: When::Link,
    });
    let faults = reserved.into_iter().collect();
    let requests = module.requests.into_iter().map(Arc::new).collect();
    Loaded {
        record: Record::Wasm(module.exports.into_iter().collect()),
        requests,
        faults,
        ..Loaded::default()
    }
}

fn load_json(path: &PackagePath, source: &[u8], limits: &Limits) -> Loaded {
    // Node strips the byte order mark before it parses JSON, too.
    let text = Text::decode(source);
    match json::parse_within(&text.text, limits) {
        Ok(_) => Loaded::default(),
        Err(JsonError { limit: Some(reached), .. }) => unjudged(path, reached),
        Err(error) => {
            let syntax = SyntaxError { message: error.message, span: text.original(error.span) };
            unreadable(path, ReadError::Syntax(syntax), When::Eager, Format::Json)
        }
    }
}

/// Returns a module without a record, and the fault of a file that does not parse or that exceeds a limit.
fn unreadable(path: &PackagePath, error: ReadError, when: When, format: Format) -> Loaded {
    let SyntaxError { message, span } = match error {
        ReadError::Syntax(error) => error,
        ReadError::TooLarge => return unjudged(path, V8_STRING.reached(error.to_string())),
        ReadError::NoRoom(NoRoom::Deep) => return unjudged(path, NESTING.reached(error.to_string())),
        ReadError::NoRoom(NoRoom::Pairs(most)) => {
            let limit = Limit { name: "name_pairs", value: most };
            return unjudged(path, limit.reached(error.to_string()));
        }
        ReadError::NoRoom(NoRoom::Reread(bytes)) => {
            let limit = Limit { name: "reread_bytes", value: bytes };
            return unjudged(path, limit.reached(error.to_string()));
        }
        ReadError::NoRoom(NoRoom::Addresses(bytes)) => return unjudged(path, no_addresses(bytes)),
        ReadError::Limit(reached) => return unjudged(path, reached),
    };
    let kind = syntax_kind(&message, format);
    let at = PackagePlace { file: path.clone(), span };
    let fault = Fault { kind, code: "SyntaxError", message, missing: None, at, when };
    Loaded { record: Record::Unreadable, faults: vec![fault], ..Loaded::default() }
}

/// The limits of V8 and of the parser, which no option raises.
const V8_STRING: Limit = Limit { name: "v8_string_bytes", value: SIZE_LIMIT as u64 };
const NESTING: Limit = Limit { name: "nesting", value: LEVEL_LIMIT as u64 };
const ADDRESSES: &str = "addresses";

/// Returns the limit that the system sets where it gives no stack of so many bytes.
pub(super) fn no_addresses(bytes: usize) -> LimitReached {
    let limit = Limit { name: ADDRESSES, value: bytes as u64 };
    limit.reached(NoRoom::Addresses(bytes).to_string())
}

/// Returns the fault of a file that was not read: it may not load, so it counts as broken.
fn unjudged(path: &PackagePath, reached: LimitReached) -> Loaded {
    let fault = Fault {
        message: reached.to_string(),
        kind: FaultKind::Limit(reached.in_file(path)),
        code: "ERR_PACKPROOF_LIMIT",
        missing: None,
        at: PackagePlace { file: path.clone(), span: Span::default() },
        when: When::Link,
    };
    Loaded { record: Record::Unreadable, faults: vec![fault], ..Loaded::default() }
}

fn syntax_kind(message: &str, format: Format) -> FaultKind {
    // These are the three messages of V8 by which Node itself tells that a file is meant to be an ES module.
    let is_module_syntax = message.starts_with("Cannot use import statement")
        || message.starts_with("Cannot use 'import.meta'")
        || message.starts_with("Unexpected token 'export'");
    match format {
        Format::CommonJs if is_module_syntax => FaultKind::ModuleSyntaxInCommonJs,
        _ => FaultKind::Syntax,
    }
}

/// Returns the faults of reads of CommonJS's variables, one for each name.
fn wrapper_faults(path: &PackagePath, module: &EsModule, profile: &Profile) -> Vec<Fault> {
    let is_ambiguous = profile.ambiguous_syntax && module.top_level_await.is_some();
    let mut known = Vec::new();
    let mut is_first = |name: &'static str| {
        let is_first = !known.contains(&name);
        known.extend(is_first.then_some(name));
        is_first
    };
    let mut told = |is_told: fn(&WrapperRead) -> bool| -> Vec<&WrapperRead> {
        module.wrapper_reads.iter().filter(|read| is_told(read) && is_first(read.name)).collect()
    };
    let (certain, later) = (told(|read| read.certain), told(|read| read.later));
    let faults = certain.into_iter().map(|read| wrapper_fault(path, read, When::Eager));
    let faults = faults.map(|fault| if is_ambiguous { ambiguous(fault) } else { fault });
    faults.chain(later.into_iter().map(|read| wrapper_fault(path, read, When::Deferred))).collect()
}

/// Changes a fault to the words of newer Nodes: beside a top-level `await` they say that the file is neither
/// CommonJS nor an ES module.
fn ambiguous(fault: Fault) -> Fault {
    let FaultKind::CommonJsVariable { name } = fault.kind else { return fault };
    let message = format!(
        "Cannot determine intended module format because both '{name}' and top-level await are present."
    );
    Fault { code: "ERR_AMBIGUOUS_MODULE_SYNTAX", message, ..fault }
}

pub(super) fn wrapper_fault(path: &PackagePath, read: &WrapperRead, when: When) -> Fault {
    let &WrapperRead { name, span, .. } = read;
    let instead = if name == "require" { ", you can use import instead" } else { "" };
    Fault {
        kind: FaultKind::CommonJsVariable { name },
        code: "ReferenceError",
        message: format!("{name} is not defined in ES module scope{instead}"),
        missing: None,
        at: PackagePlace { file: path.clone(), span },
        when,
    }
}
