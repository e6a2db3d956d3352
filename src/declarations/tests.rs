//! Rows: what a text of declarations exports and asks for.

use super::*;

fn exported(text: &str) -> String {
    let module = read_declarations("a.d.ts", text.as_bytes());
    let body = &module.body;
    let mut names: Vec<String> =
        body.locals
            .iter()
            .filter(|(_, local)| {
                local.is_exported || (body.exports_all && local.alias.is_none() && !local.is_default)
            })
            .map(|(name, local)| format!("{name}{}", if local.value.is_some() { "" } else { ":type" }))
            .chain(body.exports.iter().map(|export| {
                format!("{}{}", export.name.value, if export.is_type_only { ":type" } else { "" })
            }))
            .collect();
    names.sort();
    let kind = if module.is_module { "" } else { "script " };
    let equals = body.export_equals.as_ref().map(|(entity, _)| format!(" = {}", entity.join(".")));
    format!("{kind}{}{}", names.join(" "), equals.unwrap_or_default())
}

#[test]
fn exports_of_ambient_contexts() {
    for (text, expected) in [
        ("export declare const a: 1, b: 2", "a b"),
        ("export declare function f(): void; interface I {}", "I:type f"),
        ("export declare function f(): void; interface I {} export {}", "f"),
        ("declare const a: 1", "script a"),
        ("import x from 'y'; declare const a: 1", "a"),
        ("declare const a: 1; export { a as b, type T }", "T:type b"),
        ("export default class C {}", "default"),
        ("export default function f(): void; interface I {}", "I:type default"),
        ("declare class C {} export default C", "default"),
        ("declare function f(): void; declare namespace f { const x: 1 } export = f", " = f"),
        ("export * as ns from './a'", "ns"),
        ("export declare const enum E { A } export type T = 1", "E T:type"),
        ("export import x = require('./y')", "x:type"),
        ("export as namespace P; export const a: 1", "a"),
        ("declare global { const g: 1 } export {}", ""),
    ] {
        assert_eq!(exported(text), expected, "{text}");
    }
}

#[test]
fn requests_of_every_syntax() {
    let requests = |text: &str| {
        let module = read_declarations("a.d.ts", text.as_bytes());
        let row = |request: &TypeRequest| {
            let mode =
                request.resolution_mode.map_or("", |import| if import { "!import" } else { "!require" });
            format!("{:?} {}{mode}", request.kind, request.specifier.value)
        };
        module.requests.iter().map(row).collect::<Vec<_>>().join(", ")
    };
    for (text, expected) in [
        ("import { a } from './a'", "Static ./a"),
        ("export * from './a'", "Static ./a"),
        ("import x = require('./a')", "Require ./a"),
        ("export type T = import('./a').B", "ImportType ./a"),
        ("declare const x: typeof import('./a')", "ImportType ./a"),
        ("export type T = import('a', { with: { 'resolution-mode': 'import' } }).B", "ImportType a!import"),
        ("import type { A } from 'a' with { 'resolution-mode': 'require' }", "Static a!require"),
        ("/// <reference path=\"./g.d.ts\" />\nexport {}", "ReferencePath ./g.d.ts"),
        ("/// <reference types='node' />\nexport {}", "ReferenceTypes node"),
        ("export {}\n/// <reference types='node' />", ""),
        ("declare module 'x' { import { a } from 'y' }", "Ambient y"),
        ("/** @see import('./z') */\nexport {}", ""),
    ] {
        assert_eq!(requests(text), expected, "{text}");
    }
}

#[test]
fn what_the_parser_gives_up_on_is_said_and_its_requests_are_found() {
    let text = "import { a } from './a';\nexport = function f(..): X;\nimport('./b');\n// import './c'";
    let module = read_declarations("a.d.ts", text.as_bytes());
    assert!(module.is_unread && module.error.is_some());
    let found: Vec<_> = module.requests.iter().map(|request| request.specifier.value.as_str()).collect();
    assert_eq!(found, ["./a", "./b"]);
}

#[test]
fn namespaces_may_nest_without_bound() {
    let text = "namespace a {".repeat(5000) + &"}".repeat(5000);
    assert!(read_declarations("a.d.ts", text.as_bytes()).body.locals.contains_key("a"));
}

#[test]
fn a_text_in_utf_16_is_said_to_be_unread() {
    let utf_16: Vec<u8> =
        "\u{feff}export declare const a: 1".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let module = read_declarations("a.d.ts", &utf_16);
    assert!(module.is_unread && module.error.is_some());
    let utf_8 = read_declarations("a.d.ts", "\u{feff}export declare const a: 1".as_bytes());
    assert!(!utf_8.is_unread && utf_8.body.locals.contains_key("a"));
}
