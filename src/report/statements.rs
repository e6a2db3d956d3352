//! Whether a consumer's statements would link, as `packproof import` and `pkg.link` show it.

use serde::Serialize;

use crate::{
    link::statement::{Asked, StatementError, asked, check_asked},
    package::Package,
    report::{ErrorReport, build::cause_report},
    resolve::NodeTarget,
    text::position,
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
    pub errors: Vec<ErrorReport>,
}

impl StatementReport {
    /// Every statement in a consumer's JavaScript that names the package; `None` where the code does not parse.
    ///
    /// `line` is the line that the code starts at in its file.
    pub fn of_code(
        package: &Package,
        code: &str,
        file: Option<&str>,
        line: u32,
        node: &NodeTarget,
    ) -> Option<Vec<Self>> {
        let asked = asked(package, code, &node.version.profile())?;
        let report = |asked: &Asked| Self::new(package, code, asked, file, line, node);
        Some(asked.iter().map(report).collect())
    }

    fn new(
        package: &Package,
        code: &str,
        asked: &Asked,
        file: Option<&str>,
        line: u32,
        node: &NodeTarget,
    ) -> Self {
        let span = asked.request.span;
        let errors = check_asked(package, asked, node);
        let errors: Vec<_> = errors.into_iter().map(|error| error_report(package, error)).collect();
        Self {
            source: code.get(span.start as usize..span.end as usize).unwrap_or_default().to_owned(),
            file: file.map(str::to_owned),
            line: line - 1 + position(code.as_bytes(), span.start).line,
            ok: errors.is_empty(),
            errors,
        }
    }
}

fn error_report(package: &Package, error: StatementError) -> ErrorReport {
    match error {
        StatementError::Unresolved(error) => ErrorReport {
            code: error.code().to_owned(),
            message: error.to_string(),
            missing: error.missing().map(str::to_owned),
            at: error.at().map(|place| super::at(package, place)),
            chain: Vec::new(),
        },
        StatementError::Broken(cause) => cause_report(package, &cause),
        StatementError::NoSuchName { specifier, name, near } => ErrorReport {
            code: "SyntaxError".to_owned(),
            message: no_such_name(&specifier, &name, &near),
            missing: Some(name),
            at: None,
            chain: Vec::new(),
        },
    }
}

fn no_such_name(specifier: &str, name: &str, near: &[String]) -> String {
    let message = format!("The requested module '{specifier}' does not provide an export named '{name}'");
    match near {
        [] => message,
        near => format!("{message}; it has {}", near.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    #[test]
    fn statements_are_told_by_their_lines() {
        let package = Package::new(FileTree::of([
            ("package.json", r#"{"name":"p","exports":"./a.mjs"}"#),
            ("a.mjs", "export const one = 1"),
        ]));
        let code = "import fs from 'fs'\nimport { one } from 'p'\nimport { two } from 'p'\nimport 'p/sub'";
        let reports =
            StatementReport::of_code(&package, code, Some("a.js"), 10, &NodeTarget::default()).unwrap();
        let rows: Vec<_> = reports
            .iter()
            .map(|report| {
                (report.line, report.source.as_str(), report.errors.first().map(|error| error.code.as_str()))
            })
            .collect();
        assert_eq!(
            rows,
            [
                (11, "import { one } from 'p'", None),
                (12, "import { two } from 'p'", Some("SyntaxError")),
                (13, "import 'p/sub'", Some("ERR_PACKAGE_PATH_NOT_EXPORTED")),
            ]
        );
    }
}
