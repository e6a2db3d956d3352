//! Lines and columns of places in a project.

use crate::{
    report::At,
    text::{LineIndex, Span},
    trace::source_tree::SourceTree,
};

/// The files of a project, in which places are looked up.
#[derive(Clone, Copy)]
pub(super) struct ProjectPlaces<'t> {
    pub tree: &'t SourceTree,
}

impl ProjectPlaces<'_> {
    /// The lines and columns of a span; spans of package.json are counted without its byte order mark.
    pub fn at(self, file: &str, span: Span) -> At {
        let text = self.tree.text(file).unwrap_or_default();
        let shift = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() as u32 } else { 0 };
        let lines = LineIndex::of(text.as_bytes());
        let start = lines.position(text.as_bytes(), span.start + shift);
        let end = lines.position(text.as_bytes(), span.end.max(span.start) + shift);
        At {
            file: file.to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }

    pub fn in_manifest(self, span: Span) -> At {
        self.at("package.json", span)
    }
}
