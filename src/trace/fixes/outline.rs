//! A module as far as its source tells: what it asks for and what it exports, without the rest.

use crate::{module::source::SourceModule, trace::plan::compiled_name};

/// The helper by which compilers pass on all names of another module.
const EXPORT_STAR: &str = "var __exportStar = (from, to) => { for (var name in from) if (name !== \"default\") to[name] = from[name]; };\n";

/// The requests and the names of a module, and the modules whose names it passes on.
pub fn outline(module: &SourceModule, is_commonjs: bool) -> String {
    let stars = &module.values.stars;
    let requests = module.requests.iter().filter(|request| !request.is_type);
    let requests = requests.filter(|request| !stars.contains(&request.specifier.value));
    let requests = requests.map(|it| request(&written(&it.specifier.value), it.is_static, is_commonjs));
    let passed = stars.iter().map(|specifier| star(&written(specifier), is_commonjs));
    let helper = if is_commonjs && !stars.is_empty() { EXPORT_STAR } else { "" };
    let names = module.names.iter().map(|name| export(name, is_commonjs));
    std::iter::once(helper.to_owned()).chain(requests).chain(passed).chain(names).collect()
}

/// A specifier as compilers leave it: `.js` for `.ts`, but where Node should read TypeScript.
fn written(specifier: &str) -> String {
    if specifier.starts_with('.') { compiled_name(specifier) } else { specifier.to_owned() }
}

fn request(specifier: &str, is_static: bool, is_commonjs: bool) -> String {
    match (is_commonjs, is_static) {
        // A request that runs later stands in a function, as in the source.
        (true, true) => format!("require({specifier:?});\n"),
        (true, false) => format!("() => require({specifier:?});\n"),
        (false, true) => format!("import {specifier:?};\n"),
        (false, false) => format!("() => import({specifier:?});\n"),
    }
}

fn star(specifier: &str, is_commonjs: bool) -> String {
    if is_commonjs {
        format!("__exportStar(require({specifier:?}), exports);\n")
    } else {
        format!("export * from {specifier:?};\n")
    }
}

/// An exported name, which may be a word that no variable can have: `export { del as delete }`.
fn export(name: &str, is_commonjs: bool) -> String {
    match (is_commonjs, name) {
        (true, name) => format!("exports[{name:?}] = 0;\n"),
        (false, "default") => "export default 0;\n".to_owned(),
        (false, name) if is_word(name) => {
            format!("const own_{name} = 0;\nexport {{ own_{name} as {name} }};\n")
        }
        (false, name) => format!("const own = 0;\nexport {{ own as {name:?} }};\n"),
    }
}

fn is_word(name: &str) -> bool {
    name.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::source::read_source;

    #[test]
    fn names_and_what_is_passed_on_stay() {
        let source = "import type { T } from './t'; import { a } from './a.ts'; export * from './b.ts';
            const del = a; export { del as delete }; export const x = () => import('./c'); export default 1";
        let module = read_source("m.ts", source).unwrap();
        for (is_commonjs, path) in [(false, "m.mjs"), (true, "m.cjs")] {
            let text = outline(&module, is_commonjs);
            let again = read_source(path, &text).unwrap();
            let specifiers: Vec<_> = again.requests.iter().map(|it| it.specifier.value.as_str()).collect();
            assert!(["./a.js", "./b.js"].iter().all(|path| specifiers.contains(path)), "{text}");
            assert!(is_commonjs || (again.has_stars && again.names == module.names), "{text}");
        }
    }
}
