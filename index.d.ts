/// <reference types="node" />

/**
 * Opens a packed package and answers questions about it, off the main thread.
 *
 * Nothing in the package is run. The result is an index of what `npm install` would lay out; a missing or unreadable
 * package.json is no error, for npm installs such packages too.
 *
 * @param input A `.tgz` or plain `.tar`: its path, its `file:` URL, or its bytes; or a directory, which its own package
 * manager packs, scripts off. An opened package is returned as it is.
 * @throws {PackproofError} where npm could not install it, or a limit is reached; the `code` says which.
 * @throws `signal.reason` when it is aborted.
 *
 * @example
 * import { open } from 'packproof'
 *
 * const pkg = await open('my-lib-1.0.0.tgz')
 * pkg.has('dist/index.js') // true
 * pkg.resolve('.', { mode: 'require' }).target // 'dist/index.cjs'
 */
export function open(input: Input, options?: OpenOptions): Promise<Package>

/**
 * The same as {@link open}, on the calling thread.
 *
 * @example
 * const pkg = openSync(fs.readFileSync('my-lib-1.0.0.tgz'))
 */
export function openSync(input: Input, options?: OpenOptions): Package

/**
 * Whether those who install a package can import it: every entry point, in every mode, and what is wrong. Works off the
 * main thread.
 *
 * @throws {PackproofError} where the package cannot be opened. What is wrong with a package that can be is no error, but
 * a finding in the report.
 *
 * @example
 * import { check } from 'packproof'
 *
 * const report = await check('my-lib-1.0.0.tgz', { node: [20, 22] })
 * if (!report.ok) console.error(report.findings.map(({ message }) => message).join('\n'))
 */
export function check(input: Input, options?: CheckOptions & OpenOptions): Promise<Report>

/** The same as {@link check}, on the calling thread. */
export function checkSync(input: Input, options?: CheckOptions & OpenOptions): Report

/**
 * Packs a directory as its own package manager would publish it, with all that this rewrites (`publishConfig`,
 * `workspace:`), and off the main thread. No script of the project runs, so that it can be called from one.
 *
 * npm, pnpm, yarn (classic and modern) and bun can pack. Which one does is what `packageManager` says in package.json,
 * else `devEngines.packageManager`, else the lock file; of the directory itself, then of the root of its workspaces; else
 * npm.
 *
 * @param directory Where its package.json is: a path or a `file:` URL. Default: `'.'`.
 * @returns The tarball. Nothing of it is left on the disk.
 * @throws {PackproofError} where it cannot be packed; the message has what the package manager said.
 * @throws `signal.reason` when it is aborted; the package manager is stopped.
 *
 * @example
 * import { open, pack } from 'packproof'
 *
 * const tarball = await pack('packages/core')
 * const pkg = await open(tarball) // open('packages/core') does both
 */
export function pack(directory?: string | URL, options?: PackOptions): Promise<Buffer>

/**
 * Where each source module of a project is lost on its way to those who import it, or how it arrives: compiled by which
 * step, packed as what, reached by which entry point. Nothing is built or run. Works off the main thread.
 *
 * @param project The folder with the sources, package.json and the configuration of the build.
 * @throws {PackproofError} where the folder or the tarball cannot be read.
 *
 * @example
 * import { trace } from 'packproof'
 *
 * const { modules } = await trace('.', { tarball: 'my-lib-1.0.0.tgz' })
 * modules.filter(({ stage }) => stage === 'not-compiled').map(({ source, reason }) => `${source}: ${reason}`)
 */
export function trace(project: string | URL, options?: TraceOptions & OpenOptions): Promise<TraceReport>

/** The same as {@link trace}, on the calling thread. */
export function traceSync(project: string | URL, options?: TraceOptions & OpenOptions): TraceReport

