//! Calls that run a program or a script of the package in a process of its own.

use super::*;
use crate::module::assets::AssetVerb;
use error_callbacks::handles_error;
use libraries::{Library, LibraryName};
use openers::Failing;
use opens::last_callback;
use oxc_ast::ast::{Argument, CallExpression, Expression, ObjectPropertyKind};
use place::KnownValue;

impl<'a> Flow<'a, '_> {
    /// Records the file that `spawn(join(__dirname, "tool"))` runs, or `spawn(process.execPath, [join(__dirname, "tool.js")])`.
    pub(super) fn running_call(&mut self, it: &'a CallExpression<'a>) {
        let Some(LibraryName::Member(Library::ChildProcess, name)) = self.library(&it.callee) else { return };
        let fails = match name {
            "spawn" | "spawnSync" | "execFile" => Failing::Later,
            "execFileSync" => Failing::Thrown,
            // `exec` and `execSync` are given a line for a shell, whose words are no single path.
            _ => return,
        };
        if it.arguments.iter().any(asks_shell) {
            return;
        }
        let mut arguments = it.arguments.iter().filter_map(Argument::as_expression);
        let Some(program) = arguments.next().filter(|_| self.has_places) else { return };
        let is_node = self.is_node(program);
        let file = if is_node { arguments.next().and_then(first_of_list) } else { Some(program) };
        // A script that Node does not find is no error of the process that starts Node.
        let is_heard = self.hears_errors && name == "spawn" && !is_node;
        let is_handled = is_heard || last_callback(it).is_some_and(handles_error);
        let when = self.failing(fails, if is_handled { Promised::Caught } else { Promised::Kept });
        if let Some(file) = file {
            self.note_use(file, AssetVerb::Run, when);
        }
    }

    /// Tells whether a program is Node: `"node"` or `process.execPath`.
    fn is_node(&self, program: &'a Expression<'a>) -> bool {
        let is_own = program.without_parentheses().as_member_expression().is_some_and(|member| {
            member.static_property_name() == Some("execPath") && self.is_free_name(member.object(), "process")
        });
        is_own || matches!(self.fold(program), Some(KnownValue::Text(text)) if text == "node")
    }
}

/// Tells whether an argument may give the program to a shell, which reads a whole command in it.
fn asks_shell(argument: &Argument<'_>) -> bool {
    match argument.as_expression().map(Expression::without_parentheses) {
        Some(Expression::ObjectExpression(options)) => {
            options.properties.iter().any(|property| match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    property.key.static_name().is_none_or(|name| name == "shell")
                }
                ObjectPropertyKind::SpreadProperty(_) => true,
            })
        }
        Some(_) => false,
        None => true,
    }
}

fn first_of_list<'a>(list: &'a Expression<'a>) -> Option<&'a Expression<'a>> {
    match list.without_parentheses() {
        Expression::ArrayExpression(list) => list.elements.first()?.as_expression(),
        _ => None,
    }
}
