//! The search for the lowest version that works, by halves.

/// The search among versions in rising order, of which the first fails.
#[derive(Clone, Debug)]
pub(super) struct FloorSearch {
    /// The index of the highest version that is known to fail, and that of the lowest that is known to work.
    fails: usize,
    works: Option<usize>,
    /// The highest version fails, too.
    is_hopeless: bool,
    last: usize,
}

impl FloorSearch {
    pub fn new(versions: usize) -> Self {
        let last = versions.saturating_sub(1);
        Self { fails: 0, works: None, is_hopeless: last == 0, last }
    }

    /// Returns the index of the lowest version that works, once it is known.
    pub fn floor(&self) -> Option<usize> {
        self.works.filter(|works| *works == self.fails + 1)
    }

    /// Returns the index of the version to try next: first the highest.
    pub fn next(&self) -> Option<usize> {
        match self.works {
            _ if self.is_hopeless || self.floor().is_some() => None,
            // The highest version comes first: if it fails, no version mends the failure, and one trial has
            // shown that.
            None => Some(self.last),
            Some(works) => Some(self.fails.midpoint(works)),
        }
    }

    /// Takes what a trial has shown, of whatever version.
    pub fn learn(&mut self, tried: usize, fails: bool) {
        match fails {
            true if tried == self.last => self.is_hopeless = true,
            true => self.fails = self.fails.max(tried),
            false => self.works = Some(self.works.map_or(tried, |works| works.min(tried))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_versions_are_tried() {
        for versions in 2..70 {
            for floor in 1..=versions {
                let mut search = FloorSearch::new(versions);
                let mut trials = 0;
                while let Some(tried) = search.next() {
                    search.learn(tried, tried < floor);
                    trials += 1;
                }
                let expected = (floor < versions).then_some(floor);
                assert_eq!(search.floor(), expected, "{floor} of {versions}");
                assert!(trials <= 8, "{trials} for {floor} of {versions}");
            }
        }
    }
}
