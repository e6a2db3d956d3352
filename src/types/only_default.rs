//! `exports.default` behind `__esModule`, which Node hands to an import as a part of the default.

use memchr::memmem;

use crate::{
    link::Verdict,
    resolve::{format::Format, typescript::TypesMode},
    types::{
        judge::OutcomeView,
        outcome::{TypesProblem, TypesProblemKind},
    },
};

impl OutcomeView<'_, '_> {
    /// A CommonJS module with a default that an import gets as `x.default`.
    pub fn only_default(&self) -> Option<TypesProblem> {
        let runs = self.judge.file_of(self.verdict)?;
        let is_asked = matches!(self.outcome.mode, TypesMode::Node16Esm | TypesMode::Bundler);
        let names = &self.verdict.names;
        let is_interop = names.names.contains("__esModule") && self.verdict.format == Some(Format::CommonJs);
        if !is_asked || !is_interop || self.outcome.implementation.as_ref() != Some(runs) {
            return None;
        }
        let text = self.judge.package.files().contents(runs.as_str()).unwrap_or_default();
        if !assigns_default(text) || names_module(text) {
            return None;
        }
        let message = format!(
            "{runs} exports a default only, by `exports.default`: in an ES module, `import x from \"{}\"` is {{ default: … }}",
            self.specifier()
        );
        // Beside other names, people see that they have a namespace; bundlers mostly follow `__esModule`.
        let is_told = self.outcome.mode == TypesMode::Bundler || !are_default_only(self.verdict);
        let problem = self.problem(TypesProblemKind::CjsOnlyExportsDefault, message);
        Some(TypesProblem { is_told, ..problem })
    }
}

fn are_default_only(verdict: &Verdict) -> bool {
    let names = &verdict.names;
    let is_of_default = |name: &String| matches!(name.as_str(), "default" | "__esModule" | "module.exports");
    names.complete && names.names.iter().all(is_of_default)
}

/// The most mentions of `module.exports` of which it is asked whether they stand in comments.
const MOST_MENTIONS: usize = 64;

/// Tells whether a text has `module.exports` anywhere but in lines of comments.
fn names_module(text: &[u8]) -> bool {
    let is_comment = |at: usize| {
        let line = text.get(..at).and_then(|before| before.rsplit(|byte| *byte == b'\n').next());
        let line = line.unwrap_or_default().trim_ascii_start();
        line.starts_with(b"//") || line.starts_with(b"*")
    };
    let mut mentions = memmem::find_iter(text, b"module.exports").enumerate();
    mentions.any(|(count, at)| count >= MOST_MENTIONS || !is_comment(at))
}

/// Tells whether a text assigns or defines `exports.default`.
fn assigns_default(text: &[u8]) -> bool {
    let assigned = ["exports.default", "exports[\"default\"]", "exports['default']"];
    let is_assigned = |member: &str| {
        memmem::find_iter(text, member).any(|at| {
            let rest = text.get(at + member.len()..).unwrap_or_default().trim_ascii_start();
            rest.starts_with(b"=") && !rest.starts_with(b"==")
        })
    };
    let defined = ["defineProperty(exports, \"default\"", "defineProperty(exports, 'default'"];
    let is_defined = |call: &str| memmem::find(text, call.as_bytes()).is_some();
    assigned.into_iter().any(is_assigned) || defined.into_iter().any(is_defined)
}
