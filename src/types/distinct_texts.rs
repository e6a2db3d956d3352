//! Files of declarations, each text of which is read once.

use crate::{declarations::is_definition, hash::HashMap, package::Package, path::PackagePath};

/// Files to read, of which several may have one text: many packages have declarations twice, as `a.d.ts` and as `a.d.cts`.
pub(super) struct DistinctTexts {
    pub first: Vec<PackagePath>,
    /// The others, each with the place of the first that has its text.
    pub twins: Vec<(PackagePath, usize)>,
}

impl DistinctTexts {
    pub fn of(package: &Package, wanted: Vec<PackagePath>) -> Self {
        let mut place_of: HashMap<&[u8], usize> = HashMap::default();
        let mut texts = Self { first: Vec::new(), twins: Vec::new() };
        for path in wanted {
            let next = texts.first.len();
            let text = package.contents(&path).filter(|_| is_definition(path.as_str()));
            match text.map_or(next, |text| *place_of.entry(text).or_insert(next)) {
                known if known < next => texts.twins.push((path, known)),
                _ => texts.first.push(path),
            }
        }
        texts
    }
}
