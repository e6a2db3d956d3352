//! The words that follow the options in `--help`.

pub(super) const EXIT_STATUS: &str = "\
Exit status: 0 nothing wrong, 1 something is wrong with the package,
2 could not check (bad usage, unreadable archive, npm failed).

How much is looked at: --limit-NAME NUMBER; the names are in
`packproof explain limit-reached`.";

pub(super) const AFTER_CHECK: &str = "\
Text stays on standard output unless another format goes there:
  packproof --output packproof.sarif --format junit --output report.xml
  packproof --format github --format markdown --output \"$GITHUB_STEP_SUMMARY\"

Exit status: 0 nothing wrong, 1 something is wrong with the package,
2 could not check (bad usage, unreadable archive, npm failed). Of several
targets none stops the others, and the worst decides.

How much is looked at: --limit-NAME NUMBER; the names are in
`packproof explain limit-reached`.";

pub(super) const AFTER_IMPORT: &str = "\
In Markdown the blocks in js, mjs, cjs, jsx, ts and their like are read, those
without a language, and what a shell gives to `node -e`. Where one is no whole
program, its statements are taken one by one, without types. What names the
package and was not read is listed.

A STATEMENT that does not name the package is bad usage; in files it is skipped.

Exit status: 0 all of them link, 1 one does not, 2 could not check: one does
not parse.";

pub(super) const AFTER_DIFF: &str = "\
Each change that breaks somebody comes with a consumer's statement and what it
does now. `packproof explain` has no page for these kinds: docs/diff.md lists
them. In package.json, what is meant is allowed with a reason:
  \"packproof\": { \"diff\": { \"allow\": [
    { \"change\": \"bin-removed:old-name\", \"reason\": \"renamed in 2023\" } ] } }

Examples:
  packproof diff npm:                     the last release and this folder
  packproof diff npm: --as minor          before the version is raised
  packproof diff a-1.0.0.tgz a-1.1.0.tgz  two tarballs
  packproof diff npm:a@1.0.0 npm:a@1.1.0  two published versions

Exit status: 0 the newer version announces what it takes away and adds,
1 its bump is too small, 2 could not compare.";

pub(super) const AFTER_TRACE: &str = "\
Nothing is built or run: the steps are read from the build script of
package.json and from the configuration of its tools; the tarball is the truth.

Examples:
  packproof trace --tarball my-lib-1.0.0.tgz
  packproof trace . src/deployment      what becomes of a folder
  packproof trace . DeploymentAuditor   and of an exported name
  packproof trace --output trace.html   the whole picture, as a page

A source module is lost if an entry point is or should be made of it, or such a
module imports it, and it does not arrive. What nothing asks for is left over.

Exit status: 0 nothing is lost and no entry point is broken, 1 something is,
2 could not check.";

pub(super) const AFTER_SMOKE: &str = "\
Node is found on the PATH, in the folders of nvm, fnm, Volta, mise, asdf, nodenv
and n, and in NODE_… variables such as NODE_24=/opt/node-24.

--deps install takes npm, unless --pm names another.

The package's code runs. Node's permissions (from 20 on), and Landlock and
seccomp where Linux has them, keep it from files outside the temporary folder,
from writing, from other processes and from the network; nothing keeps it from
using up the CPU. Dependencies come from the registry.

Exit status: 0 Node loads all that it is meant to, 1 it cannot or a bin fails,
2 it could not be asked, or could not say (it needs --unsafe, a dependency …).";

pub(super) const AFTER_HELP: &str = "\
Without a command, `check` is meant.

TARGET is a .tgz or .tar file, `-` for standard input, a folder (packed by its
own package manager, scripts off), or npm:NAME@VERSION (fetched by npm). By
default: this folder.

Examples:
  packproof                                   check this project, packed
  packproof my-lib-1.0.0.tgz                  check a tarball
  packproof --workspaces                      check the packages of a monorepo
  packproof check npm:dayjs@1.11.13 --json    check a published package
  packproof ls --tree                         what would be published
  packproof resolve . ./sub --mode require    one resolution, step by step
  packproof exports . ./sub                   the names to import from there
  packproof import . --file README.md         do the examples in it link?
  packproof diff npm:                         what does this release break?
  packproof trace                             where is each source lost?
  packproof smoke --deps link                 the verdict of real Node
  packproof explain missing-file              the page of a rule

Exit status: 0 nothing wrong, 1 something is wrong with the package,
2 could not check (bad usage, unreadable archive, npm failed).";

pub(super) const AFTER_INIT: &str = "\
Nothing is written without a yes. What is there already stays as it is: package.json keeps its indentation and the order of
its keys, and a second run has nothing to do.

Exit status: 0 done, or nothing was wanted · 2 package.json cannot be read, or the package is private.";
