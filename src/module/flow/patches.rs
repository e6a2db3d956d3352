//! Code that changes how Node finds modules, or what it gives for them: `Module._resolveFilename = …`, `require.extensions[".x"] = …`,
//! `module.registerHooks(…)`. Of what is asked for behind it nothing is certain that the change may answer.

use super::{loader_part::LoaderPart, *};
use names::literal;
use oxc_ast::ast::{Argument, AssignmentTarget, CallExpression, Expression, MemberExpression};

impl<'a> Flow<'a, '_> {
    /// Notes `Module._load = …`, `require.cache[path] = …` and their like.
    pub(super) fn patching_write(&mut self, target: &AssignmentTarget<'a>, value: &'a Expression<'a>) {
        let member = target.as_simple_assignment_target().and_then(|it| it.as_member_expression());
        match member.and_then(|member| self.written_part(member)) {
            Some((LoaderPart::Load, _)) if self.only_looks_on(value) => {}
            Some((part, powers)) => self.note_patch(part, powers),
            None => {}
        }
    }

    /// Returns the part of Node's loader that an assignment to a member changes, and what that may do.
    fn written_part(&self, member: &MemberExpression<'a>) -> Option<(LoaderPart, LoaderPowers)> {
        if let Some(part) = self.loader_part(member) {
            return Some((part, part.replaced()));
        }
        let part = self.part_of_loader(member.object())?;
        let key = match member {
            MemberExpression::ComputedMemberExpression(it) => literal(&it.expression).map(|it| it.0),
            _ => member.static_property_name(),
        };
        Some((part, part.given(key)))
    }

    fn note_patch(&mut self, part: LoaderPart, powers: LoaderPowers) {
        let is_certain = self.is_certain();
        let patches = &mut self.effects.patches;
        if self.when != When::Deferred {
            let patched = if part.is_own() { &mut self.patched_own } else { &mut self.patched };
            *patched = patched.and(powers);
        }
        match self.when {
            _ if part.is_own() => {}
            When::Deferred => patches.later = patches.later.and(powers),
            _ => {
                patches.loading = patches.loading.and(powers);
                patches.certain = if is_certain { patches.certain.and(powers) } else { patches.certain };
            }
        }
    }

    /// Notes `Object.defineProperty(Module, "_load", …)`, `module.paths.push(…)` and `module.registerHooks(…)`.
    pub(super) fn patching_call(&mut self, it: &'a CallExpression<'a>) {
        let callee = it.callee.without_parentheses();
        let found = match callee.as_member_expression() {
            Some(member) => self.method_patch(member, &it.arguments),
            None => self.function_patch(callee),
        };
        let handed = || {
            let mut given = it.arguments.iter().filter_map(Argument::as_expression);
            let part = given.find_map(|argument| self.part_of_loader(argument))?;
            (!self.is_of_globals(callee)).then_some((part, part.given(None)))
        };
        if let Some((part, powers)) = found.or_else(handed) {
            self.note_patch(part, powers);
        }
    }

    fn method_patch(
        &self,
        member: &MemberExpression<'a>,
        arguments: &[Argument<'a>],
    ) -> Option<(LoaderPart, LoaderPowers)> {
        let argument = |index: usize| arguments.get(index).and_then(|argument| argument.as_expression());
        let name = || argument(1).and_then(|name| literal(name)).map(|name| name.0);
        match member.static_property_name()? {
            "register" | "registerHooks" if self.is_loader(member.object()) => Some(LoaderPart::Load),
            "defineProperty" | "defineProperties" | "assign" | "set" | "wrap" => {
                let first = argument(0)?;
                if let Some(part) = self.part_of_loader(first) {
                    return Some((part, part.given(name())));
                }
                let of_class = || name().map_or(Some(LoaderPart::Load), LoaderPart::of_class);
                self.is_loader(first).then(of_class).flatten()
            }
            // It reads `NODE_PATH` again.
            "_initPaths" => Some(LoaderPart::Paths),
            "push" | "unshift" | "splice" => self.part_of_loader(member.object()),
            _ => None,
        }
        .map(|part| (part, part.replaced()))
    }

    fn function_patch(&self, callee: &Expression<'a>) -> Option<(LoaderPart, LoaderPowers)> {
        let id = callee.get_identifier_reference()?;
        let registers = match self.symbol(id) {
            Some(symbol) => self.names.registers.contains(&symbol),
            None => id.name == "eval" && may_evaluate_loader(&self.text.text),
        };
        registers.then_some((LoaderPart::Load, LoaderPowers::ANYTHING))
    }
}

/// Tells whether a text has the words that give `require` another value or change Node's loader, which it may evaluate.
fn may_evaluate_loader(text: &str) -> bool {
    sets_require(text) || ["._load", "._resolveFilename"].iter().any(|member| text.contains(member))
}

fn sets_require(text: &str) -> bool {
    const NAME: &[u8] = b"require";
    text.contains("function require(")
        || memchr::memmem::find_iter(text.as_bytes(), NAME).any(|at| {
            let rest = text.get(at + NAME.len()..).unwrap_or_default().trim_start();
            rest.starts_with('=') && !rest.starts_with("==")
        })
}
