//! Calls that open files of the package: each is recorded with its path, if all of that is known.

use super::*;
use crate::module::assets::{AssetUse, AssetVerb};
use libraries::{Library, LibraryName};
use openers::{Failing, Opener, may_spare, opener};
use oxc_ast::ast::{Argument, CallExpression, Expression, NewExpression};
use oxc_span::GetSpan;
use place::KnownValue;

impl<'a> Flow<'a, '_> {
    /// Records the files that a call opens, makes or looks for.
    pub(super) fn opening_call(&mut self, it: &'a CallExpression<'a>, promise: Promised) {
        let Some(first) = it.arguments.first().and_then(|argument| argument.as_expression()) else { return };
        match self.library(&it.callee) {
            Some(LibraryName::Whole(Library::Bindings)) => self.finds_binding(first),
            _ if !self.has_places => {}
            Some(LibraryName::Whole(Library::NodeGypBuild)) => {
                self.note_use(first, AssetVerb::FindAddon, self.failing(Failing::Later, promise));
            }
            Some(LibraryName::Member(library, name)) => {
                if let Some(opener) = opener(library, name) {
                    self.opens(it, opener, promise);
                }
            }
            Some(LibraryName::Whole(_)) => {}
            None if self.is_require(&it.callee) => {
                if names::literal(first).is_none() {
                    self.note_use(first, AssetVerb::Require, self.failing(Failing::Thrown, promise));
                }
            }
            None => self.unknown_call(it),
        }
    }

    fn opens(&mut self, it: &'a CallExpression<'a>, opener: Opener, promise: Promised) {
        let mut arguments = it.arguments.iter().filter_map(|argument| argument.as_expression());
        let Some(first) = arguments.next() else { return };
        let second = arguments.next();
        let writes = opener.verb == AssetVerb::Read && second.is_some_and(|it| !self.only_reads(it));
        match opener.verb {
            AssetVerb::Spare => self.spares(it),
            AssetVerb::Read if writes => self.spares(it),
            verb => self.note_use(first, verb, self.failing(opener.fails, promise)),
        }
        if let (AssetVerb::Copy, Some(second)) = (opener.verb, second) {
            self.spares_path(second);
        }
    }

    /// Tells whether the second argument of a call that reads leaves it at that: flags of `open` may not.
    fn only_reads(&self, second: &Expression<'a>) -> bool {
        names::literal(second).is_none_or(|(flags, _)| !flags.starts_with(['w', 'a']) || flags.len() > 3)
    }

    /// Records a path that is passed to a function whose name says that the file may be made or missed.
    fn unknown_call(&mut self, it: &'a CallExpression<'a>) {
        let callee = it.callee.without_parentheses();
        if self.is_dlopen(callee) {
            if let Some(path) = it.arguments.get(1).and_then(|argument| argument.as_expression()) {
                self.note_use(path, AssetVerb::LoadAddon, self.failing(Failing::Thrown, Promised::Kept));
            }
            return;
        }
        let name = callee.get_identifier_reference().map(|id| id.name.as_str());
        let name = name.or_else(|| callee.as_member_expression()?.static_property_name());
        if name.is_some_and(may_spare) {
            self.spares(it);
        }
    }

    fn is_dlopen(&self, callee: &Expression<'a>) -> bool {
        callee.as_member_expression().is_some_and(|member| {
            member.static_property_name() == Some("dlopen") && self.is_free_name(member.object(), "process")
        })
    }

    fn spares(&mut self, it: &'a CallExpression<'a>) {
        for path in it.arguments.iter().filter_map(Argument::as_expression) {
            self.spares_path(path);
        }
    }

    fn spares_path(&mut self, path: &'a Expression<'a>) {
        match self.fold(path) {
            Some(_) => self.note_use(path, AssetVerb::Spare, When::Deferred),
            None => {
                if let Some(folder) = self.fold_beginning(path) {
                    self.record_use(path.span(), folder, AssetVerb::SpareBelow, When::Deferred);
                }
            }
        }
    }

    /// Records `new Worker(…)` and `new URL("./x", import.meta.url)`.
    pub(super) fn opening_new(&mut self, it: &'a NewExpression<'a>) {
        if !self.has_places {
            return;
        }
        if let Some(KnownValue::Url(place)) = self.fold_new(it) {
            self.record_use(it.span, place, AssetVerb::Name, self.failing(Failing::Later, Promised::Kept));
        } else if let Some(LibraryName::Member(library, name)) = self.library(&it.callee)
            && let Some(opener) = opener(library, name)
            && let Some(first) = it.arguments.first().and_then(|argument| argument.as_expression())
        {
            self.note_use(first, opener.verb, self.failing(opener.fails, Promised::Kept));
        }
    }

    /// Records an `import()` of a path that code puts together.
    pub(super) fn opening_import(&mut self, source: &'a Expression<'a>, promise: Promised) {
        if self.has_places {
            self.note_use(source, AssetVerb::Import, self.failing(Failing::Promised, promise));
        }
    }

    fn finds_binding(&mut self, first: &'a Expression<'a>) {
        let Some(KnownValue::Text(name)) = self.fold(first) else { return };
        let ending = if name.ends_with(".node") { "" } else { ".node" };
        let when = self.failing(Failing::Later, Promised::Kept);
        self.record_use(first.span(), format!("{name}{ending}"), AssetVerb::FindBinding, when);
    }

    /// Returns the time at which a failure here fails the module.
    fn failing(&self, fails: Failing, promise: Promised) -> When {
        let now = match self.now() {
            When::Deferred if self.caught => When::Guarded,
            now => now,
        };
        match (fails, promise) {
            (_, Promised::Caught) => When::Guarded,
            (Failing::Thrown, _) | (Failing::Promised, Promised::Awaited) => now,
            _ if now == When::Guarded => When::Guarded,
            _ => When::Deferred,
        }
    }

    fn note_use(&mut self, path: &'a Expression<'a>, verb: AssetVerb, when: When) {
        if let Some(place) = self.fold(path).and_then(KnownValue::into_place) {
            self.record_use(path.span(), place, verb, when);
        }
    }

    fn record_use(&mut self, span: oxc_span::Span, path: String, verb: AssetVerb, when: When) {
        let found = AssetUse { path, verb, when, span: self.text.span(span) };
        self.assets
            .entry(span.start)
            .and_modify(|known| {
                known.when = known.when.min(when);
                known.verb = known.verb.min(verb);
            })
            .or_insert(found);
    }
}
