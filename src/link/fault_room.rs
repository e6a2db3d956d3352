//! Bounds the faults that are kept: a package may be nothing but imports that lead nowhere.

use std::sync::Arc;

use crate::{
    limits::{Limit, LimitReached, Limits},
    link::fault::Fault,
};

/// The room for the faults of all modules together.
pub(super) struct FaultRoom {
    allowed: Limit,
    count: u64,
}

impl FaultRoom {
    pub fn new(limits: &Limits) -> Self {
        Self { allowed: limits.errors(), count: 0 }
    }

    /// Takes the faults of one module, as many as there is room for; the first that breaks it in any case, as without any it would
    /// count as loadable.
    pub fn take(&mut self, faults: Vec<Fault>) -> Vec<Arc<Fault>> {
        let left = usize::try_from(self.allowed.value.saturating_sub(self.count)).unwrap_or(usize::MAX);
        self.count = self.count.saturating_add(faults.len() as u64);
        let mut faults = faults.into_iter();
        let mut kept: Vec<_> = faults.by_ref().take(left).collect();
        if !kept.iter().any(Fault::breaks) {
            kept.extend(faults.find(Fault::breaks));
        }
        kept.into_iter().map(Arc::new).collect()
    }

    pub fn cut(&self) -> Option<LimitReached> {
        self.allowed.check(self.count, || "not all errors of all modules are kept".to_owned()).err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        files::FileTree, link::fault::FaultKind, link::link_declared, module::When, package::Package,
        path::PackagePath, resolve::NodeTarget, resolve::error::PackagePlace, text::Span,
    };

    fn fault(when: When) -> Fault {
        let at = PackagePlace { file: PackagePath::new("a.js").unwrap(), span: Span::default() };
        Fault { kind: FaultKind::UnknownBuiltin, code: "E", message: String::new(), missing: None, at, when }
    }

    #[test]
    fn what_breaks_a_module_is_kept_where_there_is_no_room() {
        use When::{Deferred, Link};
        for (errors, first, second, is_cut) in
            [(6, 3, 3, false), (4, 3, 2, true), (1, 2, 1, true), (0, 1, 1, true)]
        {
            let mut room = FaultRoom::new(&Limits { errors, ..Limits::default() });
            let faults = || [Deferred, Link, Link].map(fault).to_vec();
            let kept = [room.take(faults()).len(), room.take(faults()).len()];
            assert_eq!((kept, room.cut().is_some()), ([first, second], is_cut), "{errors}");
        }
    }

    #[test]
    fn a_module_without_room_for_its_errors_is_broken() {
        let files = [
            ("package.json", r#"{"name":"p","type":"module","exports":{"./*":"./*.js"}}"#),
            ("a.js", "import('./gone.js'); import './gone2.js'"),
            ("b.js", "import { x } from './c.js'"),
            ("c.js", ""),
        ];
        let package = Package::new(FileTree::of(files)).within(Limits { errors: 0, ..Limits::default() });
        let linkage = link_declared(&package, &NodeTarget::default()).2;
        let is_broken = |place| linkage.verdicts.iter().any(|it| it.entry == place && !it.causes.is_empty());
        assert_eq!([0, 1, 2].map(is_broken), [true, true, false]);
        assert_eq!(linkage.cut.iter().map(|reached| reached.limit).collect::<Vec<_>>(), ["errors"]);
    }
}
