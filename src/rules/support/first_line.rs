//! The first line of a command, as the systems read what stands behind its `#!`.

use crate::resolve::parse_package_name;

/// The reason why a first line does not run its file everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rules) enum FirstLineFault<'t> {
    /// A carriage return belongs to the name of the program, unless the package manager removes it.
    CarriageReturn { program: &'t str },
    /// `env` gets all that follows it as the name of one program.
    OneName { env: &'t str, name: &'t str },
    /// `env` gets all that follows it as the value of one variable, and starts the file again.
    OneVariable { env: &'t str, words: &'t str },
    /// `env` gets all that follows it as one option, by which it starts the file again or ends.
    OneOption { env: &'t str, words: &'t str },
    /// `env` divides it, and pnpm does not know the option by which it does.
    OtherSplit { env: &'t str, words: &'t str },
    /// Nothing stands behind `#!`.
    NoProgram,
    /// Linux cuts the line off.
    TooLong,
    /// The program is named without its folder.
    NoFolder { program: &'t str },
    /// The program is Node in a folder where other systems do not have it.
    NodeElsewhere { arguments: &'t str },
}

/// A package that a first line needs beside Node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum NeededPackage<'t> {
    /// `#!/usr/bin/env tsx`
    Program(&'t str),
    /// `#!/usr/bin/env -S node --import tsx`
    Loaded(&'t str),
}

/// Flags by which Node loads a module before the script.
const LOADING: [&str; 5] = ["--import", "--require", "-r", "--loader", "--experimental-loader"];

/// Returns the package that `env` or Node looks for.
pub(in crate::rules) fn needed(text: &[u8]) -> Option<NeededPackage<'_>> {
    let line = text.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    let mut words =
        std::str::from_utf8(line.get(..LONGEST).unwrap_or(line)).ok()?.split_whitespace().peekable();
    words.next().filter(|program| program.ends_with("/env"))?;
    while words.next_if(|word| word.starts_with('-') || word.contains('=')).is_some() {}
    let program = words.next()?;
    if program != "node" {
        return (!program.contains('/')).then_some(NeededPackage::Program(program));
    }
    while let Some(word) = words.next() {
        let (flag, value) = word.split_once('=').map_or((word, None), |(flag, value)| (flag, Some(value)));
        if LOADING.contains(&flag) {
            let loaded = value.or_else(|| words.next())?;
            return parse_package_name(loaded).map(|bare| NeededPackage::Loaded(bare.name));
        }
    }
    None
}

/// The longest first line behind its `#!` in bytes that Linux reads.
const LONGEST: usize = 253;

/// Returns the first line behind its `#!` without blanks around it, and what is wrong with it.
pub(in crate::rules) fn fault(text: &[u8]) -> Option<(&str, FirstLineFault<'_>)> {
    let rest = text.strip_prefix(b"#!")?;
    let rest = rest.get(..=LONGEST).unwrap_or(rest);
    let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    let (line, end) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
    if line.len() > LONGEST {
        return Some(("", FirstLineFault::TooLong));
    }
    let line = std::str::from_utf8(line).ok()?.trim_matches([' ', '\t']);
    Some((line, fault_of(line, end.first() == Some(&b'\r'))?))
}

fn fault_of(line: &str, is_behind_return: bool) -> Option<FirstLineFault<'_>> {
    let (program, arguments) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let arguments = arguments.trim_matches([' ', '\t']);
    let is_env = program == "env" || program.ends_with("/env");
    let is_one_word = !arguments.contains([' ', '\t']);
    match program.rsplit_once('/') {
        None if program.is_empty() => Some(FirstLineFault::NoProgram),
        // `env -S` divides at the carriage return, too.
        _ if is_env && arguments.starts_with("-S") => None,
        _ if is_env && splits(arguments) => {
            Some(FirstLineFault::OtherSplit { env: program, words: arguments })
        }
        _ if is_env && arguments.starts_with('-') => {
            Some(FirstLineFault::OneOption { env: program, words: arguments })
        }
        Some(_) if is_env && !is_one_word => Some(match arguments.split([' ', '\t']).next() {
            // Linux gives `env` two arguments, `A=b node` and the path of the file: `env` sets the variable
            // and runs that path.
            Some(first) if first.contains('=') => {
                FirstLineFault::OneVariable { env: program, words: arguments }
            }
            _ => FirstLineFault::OneName { env: program, name: arguments },
        }),
        None => Some(FirstLineFault::NoFolder { program: line }),
        Some((_, "node")) => Some(FirstLineFault::NodeElsewhere { arguments }),
        Some((_, name)) if is_behind_return => {
            Some(FirstLineFault::CarriageReturn { program: if is_env { arguments } else { name } })
        }
        _ => None,
    }
}

/// Tells whether `env` divides its only argument: `-S`, which may stand behind options without a value, or the long name of it.
fn splits(argument: &str) -> bool {
    let is_short = |options: &str| options.trim_start_matches(['0', 'i', 'v']).starts_with('S');
    argument.starts_with("--split-string") || argument.strip_prefix('-').is_some_and(is_short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines_that_systems_read_differently() {
        for (text, expected) in [
            ("#!/usr/bin/env node\r\n", FirstLineFault::CarriageReturn { program: "node" }),
            ("#!/bin/sh\r\n", FirstLineFault::CarriageReturn { program: "sh" }),
            ("#!/usr/bin/env node\rrun()\r", FirstLineFault::CarriageReturn { program: "node" }),
            ("#!/bin/env node -r x\r\n", FirstLineFault::OneName { env: "/bin/env", name: "node -r x" }),
            ("#!/bin/env A=b node", FirstLineFault::OneVariable { env: "/bin/env", words: "A=b node" }),
            ("#!node\n", FirstLineFault::NoFolder { program: "node" }),
            ("#!/bin/env -i node\n", FirstLineFault::OneOption { env: "/bin/env", words: "-i node" }),
            ("#!/bin/env -- node\r\n", FirstLineFault::OneOption { env: "/bin/env", words: "-- node" }),
            ("#!/bin/env -u S node\n", FirstLineFault::OneOption { env: "/bin/env", words: "-u S node" }),
            ("#!/bin/env -vS node\n", FirstLineFault::OtherSplit { env: "/bin/env", words: "-vS node" }),
            ("#! \n", FirstLineFault::NoProgram),
            ("#!", FirstLineFault::NoProgram),
            (&format!("#!/bin/env node{}\n", " ".repeat(LONGEST)), FirstLineFault::TooLong),
            ("#! /usr/local/bin/node -r x \n", FirstLineFault::NodeElsewhere { arguments: "-r x" }),
        ] {
            assert_eq!(fault(text.as_bytes()).map(|(_, fault)| fault), Some(expected), "{text}");
        }
    }

    #[test]
    fn first_lines_that_run_everywhere_are_silent() {
        for text in [
            "#!/usr/bin/env node\nrun()\r\n",
            "#! /usr/bin/env \t node \t\n",
            "#!/usr/bin/env -S node --no-warnings\r\n",
            "#!/usr/bin/env -S A=b node\n",
            "#!/bin/sh -e\n",
            "#!/usr/bin/env -Snode -r x\n",
            "#!/usr/bin/env",
            "",
            "run()\r\n",
            &format!("#!{}\n", "/".repeat(LONGEST)),
        ] {
            assert_eq!(fault(text.as_bytes()), None, "{text}");
        }
    }
}
