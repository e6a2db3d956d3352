//! Calls that open files of the package: each is recorded with its path, if all of that is known.

use super::*;
use crate::module::assets::{AssetUse, AssetVerb};
use error_callbacks::handles_error;
use libraries::{Library, LibraryName};
use openers::{Failing, Opener, may_spare, opener};
use oxc_ast::ast::{Argument, CallExpression, Expression, NewExpression};
use oxc_span::GetSpan;
use place::{KnownValue, url_beside};

impl<'a> Flow<'a, '_> {
    /// Records the files that a call opens, makes or looks for.
    pub(super) fn opening_call(&mut self, it: &'a CallExpression<'a>, promise: Promised) {
        let Some(first) = it.arguments.first().and_then(|argument| argument.as_expression()) else { return };
        match self.library(&it.callee) {
            // `bindings` finds the module's folder by the stack of calls, so that the module need not name its place.
            Some(LibraryName::Whole(Library::Bindings)) => self.finds_binding(first),
            _ if !self.has_places => {}
            Some(LibraryName::Whole(Library::NodeGypBuild)) => {
                self.note_use(first, AssetVerb::FindAddon, self.failing(Failing::Later, promise));
            }
            Some(LibraryName::Member(Library::Path, _)) => self.forget_names(it.span),
            Some(LibraryName::Member(library, name)) => {
                if let Some(opener) = opener(library, name) {
                    // A stream tells of a missing file by its `error` event, and throws nothing.
                    let is_heard = name == "createReadStream" && self.hears_errors;
                    self.opens(it, opener, if is_heard { Promised::Caught } else { promise });
                }
            }
            Some(LibraryName::Whole(_)) => {}
            None if self.is_require(&it.callee) => {
                if names::literal(first).is_none() {
                    self.note_use(first, AssetVerb::Require, self.failing(Failing::Thrown, promise));
                }
            }
            None if self.is_require_resolve(&it.callee) => {
                if names::literal(first).is_none() && it.arguments.len() == 1 {
                    self.note_use(first, AssetVerb::Resolve, self.failing(Failing::Thrown, promise));
                }
            }
            None => match self.registered_hooks(it) {
                Some(hooks) => {
                    let when = self.failing(Failing::Thrown, Promised::Kept);
                    self.record_use(first.span(), hooks, AssetVerb::Import, when);
                }
                None => self.unknown_call(it),
            },
        }
    }

    fn is_require_resolve(&self, callee: &Expression<'a>) -> bool {
        callee.without_parentheses().as_member_expression().is_some_and(|member| {
            member.static_property_name() == Some("resolve") && self.is_require(member.object())
        })
    }

    /// Returns the module that `register("./hooks.mjs", import.meta.url)` imports before it returns.
    fn registered_hooks(&self, it: &'a CallExpression<'a>) -> Option<String> {
        let callee = it.callee.without_parentheses().get_identifier_reference()?;
        let registers = self.symbol(callee).is_some_and(|symbol| self.names.registers.contains(&symbol));
        let [hooks, base, ..] = it.arguments.as_slice() else { return None };
        let Some(KnownValue::Url(base)) = self.fold(base.as_expression().filter(|_| registers)?) else {
            return None;
        };
        match self.fold(hooks.as_expression()?)? {
            KnownValue::Text(hooks) if hooks.starts_with("./") || hooks.starts_with("../") => {
                url_beside(&base, &hooks)
            }
            _ => None,
        }
    }

    fn opens(&mut self, it: &'a CallExpression<'a>, opener: Opener, promise: Promised) {
        let mut arguments = it.arguments.iter().filter_map(|argument| argument.as_expression());
        let Some(first) = arguments.next() else { return };
        let second = arguments.next();
        let handles = opener.fails == Failing::Later && last_callback(it).is_some_and(handles_error);
        let promise = if handles { Promised::Caught } else { promise };
        let writes = opener.verb == AssetVerb::Read && second.is_some_and(|it| !self.only_reads(it));
        match opener.verb {
            AssetVerb::Spare => {
                self.makes(first);
                self.spares(it);
            }
            AssetVerb::Read if writes => self.spares(it),
            AssetVerb::Look => self.looks(first, opener.fails, (promise, second)),
            verb => self.note_use(first, verb, self.failing(opener.fails, promise)),
        }
        if let (AssetVerb::Copy, Some(second)) = (opener.verb, second) {
            self.spares_path(second);
        }
    }

    /// Records `statSync(path)`. Its failure is an answer, but where it certainly fails the module.
    fn looks(
        &mut self,
        path: &'a Expression<'a>,
        fails: Failing,
        (promise, options): (Promised, Option<&'a Expression<'a>>),
    ) {
        let when = self.failing(fails, promise);
        // `{ throwIfNoEntry: false }`
        let asks = matches!(options, Some(it) if !matches!(it, Expression::StringLiteral(_)));
        if when == When::Eager && !asks {
            self.note_use(path, AssetVerb::Look, when);
        } else {
            self.spares_path(path);
        }
    }

    /// Tells whether the second argument of a call that reads leaves it at that: flags of `open` may not.
    fn only_reads(&self, second: &'a Expression<'a>) -> bool {
        let flags = match second.without_parentheses() {
            Expression::ObjectExpression(it) => {
                let mut members = it.properties.iter().filter_map(|property| property.as_property());
                let is_flag = |key: Option<std::borrow::Cow<'_, str>>| {
                    key.is_some_and(|key| matches!(key.as_ref(), "flag" | "flags"))
                };
                match members.find(|member| is_flag(member.key.static_name())) {
                    Some(member) => &member.value,
                    None => return true,
                }
            }
            // `fs.constants.O_RDWR | fs.constants.O_CREAT`
            Expression::BinaryExpression(_) | Expression::NumericLiteral(_) => return false,
            Expression::StaticMemberExpression(_) => return false,
            _ => second,
        };
        match self.fold(flags) {
            // Flags have three letters at most (`ax+`); what is longer is an encoding (`ascii`).
            Some(KnownValue::Text(flags)) => !flags.starts_with(['w', 'a']) || flags.len() > 3,
            // An unknown second argument is taken for an encoding or a callback, an unknown flag for any.
            _ => std::ptr::eq(flags, second),
        }
    }

    /// Forgets the URLs that are listed as texts, with which others are compared as a rule.
    pub(super) fn forget_texts_of_urls(&mut self, element: &'a Expression<'a>) {
        let is_text = match element.without_parentheses() {
            Expression::CallExpression(it) => it.callee_name() == Some("toString"),
            Expression::StaticMemberExpression(it) => it.property.name == "href",
            _ => false,
        };
        if is_text {
            self.forget_names(element.span());
        }
    }

    /// Forgets the URLs in a call that makes a path of them, and in a comparison: they are no files by themselves.
    pub(super) fn forget_names(&mut self, span: oxc_span::Span) {
        let inside = self.assets.range((span.start, String::new())..(span.end, String::new()));
        let names = inside.filter(|(_, used)| used.verb == AssetVerb::Name).map(|(at, _)| at.clone());
        for at in names.collect::<Vec<_>>() {
            self.assets.remove(&at);
        }
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
        let known = self.fold(path);
        self.note_opening_parameter();
        match known {
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
        let place = self.fold_new(it);
        // A function that makes URLs of what it is given opens none of them yet.
        if let Some(KnownValue::Url(place)) = place.filter(|_| self.parameters.asked.get().is_none()) {
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
    pub(super) fn failing(&self, fails: Failing, promise: Promised) -> When {
        // The code before may have made the file that is opened.
        if self.makes_files {
            return When::Guarded;
        }
        let now = match self.now() {
            When::Deferred if self.caught => When::Guarded,
            When::Conditional if self.caught => When::Guarded,
            now => now,
        };
        match (fails, promise) {
            (_, Promised::Caught) => When::Guarded,
            (Failing::Thrown, _) | (Failing::Promised, Promised::Awaited) => now,
            _ if now == When::Guarded => When::Guarded,
            _ => When::Deferred,
        }
    }

    pub(super) fn note_use(&mut self, path: &'a Expression<'a>, verb: AssetVerb, when: When) {
        let place = self.fold(path).and_then(KnownValue::into_place);
        self.note_opening_parameter();
        place.into_iter().for_each(|place| self.record_use(path.span(), place, verb, when));
    }

    fn record_use(&mut self, span: oxc_span::Span, path: String, verb: AssetVerb, when: When) {
        let found = AssetUse { path: path.clone(), verb, when, span: self.text.span(span) };
        self.assets
            .entry((span.start, path))
            .and_modify(|known| {
                known.when = known.when.min(when);
                known.verb = known.verb.min(verb);
            })
            .or_insert(found);
    }
}

/// Returns the function that stands as the last argument.
pub(super) fn last_callback<'a>(it: &'a CallExpression<'a>) -> Option<Callable<'a>> {
    Flow::literal_callable(it.arguments.last()?.as_expression()?)
}
