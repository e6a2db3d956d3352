//! Calls and reads: the requests among them, the calls that run a known function, and the reads that are
//! recorded.

use super::*;
use crate::{
    module::requests::{Attribute, Phase, RequestKind},
    text::Spanned,
};
use names::{first_literal, literal};
use oxc_ast::ast::{
    Argument, CallExpression, Expression, IdentifierReference, ImportExpression, ImportPhase, NewExpression,
    ObjectPropertyKind, TaggedTemplateExpression,
};
use oxc_span::Span;

impl<'a> Flow<'a, '_> {
    pub(super) fn call(&mut self, it: &'a CallExpression<'a>, promise: Promised) {
        if self.promise_call(it, promise) {
            return;
        }
        let awaited = promise == Promised::Awaited;
        self.running_call(it);
        self.makes_files |= self.has_places && self.runs_command(it);
        if let Some((kind, specifier)) = self.requested(it) {
            self.request(kind, specifier, it.span);
        }
        let callee = it.callee.without_parentheses();
        self.asks_computed |= self.is_require(callee) && first_literal(&it.arguments).is_none();
        let literal = Self::literal_callable(callee);
        match callee {
            // A function that is called where it stands is walked below, with what the call passes.
            _ if literal.is_some() => {}
            _ => self.used(callee, ValueUse::Called),
        }
        self.newer_method(it);
        self.arguments(&it.arguments);
        self.chosen_request(it);
        self.opening_call(it, promise);
        self.shim_call(it);
        self.call_of_no_function(it);
        self.lacking_call(it);
        self.call_without_url(it);
        self.define_globals(it);
        self.patching_call(it);
        self.note_called(&it.callee);
        self.note_given(&it.arguments);
        if let Some(callback) = self.certain_callback(it) {
            self.meet(callback);
            self.enter_call(callback, None, false);
        }
        self.visit_list(it);
        self.imported_callback(it);
        match literal.or_else(|| self.method_of_literal(callee)).or_else(|| self.callable(callee)) {
            // A class that is called without `new` throws before any of its code runs.
            Some(Callable::Class(_)) => {}
            Some(callable) => {
                self.meet(callable);
                // `f.call(this, a)` passes other arguments than those that it lists.
                let is_own = literal.is_some() || !callee.is_member_expression();
                self.called_plainly = is_own;
                self.call_caught = promise == Promised::Caught;
                self.enter_call(callable, is_own.then_some(&it.arguments[..]), awaited);
                self.call_caught = false;
                self.called_plainly = false;
            }
            None => self.exits(callee),
        }
    }

    /// Returns the function of `(function () { … }).call(this)`.
    fn method_of_literal(&self, callee: &'a Expression<'a>) -> Option<Callable<'a>> {
        let member = callee.as_member_expression()?;
        let calls = matches!(member.static_property_name(), Some("call" | "apply"));
        Self::literal_callable(member.object()).filter(|_| calls)
    }

    /// Notes a call of `process.exit()`, behind which nothing certainly runs.
    fn exits(&mut self, callee: &Expression<'a>) {
        let Some(member) = callee.as_member_expression() else { return };
        let exits = matches!(member.static_property_name(), Some("exit" | "abort" | "reallyExit"));
        if exits && self.is_free_name(member.object(), "process") && self.when != When::Deferred {
            self.exited = true;
        }
    }

    pub(super) fn construct(&mut self, it: &'a NewExpression<'a>) {
        if let Some(specifier) = self.requested_url(it) {
            self.request(RequestKind::Url, specifier, it.span);
        }
        let callee = it.callee.without_parentheses();
        // `new require('a')` is a call of `require`, too.
        if let Some(specifier) = first_literal(&it.arguments).filter(|_| self.is_require(callee)) {
            self.request(RequestKind::Require, specifier, it.span);
        }
        self.used(callee, ValueUse::Constructed);
        self.arguments(&it.arguments);
        self.note_called(callee);
        self.note_given(&it.arguments);
        self.opening_new(it);
        self.url_without_base(it);
        if let Some(callable) = Self::literal_callable(callee).or_else(|| self.callable(callee)) {
            self.enter_call(callable, Some(&it.arguments), false);
        }
    }

    pub(super) fn tagged_template(&mut self, it: &'a TaggedTemplateExpression<'a>) {
        self.expression(&it.tag);
        it.quasi.expressions.iter().for_each(|it| self.expression(it));
        if let Some(callable) = self.callable(&it.tag) {
            self.enter_call(callable, None, false);
        }
    }

    /// Returns the request that a call makes.
    pub(super) fn requested(&self, it: &CallExpression<'a>) -> Option<(RequestKind, (&'a str, Span))> {
        let specifier = first_literal(&it.arguments)?;
        let callee = it.callee.without_parentheses();
        if self.is_require(callee) {
            return Some((RequestKind::Require, specifier));
        }
        let Expression::StaticMemberExpression(member) = callee else { return None };
        let kind = match &member.object {
            Expression::ImportMeta(_) => RequestKind::ImportMetaResolve,
            object if self.is_require(object) && !names_paths(&it.arguments) => RequestKind::RequireResolve,
            _ => return None,
        };
        (member.property.name == "resolve").then_some((kind, specifier))
    }

    /// Returns the specifier of `new URL("./x", import.meta.url)`.
    fn requested_url(&self, it: &NewExpression<'a>) -> Option<(&'a str, Span)> {
        let [specifier, base] = it.arguments.as_slice() else { return None };
        let own = self.is_free_name(&it.callee, "URL") && self.is_own_url(base.as_expression()?);
        literal(specifier.as_expression()?).filter(|_| own)
    }

    /// Walks an `import()`. It fails by a promise, which is the module's failure only where it is awaited at
    /// top level.
    pub(super) fn import_expression(&mut self, it: &'a ImportExpression<'a>, promise: Promised) {
        self.expression(&it.source);
        it.options.iter().for_each(|it| self.expression(it));
        let Some(specifier) = literal(&it.source) else {
            self.asks_computed = true;
            return self.opening_import(&it.source, promise);
        };
        let when = match promise {
            Promised::Kept => When::Deferred,
            Promised::Awaited if self.when == When::Deferred && self.is_expected(specifier.0) => {
                When::Guarded
            }
            Promised::Awaited => self.now(),
            Promised::Caught => When::Guarded,
        };
        let phase = match it.phase {
            None => Phase::Evaluation,
            Some(ImportPhase::Source) => Phase::Source,
            Some(ImportPhase::Defer) => Phase::Defer,
        };
        let attributes = it.options.as_ref().map_or_else(|| Some(Vec::new()), |it| self.attributes(it));
        self.record(RequestKind::DynamicImport, specifier, it.span, (when, phase, attributes));
    }

    pub(super) fn request(&mut self, kind: RequestKind, specifier: (&str, Span), span: Span) {
        // `require = …` somewhere: the call may be one of something else.
        let doubtful = kind == RequestKind::Require && self.is_written("require");
        let doubtful = doubtful || self.is_told(specifier.0);
        let when = match if doubtful { self.now().max(When::Conditional) } else { self.now() } {
            When::Deferred if self.is_expected(specifier.0) => When::Guarded,
            when => when,
        };
        self.record(kind, specifier, span, (when, Phase::Evaluation, Some(Vec::new())));
    }

    /// Tells whether the failure of a request within a function is thought of: it is caught, or it is that of a package, and
    /// an error of its own says so.
    fn is_expected(&self, specifier: &str) -> bool {
        self.caught || self.explained && !specifier.starts_with(['.', '/', '#'])
    }

    /// Tells whether an error of the module's own says that a package is lacking, which consumers install for this part of it only.
    fn is_told(&self, specifier: &str) -> bool {
        let is_package = !specifier.starts_with(['.', '/', '#']);
        let slashes = usize::from(specifier.starts_with('@'));
        let end = specifier.match_indices('/').nth(slashes).map(|slash| slash.0);
        let name = end.and_then(|end| specifier.get(..end)).unwrap_or(specifier);
        is_package && self.told.is_some_and(|told| names_package(told, name))
    }

    /// Records a request by a specifier that code makes, or takes out of a list.
    pub(super) fn computed_request(&mut self, kind: RequestKind, specifier: (&str, Span), span: Span) {
        let doubtful = kind == RequestKind::Require && self.is_written("require");
        let when = if doubtful { When::Conditional } else { self.now() };
        let request = self.made_request(kind, specifier, span, (when, Phase::Evaluation, Some(Vec::new())));
        self.add_request((specifier.1.start, Some(specifier.0.to_owned())), request);
    }

    fn record(
        &mut self,
        kind: RequestKind,
        specifier: (&str, Span),
        span: Span,
        time: (When, Phase, Option<Vec<Attribute>>),
    ) {
        let request = self.made_request(kind, specifier, span, time);
        self.add_request((specifier.1.start, None), request);
    }

    fn made_request(
        &mut self,
        kind: RequestKind,
        (specifier, at): (&str, Span),
        span: Span,
        (when, phase, attributes): (When, Phase, Option<Vec<Attribute>>),
    ) -> ModuleRequest {
        ModuleRequest {
            specifier: Spanned { value: specifier.to_owned(), span: self.text.span(at) },
            kind,
            when,
            begins_try: self.tried.contains(&span.start),
            arm: self.arm_at(kind, span.start),
            is_unset: kind == RequestKind::Require && self.runs_unset(),
            // What is not awaited is deferred.
            is_awaited: kind == RequestKind::DynamicImport && when == When::Eager && self.holds_module,
            time: self.next_time(),
            attributes,
            phase,
            span: self.text.span(span),
        }
    }

    /// Adds a request. Code may be walked more than once: the earliest time counts.
    fn add_request(&mut self, key: (u32, Option<String>), request: ModuleRequest) {
        let (when, arm, time) = (request.when, request.arm, request.time);
        let (begins_try, is_unset, is_awaited) = (request.begins_try, request.is_unset, request.is_awaited);
        let known = self.requests.entry(key).or_insert(request);
        if when < known.when {
            (known.when, known.time) = (when, time);
        }
        known.begins_try |= begins_try;
        known.is_unset |= is_unset;
        known.is_awaited |= is_awaited;
        known.arm = known.arm.or(arm);
    }

    /// Records a read of an import, of CommonJS's variables in an ES module, or of a global that only
    /// browsers have.
    pub(super) fn read(&mut self, id: &IdentifierReference<'a>, member: Option<&str>, usage: ValueUse) {
        if self.goal == Goal::CommonJs && member.is_none() && usage == ValueUse::Read && self.is_free(id) {
            self.effects.gives_require |= id.name == "require";
        }
        if self.when == When::Deferred {
            return self.later_read(id);
        }
        match self.symbol(id) {
            None => {
                self.free_read(id);
                self.newer_read(id, member, usage);
            }
            Some(symbol) if self.is_declared_below(symbol, id.span) => self.early_read(id),
            Some(symbol) if self.goal == Goal::Module && self.is_import(symbol) => {
                self.binding_read(id.name.as_str(), id.span, (member, usage));
            }
            // What cannot be read fails where it is handed on; here only the use of a value counts.
            Some(symbol) if member.is_some() || usage != ValueUse::Read => {
                if let Some(import) = self.handed.get(&symbol).copied() {
                    self.binding_read(import, id.span, (member, usage));
                }
            }
            Some(_) => {}
        }
    }

    pub(super) fn write(&mut self, id: &IdentifierReference<'a>) {
        self.read(id, None, ValueUse::Read);
    }

    pub(super) fn binding_read(
        &mut self,
        local: &str,
        span: Span,
        (member, usage): (Option<&str>, ValueUse),
    ) {
        let certain = self.is_certain();
        let read = BindingRead {
            local: local.to_owned(),
            member: member.map(str::to_owned),
            span: self.text.span(span),
            certain,
            at_top: self.running.is_empty(),
            usage,
        };
        self.reads.entry(span.start).or_insert(read).certain |= certain;
    }
}