/**
 * The verdict of real Node, beside the static one: the package is installed in a temporary folder, and every entry point
 * imported and required, and every bin run, each in a process of its own. Unlike all else here, this runs the package's
 * code; Node's permissions hold it, as far as they go (docs/smoke.md).
 *
 * Aborted, it ends its processes and removes the folder before the promise is rejected. Where this process itself is
 * killed, nobody does.
 *
 * @throws {PackproofError} where Node cannot be asked: it is not installed, or the package manager fails.
 *
 * @example
 * import { smoke } from 'packproof'
 *
 * const report = await smoke('my-lib-1.0.0.tgz', { deps: 'link' })
 * expect(report.summary).toMatchObject({ broken: 0, unknown: 0 })
 */
export function smoke(input: Input, options?: SmokeOptions): Promise<SmokeReport>

/**
 * Where a package comes from: a path, a `file:` URL, the bytes of a `.tgz` or `.tar`, or a package that is open already.
 * A directory is packed first, as {@link pack} does.
 */
export type Input = string | URL | Uint8Array | Package

/** The package managers that can pack. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** How a directory is packed. */
export interface PackOptions {
  /** Who packs it. Default: the package manager that the project uses. */
  pm?: PackageManager
  /** How long that may take, in seconds. Default: 120. */
  packTimeout?: number
  /** Ends the wait, and the package manager with it: the promise is rejected with `signal.reason`. */
  signal?: AbortSignal
}

/** How a package is opened; a directory is packed before. */
export interface OpenOptions extends PackOptions {
  /** How much of an archive is read before it is refused; for strangers' tarballs. */
  limits?: Limits
  /** Ends the wait: the promise is rejected with `signal.reason`. */
  signal?: AbortSignal
}

/**
 * How much is looked at. Reaching a limit of the archive is an error with the code `ERR_PACKPROOF_LIMIT`;
 * reaching one further on is a finding of the rule `limit-reached`, and the report is not `ok`. Both name the limit. All are
 * whole numbers.
 */
export interface Limits {
  /** Bytes of the packed file. Default: 512 MiB. */
  packedBytes?: number
  /** Bytes inflated in all, with those that are not installed. Default: 2 GiB. */
  unpackedBytes?: number
  /** Bytes of the archive kept in memory. Default: 512 MiB. */
  keptBytes?: number
  /** Bytes inflated for each packed one, once more than 64 MiB are inflated. Default: 200. */
  ratio?: number
  /** Bytes of one file. Default: 1 GiB. */
  fileBytes?: number
  /** Headers of any kind. Default: 200,000. */
  entries?: number
  /** Folders that the paths of the files imply. Default: 200,000. */
  directories?: number
  /** Bytes of the path of one file; one with a longer path is not installed, as by npm. Default: 4,093. */
  pathBytes?: number
  /** Bytes in all extension headers together. Default: 64 MiB. */
  extensionBytes?: number
  /** Members of the gzip file. Default: 10,000. */
  gzipMembers?: number
  /** Bytes of one package.json or other JSON file. Default: 16 MiB. */
  jsonBytes?: number
  /** How deep arrays and objects of a JSON file nest. Default: 1,000. */
  jsonDepth?: number
  /** Bytes of one file of JavaScript. Default: 32 MiB. */
  javascriptBytes?: number
  /** Entries that the variables of one module make in tables of scopes, a `var` one in each block around it. Default: 2,000,000. */
  scopeEntries?: number
  /** Modules that are read. Default: 200,000. */
  modules?: number
  /** Subpaths that the patterns of "exports" stand for. Default: 50,000. */
  expansions?: number
  /** Names that are given of all entry points together. Default: 500,000. */
  names?: number
  /** Steps from module to module in search of a name, or of what breaks an entry point. Default: 20,000,000. */
  linkSteps?: number
  /** Steps of reading modules: five for each byte, one for each place where a name is looked for. Default: 2,000,000,000. */
  steps?: number
  /** Errors of all entry points together, besides the first of each. Default: 200,000. */
  errors?: number
  /** Findings that are given. Default: 10,000. */
  findings?: number
}

