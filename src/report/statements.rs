//! Statements of a consumer and why they do not link, as `packproof import` and `pkg.link` show it.

use serde::Serialize;

use crate::{
    link::{
        documents::{CodeBlock, Document},
        shown::{UnreadBlock, type_imports, unread},
    },
    package::Package,
    report::ErrorReport,
    resolve::NodeTarget,
};

/// One statement that names the package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementReport {
    /// The statement as it is written.
    pub source: String,
    /// The file it is from, where it is from one.
    pub file: Option<String>,
    pub line: u32,
    pub ok: bool,
    /// It is JavaScript; where it is not, nothing is known of the package.
    pub parsed: bool,
    /// The names that are types by the package's declarations, which TypeScript erases.
    pub types: Vec<String>,
    pub errors: Vec<StatementErrorReport>,
}

/// A block of a document that names the package and was not read, or not all of it; or an import of types alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedReport {
    pub file: String,
    pub line: u32,
    /// The word behind the fence; `null` where there is none.
    pub language: Option<String>,
    /// `language`: it is no JavaScript; `syntax`: there are imports in it that do not parse; `types`: the statement imports types
    /// alone, of which Node loads nothing.
    pub reason: &'static str,
}

impl SkippedReport {
    /// The parts of a file that were not read.
    pub fn of(package: &Package, file: &str, document: &Document, node: &NodeTarget) -> Vec<Self> {
        let report = |block: &CodeBlock, line: u32, reason| Self {
            file: file.to_owned(),
            line,
            language: (!block.language.is_empty()).then(|| block.language.clone()),
            reason,
        };
        let of_block = |(block, reason): (&CodeBlock, UnreadBlock)| {
            let reason = match reason {
                UnreadBlock::Language => "language",
                UnreadBlock::Unparsed => "syntax",
            };
            report(block, block.line, reason)
        };
        let of_types = document.blocks.iter().flat_map(|block| {
            let found = type_imports(package, block).into_iter();
            found.map(move |excerpt| report(block, excerpt.line, "types"))
        });
        let blocks = unread(package, document, node).into_iter().map(of_block);
        let mut all: Vec<_> = blocks.chain(of_types).collect();
        all.sort_by_key(|skipped| skipped.line);
        all
    }
}

/// The reason why a statement does not link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementErrorReport {
    #[serde(flatten)]
    pub error: ErrorReport,
    /// The versions of Node that say so.
    #[serde(skip)]
    pub node: Vec<String>,
}

/// The verdict on all statements of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkReport {
    pub ok: bool,
    pub errors: Vec<StatementErrorReport>,
}

impl From<Vec<StatementReport>> for LinkReport {
    fn from(statements: Vec<StatementReport>) -> Self {
        let errors: Vec<_> = statements.into_iter().flat_map(|statement| statement.errors).collect();
        Self { ok: errors.is_empty(), errors }
    }
}