/// Tells whether `require.resolve` may look from other folders than the module's own, as `{ paths }` says.
fn names_paths(arguments: &[Argument<'_>]) -> bool {
    let Some(options) = arguments.get(1) else { return false };
    match options.as_expression().map(Expression::without_parentheses) {
        Some(Expression::Identifier(it)) => it.name != "undefined",
        Some(Expression::ObjectExpression(it)) => it.properties.iter().any(|property| match property {
            ObjectPropertyKind::ObjectProperty(it) => {
                it.key.static_name().is_none_or(|name| name == "paths") && !is_own_folder(&it.value)
            }
            ObjectPropertyKind::SpreadProperty(_) => true,
        }),
        _ => true,
    }
}

/// `[__dirname]`.
fn is_own_folder(paths: &Expression<'_>) -> bool {
    let Expression::ArrayExpression(paths) = paths.without_parentheses() else { return false };
    let [only] = paths.elements.as_slice() else { return false };
    let folder = only.as_expression().and_then(|it| it.get_identifier_reference());
    folder.is_some_and(|folder| folder.name == "__dirname")
}

/// Tells whether a text has the name of a package as a word of its own.
fn names_package(text: &str, name: &str) -> bool {
    let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '@' | '/');
    text.match_indices(name).any(|(start, found)| {
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        let after = text.get(start + found.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_of_name) && !after.is_some_and(|after| after != '/' && is_of_name(after))
    })
}
