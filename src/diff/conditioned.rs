//! The modules that those get who set a condition, before and now.

use std::collections::BTreeSet;

use crate::{
    diff::{
        change::ChangeEffect,
        releases::Releases,
        statements::{loading, naming},
    },
    entry_points::target_file,
    link::Verdict,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Referrer, format::Format, resolve},
    session::Session,
    surface::offered::Offered,
};

/// A consumer's statement, and its outcome now.
pub(super) type ProvedStatement = (String, String);

/// The effect, the words for it, and a statement that shows it.
type Judgement = (ChangeEffect, String, Option<ProvedStatement>);

/// A subpath, asked for by those who set a condition.
pub(super) struct GivenWithCondition<'r> {
    pub releases: &'r Releases<'r>,
    /// With the condition.
    pub node: &'r NodeTarget,
    pub subpath: &'r str,
}

impl GivenWithCondition<'_> {
    /// Compares what they get in the first mode in which it is another file; nothing where that is not known.
    pub fn compared(&self) -> Option<Judgement> {
        Mode::ALL.into_iter().find_map(|mode| self.in_mode(mode))
    }

    fn in_mode(&self, mode: Mode) -> Option<Judgement> {
        let [old, new] = [self.releases.old, self.releases.new];
        let (was, is) = (self.file(old, mode)?, self.file(new, mode)?);
        if was == is {
            return None;
        }
        let known = |session: &Session| session.verdict_alone(self.subpath, mode, self.node);
        let (before, now) = (known(old)?, known(new)?);
        if !before.causes.is_empty() {
            return None; // It was broken.
        }
        if !now.causes.is_empty() {
            let proof = self.refused(loading(&self.releases.specifier(self.subpath), mode, Offered::Module));
            let words = format!("those who set it get {is}, which cannot be loaded");
            // What fails while it runs may be meant for browsers only.
            let is_refused = |(_, now): &ProvedStatement| {
                !now.starts_with("ReferenceError") && !now.starts_with("TypeError")
            };
            return proof.filter(is_refused).map(|proof| (ChangeEffect::Major, words, Some(proof)));
        }
        let names = |verdict: &Verdict| -> BTreeSet<String> { verdict.names.names.iter().cloned().collect() };
        let (had, has) = (names(&before), names(&now));
        let gone: Vec<&String> = had.difference(&has).collect();
        let are_modules = [&before, &now].map(|verdict| verdict.format == Some(Format::Module)) == [true; 2];
        let is_exact = are_modules && now.names.complete;
        let lost = gone.iter().find_map(|name| {
            self.refused(naming(&self.releases.specifier(self.subpath), mode, name)).filter(|_| is_exact)
        });
        if let Some(proof) = lost {
            let names: Vec<&str> = gone.iter().map(|name| name.as_str()).collect();
            let words = format!("those who set it get {is}, which does not export {}", names.join(", "));
            return Some((ChangeEffect::Major, words, Some(proof)));
        }
        let statement = loading(&self.releases.specifier(self.subpath), mode, Offered::Module);
        let are_all_there = are_modules && before.names.complete && gone.is_empty();
        let names = if are_all_there { ", which exports every name" } else { "" };
        let words =
            format!("those who set it get another file{names}: it cannot be told whether it serves them");
        let now = format!("it loads {is} in place of {was}");
        Some((ChangeEffect::Unknown, words, Some((statement, now))))
    }

    fn file(&self, session: &Session, mode: Mode) -> Option<PackagePath> {
        let specifier = session.specifier(self.subpath);
        let resolution = resolve(session.package(), &Referrer::Consumer, &specifier, mode, self.node);
        target_file(&resolution).cloned()
    }

    /// The statement with the words by which Node refuses it.
    fn refused(&self, statement: String) -> Option<ProvedStatement> {
        let errors = self.releases.errors(&statement, self.node);
        let now = errors.first().map(|error| format!("{}: {}", error.code, error.message))?;
        Some((statement, now))
    }
}
