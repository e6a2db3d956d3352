//! Reads the arguments: the command in front, the formats paired with their files.

use std::ffi::{OsStr, OsString};

use clap::{ArgMatches, CommandFactory, FromArgMatches, parser::ValueSource};

use crate::{
    cli::{
        args::{Args, CliCommand},
        failure::Failure,
        format::{ReportFormat, Reporting, either},
        outputs::{self, OutputFlag},
        surroundings::Surroundings,
    },
    near::closest,
    render::terminal::Color,
};

/// Understands the arguments. The failure says why they cannot be understood, or is the help that they ask for.
pub(in crate::cli) fn parse(args: Vec<OsString>, surroundings: &Surroundings<'_>) -> Result<Args, Failure> {
    let width = surroundings.terminal.width;
    let command = command().term_width(width).max_term_width(width);
    let args = with_command(args, &command, surroundings)?;
    let matches = command.try_get_matches_from(args).map_err(|error| failure(&error, surroundings))?;
    let mut args = Args::from_arg_matches(&matches).map_err(|error| failure(&error, surroundings))?;
    let given = matches.subcommand().map(|(_, matches)| given(matches)).unwrap_or_default();
    match &mut args.command {
        CliCommand::Check(check) => check.output.sheets = outputs::paired(given, Reporting::Check)?,
        CliCommand::Diff(diff) => diff.output.sheets = outputs::paired(given, Reporting::Diff)?,
        CliCommand::Trace(trace) => trace.output.sheets = outputs::paired(given, Reporting::Trace)?,
        _ => outputs::refuse_all_but_one_on_stdout(&given)?,
    }
    Ok(args)
}

/// The help of `--node` for `check`, which lets the package say which versions matter.
const NODE_OF_CHECK: &str = "The Node whose behaviour decides, as 24 or 22.11.0 (repeatable) [default: the oldest maintained line that \"engines\" admits]";

/// The command line. The help of `--format` and `--output` follows from the table of formats.
pub(in crate::cli) fn command() -> clap::Command {
    Args::command().mut_subcommands(|command| {
        let reporting = match command.get_name() {
            "check" => Reporting::Check,
            "diff" => Reporting::Diff,
            "trace" => Reporting::Trace,
            _ => {
                return command
                    .mut_arg("format", |format| format.help("text, or json: one document"))
                    .mut_arg("output", |output| output.hide(true));
            }
        };
        let formats = reporting.formats().map(|format| format.name().to_owned());
        let endings = reporting.formats().filter_map(|format| format.entry().ending);
        let endings: Vec<_> = endings.map(|ending| format!(".{ending}")).collect();
        let file = match reporting {
            Reporting::Check | Reporting::Diff => "(- is stdout), unless its ending says another:",
            Reporting::Trace => "(- is stdout); without one, its ending tells:",
        };
        let command = match reporting {
            Reporting::Check => command.mut_arg("node", |node| node.help(NODE_OF_CHECK)),
            Reporting::Diff | Reporting::Trace => command,
        };
        command
            .mut_arg("format", |format| format.help(format!("{} (repeatable)", either(formats.collect()))))
            .mut_arg("output", |output| {
                output.help(format!("The file for the --format before it {file} {}", endings.join(" ")))
            })
    })
}

/// The flags that are about formats and files, in the order of the command line.
fn given(matches: &ArgMatches) -> Vec<OutputFlag> {
    let forms = matches.get_many("format").into_iter().flatten().copied().map(OutputFlag::Format);
    let files = matches.get_many("output").into_iter().flatten().cloned().map(OutputFlag::File);
    // The flag has a value by default, so its source tells whether it was given.
    let json = (matches.value_source("json") == Some(ValueSource::CommandLine)).then_some(OutputFlag::Json);
    let at = |name| matches.indices_of(name).into_iter().flatten();
    let mut given: Vec<(usize, OutputFlag)> =
        at("format").zip(forms).chain(at("output").zip(files)).chain(at("json").zip(json)).collect();
    given.sort_by_key(|(at, _)| *at);
    given.into_iter().map(|(_, given)| given).collect()
}

/// The arguments with the command in front: the first word where it is one, else `check`.
fn with_command(
    mut args: Vec<OsString>,
    known: &clap::Command,
    surroundings: &Surroundings<'_>,
) -> Result<Vec<OsString>, Failure> {
    let is_about_itself = |arg: &OsString| ["-h", "--help", "-V", "--version"].iter().any(|flag| arg == flag);
    let first = first_word(&args, known);
    // Behind a command, these flags are about that command.
    if args.iter().take(first.unwrap_or(args.len())).skip(1).any(is_about_itself) {
        return Ok(args);
    }
    let is_command = |word: &OsStr| known.get_subcommands().any(|command| word == command.get_name());
    match first.and_then(|at| args.get(at).cloned().map(|word| (at, word))) {
        Some((at, word)) if is_command(&word) => {
            args.remove(at);
            args.insert(1, word);
        }
        Some((_, word)) if !surroundings.directory.join(&word).exists() => {
            refuse_unknown_command(&word, known)?;
            args.insert(1, "check".into());
        }
        // The list may lack even the name of the program.
        _ => args.insert(args.len().min(1), "check".into()),
    }
    Ok(args)
}

