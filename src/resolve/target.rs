//! PACKAGE_TARGET_RESOLVE: from a target under a key of "exports" or "imports" to a URL.

use std::borrow::Cow;

use url::Url;

use crate::{
    manifest::{
        Manifest, filled,
        target::{Branch, Target, is_array_index},
    },
    resolve::{
        Resolver,
        disk::PackageDisk,
        error::{ConfigFault, Field, PackagePlace, ResolveError},
        manifest_errors::{directory_of, invalid_config, shown_base},
        step::StepKind,
        urls::join,
    },
    text::{Span, Spanned},
};

/// The request that a target is resolved for, which does not change on the way down the target's tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct TargetRequest<'a> {
    pub manifest: &'a Manifest,
    pub manifest_url: &'a Url,
    /// The key, with its `*` if it is a pattern.
    pub key: &'a str,
    /// The text that the `*` stands for, if the key is a pattern.
    pub star: Option<&'a str>,
    pub field: Field,
    pub base: Option<&'a Url>,
}

/// The result of resolving a target without an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Url(Url),
    Null,
    Undefined,
}

impl Resolver<'_> {
    /// PACKAGE_TARGET_RESOLVE(packageURL, target, patternMatch, isImports, conditions).
    pub(super) fn package_target_resolve(
        &mut self,
        request: &TargetRequest<'_>,
        target: &Target,
    ) -> Result<Outcome, ResolveError> {
        match target {
            // 1. If target is a String …
            Target::Path(path) => self.target_string(request, path).map(Outcome::Url),
            // 2. Otherwise, if target is a non-null Object …
            Target::Conditions(branches, span) => self.target_conditions(request, branches, *span),
            // 3. Otherwise, if target is an Array …
            Target::Fallbacks(targets, _) => self.target_fallbacks(request, targets),
            // 4. Otherwise, if target is null, return null.
            Target::Null(span) => {
                self.step(StepKind::Excluded, Some(request.place(*span)));
                Ok(Outcome::Null)
            }
            // 5. Otherwise throw an Invalid Package Target error.
            Target::Invalid(text) => Err(request.invalid_target(&self.disk, text)),
        }
    }

    fn target_string(
        &mut self,
        request: &TargetRequest<'_>,
        target: &Spanned<String>,
    ) -> Result<Url, ResolveError> {
        let path = target.value.as_str();
        // 1.1. If target does not start with "./" …
        if !path.starts_with("./") {
            return self.bare_target(request, target);
        }
        // 1.2. If target split on "/" or "\" contains any "", ".", "..", or "node_modules" segments after the
        //      first, case insensitive and including percent encoded variants: Invalid Package Target.
        //      Node's code only warns about the empty ones.
        if has_invalid_segment(path.get(2..).unwrap_or_default()) {
            return Err(request.invalid_target(&self.disk, target));
        }
        self.step(StepKind::Target(path.to_owned()), Some(request.place(target.span)));
        // Nearly every target is in plain letters, and a package may have tens of thousands: these need no
        // joining of URLs.
        if let Some(resolved) = request.plain_url(path) {
            return Ok(resolved);
        }
        // 1.3. Let resolvedTarget be the URL resolution of packageURL and target.
        let resolved = join(request.manifest_url, path)?;
        // 1.4. Assert: packageURL is contained in resolvedTarget. Node's code makes it an error.
        let package_path = request.manifest_url.path().trim_end_matches(|character| character != '/');
        if !resolved.path().starts_with(package_path) {
            return Err(request.invalid_target(&self.disk, target));
        }
        // 1.5. If patternMatch is null, return resolvedTarget.
        let Some(star) = request.star else { return Ok(resolved) };
        // 1.6. The same segments in patternMatch: Invalid Module Specifier.
        if has_invalid_segment(star) {
            return Err(request.invalid_match(&self.disk, star));
        }
        // 1.7. Every "*" of the resolved URL is replaced by patternMatch.
        Url::parse(&filled(resolved.as_str(), star)).map_err(|_| ResolveError::UriMalformed)
    }

    /// 1.1. A target that is no relative path: in "imports" it may name a package.
    fn bare_target(
        &mut self,
        request: &TargetRequest<'_>,
        target: &Spanned<String>,
    ) -> Result<Url, ResolveError> {
        let path = target.value.as_str();
        // 1.1.1. If isImports is false, or target begins with "../" or "/", or target is a valid URL: Invalid
        // Package Target.
        let names_package = request.field == Field::Imports
            && !path.starts_with("../")
            && !path.starts_with('/')
            && Url::parse(path).is_err();
        if !names_package {
            return Err(request.invalid_target(&self.disk, target));
        }
        // 1.1.2.–1.1.3. PACKAGE_RESOLVE of the target, with every "*" replaced.
        self.step(StepKind::Target(path.to_owned()), Some(request.place(target.span)));
        match request.star {
            Some(star) => self.package_resolve(&filled(path, star), request.manifest_url),
            None => self.package_resolve(path, request.manifest_url),
        }
    }

    fn target_conditions(
        &mut self,
        request: &TargetRequest<'_>,
        branches: &[Branch],
        span: Span,
    ) -> Result<Outcome, ResolveError> {
        // 2.1. If target contains any index property keys: Invalid Package Configuration.
        if branches.iter().any(|branch| is_array_index(&branch.condition.value)) {
            let fault = ConfigFault::NumericKeys;
            return Err(invalid_config(
                &self.disk,
                request.manifest,
                request.manifest_url,
                request.base,
                fault,
                span,
            )?);
        }
        // 2.2. For each property p of target, in object insertion order …
        for Branch { condition, target } in branches {
            if condition.value != "default" && !self.conditions.contains(&condition.value) {
                continue;
            }
            let at = request.place(condition.span);
            let step = self.trail.len();
            self.step(StepKind::Condition(condition.value.clone()), Some(at));
            match self.package_target_resolve(request, target)? {
                // If resolved is equal to undefined, continue the loop.
                Outcome::Undefined => self.untaken(step, &condition.value),
                resolved => return Ok(resolved),
            }
        }
        // 2.3. Return undefined.
        Ok(Outcome::Undefined)
    }

    fn untaken(&mut self, step: usize, condition: &str) {
        if let Some(step) = self.trail.get_mut(step) {
            step.kind = StepKind::ConditionWithoutTarget(condition.to_owned());
        }
    }

    fn target_fallbacks(
        &mut self,
        request: &TargetRequest<'_>,
        targets: &[Target],
    ) -> Result<Outcome, ResolveError> {
        // 3.1. If target.length is zero, return null.
        let mut last = if targets.is_empty() { Ok(Outcome::Null) } else { Ok(Outcome::Undefined) };
        // 3.2. For each item, continuing the loop on any Invalid Package Target error, and on undefined or
        // null.
        for target in targets {
            match self.package_target_resolve(request, target) {
                Err(error @ ResolveError::InvalidPackageTarget { .. }) => last = Err(error),
                Err(error) => return Err(error),
                // Node's code does not forget an earlier error on undefined; on null it does.
                Ok(Outcome::Undefined) => {}
                Ok(Outcome::Null) => last = Ok(Outcome::Null),
                Ok(Outcome::Url(url)) => return Ok(Outcome::Url(url)),
            }
            self.step(StepKind::Fallback, Some(request.place(target.span())));
        }
        // 3.3. Return or throw the last fallback resolution null return or error.
        last
    }
}

