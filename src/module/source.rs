//! Source texts before they are compiled, be it TypeScript or JSX: their requests and exports, and the
//! literals in them.

use std::collections::{BTreeMap, BTreeSet};

use oxc_ast::ast::{
    Argument, CallExpression, Declaration, ExportAllDeclaration, ExportFromDeclaration, ExportSpecifier,
    Expression, IdentifierReference, ImportDeclaration, ImportDeclarationSpecifier, ImportExpression,
    ModuleExportName, Statement, TSClassImplements, TSInterfaceDeclaration, TSType,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType};

use super::{read::with_arena, stack};
use crate::text::{Span, Spanned};
use erased::{are_types, is_type, passes_on, says_nothing};

mod constants;
mod erased;
mod groups;
mod literals;
mod values;

pub use groups::{LiteralGroups, literal_groups};
pub use literals::{LiteralStrings, known_places, literal_places};
pub use values::{ForeignName, SourceValues};

/// The requests of a source, and the names that it exports, types left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceModule {
    /// The literal specifiers of `import`, `export … from`, `import()` and `require()`.
    pub requests: Vec<SourceRequest>,
    pub names: BTreeSet<String>,
    /// True if `export *` adds names that stand elsewhere.
    pub has_stars: bool,
    /// True if there is nothing in it but types.
    pub is_types_only: bool,
    /// True if a bundle has no code of it: it passes on what others export, and may have types and constant enumerations.
    pub only_passes_on: bool,
    pub values: SourceValues,
}

/// One specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRequest {
    pub specifier: Spanned<String>,
    /// True if the module is loaded with the one that asks: it is neither a type nor asked for later.
    pub is_static: bool,
    pub is_type: bool,
    /// True if it imports names, which may be all that is asked for.
    pub has_names: bool,
}

/// Reads a source by its path; `None` where it does not parse or is no JavaScript or TypeScript.
pub fn read_source(path: &str, text: &str) -> Option<SourceModule> {
    let kind = SourceType::from_path(path).ok()?;
    // Babel compiles JSX in `.js` files, too.
    let kind = if kind.is_javascript() { kind.with_jsx(true) } else { kind };
    let found = stack::run_source(text, || with_arena(|arena| parse(arena, text, kind)));
    found.ok().flatten()
}

fn parse(arena: &oxc_allocator::Allocator, text: &str, kind: SourceType) -> Option<SourceModule> {
    let mut parsed = Parser::new(arena, text, kind).parse();
    if parsed.panicked || !parsed.diagnostics.is_empty() {
        // Sloppy code, such as `with (a) {}`, parses as no module.
        parsed = Parser::new(arena, text, kind.with_script(true)).parse();
    }
    if parsed.panicked {
        return None;
    }
    let body = &parsed.program.body;
    let is_types_only = body.iter().any(is_type) && body.iter().all(|it| is_type(it) || says_nothing(it));
    let only_passes_on = !body.is_empty() && body.iter().all(|it| is_type(it) || passes_on(it));
    let imports = values::imported(body);
    let values = values::exported(body, &imports);
    let found = SourceModule { is_types_only, only_passes_on, values, ..SourceModule::default() };
    let mut finder = UnitFinder { found, imports };
    body.iter().for_each(|statement| finder.exports(statement));
    finder.visit_program(&parsed.program);
    Some(finder.found)
}

/// Returns the calls in a script by the last name of the callee, each with the literal arguments that it
/// begins with: `fs.cpSync("a", "b")`.
pub fn literal_calls(text: &str) -> Vec<(String, Vec<String>)> {
    let found = stack::run_source(text, || {
        with_arena(|arena| {
            let parsed = Parser::new(arena, text, SourceType::mjs()).parse();
            let mut calls = Calls::default();
            calls.visit_program(&parsed.program);
            calls.0
        })
    });
    found.unwrap_or_default()
}

#[derive(Default)]
struct Calls(Vec<(String, Vec<String>)>);

impl<'a> Visit<'a> for Calls {
    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let name = match &call.callee {
            Expression::Identifier(name) => Some(name.name.to_string()),
            Expression::StaticMemberExpression(member) => Some(member.property.name.to_string()),
            _ => None,
        };
        let literals = call.arguments.iter().map_while(|argument| match argument {
            Argument::StringLiteral(text) => Some(text.value.to_string()),
            _ => None,
        });
        self.0.extend(name.map(|name| (name, literals.collect())));
        walk::walk_call_expression(self, call);
    }
}

