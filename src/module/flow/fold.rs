//! Folding: the value of an expression whose parts are constants and the module's own place.

use std::borrow::Cow;

use super::*;
use libraries::{Library, LibraryName};
use oxc_ast::ast::{
    Argument, BinaryOperator, BindingPattern, CallExpression, ComputedMemberExpression, Expression,
    LogicalExpression, LogicalOperator, NewExpression, StaticMemberExpression, TemplateLiteral,
};
use place::{KnownValue, folder_of, url_beside};

/// The levels of an expression that are looked at.
pub(super) const MOST_LEVELS: usize = 12;
/// The steps that the folding of one expression takes: functions that call functions multiply.
const MOST_STEPS: u32 = 1_000;
/// The longest constant that may be a part of a path.
const LONGEST_PART: usize = 200;

impl<'a> Flow<'a, '_> {
    /// Remembers the value of a name, if it is known and never changes.
    pub(super) fn learn_place(&mut self, pattern: &'a BindingPattern<'a>, init: &'a Expression<'a>) {
        let BindingPattern::BindingIdentifier(id) = pattern else { return };
        if !self.has_places {
            return;
        }
        let Some(symbol) = self.constant_symbol(id) else { return };
        let is_short =
            |it: &KnownValue<'_>| !matches!(it, KnownValue::Text(text) if text.len() > LONGEST_PART);
        let known = self.fold(init).filter(is_short);
        self.note_made_of_parameter(symbol);
        let Some(known) = known else {
            // An earlier call of the same function may have given it a value.
            self.known.remove(&symbol);
            return;
        };
        if !matches!(known, KnownValue::Text(_)) {
            self.note_place_name(id.name.as_str());
        }
        self.known.insert(symbol, known);
    }

    /// Notes a name for a place: the functions that use it are walked.
    pub(super) fn note_place_name(&mut self, name: &'a str) {
        if !self.own_places.contains(&name) {
            self.own_places.push(name);
        }
        // The functions inside this one may use the name.
        self.names.has_unusual |= self.when == When::Deferred;
    }

    /// Returns the value of an expression, if it follows from the text and the module's place.
    pub(super) fn fold(&self, expression: &'a Expression<'a>) -> Option<KnownValue<'a>> {
        self.begin_fold();
        self.fold_within(MOST_LEVELS, expression)
    }

    pub(super) fn begin_fold(&self) {
        self.fold_steps.set(MOST_STEPS);
        self.parameters.asked.set(None);
    }

    pub(super) fn fold_within(
        &self,
        levels: usize,
        expression: &'a Expression<'a>,
    ) -> Option<KnownValue<'a>> {
        let levels = levels.checked_sub(1)?;
        self.fold_steps.set(self.fold_steps.get().checked_sub(1)?);
        match expression.without_parentheses() {
            Expression::StringLiteral(it) => Some(KnownValue::Text(Cow::Borrowed(it.value.as_str()))),
            Expression::TemplateLiteral(it) => self.fold_template(levels, it),
            Expression::Identifier(it) => match self.symbol(it) {
                Some(symbol) => self.fold_name(symbol),
                None => self.fold_wrapper(it.name.as_str()),
            },
            Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
                self.fold_within(levels, &it.left)?.followed_by(&self.fold_within(levels, &it.right)?)
            }
            Expression::ConditionalExpression(it) => {
                if self.truth(&it.test).or_else(|| self.asks_for_page(&it.test))? {
                    self.fold_within(levels, &it.consequent)
                } else {
                    self.fold_within(levels, &it.alternate)
                }
            }
            Expression::LogicalExpression(it) => self.fold_choice(levels, it),
            Expression::StaticMemberExpression(it) => self.fold_member(levels, it),
            Expression::ComputedMemberExpression(it) => self.fold_computed_member(levels, it),
            Expression::CallExpression(it) => self.fold_call(levels, it),
            Expression::NewExpression(it) => self.fold_url(levels, it),
            _ => None,
        }
    }

    /// Returns the value of `import.meta.dirname ?? dirname(fileURLToPath(import.meta.url))`, or of `name || "a.txt"`.
    fn fold_choice(&self, levels: usize, it: &'a LogicalExpression<'a>) -> Option<KnownValue<'a>> {
        let left = self.fold_within(levels, &it.left)?;
        let is_kept = match (&left, it.operator) {
            (_, LogicalOperator::And) => return None,
            (KnownValue::Text(text), LogicalOperator::Or) => !text.is_empty(),
            (KnownValue::Text(_), LogicalOperator::Coalesce) => true,
            // Not every Node has `import.meta.dirname`.
            _ => {
                return (self.fold_within(levels, &it.right)? == left).then_some(left);
            }
        };
        if is_kept { Some(left) } else { self.fold_within(levels, &it.right) }
    }

    /// Returns the outcome of `typeof document === "undefined"`, by which bundlers tell the place of a module in Node from that in a
    /// page.
    fn asks_for_page(&self, test: &'a Expression<'a>) -> Option<bool> {
        let Expression::BinaryExpression(it) = test.without_parentheses() else { return None };
        self.comparison(it, |id| (id.name == "document" && self.is_free(id)).then_some("undefined"))
    }

    /// Returns the value of `__dirname` and `__filename`.
    fn fold_wrapper(&self, name: &str) -> Option<KnownValue<'a>> {
        if self.goal != Goal::CommonJs || self.is_written(name) {
            return None;
        }
        match name {
            "__dirname" => Some(KnownValue::Path(String::new())),
            "__filename" => Some(KnownValue::Path(KnownValue::own_file())),
            _ => None,
        }
    }

    fn fold_template(&self, levels: usize, it: &'a TemplateLiteral<'a>) -> Option<KnownValue<'a>> {
        let mut quasis = it.quasis.iter().map(|quasi| quasi.value.cooked.as_ref().map(|it| it.as_str()));
        let mut whole = KnownValue::Text(Cow::Borrowed(quasis.next()??));
        for (expression, text) in it.expressions.iter().zip(quasis) {
            let part = self.fold_within(levels, expression)?;
            whole = match (whole, part) {
                // A template begins with a text, be it empty: `${__dirname}/a`.
                (KnownValue::Text(text), part @ KnownValue::Path(_)) if text.is_empty() => part,
                // tsup writes `file:${__filename}` for a module's URL.
                (KnownValue::Text(text), KnownValue::Path(place)) if is_scheme_of_files(&text) => {
                    KnownValue::Url(place)
                }
                (whole, part) => whole.followed_by(&part)?,
            };
            whole = whole.followed_by(&KnownValue::Text(Cow::Borrowed(text?)))?;
        }
        Some(whole)
    }

    fn fold_member(&self, levels: usize, it: &'a StaticMemberExpression<'a>) -> Option<KnownValue<'a>> {
        let name = it.property.name.as_str();
        if matches!(it.object, Expression::ImportMeta(_)) {
            return match name {
                "url" => Some(KnownValue::Url(KnownValue::own_file())),
                "filename" => Some(KnownValue::Path(KnownValue::own_file())),
                "dirname" => Some(KnownValue::Path(String::new())),
                _ => None,
            };
        }
        if self.library(&it.object) == Some(LibraryName::Whole(Library::Path)) && name == "sep" {
            return Some(KnownValue::Text(Cow::Borrowed("/")));
        }
        if let Some(symbol) = it.object.get_identifier_reference().and_then(|id| self.symbol(id))
            && let Some(member) = self.known_member(symbol, name)
        {
            return Some(member);
        }
        match name {
            "path" | "filename" if self.is_own_module(&it.object) => {
                Some(KnownValue::Path(if name == "path" { String::new() } else { KnownValue::own_file() }))
            }
            "pathname" | "href" => match self.fold_within(levels, &it.object)? {
                KnownValue::Url(place) if name == "pathname" => Some(KnownValue::Path(place)),
                url @ KnownValue::Url(_) => Some(url),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the value of `paths["page"]` or `files[0]`.
    fn fold_computed_member(
        &self,
        levels: usize,
        it: &'a ComputedMemberExpression<'a>,
    ) -> Option<KnownValue<'a>> {
        let symbol = self.symbol(it.object.get_identifier_reference()?)?;
        match it.expression.without_parentheses() {
            Expression::NumericLiteral(index) => self.known_member(symbol, &index.value.to_string()),
            key => match self.fold_within(levels, key)? {
                KnownValue::Text(key) => self.known_member(symbol, &key),
                _ => None,
            },
        }
    }

    fn is_own_module(&self, object: &Expression<'a>) -> bool {
        self.goal == Goal::CommonJs && self.is_free_name(object, "module") && !self.is_written("module")
    }

    fn fold_call(&self, levels: usize, it: &'a CallExpression<'a>) -> Option<KnownValue<'a>> {
        let Some(LibraryName::Member(library, name)) = self.library(&it.callee) else {
            return self.fold_method(levels, it).or_else(|| self.fold_own_function(levels, it));
        };
        let mut values = self.fold_arguments(levels, &it.arguments)?.into_iter();
        match (library, name) {
            (Library::Path, "join" | "resolve") => {
                let first = values.next()??;
                values.try_fold(first, |whole, part| next_part(whole, part?, name == "resolve"))
            }
            (Library::Path, "normalize") => values.next()?,
            (Library::Path, "dirname") => match values.next()?? {
                KnownValue::Path(place) => Some(KnownValue::Path(folder_of(&place))),
                _ => None,
            },
            (Library::Url, "fileURLToPath") => match values.next()?? {
                KnownValue::Url(place) => Some(KnownValue::Path(place)),
                _ => None,
            },
            (Library::Url, "pathToFileURL") => match values.next()?? {
                KnownValue::Path(place) => Some(KnownValue::Url(place)),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn fold_argument(&self, levels: usize, argument: &'a Argument<'a>) -> Option<KnownValue<'a>> {
        self.fold_within(levels, argument.as_expression()?)
    }

    /// Returns the place of `new URL("./x", import.meta.url)`.
    pub(super) fn fold_new(&self, it: &'a NewExpression<'a>) -> Option<KnownValue<'a>> {
        self.begin_fold();
        self.fold_url(MOST_LEVELS, it)
    }

    fn fold_url(&self, levels: usize, it: &'a NewExpression<'a>) -> Option<KnownValue<'a>> {
        let is_url = self.is_free_name(&it.callee, "URL")
            || self.library(&it.callee) == Some(LibraryName::Member(Library::Url, "URL"));
        let (reference, base) = match it.arguments.as_slice() {
            // `new URL(import.meta.url).pathname`
            [whole] => {
                let whole = self.fold_argument(levels, whole).filter(|_| is_url);
                return whole.filter(|whole| matches!(whole, KnownValue::Url(_)));
            }
            [reference, base] => (reference, base),
            _ => return None,
        };
        let Some(KnownValue::Url(base)) = self.fold_argument(levels, base).filter(|_| is_url) else {
            return None;
        };
        let Some(KnownValue::Text(reference)) = self.fold_argument(levels, reference) else { return None };
        url_beside(&base, &reference).map(KnownValue::Url)
    }

    /// Returns the folder of a path of which only the beginning is known: `join(__dirname, "cache", name)`.
    pub(super) fn fold_beginning(&self, expression: &'a Expression<'a>) -> Option<String> {
        match expression.without_parentheses() {
            Expression::CallExpression(it) => {
                let joins = matches!(
                    self.library(&it.callee),
                    Some(LibraryName::Member(Library::Path, "join" | "resolve"))
                );
                self.begin_fold();
                let mut values =
                    it.arguments.iter().map(|argument| self.fold_argument(MOST_LEVELS, argument));
                let mut whole = values.next().filter(|_| joins)??;
                for part in values {
                    match part.and_then(|part| whole.clone().joined_with(&part)) {
                        Some(longer) => whole = longer,
                        None => break,
                    }
                }
                whole.into_place()
            }
            Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => self
                .fold(&it.left)
                .and_then(KnownValue::into_place)
                .or_else(|| self.fold_beginning(&it.left))
                // The unknown rest may belong to the last segment, so that only the folder is certain.
                .map(|place| place.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned())),
            Expression::TemplateLiteral(it) => {
                let place = self.fold(it.expressions.first()?)?.into_place()?;
                let text = it.quasis.get(1)?.value.cooked.as_ref()?;
                let whole = format!("{place}{text}");
                Some(whole.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned()))
            }
            _ => None,
        }
    }
}

fn is_scheme_of_files(text: &str) -> bool {
    matches!(text, "file:" | "file://")
}

/// Adds a part of a path. An absolute part replaces what stands before it in `path.resolve`.
fn next_part<'a>(whole: KnownValue<'a>, part: KnownValue<'a>, replaces: bool) -> Option<KnownValue<'a>> {
    match part {
        KnownValue::Path(_) if replaces => Some(part),
        KnownValue::Text(ref text) if replaces && text.starts_with('/') => None,
        _ => whole.joined_with(&part),
    }
}