impl TargetRequest<'_> {
    fn place(&self, span: Span) -> PackagePlace {
        PackagePlace { file: self.manifest.path().clone(), span }
    }

    /// Steps 1.3 to 1.7 for targets and matches in plain letters, which need only be put together.
    fn plain_url(&self, target: &str) -> Option<Url> {
        let is_plain = |text: &str| text.split('*').all(|part| part.split('/').all(is_plain_segment));
        let relative = target.strip_prefix("./")?;
        let star = self.star.filter(|star| is_plain(star) && !has_invalid_segment(star));
        if !is_plain(relative) || self.star.is_some() != star.is_some() {
            return None;
        }
        let package = self.manifest_url.as_str().trim_end_matches(|character| character != '/');
        // Node replaces every `*` of the URL, also those in the path of the package.
        if star.is_some() && package.contains('*') {
            return None;
        }
        let path = star.map_or(Cow::Borrowed(relative), |star| Cow::Owned(filled(relative, star)));
        Url::parse(&format!("{package}{path}")).ok()
    }

    fn invalid_target(&self, disk: &PackageDisk<'_>, target: &Spanned<String>) -> ResolveError {
        ResolveError::InvalidPackageTarget {
            field: self.field,
            directory: directory_of(disk, self.manifest_url),
            key: self.key.to_owned(),
            target: target.value.clone(),
            base: shown_base(disk, self.base),
            at: Some(self.place(target.span)),
        }
    }

    fn invalid_match(&self, disk: &PackageDisk<'_>, star: &str) -> ResolveError {
        let Self { key, field, .. } = self;
        ResolveError::InvalidModuleSpecifier {
            request: key.replacen('*', star, 1),
            reason: format!(
                "request is not a valid match in pattern \"{key}\" for the \"{}\" resolution of {}package.json",
                field.name(),
                directory_of(disk, self.manifest_url)
            ),
            base: shown_base(disk, self.base),
        }
    }
}

/// Tells whether a segment of a path is the same in a URL.
fn is_plain_segment(segment: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._-@+$".contains(&byte);
    !segment.starts_with('.') && segment.bytes().all(is_letter)
}

/// Tells whether a path has a segment `.`, `..` or `node_modules`, in any case, percent-encoded or not.
fn has_invalid_segment(path: &str) -> bool {
    path.split(['/', '\\']).any(|segment| {
        let plain = decode_ascii(segment);
        matches!(plain.as_str(), "." | "..") || plain == "node_modules"
    })
}

/// Makes a segment lower case, and decodes its percent-encoded ASCII characters.
///
/// As in Node's pattern, the dots, the `_` and the letters may be encoded, each letter in either case.
fn decode_ascii(segment: &str) -> String {
    let mut decoded = String::with_capacity(segment.len());
    let mut rest = segment;
    while let Some(character) = rest.chars().next() {
        // Only what Node's pattern knows is decoded: `%2F` stays, and is refused elsewhere.
        let escape = rest.strip_prefix('%').and_then(|after| after.get(..2));
        let byte =
            escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|byte| is_encodable(*byte));
        let width = match byte {
            Some(byte) => {
                decoded.push(byte.to_ascii_lowercase().into());
                3
            }
            None => {
                decoded.push(character.to_ascii_lowercase());
                character.len_utf8()
            }
        };
        rest = rest.get(width..).unwrap_or_default();
    }
    decoded
}

fn is_encodable(byte: u8) -> bool {
    byte == b'.' || byte == b'_' || byte.is_ascii_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_segments_are_found_in_any_disguise() {
        for (path, expected) in [
            ("a/b.js", false),
            ("a//b", false),
            ("", false),
            ("a/../b", true),
            ("..", true),
            ("a/.", true),
            ("a\\..\\b", true),
            ("%2e%2E/a", true),
            (".%2e", true),
            ("a/node_modules/b", true),
            ("NODE_modules", true),
            ("%6eode%5Fmodule%53", true),
            ("my_node_modules/a", false),
            ("...", false),
            ("a%2e", false),
        ] {
            assert_eq!(has_invalid_segment(path), expected, "{path}");
        }
    }
}
