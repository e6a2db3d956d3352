//! Rows of source text and what is read while it is evaluated.

use super::*;
use crate::node::NodeVersion;

fn es(source: &str) -> EsModule {
    let profile = "24".parse::<NodeVersion>().unwrap().profile();
    read_es(source.as_bytes(), &profile).unwrap_or_else(|error| panic!("{error}: {source}"))
}

#[test]
fn reads_while_evaluated() {
    for (code, expected) in [
        ("x", "x!"),
        ("x()", "x!()"),
        ("x.y", "x.y!"),
        ("n.y", "n.y!"),
        ("typeof x", "x!"),
        ("if (c) x", "x"),
        ("c && x", "x"),
        ("try { x } catch {}", "x"),
        ("() => x", ""),
        ("function f() { x }", ""),
        ("function f() { x } f()", "x!"),
        ("(() => x)()", "x!"),
        ("export default x", "x!"),
        ("export { x }", ""),
        ("export const a = [x]", "x!"),
        ("class A extends x {}", "x!{}"),
        ("class A extends n.y {}", "n.y!{}"),
        ("new x(); new n.y(); new (x)()", "x!new n.y!new x!new"),
        ("x.y = 1; x[y](); x.y()", "x.y!= x! x.y!()"),
        ("class A { [x] = 1 }", "x!"),
        ("class A { static a = x; static { x } }", "x! x!"),
        ("class A { a = x }", ""),
        ("class A { a = x } new A()", "x!"),
        ("`${x}`", "x!"),
        ("const o = { x }", "x!"),
        ("const { a = x } = o", "x"),
        ("function f(x) { x } f()", ""),
        ("const f = () => { if (c) return; x }; f()", "x"),
    ] {
        let module = es(&format!("import {{ x }} from 'm'; import * as n from 'm'; {code}"));
        let words = |usage| match usage {
            ValueUse::Read => "",
            ValueUse::Set => "=",
            ValueUse::Called => "()",
            ValueUse::Constructed => "new",
            ValueUse::Extended => "{}",
        };
        let tell = |it: &BindingRead| {
            let member = it.member.as_ref().map(|member| format!(".{member}")).unwrap_or_default();
            let (certain, called) = (if it.certain { "!" } else { "" }, words(it.usage));
            format!("{}{member}{certain}{called}", it.local)
        };
        assert_eq!(module.reads.iter().map(tell).collect::<Vec<_>>().join(" "), expected, "{code}");
    }
}

#[test]
fn reads_of_commonjs_variables() {
    for (source, expected) in [
        ("module.exports = 1", "module!"),
        ("exports.a = 1; require('x')", "exports! require!"),
        ("__dirname + __filename", "__dirname! __filename!"),
        ("typeof module", ""),
        ("if (typeof module !== 'undefined') module.exports = 1", ""),
        ("if (typeof module === 'undefined') {} else { module.exports = 1 }", ""),
        ("typeof require === 'function' && require.main === module && f()", ""),
        ("typeof require === 'function' ? require('a') : 0", ""),
        ("if (typeof exports === 'undefined') throw 1; exports.a = 1", ""),
        ("try { module.exports = 1 } catch {}", "module"),
        ("if (x) module.exports = 1", "module"),
        ("if (require.main === module) f()", "require! module!"),
        ("const module = 1; module.x", ""),
        ("import require from 'x'; require('a')", ""),
        ("function f() { module.exports = 1 }", ""),
        ("globalThis.require = createRequire(import.meta.url); require('a')", "require"),
        ("const o = { module: 1, exports() {} }; o.require", ""),
        ("export const f = () => __dirname", "__dirname~"),
        ("export default function () { return require('x') }", "require~"),
        ("class A { static m() { return __filename } } export { A }", "__filename~"),
        ("export const f = () => typeof __dirname === 'undefined' ? '' : __dirname", ""),
        ("export const f = () => { try { return require('x') } catch {} }", ""),
        ("export const f = x => x && require('x')", ""),
        ("export const f = x => { if (x) return; require('x') }", ""),
        ("export const f = () => () => require('x')", ""),
        ("const f = () => require('x')", ""),
        ("export const f = () => module.exports", ""),
        ("globalThis.require = 1; export const f = () => require('x')", ""),
    ] {
        let marks = |it: &WrapperRead| match (it.certain, it.later) {
            (true, _) => "!",
            (_, true) => "~",
            _ => "",
        };
        let tell = |it: &WrapperRead| format!("{}{}", it.name, marks(it));
        let reads = es(source).wrapper_reads;
        assert_eq!(reads.iter().map(tell).collect::<Vec<_>>().join(" "), expected, "{source}");
    }
}