/** A version of Node.js whose behaviour decides: the newest of a line (`22`, `'22.11'`), or exactly one (`'22.11.0'`); 18 or newer. */
export type NodeVersion = number | string

/** How a module is asked for. */
export type Mode = 'import' | 'require'

/** How a package is checked. */
export interface CheckOptions {
  /** The versions of Node.js whose behaviour decides. Default: the oldest maintained line, 22. */
  node?: NodeVersion | readonly NodeVersion[]
  /** Conditions that the consumer adds to Node's own, as `node --conditions` does. */
  conditions?: readonly string[]
  /** The names of rules that are not asked. */
  ignore?: readonly string[]
  /** Whether warnings make the report not `ok`, too. Default: `false`. */
  strict?: boolean
}

/** How a project is traced. */
export interface TraceOptions {
  /** What the project was packed to. Default: the project, packed by its package manager. */
  tarball?: Input
  /** The script that builds. Default: `'build'`. */
  buildScript?: string
  /** Source folders and where each is compiled to, over what the build says: `{ src: 'dist' }`. */
  map?: Readonly<Record<string, string>>
  /** The version of Node.js whose behaviour decides. Default: the oldest maintained line, 22. */
  node?: NodeVersion
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
}

/** How Node is asked. */
export interface SmokeOptions extends OpenOptions {
  /** Installed versions of Node.js (`24`, `'22.11.0'`), or paths of them. Default: the one that runs this. */
  node?: NodeVersion | readonly NodeVersion[]
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
  /**
   * Where the dependencies come from: a package manager installs them, the project has them (no network is needed), or
   * there are none. Default: `'install'`.
   */
  deps?: 'install' | 'link' | 'none'
  /** The package manager that installs, and packs a directory. Default: npm installs. */
  pm?: PackageManager
  /** The folder whose installed dependencies are linked. Default: the one that is packed, or the current one. */
  project?: string
  /** Installs peers that are optional, too, where `deps` is `'install'`. Default: `false`. */
  optionalPeers?: boolean
  /** Lets install scripts run. Default: `false`. */
  scripts?: boolean
  /** Lets dependencies come from git, which runs what a repository says. Default: `false`. */
  allowGit?: boolean
  /** Lets dependencies come from any URL. Default: `false`. */
  allowRemote?: boolean
  /** Lets dependencies come from tarballs on this disk. Default: `false`. */
  allowFile?: boolean
  /** Lets dependencies come from folders of this disk, which are copied. Default: `false`. */
  allowDirectory?: boolean
  /** Lets the package do what Node's permissions and the system forbid. Default: `false`. */
  unsafe?: boolean
  /** How long each process may take, in seconds. Default: 20. */
  timeout?: number
  /** How much JavaScript may keep in memory in each process, in MiB. Default: 1024. */
  memory?: number
  /** Paths of scripts that use the package. Each is copied to where it finds the package, and run. */
  run?: readonly string[]
  /** Statements that use the package; each is run. */
  import?: readonly string[]
}

/** How one specifier is resolved. */
export interface ResolveOptions {
  /** How it is asked for. Default: `'import'`. */
  mode?: Mode
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
  /** The packed file that asks. Default: a module of the project that has the package installed. */
  from?: string
  /** The version of Node.js that is asked. Default: the oldest maintained line, 22. */
  node?: NodeVersion
}

/** How names are asked for. */
export interface ExportsOptions {
  /** How the module is asked for. Default: `'import'`. */
  mode?: Mode
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
  /** The version of Node.js that is asked. Default: the oldest maintained line, 22. */
  node?: NodeVersion
}

/** How statements are linked. */
export interface LinkOptions {
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
  /** The versions of Node.js that must all link it. Default: the oldest maintained line, 22. */
  node?: NodeVersion | readonly NodeVersion[]
}