/// Finds the first argument that is no option and no value of one.
fn first_word(args: &[OsString], known: &clap::Command) -> Option<usize> {
    let takes_value = |option: &str| {
        // The command is not known yet, so the options of every command count.
        let mut all = known.get_subcommands().flat_map(clap::Command::get_arguments);
        all.any(|arg| arg.get_long() == Some(option) && arg.get_action().takes_values())
    };
    let mut at = 1;
    loop {
        let arg = args.get(at)?.to_string_lossy();
        match arg.strip_prefix("--") {
            Some("") => return None,
            Some(option) if takes_value(option) => at += 2,
            Some(_) => at += 1,
            // No short option takes a value. `-` is a target.
            None if arg.starts_with('-') && arg != "-" => at += 1,
            None => return Some(at),
        }
    }
}

/// A lone word that names no file was probably meant as a command.
fn refuse_unknown_command(word: &OsStr, known: &clap::Command) -> Result<(), Failure> {
    let word = word.to_string_lossy();
    if word == "-" || word.contains(['.', '/', '\\', ':', '@']) {
        return Ok(());
    }
    let near = closest(&word, known.get_subcommands().map(clap::Command::get_name));
    let help = match near {
        Some(near) => format!("did you mean `packproof {near}`?"),
        None => "`packproof --help` lists the commands; npm:NAME@VERSION is a published package".to_owned(),
    };
    Err(Failure::Usage {
        message: format!("\"{word}\" is no command, and no file or folder here"),
        help: Some(help),
    })
}

fn failure(error: &clap::Error, surroundings: &Surroundings<'_>) -> Failure {
    let rendered = error.render();
    if !error.use_stderr() {
        return Failure::Shown(match surroundings.terminal.color {
            Color::Always => rendered.ansi().to_string(),
            Color::Never => rendered.to_string(),
        });
    }
    let text = rendered.to_string();
    let mut parts = text.trim_start_matches("error: ").split("\n\n");
    let message = parts.next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    // clap puts its tip into a paragraph of its own.
    let tip = parts.find_map(|part| part.trim().strip_prefix("tip: ")).map(str::to_owned);
    let help = tip.unwrap_or_else(|| "`packproof --help` shows what there is".to_owned());
    Failure::Usage { message, help: Some(help) }
}

/// The format that is asked for, found also among arguments that cannot be understood.
pub(in crate::cli) fn wanted_format(args: &[OsString]) -> ReportFormat {
    let mut options = args.iter().take_while(|arg| *arg != "--");
    let is_json = options.any(|arg| arg == "--json" || arg == "--format=json")
        || args.windows(2).any(|pair| {
            pair.first().is_some_and(|arg| arg == "--format") && pair.last().is_some_and(|arg| arg == "json")
        });
    if is_json { ReportFormat::Json } else { ReportFormat::Text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Stop;

    #[test]
    fn the_command_stands_first_or_is_check() {
        let known = command();
        let empty = std::env::temp_dir().join("packproof-no-such-folder");
        let surroundings = Surroundings {
            keeper: Default::default(),
            input: &mut std::io::empty(),
            out: &mut std::io::sink(),
            err: &mut std::io::sink(),
            directory: empty,
            terminal: crate::render::terminal::Terminal::PIPE,
            err_color: Color::Never,
            stop: Stop::default(),
        };
        for (given, expected) in [
            ("", "check"),
            ("x.tgz", "check x.tgz"),
            ("--json x.tgz", "check --json x.tgz"),
            ("--node 20 x.tgz", "check --node 20 x.tgz"),
            ("--json ls x.tgz", "ls --json x.tgz"),
            ("check x.tgz", "check x.tgz"),
            ("-", "check -"),
            ("npm:a@1", "check npm:a@1"),
            ("--help", "--help"),
            ("ls --help", "ls --help"),
            ("--json", "check --json"),
        ] {
            let words = |text: &str| -> Vec<OsString> {
                ["packproof"].into_iter().chain(text.split_whitespace()).map(OsString::from).collect()
            };
            assert_eq!(
                with_command(words(given), &known, &surroundings).unwrap(),
                words(expected),
                "{given}"
            );
        }
    }

    #[test]
    fn arguments_are_well_formed() {
        command().debug_assert();
    }
}
