//! Reads modules before they are reached: all at once, in parallel, and each text once.
//!
//! The order in which modules are reached shows only when they are read. So this reads every module of the
//! package first (linking asks for all of them in the end), and the graph is walked afterwards.

use crate::{
    hash::HashMap,
    limits::{Limit, LimitReached},
    link::load::{Loaded, load, load_undeclared},
    module::in_parallel,
    node::Profile,
    package::Package,
    path::PackagePath,
    resolve::{Resolver, format::Format},
};

/// Modules that were read already and that linking has not asked for yet.
pub(super) struct Ahead<'p> {
    package: &'p Package,
    profile: Profile,
    read: HashMap<PackagePath, Read>,
    budget: Budget,
}

/// The steps that reading has taken, and how many it may take.
struct Budget {
    steps: u64,
    allowed: Limit,
}

/// The number of bytes that are read before the steps are compared with the limit.
const PORTION: u64 = 8 << 20;

impl Budget {
    fn is_spent(&self) -> bool {
        self.steps > self.allowed.value
    }

    /// Does the work on one item after the other, in parallel, until the steps are spent. Only the items
    /// decide how many of them are done.
    fn work<T: Sync, R: Send>(
        &mut self,
        items: &[T],
        bytes: impl Fn(&T) -> u64,
        work: impl Fn(&T) -> R + Sync + Send,
        steps: impl Fn(&R) -> u64,
    ) -> Vec<R> {
        let (mut done, mut rest) = (Vec::with_capacity(items.len()), items);
        while !rest.is_empty() && !self.is_spent() {
            let mut sum: u64 = 0;
            let mut fits = |item: &T| {
                sum = sum.saturating_add(bytes(item));
                sum <= PORTION
            };
            // A file that is larger than a portion is read by itself.
            let count = rest.iter().take_while(|item| fits(item)).count().max(1);
            let (portion, others) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            for result in in_parallel(portion, 1, &work) {
                // The whole portion has been read. Items behind the one that spent the steps are dropped, as
                // if each was read after the other.
                if !self.is_spent() {
                    self.steps = self.steps.saturating_add(steps(&result));
                    done.push(result);
                }
            }
            rest = others;
        }
        done
    }
}

fn size(package: &Package, path: &PackagePath) -> u64 {
    if path.is_outside() {
        package.contents(path).map_or(0, |contents| contents.len() as u64)
    } else {
        package.files().get(path.as_str()).map_or(0, |(_, file)| file.size())
    }
}

struct Read {
    format: Format,
    /// `None` once [`Ahead::take`] has returned it.
    loaded: Option<Loaded>,
}

impl<'p> Ahead<'p> {
    pub(super) fn new(package: &'p Package, profile: Profile) -> Self {
        let budget = Budget { steps: 0, allowed: package.limits().steps() };
        Self { package, profile, read: HashMap::default(), budget }
    }

    /// Reads these files, each in the format that it has when it is imported.
    pub(super) fn read_all(&mut self, paths: &[&PackagePath], resolver: &Resolver<'p>) {
        let (package, profile) = (self.package, &self.profile);
        // A file whose package.json cannot be read is left out: Node has an error for it before it reads the
        // file.
        let formats = paths.iter().filter_map(|path| Some((*path, resolver.declared_format_of(path).ok()?)));
        let formats: Vec<_> = formats.collect();
        let read = |(path, format): &(&PackagePath, Option<Format>)| match format {
            Some(format) => (*format, load(package, path, *format, profile)),
            None => load_undeclared(package, path, profile),
        };
        let bytes = |(path, _): &(&PackagePath, _)| size(package, path);
        let read = self.budget.work(&formats, bytes, read, |(_, loaded)| loaded.steps);
        self.read.extend(
            read.into_iter()
                .zip(formats)
                .map(|((format, loaded), (path, _))| (path.clone(), Read { format, loaded: Some(loaded) })),
        );
    }

    /// Returns the limit that kept modules from being read.
    pub(super) fn cut(&self) -> Option<LimitReached> {
        let place = "reading the modules took more steps, and the rest was not read";
        self.budget.is_spent().then(|| self.budget.allowed.reached(place))
    }

    /// Returns the format that a file with a module's name has when it is imported, if it was read.
    pub(super) fn format(&self, path: &PackagePath) -> Option<Format> {
        self.read.get(path).map(|read| read.format)
    }

    /// Returns the format of a file if only its syntax tells it.
    pub(super) fn detected(&mut self, path: &PackagePath) -> Format {
        if let Some(read) = self.read.get(path) {
            return read.format;
        }
        if self.budget.is_spent() {
            // The format stays unknown. `cut` reports the limit, so that no verdict rests on this.
            return Format::CommonJs;
        }
        let (format, loaded) = load_undeclared(self.package, path, &self.profile);
        self.budget.steps = self.budget.steps.saturating_add(loaded.steps);
        self.read.insert(path.clone(), Read { format, loaded: Some(loaded) });
        format
    }

    /// Returns what was read of these modules, in their order, and reads those that were not read yet.
    pub(super) fn take(&mut self, modules: &[(PackagePath, Format)]) -> Vec<Loaded> {
        let known: Vec<_> = modules.iter().map(|(path, format)| self.known(path, *format)).collect();
        let (package, profile) = (self.package, &self.profile);
        let unknown: Vec<_> = modules.iter().zip(&known).filter(|(_, known)| known.is_none()).collect();
        let bytes = |((path, _), _): &(&(PackagePath, Format), _)| size(package, path);
        let read = |((path, format), _): &(&(PackagePath, Format), _)| load(package, path, *format, profile);
        let mut loaded = self.budget.work(&unknown, bytes, read, |loaded| loaded.steps).into_iter();
        // `loaded` ends early where the steps are spent. The modules behind that point are empty, and `cut`
        // reports the limit.
        known.into_iter().map(|known| known.or_else(|| loaded.next()).unwrap_or_default()).collect()
    }

    fn known(&mut self, path: &PackagePath, format: Format) -> Option<Loaded> {
        // A file that was read as an ES module may be asked for as CommonJS by `require`, and is read again
        // then.
        self.read.get_mut(path).filter(|read| read.format == format)?.loaded.take()
    }
}