/**
 * An opened package. It is freed with the last reference; there is nothing to close.
 *
 * Paths are relative to the package and separated by `/`; a leading `./`, as package.json may have it, makes no difference.
 */
export interface Package {
  /** The name in package.json; `null` where it has none. */
  readonly name: string | null
  /** The version in package.json; `null` where it has none. */
  readonly version: string | null
  /** The parsed package.json; `null` where there is none, or it is no JSON object. */
  readonly manifest: PackageJson | null
  /** The files as npm lays them out, sorted by path. */
  readonly files: PackedFile[]
  /** Each subpath and bin that a consumer may name, and what Node 22 makes of it. */
  readonly entryPoints: EntryPoint[]
  /** Archive entries that install differently from how they are packed, or that installers disagree about. */
  readonly hazards: Hazard[]

  /** Whether a file is packed at exactly this path. */
  has(path: string): boolean

  /**
   * The contents of a packed file, as a copy; `null` where there is no such file.
   *
   * @example
   * pkg.read('README.md')?.toString()
   */
  read(path: string): Buffer | null

  /**
   * Where a specifier leads, as Node resolves it, and each decision on the way.
   *
   * @param specifier What stands in the import statement or the call of `require`. `'.'` and `'./sub'` name the
   * package's own subpaths, unless `from` is given.
   *
   * @example
   * pkg.resolve('./deployment', { mode: 'require', node: '20.18.3' })
   * // { status: 'broken', code: 'ERR_PACKAGE_PATH_NOT_EXPORTED', message: '…', … }
   */
  resolve(specifier: string, options?: ResolveOptions): Resolution

  /**
   * The names that can be imported from a subpath, sorted. They are known of a module that is broken, too.
   *
   * @param subpath `'.'`, `'./sub'`, or what a consumer writes: `'my-lib/sub'`.
   * @throws an `Error` with Node's code, such as `ERR_PACKAGE_PATH_NOT_EXPORTED`, where it leads to no packed file.
   *
   * @example
   * pkg.exportsOf('./deployment', { mode: 'import' })
   * // { names: ['DeploymentAuditor', 'default'], complete: true }
   */
  exportsOf(subpath: string, options?: ExportsOptions): ExportedNames

  /**
   * Whether a statement of a consumer would link: an import, a `require`, a re-export, or several of them. Code that does
   * not parse does not link.
   *
   * @throws a {@link PackproofError} with the code `ERR_PACKPROOF_INVALID_ARGUMENT` where it does not name the package.
   *
   * @example
   * pkg.link(`import { Auditor } from 'my-lib/deployment'`)
   * // { ok: false, errors: [{ code: 'SyntaxError', missing: 'Auditor', … }] }
   */
  link(statement: string, options?: LinkOptions): Linking

  /** The verdict on the package, as {@link check} gives it. */
  check(options?: CheckOptions): Report
}

/** A package.json, as far as packproof reads it. Nothing of it was validated. */
export interface PackageJson {
  name?: string
  version?: string
  [field: string]: any
}

/** A file as npm lays it out. */
export interface PackedFile {
  path: string
  /** In bytes. */
  size: number
  /** Permissions in octal: `'644'`, or `'755'` for what can be run. */
  mode: string
}

/** An archive entry that installs differently from how it is packed. */
export interface Hazard {
  /** For example `'case-collision'`. */
  kind: string
  /** The name as the archive gives it; empty when it is the archive itself. */
  entry: string
  message: string
}

/** Where a specifier leads. */
export interface Resolution {
  /** `'ok'`: a packed file; `'builtin'`: a module of Node.js; `'external'`: a declared package, which is not packed. */
  status: 'ok' | 'broken' | 'builtin' | 'external'
  /** The path of the packed file, or `node:…`. */
  target: string | null
  /** Node's name of the file's format. */
  format: Format | null
  /** Node's code, where it does not resolve. */
  code: string | null
  /** Node's words, where it does not resolve. */
  message: string | null
  /** Each decision on the way, in the order in which Node takes them. */
  trail: ResolutionStep[]
}

