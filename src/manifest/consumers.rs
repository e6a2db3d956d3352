//! Fields of package.json and conditions of "exports" that tools other than Node read, with the names of
//! these tools.

/// The fields that lead a tool to a file: the name, the kind of file, and the words for the tools that read
/// it.
pub const FIELDS: &[(&str, FileKind, &str)] = &[
    ("types", FileKind::Declaration, "TypeScript"),
    ("typings", FileKind::Declaration, "TypeScript"),
    ("module", FileKind::Module, "bundlers"),
    ("jsnext:main", FileKind::Module, "older bundlers"),
    ("es2015", FileKind::Module, "bundlers of Angular"),
    ("fesm2015", FileKind::Module, "bundlers of Angular"),
    ("fesm2020", FileKind::Module, "bundlers of Angular"),
    ("fesm2022", FileKind::Module, "bundlers of Angular"),
    ("esm2020", FileKind::Module, "bundlers of Angular"),
    ("esm2022", FileKind::Module, "bundlers of Angular"),
    ("browser", FileKind::Module, "bundlers for browsers"),
    ("react-native", FileKind::Module, "Metro, the bundler of React Native"),
    ("svelte", FileKind::Module, "bundlers with Svelte's plugin"),
    ("unpkg", FileKind::Module, "unpkg"),
    ("jsdelivr", FileKind::Module, "jsDelivr"),
    ("umd:main", FileKind::Module, "tools that read \"umd:main\""),
    ("style", FileKind::Plain, "bundlers of CSS"),
    ("sass", FileKind::Plain, "importers of Sass"),
    ("less", FileKind::Plain, "importers of Less"),
    ("web-types", FileKind::Plain, "editors of JetBrains"),
    ("customElements", FileKind::Plain, "tools that read manifests of custom elements"),
    ("man", FileKind::Plain, "npm, which installs manual pages"),
];

/// The conditions that Node never has, and the tools that have them. A condition that is not here is the
/// author's own: `source` and the like lead to files that are not packed, and hurt no one.
pub const CONDITIONS: &[(&str, FileKind, &str)] = &[
    ("types", FileKind::Declaration, "TypeScript"),
    ("browser", FileKind::Module, "bundlers for browsers"),
    ("development", FileKind::Module, "bundlers while developing"),
    ("production", FileKind::Module, "bundlers when they build"),
    ("module", FileKind::Module, "bundlers"),
    ("react-native", FileKind::Module, "Metro, the bundler of React Native"),
    ("react-server", FileKind::Module, "frameworks with React's server components"),
    ("svelte", FileKind::Module, "bundlers with Svelte's plugin"),
    ("solid", FileKind::Module, "bundlers with Solid's plugin"),
    ("worker", FileKind::Module, "bundlers for workers"),
    ("workerd", FileKind::Module, "Cloudflare Workers"),
    ("worklet", FileKind::Module, "bundlers for worklets"),
    ("edge-light", FileKind::Module, "edge runtimes"),
    ("edge-routine", FileKind::Module, "edge runtimes"),
    ("fastly", FileKind::Module, "Fastly Compute"),
    ("netlify", FileKind::Module, "Netlify Edge Functions"),
    ("deno", FileKind::Module, "Deno"),
    ("bun", FileKind::Module, "Bun"),
    ("electron", FileKind::Module, "bundlers for Electron"),
    ("style", FileKind::Plain, "bundlers of CSS"),
    ("sass", FileKind::Plain, "importers of Sass"),
    ("less", FileKind::Plain, "importers of Less"),
];

/// A way in which a reader completes the path that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// TypeScript: `./a` and `./a.js` lead to `a.d.ts`, a folder to its `index.d.ts`.
    Declaration,
    /// Bundlers: the path may lack its extension, or be a folder's.
    Module,
    /// The path is taken as it is.
    Plain,
}

/// Returns the kind of file that a condition leads to, and the words for the tools that have the condition.
pub fn consumer_of(condition: &str) -> Option<(FileKind, &'static str)> {
    // TypeScript takes `types@>=5.2` where its version is in the range.
    let plain = condition.split_once('@').map_or(condition, |(plain, _)| plain);
    CONDITIONS.iter().find(|(name, ..)| *name == plain).map(|(_, kind, who)| (*kind, *who))
}
