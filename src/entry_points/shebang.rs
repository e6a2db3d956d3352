//! The program that the first line of a command names, and whether it loads the file as plain Node does.

/// The program behind `#!`, as far as it is of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShebangProgram {
    /// Node without options.
    PlainNode,
    /// Node with options that change neither what a file is nor where a request leads.
    Node,
    /// Another program, or Node with a loader or the like around the file.
    Other,
}

/// Options by which other files are loaded, or files in another way. A value follows `=` or in the next word.
const CHANGING: [&str; 16] = [
    "-C",
    "-r",
    "--conditions",
    "--es-module-specifier-resolution",
    "--expose-internals",
    "--import",
    "--loader",
    "--experimental-default-type",
    "--experimental-detect-module",
    "--experimental-json-modules",
    "--experimental-loader",
    "--experimental-network-imports",
    "--experimental-require-module",
    "--experimental-specifier-resolution",
    "--experimental-sqlite",
    "--require",
];

/// Beginnings of such options: `--experimental-strip-types`, `--experimental-wasm-modules`.
const CHANGING_BEGINNINGS: [&str; 3] =
    ["--experimental-strip-", "--experimental-transform-", "--experimental-wasm-"];

/// Variables by which Node gets such options, or looks for packages elsewhere.
const CHANGING_VARIABLES: [&str; 2] = ["NODE_OPTIONS=", "NODE_PATH="];

fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Reads what stands behind `#!`.
pub(super) fn interpreter(line: &str) -> ShebangProgram {
    let mut words = line.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
    let program = match words.next() {
        Some(word) if last_segment(word) == "env" => of_env(&mut words),
        other => other,
    };
    match program {
        Some(program) if is_node(last_segment(program)) => of_options(words),
        _ => ShebangProgram::Other,
    }
}

/// Returns the program that `env` starts, if it starts it without variables that change what Node loads.
fn of_env<'l>(words: &mut impl Iterator<Item = &'l str>) -> Option<&'l str> {
    loop {
        let word = words.next()?;
        match word {
            // Each has its value in the next word.
            "-u" | "--unset" | "-C" | "--chdir" | "-P" => drop(words.next()?),
            _ if CHANGING_VARIABLES.iter().any(|variable| word.starts_with(variable)) => return None,
            _ => match split(word) {
                Some("") => {}
                Some(program) => return Some(program),
                None if word.starts_with('-') || word.contains('=') => {}
                None => return Some(word),
            },
        }
    }
}

/// Returns what follows the option by which `env` divides into words, in the same word: `node` of `-Snode`.
fn split(word: &str) -> Option<&str> {
    ["--split-string=", "--split-string", "-vS", "-S"].iter().find_map(|option| word.strip_prefix(option))
}

fn is_node(program: &str) -> bool {
    let program = program.strip_suffix(".exe").unwrap_or(program);
    let program = program.trim_end_matches(|character: char| character.is_ascii_digit() || character == '.');
    matches!(program, "node" | "nodejs")
}

fn of_options<'l>(words: impl Iterator<Item = &'l str>) -> ShebangProgram {
    let mut found = ShebangProgram::PlainNode;
    for word in words {
        found = ShebangProgram::Node;
        // Behind the options stands another file, to which this one is an argument only.
        if !word.starts_with('-') || changes(word) {
            return ShebangProgram::Other;
        }
    }
    found
}

fn changes(option: &str) -> bool {
    let name = option.split('=').next().unwrap_or(option).replace('_', "-");
    CHANGING.contains(&name.as_str()) || CHANGING_BEGINNINGS.iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_and_its_options_count() {
        for (line, expected) in [
            ("/usr/bin/env node", ShebangProgram::PlainNode),
            (" /usr/bin/env node\r", ShebangProgram::PlainNode),
            ("/usr/bin/env -S node", ShebangProgram::PlainNode),
            ("/usr/local/bin/nodejs", ShebangProgram::PlainNode),
            ("/opt/node/bin/node18", ShebangProgram::PlainNode),
            ("/usr/bin/env A=b node", ShebangProgram::PlainNode),
            ("/usr/bin/env -S node --no-warnings", ShebangProgram::Node),
            ("/usr/bin/env -Snode --enable-source-maps", ShebangProgram::Node),
            ("/usr/bin/env node --max-old-space-size=4096", ShebangProgram::Node),
            ("/usr/bin/env -S node --import=tsx", ShebangProgram::Other),
            ("/usr/bin/env -S node --import tsx", ShebangProgram::Other),
            ("/usr/bin/env -S \"node\" \"-r\" \"esm\"", ShebangProgram::Other),
            ("/usr/bin/env -S node --experimental_specifier_resolution=node", ShebangProgram::Other),
            ("/usr/bin/env -S node --no-warnings --loader ts-node/esm", ShebangProgram::Other),
            ("/usr/bin/env -S node --experimental-strip-types", ShebangProgram::Other),
            ("/usr/bin/env -S NODE_OPTIONS=--import=tsx node", ShebangProgram::Other),
            ("/usr/bin/env -S node ./other.js", ShebangProgram::Other),
            ("/usr/bin/env ts-node", ShebangProgram::Other),
            ("/usr/bin/env -S deno run --unstable-node-globals", ShebangProgram::Other),
            ("/home/node/bin/python", ShebangProgram::Other),
            ("/bin/sh", ShebangProgram::Other),
            ("/usr/bin/env", ShebangProgram::Other),
            ("", ShebangProgram::Other),
        ] {
            assert_eq!(interpreter(line), expected, "{line}");
        }
    }
}
