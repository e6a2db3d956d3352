//! Names of CommonJS that no list has, as code makes them while it runs: the uses of `exports` of which the lexer tells every
//! name are known here, and of a text that has another it cannot be told what `require` gives.

use std::collections::BTreeSet;

use memchr::memmem;

/// A file of CommonJS, with the names that the lexer finds in it and in those that it re-exports.
pub(super) struct ListedFile<'f> {
    pub text: &'f [u8],
    pub names: &'f BTreeSet<String>,
    /// True if `module.exports` is certainly a function.
    pub gives_function: bool,
}

impl ListedFile<'_> {
    /// Tells whether those names are all that `require` gives of it, but for what it re-exports.
    pub fn tells_all_names(&self) -> bool {
        let places = words(self.text, b"exports");
        let is_alone = !is_module_handed_on(self.text);
        let is_no_variable = |place: usize| is_alone && is_no_variable(self.text, place);
        places.into_iter().all(|place| is_no_variable(place) || self.is_told(place))
    }
}

/// The places where a word stands by itself.
fn words(text: &[u8], word: &[u8]) -> Vec<usize> {
    memmem::find_iter(text, word).filter(|place| is_word(text, *place, word.len())).collect()
}

fn is_word(text: &[u8], place: usize, length: usize) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| is_name_byte(*byte));
    let before = place.checked_sub(1).and_then(|before| text.get(before));
    !is_part(before) && !is_part(text.get(place + length))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

/// The forms of a use of `exports` that hands it on, and of which the lexer tells the names, or the file that has them.
const TOLD_BEFORE: [&str; 4] = [
    "__reExport(src_exports, require(\"",
    "__exportStar(require(\"",
    "__exportStar(require('",
    "__export(require(\"",
];

impl ListedFile<'_> {
    /// Tells whether one use of `exports` can add no name but those that the lexer has.
    fn is_told(&self, place: usize) -> bool {
        let line = line_before(self.text, place);
        let after = self.text.get(place + "exports".len()..).unwrap_or_default();
        let is_annotation = [&b"0 && (module."[..], b"0&&(module."].iter().any(|it| line.ends_with(it));
        if is_comment(line) || is_annotation {
            return true;
        }
        let (object, is_module) = match line.strip_suffix(b"module.") {
            Some(line) => (line, true),
            None => (line, false),
        };
        if let Some(member) = after.strip_prefix(b".") {
            return !object.ends_with(b"delete ") && member_is_told(member, self.names);
        }
        if is_module && assigns(after) {
            let value = assigned(after);
            return gives_what_is_told(value, self.text)
                || self.gives_function && self.is_plain_function(value);
        }
        if object.ends_with(b"defineProperty(") {
            return defined_is_told(after, self.names);
        }
        let before = |form: &&str| memmem::rfind(line, form.as_bytes()).is_some();
        let is_read = [&b"[key] ==="[..], b"[k] ===", b" && "].iter().any(|it| after.starts_with(it));
        is_read
            || line.ends_with(b" in ")
            || line.ends_with(b"defineProperties(") && marks_module(after)
            || line.ends_with(b"hasOwnProperty.call(")
            || line.ends_with(b") __createBinding(")
            || TOLD_BEFORE.iter().any(before)
    }

    /// Tells whether a function that is exported is never given members, nor handed on to code that could do so.
    fn is_plain_function(&self, value: &[u8]) -> bool {
        let length = value.iter().position(|byte| !is_name_byte(*byte)).unwrap_or(value.len());
        let (name, rest) = value.split_at_checked(length).unwrap_or_default();
        if name == b"function" {
            return true;
        }
        let none = BTreeSet::new();
        let is_used_plainly = |place: &usize| {
            let after = self.text.get(place + name.len()..).unwrap_or_default();
            let before = line_before(self.text, *place).trim_ascii_end();
            match after.first() {
                Some(b'.') => {
                    let member = after.get(1..).unwrap_or_default();
                    member.starts_with(b"prototype") || member_is_told(member, &none)
                }
                Some(b'[') => false,
                Some(b'(') => true,
                _ => NAMING.iter().any(|word| before.ends_with(word.as_bytes())),
            }
        };
        rest.is_empty() && !name.is_empty() && words(self.text, name).iter().all(is_used_plainly)
    }
}

/// The ends of what stands before a name that is declared, made or exported, and not handed on.
const NAMING: [&str; 10] =
    ["function", "function*", "class", "var", "let", "const", "new", "typeof", "instanceof", "exports ="];

fn line_before(text: &[u8], place: usize) -> &[u8] {
    let before = text.get(..place).unwrap_or_default();
    let near = before.get(before.len().saturating_sub(200)..).unwrap_or_default();
    let start = memchr::memrchr(b'\n', near).map_or(0, |end| end + 1);
    near.get(start..).unwrap_or_default()
}