/** The names that can be imported from a subpath. */
export interface ExportedNames {
  /** Sorted. */
  names: string[]
  /** Whether `names` is all there is. It is not where names come from outside the package. */
  complete: boolean
}

/** Whether a consumer's statement links. */
export interface Linking {
  ok: boolean
  /** Every root cause; empty where it links. */
  errors: OutcomeError[]
}

/** A decision on the way from a specifier to a file. */
export interface ResolutionStep {
  /** The algorithm in Node's documentation, for example `'PACKAGE_TARGET_RESOLVE'`. */
  algorithm: string
  text: string
  /** Where in a package.json it was taken. */
  at: Place | null
}

/** Node's name of a module's format. */
export type Format = 'module' | 'commonjs' | 'json' | 'wasm' | 'addon' | 'builtin' | (string & {})

/** The verdict on a package: what `packproof check --json` prints. */
export interface Report {
  schema: 1
  package: PackageFacts
  /** The versions of Node.js that decided. */
  node: string[]
  /** Whether nothing is wrong: no entry point is broken in a mode that it is meant for, and no finding is an error. */
  ok: boolean
  /** Every subpath and bin. A thousand or more of them are built when they are first read. */
  entryPoints: EntryPoint[]
  findings: Finding[]
  summary: {
    entryPoints: number
    /** Entry points that are broken in a mode that they are meant for. */
    broken: number
    errors: number
    warnings: number
  }
}

/** What a package is. */
export interface PackageFacts {
  name: string | null
  version: string | null
  /** How many files npm lays out. */
  files: number
  /** The size of the tarball. */
  packedBytes: number
  /** The size of the files. */
  unpackedBytes: number
  /** Subresource integrity of the tarball, as npm computes it; computed when it is first read. */
  integrity: string
  /** SHA-1 of the tarball, in hexadecimal; likewise. */
  shasum: string
}

/** A subpath or bin that a consumer may name. */
export interface EntryPoint {
  /** `'.'`, `'./sub'`, or the name of a bin. */
  subpath: string
  /** What a consumer writes, for example `'@scope/name/sub'`. */
  specifier: string
  /** `'main'` is the package itself where there is no "exports". */
  kind: 'export' | 'main' | 'bin'
  /** The pattern that this is an expansion of, for example `'./features/*.js'`. */
  pattern: string | null
  /** What Node makes of it. Equal results are one outcome, with several modes and versions. */
  outcomes: Outcome[]
}

/** What Node makes of an entry point, in some modes and versions. */
export interface Outcome {
  modes: Mode[]
  node: string[]
  status: 'ok' | 'broken'
  /** The packed file that it leads to. */
  target: string | null
  /** Node's name of the file's format. */
  format: Format | null
  /** The names that can be imported, sorted; empty where none are known. */
  exports: string[]
  /** Whether `exports` is all there is. It is not where names come from outside the package. */
  exportsComplete: boolean
  /** Every root cause; empty where it works. */
  errors: OutcomeError[]
}

/** Why Node cannot load an entry point, or link a statement. */
export interface OutcomeError {
  /** Node's code, or `'SyntaxError'`, or `'ReferenceError'`. */
  code: string
  message: string
  /** The path, package or exported name that is missing. */
  missing: string | null
  at: Place | null
  /** The files that lead there, each importing the next. */
  chain: string[]
}

/** What a rule has found. */
export interface Finding {
  /** The rule's name; `packproof explain` prints its page. */
  rule: string
  severity: 'error' | 'warning'
  /** What is wrong. */
  message: string
  /** What to do. */
  help: string | null
  at: Place | null
  /** The other places of the same cause, where there are any. */
  also?: Place[]
  /** The subpaths and bins that it breaks. */
  entryPoints: string[]
  modes: Mode[]
  /** The entry points and bins from which what fails later can be reached. */
  reachedFrom: string[]
}

