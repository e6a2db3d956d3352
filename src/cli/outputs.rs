//! The formats of a report paired with the files that they go to: which `--output` belongs to which `--format`.

use std::path::{Path, PathBuf};

use crate::cli::{
    failure::Failure,
    format::{ReportFormat, Reporting, either},
    sheet::{Sheet, SheetDestination},
};

/// A `--format`, a `--json` or an `--output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OutputFlag {
    Format(ReportFormat),
    /// JSON on standard output, whatever follows.
    Json,
    File(PathBuf),
}

/// Pairs each format with its destination. An `--output` belongs to the `--format` right before it (to the only one, wherever that
/// stands), unless its ending is another's; then, and alone, its ending says what it is for. Text stays on standard output
/// unless another format goes there.
pub(super) fn paired(mut given: Vec<OutputFlag>, reporting: Reporting) -> Result<Vec<Sheet>, Failure> {
    if matches!(given.as_slice(), [OutputFlag::File(file), OutputFlag::Format(format)] if fits(*format, file))
    {
        given.reverse();
    }
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut is_open = false;
    for given in given {
        match (given, sheets.last_mut()) {
            (OutputFlag::Format(format), _) => {
                sheets.push(Sheet::on_stdout(format));
                is_open = true;
                continue;
            }
            (OutputFlag::Json, _) => sheets.push(Sheet::on_stdout(ReportFormat::Json)),
            (OutputFlag::File(file), Some(sheet)) if is_open && fits(sheet.format, &file) => {
                sheet.to = destination(file)
            }
            (OutputFlag::File(file), _) => {
                sheets.push(Sheet { format: by_ending(&file)?, to: destination(file) })
            }
        }
        is_open = false;
    }
    if !sheets.iter().any(|sheet| sheet.to == SheetDestination::Stdout) {
        sheets.push(Sheet::on_stdout(ReportFormat::Text));
    }
    refuse_same_destination(&sheets)?;
    refuse_ndjson_beside_others(&sheets)?;
    refuse_others(&sheets, reporting)?;
    Ok(sheets)
}

/// Lines of JSON are written while others wait.
fn refuse_ndjson_beside_others(sheets: &[Sheet]) -> Result<(), Failure> {
    let is_ndjson = |sheet: &Sheet| sheet.format == ReportFormat::Ndjson;
    match sheets {
        [Sheet { format: ReportFormat::Ndjson, to: SheetDestination::Stdout }] => Ok(()),
        _ if sheets.iter().any(is_ndjson) => {
            Err(Failure::usage("ndjson goes to standard output, line by line, and no other format beside it"))
        }
        _ => Ok(()),
    }
}

/// Refuses formats that the command does not have.
fn refuse_others(sheets: &[Sheet], reporting: Reporting) -> Result<(), Failure> {
    match sheets.iter().map(|sheet| sheet.format).find(|format| !reporting.has(*format)) {
        Some(format) => {
            let (command, format) = (reporting.command(), format.name());
            Err(Failure::usage(format!("`packproof {command}` has no format {format}")))
        }
        None => Ok(()),
    }
}

/// Refuses what a command cannot do that prints text or JSON, and nothing else.
pub(super) fn refuse_all_but_one_on_stdout(given: &[OutputFlag]) -> Result<(), Failure> {
    let message = match given {
        [] | [OutputFlag::Json | OutputFlag::Format(ReportFormat::Text | ReportFormat::Json)] => {
            return Ok(());
        }
        [OutputFlag::Format(_)] => "this command has text and json only",
        _ if given.iter().any(|given| matches!(given, OutputFlag::File(_))) => {
            "only `packproof check`, `packproof diff` and `packproof trace` have --output"
        }
        _ => "one format is enough: text or json",
    };
    Err(Failure::usage(message))
}

fn destination(file: PathBuf) -> SheetDestination {
    if file == Path::new("-") { SheetDestination::Stdout } else { SheetDestination::File(file) }
}