fn is_comment(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let is_open = memmem::find(line, b"*/").is_none();
    line.starts_with(b"//") || is_open && (line.starts_with(b"* ") || line.starts_with(b"/*"))
}

/// Tells whether code may reach `module.exports` by another name than `module`.
fn is_module_handed_on(text: &[u8]) -> bool {
    let is_plain = |place: usize| {
        let (line, after) =
            (line_before(text, place), text.get(place + "module".len()..).unwrap_or_default());
        let is_in_text = matches!(after.first(), Some(b'"' | b'\'')) || is_followed_by_word(after);
        after.starts_with(b".") || is_in_text || line.ends_with(b"typeof ") || is_comment(line)
    };
    !words(text, b"module").into_iter().all(is_plain)
}

/// Tells whether the word is a member of something else, a key, a text or a part of one.
fn is_no_variable(text: &[u8], place: usize) -> bool {
    let line = line_before(text, place);
    let after = text.get(place + "exports".len()..).unwrap_or_default();
    let before = line.trim_ascii_end();
    let object =
        before.strip_suffix(b".").filter(|object| object.last().is_some_and(|byte| is_name_byte(*byte)));
    let is_member = object.is_some_and(|object| !object.ends_with(b"module")) && !is_written(after);
    let is_key = before.last().is_none_or(|byte| matches!(byte, b'{' | b','))
        && after.trim_ascii_start().starts_with(b":");
    let is_text = match (line.last(), after.first()) {
        (Some(open @ (b'"' | b'\'')), Some(close)) => open == close,
        _ => false,
    };
    is_member || is_key || is_text || is_followed_by_word(after)
}

/// Tells whether a member may be set on the rest of the line.
fn is_written(after: &[u8]) -> bool {
    let line = after.split(|byte| matches!(byte, b'\n' | b';')).next().unwrap_or_default();
    let is_sign = |byte: Option<&u8>| byte.is_some_and(|byte| b"=!<>".contains(byte));
    let mut signs = memchr::memchr_iter(b'=', line);
    signs.any(|at| {
        !is_sign(line.get(at + 1)) && !is_sign(at.checked_sub(1).and_then(|before| line.get(before)))
    })
}

/// Tells whether another word follows on the line that is no operator: so it is in prose only.
fn is_followed_by_word(after: &[u8]) -> bool {
    let rest = after.strip_prefix(b" ").unwrap_or_default();
    let length = rest.iter().position(|byte| !is_name_byte(*byte)).unwrap_or(rest.len());
    let word = rest.get(..length).unwrap_or_default();
    !word.is_empty() && !matches!(word, b"in" | b"instanceof" | b"of")
}

/// Tells whether an assignment follows, and no comparison.
fn assigns(after: &[u8]) -> bool {
    let after = after.trim_ascii_start();
    after.starts_with(b"=") && !matches!(after.get(1), Some(b'=' | b'>'))
}

/// `Object.defineProperties(exports, { __esModule: …, [Symbol.toStringTag]: … })`, which bundlers write.
fn marks_module(after: &[u8]) -> bool {
    let marks = after.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let values = memmem::find_iter(marks, b"value:").count();
    let tags = memmem::find_iter(marks, b"[Symbol.toStringTag]").count();
    after.starts_with(b", { __esModule") && values == 1 + tags
}

/// A member that is among the names may be written. Another one must be read only, as what follows shows.
fn member_is_told(member: &[u8], lexed: &BTreeSet<String>) -> bool {
    let length = member.iter().position(|byte| !is_name_byte(*byte)).unwrap_or(member.len());
    let (name, after) = member.split_at_checked(length).unwrap_or_default();
    let is_own = !name.starts_with(b"__define") && name != b"__proto__";
    let is_read = is_own && matches!(after.first(), None | Some(b'.' | b'(' | b')' | b';' | b','));
    is_read || str::from_utf8(name).is_ok_and(|name| lexed.contains(name))
}

/// The value that is assigned, up to the end of the line or statement.
fn assigned(after: &[u8]) -> &[u8] {
    let value = after.trim_ascii_start().strip_prefix(b"=").unwrap_or_default().trim_ascii_start();
    let end = value.iter().position(|byte| matches!(byte, b'\n' | b';')).unwrap_or(value.len());
    value.get(..end).unwrap_or_default().trim_ascii_end()
}

