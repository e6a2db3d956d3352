//! `packproof resolve --batch`: many resolutions in one package, JSON lines in and JSON lines out. Specifiers are taken as
//! they stand: `./x` is beside the referrer, and no subpath.

use std::{
    io::{BufRead, BufReader, BufWriter, ErrorKind, Write},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    cli::{
        failure::Failure,
        status::{FAILED, OK},
        surroundings::Surroundings,
    },
    package::Package,
    path::PackagePath,
    render::terminal::visible_json,
    report::resolution::{ResolutionReport, ResolutionStatus},
    resolve::{Mode, NodeTarget, Referrer},
};

/// One line of input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResolutionQuestion {
    specifier: String,
    mode: Option<String>,
    from: Option<String>,
    conditions: Option<Vec<String>>,
    node: Option<String>,
}

/// One line of output.
#[derive(Debug, Serialize)]
struct ResolutionLine {
    status: ResolutionStatus,
    target: Option<String>,
    format: Option<String>,
    code: Option<String>,
    message: Option<String>,
}

/// Answers every line, in order; a line that is no question gets an error in its place, and the exit status 2.
pub(super) fn run(package: &Package, surroundings: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let mut questions = BufReader::new(&mut *surroundings.input);
    let mut out = BufWriter::new(&mut *surroundings.out);
    let mut status = OK;
    loop {
        // The caller may wait for the answers to all that was read before it asks on.
        if !questions.buffer().contains(&b'\n') && gone(out.flush())? {
            return Ok(status);
        }
        let Some(line) = next_line(&mut questions)? else { break };
        if line.trim().is_empty() {
            continue;
        }
        let written = match answer(package, line.trim_end()) {
            Ok(answer) => write_line(&mut out, &answer),
            Err(message) => {
                status = FAILED;
                write_line(
                    &mut out,
                    &json!({ "error": { "code": "ERR_PACKPROOF_USAGE", "message": message } }),
                )
            }
        };
        if gone(written)? {
            return Ok(status);
        }
    }
    gone(out.flush()).map(|_| status)
}

fn next_line(questions: &mut impl BufRead) -> Result<Option<String>, Failure> {
    let mut line = String::new();
    match questions.read_line(&mut line) {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(line)),
        Err(error) => Err(Failure::Read { target: "standard input".to_owned(), help: None, error }),
    }
}

fn write_line(out: &mut dyn Write, line: &impl Serialize) -> std::io::Result<()> {
    out.write_all(visible_json(&serde_json::to_string(line)?).as_bytes())?;
    out.write_all(b"\n")
}

/// Tells whether the reader has gone away.
fn gone(written: std::io::Result<()>) -> Result<bool, Failure> {
    match written {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(true),
        Err(error) => Err(Failure::Write(error)),
    }
}

/// The value that a word names, or the default where there is none.
fn parsed<T>(word: Option<String>) -> Result<T, String>
where
    T: Default + FromStr<Err: ToString>,
{
    let value = word.map(|word| word.parse().map_err(|error: T::Err| error.to_string()));
    value.transpose().map(Option::unwrap_or_default)
}

fn answer(package: &Package, line: &str) -> Result<ResolutionLine, String> {
    let question: ResolutionQuestion = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let mode = parsed::<Mode>(question.mode)?;
    let referrer = match question.from.as_deref() {
        None => Referrer::Consumer,
        Some(from) => Referrer::File(
            PackagePath::new(from).ok_or_else(|| format!("\"{from}\" is no path in a package"))?,
        ),
    };
    let node =
        NodeTarget { version: parsed(question.node)?, conditions: question.conditions.unwrap_or_default() };
    let report = ResolutionReport::as_written(package, &referrer, &question.specifier, mode, &node);
    let ResolutionReport { status, target, format, code, message, .. } = report;
    Ok(ResolutionLine { status, target, format, code, message })
}
