//! Would this statement of a consumer link?

use crate::{
    entry_points::{EntryKind, EntryPoint},
    link::{Cause, Verdict, graph::mode_of, link, near::nearest},
    module::{EsModule, ImportName, Request, read_commonjs, read_es},
    node::Profile,
    package::Package,
    resolve::{Mode, NodeTarget, Referrer, Resolution, error::ResolveError, parse_package_name, resolve},
    text::Spanned,
};

/// A request for the package in a consumer's code, and the names that it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub request: Request,
    pub names: Vec<Spanned<String>>,
}

/// Why a statement does not link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementError {
    /// The specifier does not resolve.
    Unresolved(Box<ResolveError>),
    /// What it leads to is broken.
    Broken(Box<Cause>),
    /// It offers no such name; the most similar ones that it does offer.
    NoSuchName { specifier: String, name: String, near: Vec<String> },
}

/// Every request for the package in a consumer's JavaScript, in source order; `None` where it does not parse.
pub fn asked(package: &Package, code: &str, profile: &Profile) -> Option<Vec<Asked>> {
    let es = read_es(code.as_bytes(), profile);
    let of_package = |request: &Request| names_package(package, &request.specifier.value);
    match (es, read_commonjs(code.as_bytes(), profile)) {
        (_, Ok(module)) if !module.requests.is_empty() => {
            let requests = module.requests.into_iter().filter(of_package);
            Some(requests.map(|request| Asked { request, names: Vec::new() }).collect())
        }
        (Ok(module), _) => {
            Some(asked_of_module(&module).filter(|asked| of_package(&asked.request)).collect())
        }
        (Err(_), Ok(_)) => Some(Vec::new()),
        (Err(_), Err(_)) => None,
    }
}

fn asked_of_module(module: &EsModule) -> impl Iterator<Item = Asked> {
    let imports = module.imports.iter().map(|entry| (entry.request, &entry.name));
    let exports = module.indirect_exports.iter().map(|entry| (entry.request, &entry.import));
    let entries: Vec<_> = imports.chain(exports).collect();
    module.all_requests().enumerate().map(move |(place, request)| {
        let own = entries.iter().filter(|(request, _)| *request == place);
        let names = own.filter_map(|(_, import)| match import {
            ImportName::Name(name) => Some((*name).clone()),
            ImportName::Namespace => None,
        });
        Asked { request: request.clone(), names: names.collect() }
    })
}

/// Whether a specifier names the package or something in it.
fn names_package(package: &Package, specifier: &str) -> bool {
    parse_package_name(specifier).is_some_and(|parsed| parsed.name == package.name())
}

/// What is wrong with one request of a consumer.
pub fn check_asked(package: &Package, asked: &Asked, node: &NodeTarget) -> Vec<StatementError> {
    let specifier = &asked.request.specifier.value;
    let mode = mode_of(asked.request.kind);
    let resolution = resolve(package, &Referrer::Consumer, specifier, mode, node);
    if let Err(error) = resolution.result {
        return vec![StatementError::Unresolved(Box::new(error))];
    }
    let entry = ad_hoc(specifier, mode, resolution);
    let linkage = link(package, &[entry], node);
    let verdict = linkage.verdicts.into_iter().next();
    verdict.map(|verdict| errors(verdict, asked)).unwrap_or_default()
}

/// An entry point that no one declared.
fn ad_hoc(specifier: &str, mode: Mode, resolution: Resolution) -> EntryPoint {
    EntryPoint {
        subpath: specifier.to_owned(),
        kind: EntryKind::Export,
        pattern: None,
        declared: None,
        resolutions: vec![(mode, resolution)],
    }
}

fn errors(verdict: Verdict, asked: &Asked) -> Vec<StatementError> {
    let with_attributes = !asked.request.attributes.is_empty();
    let is_answered =
        |cause: &Cause| with_attributes && cause.is_entry && cause.fault.code.contains("_MISSING");
    let names = verdict.names;
    let missing = asked.names.iter().filter(|name| names.complete && !names.names.contains(&name.value));
    let missing = missing.map(|name| StatementError::NoSuchName {
        specifier: asked.request.specifier.value.clone(),
        name: name.value.clone(),
        near: nearest(&name.value, names.names.iter().map(String::as_str)),
    });
    let missing: Vec<_> = missing.collect();
    let broken = verdict.causes.into_iter().filter(|cause| !is_answered(cause));
    broken.map(|cause| StatementError::Broken(Box::new(cause))).chain(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn errors_of(code: &str) -> Vec<String> {
        let package = Package::new(FileTree::of([
            (
                "package.json",
                r#"{"name":"p","type":"module","exports":{".":"./a.js","./b":"./b.js","./c":"./c.cjs"}}"#,
            ),
            ("a.js", "export const one = 1; export default 2"),
            ("b.js", "import './gone.js'; export const b = 1"),
            ("c.cjs", "exports.named = 1"),
        ]));
        let node = NodeTarget::default();
        let asked = asked(&package, code, &node.version.profile()).unwrap();
        let errors = asked.iter().flat_map(|asked| check_asked(&package, asked, &node));
        errors
            .map(|error| match error {
                StatementError::Unresolved(error) => error.code().to_owned(),
                StatementError::Broken(cause) => format!("{} in {}", cause.fault.code, cause.fault.at.file),
                StatementError::NoSuchName { name, near, .. } => format!("no {name}, but {near:?}"),
            })
            .collect()
    }

    #[test]
    fn statements_link_or_say_why_not() {
        for (code, expected) in [
            ("import { one } from 'p'", vec![]),
            ("import d, { one as x } from 'p'; export * from 'p'", vec![]),
            ("import { One } from 'p'", vec!["no One, but [\"one\"]"]),
            ("export { two } from 'p'", vec!["no two, but []"]),
            ("import 'p/none'", vec!["ERR_PACKAGE_PATH_NOT_EXPORTED"]),
            ("import { b } from 'p/b'", vec!["ERR_MODULE_NOT_FOUND in b.js"]),
            ("import { named } from 'p/c'", vec![]),
            ("const { named } = require('p/c')", vec![]),
            ("const x = require('p/none')", vec!["ERR_PACKAGE_PATH_NOT_EXPORTED"]),
            ("await import('p/none')", vec!["ERR_PACKAGE_PATH_NOT_EXPORTED"]),
            ("import 'other'; import fs from 'fs'", vec![]),
        ] {
            assert_eq!(errors_of(code), expected, "{code}");
        }
    }
}
