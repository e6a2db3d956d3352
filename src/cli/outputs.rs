//! In which forms the report is written, and where to: which `--output` belongs to which `--format`.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use clap::ValueEnum;

use crate::{
    cli::{failure::Failure, surroundings::Surroundings},
    render::{
        formats::{Checked, github, junit, markdown, sarif},
        terminal::Terminal,
    },
};

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    Text,
    Json,
    /// One line of JSON for each target.
    Ndjson,
    Github,
    Junit,
    Sarif,
    Markdown,
    Html,
}

/// One form of the report, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub form: Form,
    pub to: Destination,
}

/// Where a form of the report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    Stdout,
    File(PathBuf),
}

/// A `--format`, a `--json` or an `--output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    Form(Form),
    /// JSON on standard output, whatever follows.
    Json,
    File(PathBuf),
}

/// Each form with its destination. An `--output` belongs to the `--format` right before it (to the only one, wherever that
/// stands), unless its ending is another's; then, and alone, its ending says what it is for. Text stays on standard output
/// unless another form goes there.
pub(super) fn paired(mut given: Vec<Given>) -> Result<Vec<Sheet>, Failure> {
    if matches!(given.as_slice(), [Given::File(file), Given::Form(form)] if fits(*form, file)) {
        given.reverse();
    }
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut is_open = false;
    for given in given {
        match (given, sheets.last_mut()) {
            (Given::Form(form), _) => {
                sheets.push(Sheet::on_stdout(form));
                is_open = true;
                continue;
            }
            (Given::Json, _) => sheets.push(Sheet::on_stdout(Form::Json)),
            (Given::File(file), Some(sheet)) if is_open && fits(sheet.form, &file) => {
                sheet.to = destination(file)
            }
            (Given::File(file), _) => sheets.push(Sheet { form: by_ending(&file)?, to: destination(file) }),
        }
        is_open = false;
    }
    if !sheets.iter().any(|sheet| sheet.to == Destination::Stdout) {
        sheets.push(Sheet::on_stdout(Form::Text));
    }
    refuse_same_destination(&sheets)?;
    let is_ndjson = |sheet: &Sheet| sheet.form == Form::Ndjson;
    match sheets.as_slice() {
        [Sheet { form: Form::Ndjson, to: Destination::Stdout }] => Ok(sheets),
        _ if sheets.iter().any(is_ndjson) => {
            Err(Failure::usage("ndjson goes to standard output, line by line, and no other format beside it"))
        }
        _ => Ok(sheets),
    }
}

/// The forms of a trace are not those of a check: it is a picture, and no list of findings.
pub(super) fn refuse_forms(sheets: &[Sheet], command: &str, refused: &[Form]) -> Result<(), Failure> {
    let name = |form: &Form| form.to_possible_value().map(|value| value.get_name().to_owned());
    match sheets.iter().map(|sheet| sheet.form).find(|form| refused.contains(form)) {
        Some(form) => {
            let form = name(&form).unwrap_or_default();
            Err(Failure::usage(format!("`packproof {command}` has no format {form}")))
        }
        None => Ok(()),
    }
}

/// What the commands accept that print text or JSON, and nothing else.
pub(super) fn refuse_all_but_one_on_stdout(given: &[Given]) -> Result<(), Failure> {
    let message = match given {
        [] | [Given::Json | Given::Form(Form::Text | Form::Json)] => return Ok(()),
        [Given::Form(_)] => "this command has text and json only",
        _ if given.iter().any(|given| matches!(given, Given::File(_))) => {
            "only `packproof check` and `packproof trace` have --output"
        }
        _ => "one format is enough: text or json",
    };
    Err(Failure::usage(message))
}

fn destination(file: PathBuf) -> Destination {
    if file == Path::new("-") { Destination::Stdout } else { Destination::File(file) }
}

fn by_ending(file: &Path) -> Result<Form, Failure> {
    form_of_ending(file).ok_or_else(|| Failure::Usage {
        message: format!("which format is --output {} for?", file.display()),
        help: Some(
            "put --format in front of it, or use an ending of .sarif, .json, .xml, .md, .html or .txt"
                .to_owned(),
        ),
    })
}