/// Returns all strings that a configuration gives for a key, `{ ignore: ["a"] }`; `None` where it gives a
/// value that is not known, or nothing.
pub fn literal_arrays(text: &str, key: &str) -> Option<Vec<String>> {
    let values: Vec<_> = known_places(text, key, None).into_iter().map(|(_, value)| value).collect();
    let is_plain = !values.is_empty() && values.iter().all(Option::is_some);
    is_plain.then(|| values.into_iter().flatten().flatten().map(|(_, value)| value).collect())
}

impl SourceModule {
    /// It asks for more than names that it does not use, and that compilers take for types.
    pub fn needs(&self, specifier: &str) -> bool {
        let is_loaded = |request: &&SourceRequest| {
            request.specifier.value == specifier && !request.is_type && !request.has_names
        };
        let mut names = self.values.used.iter().chain(self.values.passed_on.values());
        self.requests.iter().any(|request| is_loaded(&request))
            || names.any(|name| name.specifier == specifier)
    }
}

struct UnitFinder {
    found: SourceModule,
    imports: BTreeMap<String, ForeignName>,
}

impl UnitFinder {
    fn request(&mut self, specifier: &str, span: oxc_span::Span, is_static: bool, is_type: bool) {
        let span = Span::new(span.start, span.end);
        let specifier = Spanned { value: specifier.to_owned(), span };
        self.found.requests.push(SourceRequest { specifier, is_static, is_type, has_names: false });
    }

    fn exports(&mut self, statement: &Statement<'_>) {
        match statement {
            _ if is_type(statement) => {}
            Statement::ExportDefaultDeclaration(_) => drop(self.found.names.insert("default".to_owned())),
            Statement::ExportAllDeclaration(export) => match &export.exported {
                Some(name) => drop(self.found.names.insert(name_of(name))),
                None => self.found.has_stars = true,
            },
            Statement::ExportDeclaration(export) => self.declared(&export.declaration),
            Statement::ExportNamedDeclaration(export) => self.specifiers(&export.specifiers),
            Statement::ExportFromDeclaration(export) => self.specifiers(&export.specifiers),
            _ => {}
        }
    }

    fn specifiers(&mut self, names: &[ExportSpecifier<'_>]) {
        let values = names.iter().filter(|name| !name.export_kind.is_type());
        self.found.names.extend(values.map(|name| name_of(&name.exported)));
    }

    fn declared(&mut self, declared: &Declaration<'_>) {
        if let Declaration::VariableDeclaration(variables) = declared {
            let patterns = variables.declarations.iter().flat_map(|one| one.id.get_binding_identifiers());
            return self.found.names.extend(patterns.map(|name| name.name.to_string()));
        }
        self.found.names.extend(declared.id().map(|name| name.name.to_string()));
    }
}

fn name_of(name: &ModuleExportName<'_>) -> String {
    name.name().to_string()
}

impl<'a> Visit<'a> for UnitFinder {
    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        let only_types = import.specifiers.as_ref().is_some_and(|names| {
            !names.is_empty()
                && names.iter().all(|name| {
                    matches!(name, ImportDeclarationSpecifier::ImportSpecifier(one) if one.import_kind.is_type())
                })
        });
        let is_type = import.import_kind.is_type() || only_types;
        self.request(&import.source.value, import.source.span(), !is_type, is_type);
        if let Some(last) = self.found.requests.last_mut() {
            last.has_names = import.specifiers.as_ref().is_some_and(|names| !names.is_empty());
        }
    }

    fn visit_identifier_reference(&mut self, reference: &IdentifierReference<'a>) {
        self.found.values.used.extend(self.imports.get(reference.name.as_str()).cloned());
    }

