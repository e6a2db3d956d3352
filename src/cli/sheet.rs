//! One format of a report, and the place where it is written.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use crate::{
    cli::{failure::Failure, format::ReportFormat, surroundings::Surroundings},
    render::terminal::Terminal,
};

/// A format, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub format: ReportFormat,
    pub to: SheetDestination,
}

/// The place where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SheetDestination {
    Stdout,
    File(PathBuf),
}

impl Sheet {
    pub fn on_stdout(format: ReportFormat) -> Self {
        Self { format, to: SheetDestination::Stdout }
    }

    /// The terminal that text is made for.
    pub fn terminal(&self, surroundings: &Surroundings<'_>) -> Terminal {
        match self.to {
            SheetDestination::Stdout => surroundings.terminal,
            SheetDestination::File(_) => Terminal::PIPE,
        }
    }

    /// Tells whether people see there what could not be checked, so that standard error need not say it.
    pub fn says_failures(&self) -> bool {
        self.to == SheetDestination::Stdout && self.format.entry().says_failures
    }
}

impl SheetDestination {
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
