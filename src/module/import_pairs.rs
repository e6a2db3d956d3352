//! Counts, before they are parsed, the pairs of an exported and an imported name: the parser compares each of them.

use memchr::{memchr_iter, memmem};

use super::effort::Effort;

/// So many imported names take no time, whatever is exported.
const FEW: u64 = 64;
/// A comparison of two names is worth so many steps.
const STEPS_A_PAIR: u64 = 4;

/// Returns the work that the pairs of a text make at most.
pub(super) fn effort_of_pairs(text: &str) -> Effort {
    Effort { entries: 0, steps: pairs(text).saturating_mul(STEPS_A_PAIR) }
}

/// Returns the number of the pairs of a text, or more: only the parser knows where strings and comments are.
pub(super) fn pairs(text: &str) -> u64 {
    let text = text.as_bytes();
    let imported = listed_behind(text, b"import");
    if imported <= FEW {
        return 0;
    }
    let exported = listed_behind(text, b"export");
    let declared = if exports_variables(text) { memchr_iter(b',', text).count() as u64 } else { 0 };
    imported.saturating_mul(exported.saturating_add(declared))
}

/// Returns the number of names that are listed behind a word, each time that it stands in the text.
fn listed_behind(text: &[u8], word: &[u8]) -> u64 {
    let (mut from, mut names) = (0, 0);
    // A list is not looked for in another one, so that each byte is looked at once.
    while let Some(found) = text.get(from..).and_then(|rest| memmem::find(rest, word)) {
        let start = from + found + word.len();
        let list = text.get(start..).unwrap_or_default();
        let length = length_of_list(list);
        names += 1 + memchr_iter(b',', list.get(..length).unwrap_or(list)).count() as u64;
        from = start + length;
    }
    names
}

/// Returns the length of what may be a list of names: up to its closing brace, or to what stands in none.
fn length_of_list(list: &[u8]) -> usize {
    let (mut at, mut is_open) = (0, false);
    while let Some(byte) = list.get(at) {
        let rest = list.get(at..).unwrap_or_default();
        at += match byte {
            b'{' => {
                is_open = true;
                1
            }
            b'\\' if rest.starts_with(b"\\u{") => behind(rest, b"}"),
            b'/' if rest.starts_with(b"/*") => behind(rest, b"*/"),
            b'/' if rest.starts_with(b"//") => behind(rest, b"\n"),
            b'"' if is_open => 1 + behind(rest.get(1..).unwrap_or_default(), b"\""),
            b'\'' if is_open => 1 + behind(rest.get(1..).unwrap_or_default(), b"'"),
            b'}' | b';' | b'(' | b'=' | b'.' | b'"' | b'\'' => return at,
            _ => 1,
        };
    }
    list.len()
}

/// Returns the length up to an end, that included; all where there is none.
fn behind(text: &[u8], end: &[u8]) -> usize {
    memmem::find(text, end).map_or(text.len(), |at| at + end.len())
}

/// Tells whether variables may be declared and exported in one statement, of which only the parser knows the names.
fn exports_variables(text: &[u8]) -> bool {
    let declares = |at: usize| {
        let behind = text.get(at + "export".len()..).unwrap_or_default().trim_ascii_start();
        let words: [&[u8]; 7] = [b"const", b"let", b"var", b"declare", b"using", b"await", b"/"];
        words.iter().any(|word| behind.starts_with(word))
    };
    memmem::find_iter(text, b"export").any(declares)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> String {
        (0..count).map(|at| format!("a{at},")).collect()
    }

    #[test]
    fn no_pair_is_missed() {
        let list = names(100);
        for text in [
            format!("import {{ {list} }} from 'x'; export {{ {list} }}"),
            format!("import/**/d, {{ \"}}\" as e, {list} }} from 'x'; export{{ {list} }}"),
            format!("import {{ /* }} */ {list} }} from 'x'; export {{ // }}\n {list} }}"),
            format!("import {{ \\u{{61}}, {list} }} from 'x'; export {{ {list} }}"),
            format!("/* import {{\" */ import {{ {list} }} from 'x'; /* \" */ export {{ {list} }}"),
            format!("import {{ {list} }} from 'x'; export const {}z = 1", list.replace(',', " = 1,")),
            (0..100).map(|at| format!("import a{at} from 'x'; export let b{at}\n")).collect(),
        ] {
            assert!(pairs(&text) >= 10_000, "{text}: {}", pairs(&text));
        }
    }

    #[test]
    fn few_imports_make_no_pairs() {
        for text in [
            format!("import {{ a }} from 'x'; export {{ {} }}", names(1000)),
            format!("const a = [{}]; export {{ a }}", names(1000)),
            format!("{} export {{ a }}", "import('x'); import.meta.url;".repeat(20)),
        ] {
            assert_eq!(pairs(&text), 0, "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_list_is_looked_at_once() {
        assert!(pairs(&"import export ".repeat(300_000)) < 1 << 42);
    }
}