    // Types use no values.
    fn visit_ts_type(&mut self, _: &TSType<'a>) {}

    fn visit_ts_class_implements(&mut self, _: &TSClassImplements<'a>) {}

    fn visit_ts_interface_declaration(&mut self, _: &TSInterfaceDeclaration<'a>) {}

    fn visit_export_from_declaration(&mut self, export: &ExportFromDeclaration<'a>) {
        let is_type = export.export_kind.is_type() || are_types(&export.specifiers);
        self.request(&export.source.value, export.source.span(), !is_type, is_type);
        if let Some(last) = self.found.requests.last_mut() {
            last.has_names = !export.specifiers.is_empty();
        }
    }

    fn visit_export_all_declaration(&mut self, export: &ExportAllDeclaration<'a>) {
        let is_type = export.export_kind.is_type();
        self.request(&export.source.value, export.source.span(), !is_type, is_type);
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        if let Expression::StringLiteral(text) = &import.source {
            self.request(&text.value, text.span(), false, false);
        }
        walk::walk_import_expression(self, import);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let is_require = call.callee.get_identifier_reference().is_some_and(|name| name.name == "require");
        if let (true, [Argument::StringLiteral(text)]) = (is_require, call.arguments.as_slice()) {
            self.request(&text.value, text.span(), true, false);
        }
        walk::walk_call_expression(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_left_out() {
        let text = "import type { T } from './t'; import { a } from './a.js';
            export type { U } from './u'; export interface V {} export const { b, c: [d] } = a;
            export { e as f } from './e'; export * from './g'; export default class {}
            const lazy = () => import('./h'); enum N {} export enum O {} export declare const p: T;";
        let found = read_source("x.ts", text).unwrap();
        assert_eq!(Vec::from_iter(&found.names), ["O", "b", "d", "default", "f"]);
        let requests: Vec<_> = found
            .requests
            .iter()
            .map(|request| format!("{}{}", if request.is_static { "" } else { "?" }, request.specifier.value))
            .collect();
        assert_eq!(requests, ["?./t", "./a.js", "?./u", "./e", "./g", "?./h"]);
        assert!(found.has_stars && !found.is_types_only);
    }

    #[test]
    fn a_module_may_have_only_types() {
        for (path, text, expected) in [
            ("a.ts", "export interface A {} export type { B } from './b'", true),
            ("a.ts", "import { x } from './x'; export type A = x", false),
            ("a.ts", "declare global { interface W {} } export {}", true),
            ("a.ts", "export namespace A.B { export type C = 1 }", true),
            ("a.ts", "export namespace A { export const b = 1 }", false),
            ("a.ts", "export const enum A { B }", false),
            ("a.ts", "export {}", false),
            ("a.ts", "", false),
            ("a.js", "module.exports = require('./b')", false),
            ("a.tsx", "export const A = () => <b/>", false),
            ("a.jsx", "export const A = () => <b/>", false),
            ("a.js", "with (a) { b }", false),
        ] {
            assert_eq!(read_source(path, text).unwrap().is_types_only, expected, "{text}");
        }
    }

    #[test]
    fn values_are_told_from_types() {
        let text = "import { a, T, type U, b as c } from './a'; import * as d from './d'; import E from './e';
            import './f'; export const g = (x: T): U => a(c as typeof E); interface H extends T {} export { H, d, E as h };
            export const enum I {} export enum J {} export function k(): void; export { l as m } from './l'; export * from './n'";
        let found = read_source("x.ts", text).unwrap();
        let SourceValues { own, passed_on, stars, used, changes_globals } = &found.values;
        assert_eq!(Vec::from_iter(own), ["J", "g"]);
        assert_eq!(Vec::from_iter(passed_on.keys()), ["d", "h", "m"]);
        assert_eq!(*stars, ["./n"]);
        let used: Vec<_> = used.iter().map(|it| format!("{} {}", it.specifier, it.name)).collect();
        assert_eq!(used, ["./a a", "./a b", "./d *", "./e default"]);
        let needed =
            ["./a", "./d", "./e", "./f", "./l", "./n", "./o"].map(|specifier| found.needs(specifier));
        assert_eq!(needed, [true, true, true, true, true, true, false]);
        assert!(!changes_globals && !read_source("x.ts", "import { T } from './a'").unwrap().needs("./a"));
        for text in ["globalThis.a = 1", "(window as any).a.b = 1", "customElements.define('a', A)"] {
            assert!(read_source("x.ts", text).unwrap().values.changes_globals, "{text}");
        }
        for text in ["a.b = 1", "a(globalThis)", "const a = window.b", "console.log(1)"] {
            assert!(!read_source("x.ts", text).unwrap().values.changes_globals, "{text}");
        }
    }
}
