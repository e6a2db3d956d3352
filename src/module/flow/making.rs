//! Code that makes files under names that are not known: what is opened behind it may be one of them.

use super::*;
use libraries::Library;
use oxc_ast::ast::{CallExpression, Expression};

/// Functions that run a program, as libraries name them.
const COMMANDS: [&str; 8] =
    ["execSync", "execFile", "execFileSync", "spawn", "spawnSync", "execa", "execaSync", "execaCommand"];

impl<'a> Flow<'a, '_> {
    /// Tells whether a call runs a program.
    pub(super) fn runs_command(&self, it: &'a CallExpression<'a>) -> bool {
        if let Some(LibraryName::Member(Library::ChildProcess, name)) = self.library(&it.callee) {
            return name != "fork";
        }
        let callee = it.callee.without_parentheses();
        let name = callee.get_identifier_reference().map(|id| id.name.as_str());
        // `pattern.exec(text)` is no program.
        name == Some("exec")
            || name
                .or_else(|| callee.as_member_expression()?.static_property_name())
                .is_some_and(|name| COMMANDS.contains(&name))
    }

    /// Notes that a file of an unknown name was made, if nothing of the path is known.
    pub(super) fn makes(&mut self, path: &'a Expression<'a>) {
        self.makes_files |= self.fold(path).is_none() && self.fold_beginning(path).is_none();
    }
}