/// `module.exports = require('…')`, which the lexer follows, and esbuild's object of getters, which an annotation tells.
fn gives_what_is_told(value: &[u8], text: &[u8]) -> bool {
    let is_require = [&b"require('"[..], b"require(\""].iter().any(|start| value.starts_with(start));
    let is_whole = value.iter().filter(|byte| **byte == b'(').count() == 1 && value.ends_with(b")");
    let is_annotated = || {
        ["0 && (module.exports", "0&&(module.exports"]
            .iter()
            .any(|it| memmem::find(text, it.as_bytes()).is_some())
    };
    (is_require && is_whole) || value.starts_with(b"__toCommonJS(") && is_annotated()
}

/// `Object.defineProperty(exports, 'name', …)`, or with the key of another module's names.
fn defined_is_told(after: &[u8], lexed: &BTreeSet<String>) -> bool {
    let name = after.trim_ascii_start().strip_prefix(b",").unwrap_or_default().trim_ascii_start();
    match name.split_first() {
        Some((quote @ (b'"' | b'\''), rest)) => {
            let end = memchr::memchr(*quote, rest).unwrap_or_default();
            let name = rest.get(..end).and_then(|name| str::from_utf8(name).ok());
            name.is_some_and(|name| lexed.contains(name))
        }
        _ => name.starts_with(b"key,") || name.starts_with(b"k,"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_whose_names_the_lexer_tells() {
        let lexed = BTreeSet::from(["a", "b", "__esModule"].map(str::to_owned));
        for (text, expected) in [
            ("exports.a = 1; f(exports.c)", true),
            ("exports.c = 1", false),
            ("exports[name] = 1", false),
            ("/******/ module.exports = __webpack_exports__;", false),
            ("/* c8 ignore next */ fill(exports)", false),
            ("/** All exports. */", true),
            ("require.cache[__filename].exports.c = 1", false),
            ("m.exports.c = 1", false),
            ("if (!Object.prototype.hasOwnProperty.call(exports, p)) exports[p] = o[p]", false),
            ("exports.__defineGetter__('c', f)", false),
            ("module.exports = __toCommonJS(src_exports);", false),
            ("module.exports = __toCommonJS(src_exports);\n0 && (module.exports = { a });", true),
            (
                "Object.defineProperties(exports, { __esModule: { value: true }, [Symbol.toStringTag]: { value: 'Module' } });",
                true,
            ),
            ("Object.defineProperties(exports, { __esModule: { value: true }, c: { value: 1 } });", false),
            ("exports.c += 1", false),
            ("exports.c++", false),
            ("[exports.c] = [1]", false),
            ("for (const k in { c: 1 }) exports[k] = 2", false),
            ("for (const k in exports) fill(exports)", false),
            ("if ('a' in exports) f()", true),
            ("fill(exports)", false),
            ("const e = exports", false),
            ("delete exports.a", false),
            ("// all exports\nexports.a = 1", true),
            ("Object.defineProperty(exports, '__esModule', { value: true })", true),
            ("Object.defineProperty(exports, 'c', { value: true })", false),
            ("module.exports = require('./a');", true),
            ("module.exports = require('./a')(b);", false),
            ("module.exports = make()", false),
            ("module.exports = { a, b }", false),
            ("__exportStar(require(\"./a\"), exports);", true),
            ("(function (root, factory) { factory(exports) })(this, f)", false),
            ("const my_exports = {}", true),
            ("const found = parsed.exports; exports.a = { exports: undefined }", true),
            ("throw new Error('Make sure that your entry exports a function')", true),
            ("if (name === 'exports') f()", true),
            ("f(...exports)", false),
            ("const { a = 1, exports: b } = module", false),
            ("const m = module; m.exports.c = 1", false),
            ("module['exports'].c = 1", false),
            ("const f = test ? exports : {}", false),
            ("const { createRequire } = require('node:module'); f(parsed.exports)", true),
            ("for (const e of exports) f(e)", false),
            ("fill(\nexports instanceof Object)", false),
        ] {
            let file = ListedFile { text: text.as_bytes(), names: &lexed, gives_function: false };
            assert_eq!(file.tells_all_names(), expected, "{text}");
        }
        for (text, expected) in [
            ("module.exports = function () { return 1 }", true),
            ("function f() {} f.prototype.g = 1; module.exports = f", true),
            ("function f() {} f.g = 1; module.exports = f", false),
            ("function f() {} module.exports = f; module.exports.c = 1", false),
            ("function f() {} fill(f)\nmodule.exports = f", false),
            ("function f() {} const g = f; g.c = 1; module.exports = f", false),
            ("function f() {} [f].forEach(fill); module.exports = f", false),
            ("function f() { return new f() instanceof f || f() } module.exports = f", true),
        ] {
            let file = ListedFile { text: text.as_bytes(), names: &lexed, gives_function: true };
            assert_eq!(file.tells_all_names(), expected, "{text}");
        }
    }
}