fn form_of_ending(file: &Path) -> Option<Form> {
    match file.extension()?.to_str()? {
        "txt" => Some(Form::Text),
        "json" => Some(Form::Json),
        "xml" => Some(Form::Junit),
        "sarif" => Some(Form::Sarif),
        "md" => Some(Form::Markdown),
        "html" => Some(Form::Html),
        _ => None,
    }
}

/// Whether nobody would be surprised to find that form in a file of that name.
fn fits(form: Form, file: &Path) -> bool {
    match (form_of_ending(file), form) {
        (None | Some(Form::Text), _) | (Some(Form::Json), Form::Sarif) => true,
        (Some(other), form) => other == form,
    }
}

fn refuse_same_destination(sheets: &[Sheet]) -> Result<(), Failure> {
    for (nth, sheet) in sheets.iter().enumerate() {
        let is_taken = sheets.iter().take(nth).any(|earlier| earlier.to == sheet.to);
        match &sheet.to {
            Destination::Stdout if is_taken => {
                return Err(Failure::Usage {
                    message: "two formats for standard output".to_owned(),
                    help: Some("put --output FILE behind all of them but one".to_owned()),
                });
            }
            Destination::File(file) if is_taken => {
                return Err(Failure::usage(format!("two formats for {}", file.display())));
            }
            _ => {}
        }
    }
    Ok(())
}

impl Sheet {
    pub fn on_stdout(form: Form) -> Self {
        Self { form, to: Destination::Stdout }
    }

    /// What text there is made for.
    pub fn terminal(&self, surroundings: &Surroundings<'_>) -> Terminal {
        match self.to {
            Destination::Stdout => surroundings.terminal,
            Destination::File(_) => Terminal::PIPE,
        }
    }

    /// Whether people see there what could not be checked, so that standard error need not say it.
    pub fn says_failures(&self) -> bool {
        self.to == Destination::Stdout && matches!(self.form, Form::Json | Form::Ndjson | Form::Github)
    }
}

impl Form {
    /// The report in this form, unless it is one for people or our own.
    pub fn render(self, checked: &[Checked<'_>]) -> Option<String> {
        match self {
            Self::Text | Self::Json | Self::Ndjson | Self::Html => None,
            Self::Github => Some(github::render(checked)),
            Self::Junit => Some(junit::render(checked)),
            Self::Sarif => Some(sarif::render(checked)),
            Self::Markdown => Some(markdown::render(checked)),
        }
    }
}

impl Destination {
    /// Writes to standard output, or a file all at once.
    pub fn write(&self, text: &str, surroundings: &mut Surroundings<'_>) -> Result<(), Failure> {
        match self {
            Self::Stdout => surroundings.print(text),
            Self::File(file) => {
                let path = surroundings.directory.join(file);
                write_file(&path, text)
                    .map_err(|error| Failure::WriteFile { file: file.display().to_string(), error })
            }
        }
    }
}

/// Writes a file so that no reader finds half of it. Links are followed; what is no plain file (`/dev/stderr`, a pipe) is
/// written to as it stands.
fn write_file(path: &Path, text: &str) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => replace(&path.canonicalize()?, text),
        Ok(_) => fs::OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes()),
        Err(_) => replace(path, text),
    }
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // As the umask has it.
    let mut file = builder.prefix(".packproof-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `sarif` is a `--format`, `>x.sarif` an `--output`.
    fn sheets(words: &str) -> Result<String, String> {
        let given = words.split_whitespace().map(|word| match word.strip_prefix('>') {
            Some(file) => Given::File(file.into()),
            None if word == "--json" => Given::Json,
            None => Given::Form(Form::from_str(word, false).unwrap()),
        });
        let sheets = paired(given.collect()).map_err(|failure| failure.to_string())?;
        let shown = sheets.iter().map(|sheet| match &sheet.to {
            Destination::Stdout => format!("{:?}", sheet.form),
            Destination::File(file) => format!("{:?}>{}", sheet.form, file.display()),
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
