//! Modules of which it is known by their names that they change how Node finds and reads others.

use crate::{
    link::graph::{Edge, Module},
    module::LoaderPowers,
};

/// The ways in which a hook is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HookSetting {
    /// As soon as the module is loaded.
    Loaded,
    /// By a function that it gives.
    Called,
}

use HookSetting::{Called, Loaded};

const FILES: LoaderPowers = LoaderPowers::FILES.and(LoaderPowers::SYNTAX);
const PACKAGES: LoaderPowers = LoaderPowers::PACKAGES;
const ANYTHING: LoaderPowers = LoaderPowers::ANYTHING;

/// Compilers read files of other endings, aliases name packages, and what replaces modules in tests gives anything. Of compilers that
/// nobody loads but for their hooks, loading is enough.
const HOOKS: [(&str, HookSetting, LoaderPowers); 40] = [
    ("@babel/register", Loaded, FILES),
    ("@swc-node/register", Loaded, FILES),
    ("@swc/register", Loaded, FILES),
    ("app-module-path", Called, PACKAGES),
    ("app-module-path/register", Loaded, PACKAGES),
    ("asset-require-hook", Loaded, FILES),
    ("babel-core/register", Loaded, FILES),
    ("babel-register", Loaded, FILES),
    ("coffee-script", Called, FILES),
    ("coffee-script/register", Loaded, FILES),
    ("coffeescript", Called, FILES),
    ("coffeescript/register", Loaded, FILES),
    ("css-modules-require-hook", Loaded, FILES),
    ("css-modules-require-hook/preset", Loaded, FILES),
    ("esbuild-register", Loaded, FILES),
    ("esbuild-register/dist/node", Loaded, FILES),
    ("esm", Loaded, FILES),
    ("iced-coffee-script/register", Loaded, FILES),
    ("ignore-styles", Loaded, FILES),
    ("livescript", Loaded, FILES),
    ("mock-require", Called, ANYTHING),
    ("mockery", Called, ANYTHING),
    ("module-alias", Called, PACKAGES),
    ("module-alias/register", Loaded, PACKAGES),
    ("pirates", Loaded, FILES),
    ("sucrase/register", Loaded, FILES),
    ("sucrase/register/ts", Loaded, FILES),
    ("svelte/register", Loaded, FILES),
    ("ts-node", Loaded, FILES),
    ("ts-node/register", Loaded, FILES),
    ("ts-node/register/files", Loaded, FILES),
    ("ts-node/register/transpile-only", Loaded, FILES),
    ("ts-node/register/type-check", Loaded, FILES),
    ("tsconfig-paths", Called, PACKAGES),
    ("tsconfig-paths/register", Loaded, PACKAGES),
    ("tsx", Loaded, FILES),
    ("tsx/cjs", Loaded, FILES),
    ("tsx/cjs/api", Loaded, FILES),
    ("tsx/esm", Loaded, FILES),
    ("tsx/esm/api", Loaded, FILES),
];

/// Returns how the module that a request asks for sets a hook, and the powers of that.
pub(super) fn named_hook(edge: &Edge) -> Option<(HookSetting, LoaderPowers)> {
    let specifier = edge.request.specifier.value.as_str();
    let plain =
        [".js", ".cjs", ".mjs"].iter().find_map(|end| specifier.strip_suffix(end)).unwrap_or(specifier);
    let found = HOOKS.iter().find(|(name, ..)| *name == plain && edge.loads())?;
    Some((found.1, found.2))
}

/// Tells whether a module is of another package whose hooks are known by its name.
pub(super) fn is_of_hook(module: &Module) -> bool {
    let mut folders = module.path.directory().split('/');
    let is_hook = |folder: &str| HOOKS.iter().any(|(hook, ..)| hook.split('/').next() == Some(folder));
    module.path.is_outside() && folders.any(is_hook)
}