fn by_ending(file: &Path) -> Result<ReportFormat, Failure> {
    ReportFormat::by_ending(file).ok_or_else(|| Failure::Usage {
        message: format!("which format is --output {} for?", file.display()),
        help: Some(format!(
            "put --format in front of it, or use an ending of {}",
            either(ReportFormat::endings())
        )),
    })
}

/// Tells whether nobody would be surprised to find that format in a file of that name.
fn fits(format: ReportFormat, file: &Path) -> bool {
    match (ReportFormat::by_ending(file), format) {
        // SARIF is JSON.
        (None | Some(ReportFormat::Text), _) | (Some(ReportFormat::Json), ReportFormat::Sarif) => true,
        (Some(other), format) => other == format,
    }
}

fn refuse_same_destination(sheets: &[Sheet]) -> Result<(), Failure> {
    for (nth, sheet) in sheets.iter().enumerate() {
        let is_taken = sheets.iter().take(nth).any(|earlier| earlier.to == sheet.to);
        match &sheet.to {
            SheetDestination::Stdout if is_taken => {
                return Err(Failure::Usage {
                    message: "two formats for standard output".to_owned(),
                    help: Some("put --output FILE behind all of them but one".to_owned()),
                });
            }
            SheetDestination::File(file) if is_taken => {
                return Err(Failure::usage(format!("two formats for {}", file.display())));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    /// `sarif` is a `--format`, `>x.sarif` an `--output`.
    fn sheets(words: &str) -> Result<String, String> {
        let given = words.split_whitespace().map(|word| match word.strip_prefix('>') {
            Some(file) => OutputFlag::File(file.into()),
            None if word == "--json" => OutputFlag::Json,
            None => OutputFlag::Format(ReportFormat::from_str(word, false).unwrap()),
        });
        let sheets = paired(given.collect(), Reporting::Check).map_err(|failure| failure.to_string())?;
        let shown = sheets.iter().map(|sheet| match &sheet.to {
            SheetDestination::Stdout => format!("{:?}", sheet.format),
            SheetDestination::File(file) => format!("{:?}>{}", sheet.format, file.display()),
        });
        Ok(shown.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn an_output_belongs_to_the_format_before_it() {
        for (words, expected) in [
            ("", "Text"),
            ("sarif", "Sarif"),
            ("sarif >a", "Sarif>a Text"),
            (">a sarif", "Sarif>a Text"),
            (">a.sarif", "Sarif>a.sarif Text"),
            (">a.json >b.xml >c.md >d.txt", "Json>a.json Junit>b.xml Markdown>c.md Text>d.txt Text"),
            ("github junit >a", "Github Junit>a"),
            ("junit >a github", "Junit>a Github"),
            ("junit >a >b.sarif", "Junit>a Sarif>b.sarif Text"),
            ("json >-", "Json"),
            ("ndjson", "Ndjson"),
            ("github >a.md", "Github Markdown>a.md"),
            (">a.md github", "Markdown>a.md Github"),
            ("sarif >a.json", "Sarif>a.json Text"),
            ("junit >a.txt", "Junit>a.txt Text"),
            ("json >a.sarif", "Json Sarif>a.sarif"),
            ("--json >a.xml", "Json Junit>a.xml"),
            ("--json sarif >a", "Json Sarif>a"),
            ("sarif >a json >b markdown >c", "Sarif>a Json>b Markdown>c Text"),
            ("sarif >a sarif >b", "Sarif>a Sarif>b Text"),
        ] {
            assert_eq!(sheets(words).as_deref(), Ok(expected), "{words}");
        }
        for (words, says) in [
            ("json sarif", "two formats for standard output"),
            ("--json json", "two formats for standard output"),
            ("json >- sarif", "two formats for standard output"),
            ("junit >a sarif >a", "two formats for a"),
            ("ndjson >a", "ndjson goes to standard output, line by line, and no other format beside it"),
            (
                "ndjson junit >a",
                "ndjson goes to standard output, line by line, and no other format beside it",
            ),
            (">report", "which format is --output report for?"),
            ("junit >a >b", "which format is --output b for?"),
        ] {
            assert_eq!(sheets(words), Err(says.to_owned()), "{words}");
        }
    }
}
