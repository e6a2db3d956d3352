//! The uses of `NODE_ENV` in a text.

use std::collections::BTreeSet;

use memchr::memmem;

/// Tells whether a text may set `NODE_ENV`, or the environment as a whole.
pub(super) fn may_set_mode(text: &str) -> bool {
    let is_set = |behind: &str| {
        let behind = behind.trim_start_matches([' ', '\'', '"', '`', ']']);
        let sets = ["=", "||=", "??=", "&&="].iter().any(|it| behind.starts_with(it));
        sets && !behind.starts_with("==")
    };
    let is_assigned = |word: &str| behind_each(text, word).any(is_set);
    // `process.env[key] = value` may set any of them.
    let is_member_set = |behind: &str| {
        let behind = behind.strip_prefix('[').filter(|behind| !behind.starts_with(['\'', '"']));
        let behind = behind.and_then(|behind| behind.split_once(']'));
        behind.is_some_and(|(_, behind)| is_set(behind))
    };
    is_assigned("NODE_ENV")
        || is_assigned("process.env")
        || behind_each(text, "process.env").any(is_member_set)
        || names_of_environment(text).iter().any(|name| uses(text, name).any(is_member_set))
        || ["assign(process.env", "loadEnvFile"].iter().any(|words| has(text, words))
}

fn has(text: &str, words: &str) -> bool {
    memmem::find(text.as_bytes(), words.as_bytes()).is_some()
}

/// Returns what stands behind each place that has these words.
fn behind_each<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = &'t str> {
    let found = memmem::find_iter(text.as_bytes(), words);
    found.filter_map(|at| text.get(at.checked_add(words.len())?..))
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || "_$".contains(letter)
}

/// Returns what stands behind each use of a name.
fn uses<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = &'t str> {
    memmem::find_iter(text.as_bytes(), name).filter_map(|at| {
        let before = text.get(..at)?;
        let behind = text.get(at.checked_add(name.len())?..)?;
        (!before.ends_with(|letter| is_part(letter) || letter == '.')).then_some(behind)
    })
}

/// The most names of the environment that are looked for.
const MOST_NAMES: usize = 4;

/// Returns the names that a text gives to the environment: `const e = process.env`, `const { env } = process`.
fn names_of_environment(text: &str) -> BTreeSet<&str> {
    let word = "process.env";
    let whole = memmem::find_iter(text.as_bytes(), word).filter(|at| {
        let behind = text.get(at.saturating_add(word.len())..).unwrap_or_default();
        !behind.starts_with(|byte: char| is_part(byte) || "[.?".contains(byte))
    });
    let named = whole.filter_map(|at| {
        let before = text.get(..at)?.trim_end().strip_suffix('=')?.trim_end();
        let name = before.rsplit(|byte: char| !is_part(byte)).next()?;
        (!name.is_empty()).then_some(name)
    });
    let is_taken = ["= process;", "= process\n", "require('process')", "require(\"process\")"];
    let is_imported = ["'process'", "\"process\"", "'node:process'", "\"node:process\""];
    let takes = has(text, "env") && is_taken.iter().chain(&is_imported).any(|words| has(text, words));
    named.chain(takes.then_some("env")).take(MOST_NAMES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_set_the_mode() {
        for (text, expected) in [
            ("process.env.NODE_ENV = 'production'", true),
            ("process.env['NODE_ENV'] ??= 'production'", true),
            ("if (!process.env.NODE_ENV) process.env.NODE_ENV='test'", true),
            ("process.env = {}", true),
            ("Object.assign(process.env, { A: 1 })", true),
            ("for (const k in conf) process.env[k] = conf[k]", true),
            ("process.loadEnvFile('.env')", true),
            ("const e = process.env\nfor (const k in conf) e[k] = conf[k]", true),
            ("const { env } = process;\nenv[`NODE_${x}`] = 1", true),
            ("import { env } from 'node:process'; env[k] = 1", true),
            ("const e = process.env; const a = e[k] === 1; e.A = 1; here[k] = 1", false),
            ("process.env['A'] = 1; a = process.env[k] === 1", false),
            ("if (process.env.NODE_ENV === 'production') a = process.env.A == 1", false),
            ("'production' !== process.env.NODE_ENV && a()", false),
        ] {
            assert_eq!(may_set_mode(text), expected, "{text}");
        }
    }
}
