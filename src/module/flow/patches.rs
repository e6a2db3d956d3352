//! Code that changes how Node finds modules, or what it gives for them: `Module._resolveFilename = …`, `require.extensions[".x"] = …`,
//! `module.registerHooks(…)`. Of what is asked for behind it nothing is certain.

use super::*;
use oxc_ast::ast::{AssignmentTarget, CallExpression, Expression, MemberExpression};

/// The names of members that only Node's `Module` has.
const OWN_MEMBERS: [&str; 6] =
    ["_resolveFilename", "_resolveLookupPaths", "_findPath", "_nodeModulePaths", "_initPaths", "globalPaths"];
/// Others of its members, whose names other objects have, too.
const SHARED_MEMBERS: [&str; 4] = ["_load", "_extensions", "_cache", "_pathCache"];

impl<'a> Flow<'a, '_> {
    /// Tells whether a program evaluates texts, and has the words that give `require` another value or change Node's loader: what it
    /// asks for may then be given by its own code.
    pub(super) fn may_evaluate_loader(scoping: &Scoping, text: &str) -> bool {
        scoping.root_unresolved_references().contains_key(&Ident::from("eval"))
            && (sets_require(text)
                || ["._load", "._resolveFilename"].iter().any(|member| text.contains(member)))
    }

    /// Notes `Module._load = …`, `require.cache[path] = …` and their like.
    pub(super) fn patching_write(&mut self, target: &AssignmentTarget<'a>) {
        let member = target.as_simple_assignment_target().and_then(|it| it.as_member_expression());
        let patches = |member| self.when != When::Deferred && self.is_of_loader(member);
        if member.is_some_and(patches) {
            self.note_patch();
        }
    }

    fn note_patch(&mut self) {
        let now = self.now();
        self.patched = true;
        self.effects.patches = Some(self.effects.patches.map_or(now, |known| known.min(now)));
    }

    /// Notes `Object.defineProperty(Module, "_load", …)`, `module.paths.push(…)` and `module.registerHooks(…)`.
    pub(super) fn patching_call(&mut self, it: &CallExpression<'a>) {
        if self.when == When::Deferred || self.patched {
            return;
        }
        let callee = it.callee.without_parentheses();
        let first = || it.arguments.first().and_then(|argument| argument.as_expression());
        let patches = match callee.as_member_expression() {
            Some(member) => match member.static_property_name() {
                Some("register" | "registerHooks") => self.is_loader(member.object()),
                Some("defineProperty" | "defineProperties" | "assign" | "set" | "wrap") => {
                    first().is_some_and(|first| self.is_loader(first) || self.is_part_of_loader(first))
                }
                Some("push" | "unshift" | "splice") => self.is_part_of_loader(member.object()),
                _ => false,
            },
            None => callee.get_identifier_reference().is_some_and(|id| {
                let symbol = self.symbol(id);
                symbol.is_some_and(|symbol| self.names.registers.contains(&symbol))
            }),
        };
        if patches {
            self.note_patch();
        }
    }

    fn is_part_of_loader(&self, expression: &Expression<'a>) -> bool {
        expression.without_parentheses().as_member_expression().is_some_and(|it| self.is_of_loader(it))
    }

    /// Tells whether a member is one of Node's loader, or one of such a member.
    fn is_of_loader(&self, member: &MemberExpression<'a>) -> bool {
        let mut next = Some(member);
        while let Some(member) = next {
            let object = member.object();
            let is_one = member.static_property_name().is_some_and(|name| match name {
                "extensions" | "cache" => self.is_require(object),
                "paths" => self.is_free_name(object, "module"),
                "require" => self.is_free_name(object, "module") || is_prototype(object),
                "_compile" => is_prototype(object),
                _ if OWN_MEMBERS.contains(&name) => true,
                _ => SHARED_MEMBERS.contains(&name) && self.is_loader(object),
            });
            if is_one {
                return true;
            }
            next = object.without_parentheses().as_member_expression();
        }
        false
    }

    /// Tells whether an expression is the class `Module`: `require("module")`, `require("module").Module`, `module.constructor`.
    fn is_loader(&self, mut expression: &Expression<'a>) -> bool {
        while let Some(member) = expression.without_parentheses().as_member_expression() {
            match member.static_property_name() {
                Some("constructor") if self.is_free_name(member.object(), "module") => return true,
                Some("Module" | "default" | "prototype") => expression = member.object(),
                _ => return false,
            }
        }
        self.is_module_namespace(expression)
            || expression.get_identifier_reference().is_some_and(|id| id.name == "Module")
    }
}

fn is_prototype(object: &Expression<'_>) -> bool {
    let member = object.without_parentheses().as_member_expression();
    member.and_then(|member| member.static_property_name()) == Some("prototype")
}

fn sets_require(text: &str) -> bool {
    const NAME: &[u8] = b"require";
    text.contains("function require(")
        || memchr::memmem::find_iter(text.as_bytes(), NAME).any(|at| {
            let rest = text.get(at + NAME.len()..).unwrap_or_default().trim_start();
            rest.starts_with('=') && !rest.starts_with("==")
        })
}