/** A range in a packed file. Lines and columns start at 1; columns count UTF-16 code units, as editors do. */
export interface Place {
  file: string
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** What becomes of the source modules of a project. */
export interface TraceReport {
  schema: 1
  package: PackageFacts
  /** The version of Node.js that decides. */
  node: string[]
  /** Whether no source module is lost. What no export reaches may be meant for the package alone, and does not count. */
  ok: boolean
  /** What the build does. */
  plan: BuildPlan
  /** `"files"` of package.json. */
  files: string[] | null
  entryPoints: TracedEntryPoint[]
  /** Every source module, sorted by path; what is imported but not there stands among them. */
  modules: TracedModule[]
  /** Modules of one folder with one fate. */
  groups: TracedGroup[]
  /** What to change, where it is plain. */
  fixes: TraceFix[]
  /** Imports of a consumer: one that works, and one of what is lost. */
  statements: { source: string; ok: boolean; errors: string[] }[]
  /** The quick reference table; `internal` is `null` where it is not known. */
  table: { component: string; modules: number; internal: boolean | null; packed: boolean; downstream: boolean; stage: Stage }[]
  summary: Record<
    | 'modules'
    | 'compiled'
    | 'packed'
    | 'reached'
    | 'importable'
    | 'notCompiled'
    | 'overwritten'
    | 'notPacked'
    | 'unreachable'
    | 'broken'
    | 'missing'
    | 'caseDiffers'
    | 'runByBins',
    number
  >
}

/** How far a source module gets. */
export type Stage =
  /** Imported, but not in the source tree. */
  | 'missing'
  /** Imported by a name that differs from the file's by case. */
  | 'case-differs'
  /** No step of the build takes it. */
  | 'not-compiled'
  /** A later step writes something else to the same place. */
  | 'overwritten'
  /** It is built, but its output is not in the tarball. */
  | 'not-packed'
  /** It is packed, but reached from no export. */
  | 'unreachable'
  /** Only entry points that do not import reach it. */
  | 'broken'
  /** Consumers get to it. */
  | 'importable'

/** The steps of the build script in the order they run. */
export interface BuildPlan {
  /** The script that was read; `null` where there is none. */
  script: string | null
  steps: BuildStep[]
  /** What could not be read. */
  unread: { what: string; why: string; at: Place | null }[]
}

/** One step of a build. */
export interface BuildStep {
  tool: string
  command: string
  /** The script that it stands in. */
  script: string
  from: string[]
  to: string | null
  /** How many source modules it takes. */
  modules: number
  at: Place | null
}

/** An entry point, whether it imports, and how many source modules it reaches. */
export interface TracedEntryPoint {
  subpath: string
  specifier: string
  kind: 'export' | 'main' | 'bin'
  target: string | null
  ok: boolean
  modules: number
}

/** What becomes of one source module. */
export interface TracedModule {
  source: string
  stage: Stage
  /** The command of the last step that takes it. */
  step: string | null
  /** What the build writes of it. */
  outputs: string[]
  /** What of that is in the tarball; itself, where it is packed as it is. */
  packedAs: string[]
  /** The entry points that import and reach it. */
  specifiers: string[]
  /** One sentence. */
  reason: string
  /** How it is known what becomes of it. */
  mapping: 'configured' | 'declared' | 'source-map' | 'verbatim' | 'inferred' | 'unknown'
  /** The names that it exports, sorted. */
  names: string[]
  /** Which of its names can be imported, and from where. */
  imports: { specifier: string; names: string[] }[]
  /** The commands that load it. */
  bins: string[]
  /** Which steps of the plan take it, from 0. */
  steps: number[]
  /** What took its place: the output, the other source, and the commands of both steps. */
  overwrittenBy: { output: string; source: string; first: string; then: string } | null
  /** The line that keeps its output out of the tarball. */
  excludedBy: { output: string; file: string; line: number | null; pattern: string } | null
  /** What breaks the entry points that reach it, or who imports what is not there. */
  errors: OutcomeError[]
}

/** Modules of one folder with one fate. */
export interface TracedGroup {
  folder: string
  stage: Stage
  reason: string
  modules: string[]
}

/** Something to change. */
export interface TraceFix {
  kind: 'build-step' | 'overwritten' | 'files' | 'import' | 'exports' | 'source'
  message: string
  /** What to write. */
  text: string | null
  at: Place | null
  modules: string[]
  /** Why that alone would not help. */
  warnings: string[]
}

/** Both verdicts on a package: what `packproof smoke --json` prints. */
export interface SmokeReport {
  schema: 1
  package: PackageFacts
  /** The full versions of Node.js that were asked. */
  node: string[]
  /** Whether Node loads all that it is meant to load, and nothing remains unjudged. */
  ok: boolean
  /** What held the package's code, for each Node that was asked. */
  containment: { node: string; permissions: boolean; landlock: boolean; seccomp: boolean; endsWithPackproof: boolean }[]
  dependencies: {
    mode: 'install' | 'link' | 'none'
    /** The package manager that installed them, with its version. */
    manager: string | null
    /** How many packages are there besides. */
    installed: number
    /** Whether peers that a consumer may leave out were installed, too. */
    optionalPeers: boolean
    /** Declared dependencies that the project does not have, or has in another version. */
    unmet: { name: string; range: string; found: string | null; by: string | null }[]
  }
  entryPoints: SmokeEntryPoint[]
  /** The caller's own scripts and statements. */
  runs: (ProcessEnd & { source: string; version: string; ok: boolean; output: string })[]
  /** A report in Markdown for packproof's issue tracker, where the static verdict was wrong. */
  issue: string | null
  summary: {
    entryPoints: number
    /** Entry points that every Node loads in each mode that it was asked for. */
    loaded: number
    /** Entry points that could not be loaded because an optional package is not installed. */
    optional: number
    /** Entry points that some Node cannot load in a mode that they are meant for. */
    broken: number
    /** Entry points that could not be judged: they need `unsafe`, or a dependency that is not there. */
    unknown: number
    /** How often the two verdicts differ. */
    disagreements: number
    failedRuns: number
  }
}

/** A subpath or bin, with both verdicts. */
export interface SmokeEntryPoint extends Omit<EntryPoint, 'outcomes'> {
  /** One for each mode and version. */
  outcomes: SmokeOutcome[]
}

/** Both verdicts on an entry point, in one mode, for one version of Node.js. */
export interface SmokeOutcome {
  mode: Mode
  version: string
  /** What `check` says. */
  static: Omit<Outcome, 'modes' | 'node'>
  /** What Node says. */
  node: {
    status: 'ok' | 'broken' | 'unknown' | 'not-asked'
    /** The names that are really there, sorted. */
    exports: string[]
    error: { code: string; message: string; stack: string } | null
    /** What a bin did. */
    runs: (ProcessEnd & { argument: '--help' | '--version'; prints: boolean; output: string })[]
  }
  /** `null` where Node was not asked, or could not say. */
  agrees: boolean | null
  /** Why they differ, or why Node could not say. */
  reason: SmokeReason | null
  /** The reason in words. */
  explanation: string | null
}

/** How a process ended: by itself, by a signal, or by the time limit. */
export interface ProcessEnd {
  exit: number | null
  signal: number | null
  timedOut: boolean
}

/** Why two verdicts differ, or why Node could not say. */
export type SmokeReason =
  /** The static verdict is wrong: please report it, as `issue` says. */
  | 'static'
  /** The code throws while it runs. */
  | 'runtime'
  /** It asks for what only browsers have. */
  | 'browser-global'
  /** A native addon does not load. */
  | 'native-addon'
  /** Another package is at fault. */
  | 'dependency'
  /** It works by chance, with packages that nobody declares. */
  | 'hoisted'
  | 'time-out'
  | 'memory'
  /** It ends the process, or a bin does not end well. */
  | 'exit'
  /** Both fail, and for other causes. */
  | 'other-cause'
  /** It needs `unsafe`. */
  | 'permission'
  /** It needs a declared package that is not there. */
  | 'missing-dependency'
  /** It needs a package that its consumer may leave out. */
  | 'optional-dependency'
  /** Someone ended the process. */
  | 'killed'
  /** A dependency comes from elsewhere than the registry, and nothing was run. */
  | 'refused-dependency'
  /** It has more names than an answer is read for. */
  | 'long-answer'
  /** Node answers that it loads, and `check` knows a fault for certain. */
  | 'contradicted'

/** What packproof throws. Wrong arguments are a `TypeError` with the code `ERR_PACKPROOF_INVALID_ARGUMENT`. */
export interface PackproofError extends Error {
  code: ErrorCode
}

/** Why packproof could not do what it was asked. */
export type ErrorCode =
  /** Neither a gzip file nor a tar archive. */
  | 'ERR_PACKPROOF_NOT_GZIP'
  /** Compressed with something that npm cannot read everywhere. */
  | 'ERR_PACKPROOF_COMPRESSION'
  /** Nothing is in it. */
  | 'ERR_PACKPROOF_EMPTY'
  /** Cut short. */
  | 'ERR_PACKPROOF_TRUNCATED'
  /** The checksum of the gzip file does not match its contents. */
  | 'ERR_PACKPROOF_BAD_CRC'
  /** The gzip file is damaged. */
  | 'ERR_PACKPROOF_CORRUPT'
  /** Something other than zeros follows the end of the gzip file. */
  | 'ERR_PACKPROOF_TRAILING_DATA'
  /** The tar archive is damaged. */
  | 'ERR_PACKPROOF_BAD_ARCHIVE'
  /** One of the {@link Limits} is reached; the message names it. */
  | 'ERR_PACKPROOF_LIMIT'
  /** The parser gets no more memory from the system. Where anything else gets none, the process ends. */
  | 'ERR_PACKPROOF_MEMORY'
  /** A directory without package.json. */
  | 'ERR_PACKPROOF_NO_MANIFEST'
  /** A directory that is the private root of a monorepo; the message names its packages. */
  | 'ERR_PACKPROOF_PRIVATE_ROOT'
  /** The workspaces of a monorepo cannot be read. */
  | 'ERR_PACKPROOF_WORKSPACES'
  /** The package manager that packs the directory is not installed. */
  | 'ERR_PACKPROOF_MANAGER_MISSING'
  /** The package manager could not pack the directory; the message has what it said. */
  | 'ERR_PACKPROOF_PACK_FAILED'
  /** The package manager did not pack the directory in time. */
  | 'ERR_PACKPROOF_PACK_TIMEOUT'
  /** A package manager that packs for packproof called it again. */
  | 'ERR_PACKPROOF_PACK_NESTED'
  /** The temporary directory cannot be used. */
  | 'ERR_PACKPROOF_TEMPORARY'
  /** The file cannot be read, perhaps because it does not exist. */
  | 'ERR_PACKPROOF_READ'
  /** The Node.js that is asked for is not installed, or is none. */
  | 'ERR_PACKPROOF_NO_NODE'
  /** A link that a package manager made leads out of the temporary directory. */
  | 'ERR_PACKPROOF_LINK_OUTSIDE'
  /** The package manager could not install the package; the message has what it said. */
  | 'ERR_PACKPROOF_INSTALL_FAILED'
  /** A process cannot be started. */
  | 'ERR_PACKPROOF_RUN'
  /** An argument or option is not what is accepted; the message says what is. */
  | 'ERR_PACKPROOF_INVALID_ARGUMENT'
  /** A bug in packproof; please report it. */
  | 'ERR_PACKPROOF_INTERNAL'
