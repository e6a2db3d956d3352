//! The options of the output.

use std::path::PathBuf;

use clap::{ArgAction, ValueEnum};

use crate::{
    cli::{
        format::{PlainFormat, ReportFormat},
        sheet::Sheet,
        surroundings::Surroundings,
    },
    render::{terminal::Color, text::Detail},
};

/// The form of the output, and where it goes. The help of `format` and `output` follows from the table of formats.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct OutputArgs {
    #[arg(
        long,
        value_name = "FORMAT",
        help_heading = "Output",
        hide_possible_values = true,
        action = ArgAction::Append
    )]
    format: Vec<ReportFormat>,
    #[arg(long, value_name = "FILE", help_heading = "Output", action = ArgAction::Append)]
    output: Vec<PathBuf>,
    /// Short for --format json
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// auto, always or never; NO_COLOR is respected
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub color: ColorChoice,
    /// Show only what is wrong, and no progress
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
    /// The formats, each with the place where it goes.
    #[arg(skip)]
    pub sheets: Vec<Sheet>,
}

impl OutputArgs {
    /// The format of a command that has text and JSON only.
    pub fn format(&self) -> PlainFormat {
        let is_json = self.json || self.format.contains(&ReportFormat::Json);
        if is_json { PlainFormat::Json } else { PlainFormat::Text }
    }

    /// The amount of text.
    pub fn detail(&self) -> Detail {
        if self.quiet { Detail::Problems } else { Detail::Folded }
    }

    /// Takes over the colour that is asked for.
    pub fn colour(&self, surroundings: &mut Surroundings<'_>) {
        let color = match self.color {
            ColorChoice::Auto => return,
            ColorChoice::Always => Color::Always,
            ColorChoice::Never => Color::Never,
        };
        (surroundings.terminal.color, surroundings.err_color) = (color, color);
    }

    /// Tells people what takes its time, unless they want it quiet.
    pub fn progress(&self, what: &str, surroundings: &mut Surroundings<'_>) {
        if !self.quiet {
            surroundings.tell(what);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ColorChoice {
    Auto,
    Always,
    Never,
}
