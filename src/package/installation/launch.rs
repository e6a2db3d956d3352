//! The words that start a command: npx, `pnpm exec`, `cross-env` and their like.

/// A command without the words that start it.
pub(super) struct Launched<'w> {
    pub words: &'w [&'w str],
    /// True if npx or its like fetches the program where it is not installed.
    pub is_fetched: bool,
}

/// Returns the command without the words around it: assignments, `cross-env`, `npx`, `pnpm exec`.
pub(super) fn launched<'w>(mut words: &'w [&'w str]) -> Launched<'w> {
    let mut is_fetched = false;
    loop {
        words = match words {
            ["npx" | "bunx", rest @ ..]
            | ["bun", "x", rest @ ..]
            | ["npm", "exec" | "x", rest @ ..]
            | ["pnpm" | "yarn", "dlx", rest @ ..] => {
                is_fetched = true;
                behind_flags(rest, &mut is_fetched)
            }
            ["pnpm" | "yarn" | "bun", "exec", rest @ ..] => behind_flags(rest, &mut is_fetched),
            [word, rest @ ..] if is_around(word) => rest,
            _ => return Launched { words, is_fetched },
        }
    }
}

/// Returns the words behind the flags of npx: `-y`, `--package node-gyp`, `--`.
fn behind_flags<'w>(mut words: &'w [&'w str], is_fetched: &mut bool) -> &'w [&'w str] {
    loop {
        words = match words {
            ["-p" | "--package", _, rest @ ..] => rest,
            ["--no" | "--no-install", rest @ ..] => {
                *is_fetched = false;
                rest
            }
            [flag, rest @ ..] if flag.starts_with('-') => rest,
            _ => return words,
        }
    }
}

/// Tells whether a word only sets the scene for the command behind it.
fn is_around(word: &str) -> bool {
    let is_assignment = word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
    });
    is_assignment || matches!(word, "cross-env" | "cross-env-shell" | "env" | "exec" | "command")
}

/// Returns the name of a program without the version that npx is asked for: `node-gyp@10`.
pub(super) fn without_version(program: &str) -> &str {
    program.split_once('@').map_or(program, |(name, _)| if name.is_empty() { program } else { name })
}
