/// <reference types="node" />

/**
 * Opens a packed package and answers questions about it, off the main thread.
 *
 * Nothing in the package is run. The result is an index of what `npm install` would lay out; a missing or unreadable
 * package.json is no error, for npm installs such packages too.
 *
 * @param input A `.tgz` or plain `.tar`: its path, its `file:` URL, or its bytes; or a directory, which is packed by its
 * own package manager, with scripts off. An opened package is returned as it is.
 * @throws {PackproofError} if npm could not install the package, or a limit is reached; the `code` says which.
 * @throws `signal.reason` when opening is aborted.
 *
 * @example
 * import { open } from 'packproof'
 *
 * const pkg = await open('my-lib-1.0.0.tgz')
 * pkg.has('dist/index.js') // true
 * pkg.resolve('.', { mode: 'require' }).target // 'dist/index.cjs'
 */
export function open(input: Input, options?: OpenOptions & TypesPackageOptions): Promise<Package>

/**
 * Like {@link open}, but on the calling thread.
 *
 * @example
 * const pkg = openSync(fs.readFileSync('my-lib-1.0.0.tgz'))
 */
export function openSync(input: Input, options?: OpenOptions & TypesPackageOptions): Package

/**
 * Checks that those who install a package can import it: every entry point, in every mode. Reports each fault as a
 * finding. Works off the main thread.
 *
 * @throws {PackproofError} if the package cannot be opened. If it can, nothing that is wrong with it throws.
 *
 * @example
 * import { check } from 'packproof'
 *
 * const report = await check('my-lib-1.0.0.tgz', { node: [20, 22] })
 * if (!report.ok) console.error(report.findings.map(({ message }) => message).join('\n'))
 */
export function check(input: Input, options?: CheckOptions & OpenOptions & TypesPackageOptions): Promise<Report>

/** Like {@link check}, but on the calling thread. */
export function checkSync(input: Input, options?: CheckOptions & OpenOptions & TypesPackageOptions): Report

/**
 * Packs a directory as its own package manager would publish it, with all fields that the manager rewrites
 * (`publishConfig`, `workspace:`). Works off the main thread. No script of the project runs, so a script of the project
 * may call this.
 *
 * npm, pnpm, yarn (classic and modern) and bun can pack. package.json chooses among them by `packageManager`, else by
 * `devEngines.packageManager`; else the lock file does. The directory itself is asked first, then the root of its
 * workspaces. If neither decides, npm packs.
 *
 * @param directory The folder of the package.json: a path or a `file:` URL. Default: `'.'`.
 * @returns the tarball. Nothing of it is left on the disk.
 * @throws {PackproofError} if the directory cannot be packed; the message quotes the package manager.
 * @throws `signal.reason` when packing is aborted; the package manager is stopped.
 *
 * @example
 * import { open, pack } from 'packproof'
 *
 * const tarball = await pack('packages/core')
 * const pkg = await open(tarball) // open('packages/core') does both
 */
export function pack(directory?: string | URL, options?: PackOptions): Promise<Buffer>

/**
 * Compares two releases of a package: what the newer one takes away from those who have the older one, what it adds, and
 * the smallest bump that is honest. Works off the main thread.
 *
 * Changes that the newer package.json allows, `"packproof": { "diff": { "allow": [{ "change", "reason" }] } }`, ask for no
 * bump, and neither do those of `allow`.
 *
 * @throws {PackproofError} if one of the packages cannot be opened.
 *
 * @example
 * import { diff } from 'packproof'
 *
 * const { ok, changes } = await diff('my-lib-1.0.0.tgz', 'my-lib-1.1.0.tgz')
 * changes.filter(({ effect }) => effect === 'major').map(({ statement, now }) => `${statement}: ${now}`)
 */
export function diff(old: Input, fresh: Input, options?: DiffOptions & OpenOptions): Promise<DiffReport>

/** Like {@link diff}, but on the calling thread. */
export function diffSync(old: Input, fresh: Input, options?: DiffOptions & OpenOptions): DiffReport

/**
 * Follows each source module of a project on its way to those who import it. Tells where the module is lost, or how it
 * arrives: the step that compiles it, the files that it is packed as, the entry points that reach it. Nothing is built or
 * run. Works off the main thread.
 *
 * @param project The folder with the sources, package.json and the configuration of the build.
 * @throws {PackproofError} if the folder or the tarball cannot be read.
 *
 * @example
 * import { trace } from 'packproof'
 *
 * const { modules } = await trace('.', { tarball: 'my-lib-1.0.0.tgz' })
 * modules.filter(({ stage }) => stage === 'not-compiled').map(({ source, reason }) => `${source}: ${reason}`)
 */
export function trace(project: string | URL, options?: TraceOptions & OpenOptions): Promise<TraceReport>

/** Like {@link trace}, but on the calling thread. */
export function traceSync(project: string | URL, options?: TraceOptions & OpenOptions): TraceReport

/**
 * Gives the verdict of real Node beside the static one. The package is installed in a temporary folder; every entry point
 * is imported and required, and every bin run, each in a process of its own. Unlike all other functions here, this runs
 * the package's code; Node's permissions hold it, as far as they go (docs/smoke.md).
 *
 * When `smoke` is aborted, it ends its processes and removes the folder before the promise is rejected. If the calling
 * process is killed, nothing removes the folder.
 *
 * @throws {PackproofError} if Node cannot be asked: it is not installed, or the package manager fails.
 *
 * @example
 * import { smoke } from 'packproof'
 *
 * const report = await smoke('my-lib-1.0.0.tgz', { deps: 'link' })
 * expect(report.summary).toMatchObject({ broken: 0, unknown: 0 })
 */
export function smoke(input: Input, options?: SmokeOptions): Promise<SmokeReport>

/**
 * A package to open: the path or `file:` URL of a `.tgz`, `.tar` or directory, the bytes of a `.tgz` or `.tar`, or a
 * package that is open already. A directory is packed first, as by {@link pack}.
 */
export type Input = string | URL | Uint8Array | Package

/** The package managers that can pack. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** The options of packing a directory. */
export interface PackOptions {
  /** The package manager that packs it. Default: the one that the project uses. */
  pm?: PackageManager
  /** The time that packing may take, in seconds. Default: 120. */
  packTimeout?: number
  /** Aborts packing and stops the package manager: the promise is rejected with `signal.reason`. */
  signal?: AbortSignal
}

/** The options of opening a package, and of packing it before if it is a directory. */
export interface OpenOptions extends PackOptions {
  /** The limits of what is read; for strangers' tarballs. */
  limits?: Limits
  /** Aborts opening: the promise is rejected with `signal.reason`. */
  signal?: AbortSignal
}

/** The option of opening a package whose types another package holds. */
export interface TypesPackageOptions {
  /** The path of the tarball of its package of types: `'types-express-5.0.3.tgz'` of `@types/express`. */
  typesPackage?: string
}

/**
 * The limits of what is read. Reaching a limit of the archive is an error with the code `ERR_PACKPROOF_LIMIT`; reaching
 * a later one is a finding of the rule `limit-reached`, and the report is not `ok`. Both name the limit. All limits are
 * whole numbers.
 */
export interface Limits {
  /** Bytes of the packed file. Default: 512 MiB. */
  packedBytes?: number
  /** Bytes inflated in all, including those that are not installed. Default: 2 GiB. */
  unpackedBytes?: number
  /** Bytes of the archive kept in memory. Default: 512 MiB. */
  keptBytes?: number
  /** Bytes inflated for each packed byte, once more than 64 MiB are inflated. Default: 200. */
  ratio?: number
  /** Bytes of one file. Default: 1 GiB. */
  fileBytes?: number
  /** Headers of any kind in the archive. Default: 200,000. */
  entries?: number
  /** Folders that the paths of the files imply. Default: 200,000. */
  directories?: number
  /** Bytes of the path of one file; a file with a longer path is not installed, as by npm. Default: 4,093. */
  pathBytes?: number
  /** Bytes in all extension headers together. Default: 64 MiB. */
  extensionBytes?: number
  /** Members of the gzip file. Default: 10,000. */
  gzipMembers?: number
  /** Bytes of one package.json or other JSON file. Default: 16 MiB. */
  jsonBytes?: number
  /** The depth to which arrays and objects of a JSON file nest. Default: 1,000. */
  jsonDepth?: number
  /** Bytes of one file of JavaScript. Default: 32 MiB. */
  javascriptBytes?: number
  /** Entries of one module's variables in its tables of scopes, a `var` in each block around it. Default: 2,000,000. */
  scopeEntries?: number
  /** Modules that are read. Default: 200,000. */
  modules?: number
  /** Subpaths that the patterns of "exports" stand for. Default: 50,000. */
  expansions?: number
  /** Exported names that are listed, of all entry points together. Default: 500,000. */
  names?: number
  /** Steps from module to module in search of a name, or of the cause that breaks an entry point. Default: 20,000,000. */
  linkSteps?: number
  /** Steps of reading modules: five for each byte, one for each place where a name is looked up. Default: 2,000,000,000. */
  steps?: number
  /** Errors of all entry points together, besides the first of each. Default: 200,000. */
  errors?: number
  /** Findings that are listed. Default: 10,000. */
  findings?: number
  /** Changes of a comparison that are listed, the worst of them. Default: 10,000. */
  changes?: number
}

/** A version of Node.js whose behaviour decides: the newest of a line (`22`, `'22.11'`), or exactly one (`'22.11.0'`); 18 or newer. */
export type NodeVersion = number | string

/** The way in which a module is loaded: by `import` or by `require`. */
export type Mode = 'import' | 'require'

/**
 * A place that the dependencies of a package come from: `'none'` (they are unknown); `'installed'` (the `node_modules` of the
 * folder that was packed, and of those above), or that of another folder; `'install'` (npm installs what a consumer gets
 * today into a temporary folder, scripts off); `'lowest'` (likewise, each direct dependency and required peer in the lowest
 * version that its range admits); `'lockfile'` (likewise, what the package-lock.json of the folder says).
 */
export type Deps = 'none' | 'installed' | `installed=${string}` | 'install' | 'lowest' | 'lockfile'

/** The options of checking a package. */
export interface CheckOptions {
  /**
   * The versions of Node.js whose behaviour decides. Default: the oldest maintained line that `engines` admits, for most
   * packages 22; what the lowest version that `engines` admits and newer lines cannot load is a warning.
   */
  node?: NodeVersion | readonly NodeVersion[]
  /** Conditions that the consumer adds to Node's own, as `node --conditions` does. */
  conditions?: readonly string[]
  /** The names of rules to leave out. */
  ignore?: readonly string[]
  /** Makes the report not `ok` for warnings, too. Default: `false`. */
  strict?: boolean
  /** Lists suggestions among the findings; they never make the report not `ok`, and are counted in any case. Default: `true`. */
  suggestions?: boolean
  /**
   * The places that the dependencies come from; several by an array, with a verdict for each. Default: `'installed'` for a
   * directory in or above which there is a `node_modules`, else `'none'`.
   */
  deps?: Deps | readonly Deps[]
  /**
   * Judges the declarations: `'auto'` where the package has any, `'required'` also where it has none, `'off'` never.
   * Default: `'auto'`.
   */
  types?: 'off' | 'auto' | 'required'
  /**
   * The largest tarball that passes: bytes, or a text such as `'200 kB'`. Default: what `"packproof": { "maxPacked" }` in the
   * package's own package.json says, if anything.
   */
  maxPacked?: number | string
  /** The most bytes of files together that pass. Default: `"maxUnpacked"` there. */
  maxUnpacked?: number | string
  /** The most files that pass. Default: `"maxFiles"` there. */
  maxFiles?: number
}

/** The options of tracing a project. */
export interface TraceOptions {
  /** The tarball of the project. Default: the one that its package manager packs now. */
  tarball?: Input
  /** The name of the script that builds. Default: `'build'`. */
  buildScript?: string
  /** Each source folder with the folder that it is compiled to, in place of what the build says: `{ src: 'dist' }`. */
  map?: Readonly<Record<string, string>>
  /** The version of Node.js whose behaviour decides. Default: the oldest maintained line, 22. */
  node?: NodeVersion
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
}

/** The options of asking Node. */
export interface SmokeOptions extends OpenOptions {
  /** Installed versions of Node.js (`24`, `'22.11.0'`), or their paths. Default: the Node.js that runs this code. */
  node?: NodeVersion | readonly NodeVersion[]
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
  /**
   * The source of the dependencies: a package manager installs them, those that the project has installed are linked (no
   * network is needed), or there are none. Default: `'install'`.
   */
  deps?: 'install' | 'link' | 'none'
  /** The package manager that installs the package, and packs a directory. Default: npm installs. */
  pm?: PackageManager
  /** The project whose installed dependencies are linked. Default: the folder that is packed, or the current one. */
  project?: string
  /** Installs optional peers, too, if `deps` is `'install'`. Default: `false`. */
  optionalPeers?: boolean
  /**
   * Runs the install scripts, held by Landlock and seccomp unless `unsafe` is set, and compares them with what `check` foresees.
   * Default: `false`.
   */
  scripts?: boolean
  /** Lets dependencies come from git, which runs code of their repositories. Default: `false`. */
  allowGit?: boolean
  /** Lets dependencies come from any URL. Default: `false`. */
  allowRemote?: boolean
  /** Lets dependencies come from tarballs on this disk. Default: `false`. */
  allowFile?: boolean
  /** Lets dependencies come from folders of this disk, which are copied. Default: `false`. */
  allowDirectory?: boolean
  /** Lets the package do what Node's permissions and the system forbid. Default: `false`. */
  unsafe?: boolean
  /** The time that each process may take, in seconds. Default: 20. */
  timeout?: number
  /** The size of JavaScript's heap in each process, in MiB. Default: 1024. */
  memory?: number
  /** Paths of scripts that use the package. Each is copied to a folder from which it finds the package, and run. */
  run?: readonly string[]
  /** Statements that use the package. Each is run. */
  import?: readonly string[]
}

/** The options of resolving a specifier. */
export interface ResolveOptions {
  /** The mode in which the module is loaded. Default: `'import'`. */
  mode?: Mode
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
  /** The packed file that the specifier stands in. Default: a module of the project that has the package installed. */
  from?: string
  /** The version of Node.js that is asked. Default: the oldest maintained line, 22. */
  node?: NodeVersion
}

/** The options of listing exported names. */
export interface ExportsOptions {
  /** The place that the dependencies come from. Default: `'none'`. */
  deps?: Deps
  /** The mode in which the module is loaded. Default: `'import'`. */
  mode?: Mode
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
  /** The version of Node.js that is asked. Default: the oldest maintained line, 22. */
  node?: NodeVersion
}

/** The options of linking a statement. */
export interface LinkOptions {
  /** The place that the dependencies come from. Default: `'none'`. */
  deps?: Deps
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
  /** The versions of Node.js in which the statement must link. Default: the oldest maintained line, 22. */
  node?: NodeVersion | readonly NodeVersion[]
}

/**
 * An opened package. It is freed with the last reference to it; there is nothing to close.
 *
 * Paths are relative to the package and separated by `/`; a leading `./`, as package.json may have it, makes no difference.
 */
export interface Package {
  /** The name in package.json; `null` if it has none. */
  readonly name: string | null
  /** The version in package.json; `null` if it has none. */
  readonly version: string | null
  /** The parsed package.json; `null` if there is none, or it is no JSON object. */
  readonly manifest: PackageJson | null
  /** The files as npm lays them out, sorted by path. */
  readonly files: PackedFile[]
  /** Each subpath and bin that a consumer may name, with its outcomes in Node 22. */
  readonly entryPoints: EntryPoint[]
  /** Archive entries that install differently from how they are packed, or differently by installer. */
  readonly hazards: Hazard[]

  /** Tells whether a file is packed at exactly this path. */
  has(path: string): boolean

  /**
   * Returns a copy of a packed file's contents; `null` if there is no such file.
   *
   * @example
   * pkg.read('README.md')?.toString()
   */
  read(path: string): Buffer | null

  /**
   * Resolves a specifier as Node does, and gives each decision on the way.
   *
   * @param specifier The string in the import statement or the call of `require`. `'.'` and `'./sub'` name the package's
   * own subpaths, unless `from` is given.
   *
   * @example
   * pkg.resolve('./deployment', { mode: 'require', node: '20.18.3' })
   * // { status: 'broken', code: 'ERR_PACKAGE_PATH_NOT_EXPORTED', message: '…', … }
   */
  resolve(specifier: string, options?: ResolveOptions): Resolution

  /**
   * Returns the names that can be imported from a subpath, sorted. They are known even if the module is broken.
   *
   * @param subpath `'.'`, `'./sub'`, or what a consumer writes: `'my-lib/sub'`.
   * @throws an `Error` with Node's code, such as `ERR_PACKAGE_PATH_NOT_EXPORTED`, if the subpath leads to no packed file.
   *
   * @example
   * pkg.exportsOf('./deployment', { mode: 'import' })
   * // { names: ['DeploymentAuditor', 'default'], complete: true }
   */
  exportsOf(subpath: string, options?: ExportsOptions): ExportedNames

  /**
   * Returns what TypeScript sees of a subpath: the file of declarations, its names, and what is wrong with it. No compiler
   * is needed.
   *
   * @param subpath `'.'`, `'./sub'`, or what a consumer writes: `'my-lib/sub'`.
   * @returns `null` if package.json declares no such subpath.
   *
   * @example
   * pkg.typesOf('./deployment', { mode: 'bundler' })
   * // { mode: 'bundler', status: 'ok', target: 'dist/deployment/index.d.ts', names: ['DeploymentAuditor'], … }
   */
  typesOf(subpath: string, options?: TypesOptions): TypesOutcome | null

  /**
   * Tells whether a statement of a consumer would link: an import, a `require`, a re-export, or several of them. Code that
   * does not parse does not link.
   *
   * @throws a {@link PackproofError} with the code `ERR_PACKPROOF_INVALID_ARGUMENT` if the statement does not name the
   * package.
   *
   * @example
   * pkg.link(`import { Auditor } from 'my-lib/deployment'`)
   * // { ok: false, errors: [{ code: 'SyntaxError', missing: 'Auditor', … }] }
   */
  link(statement: string, options?: LinkOptions): Linking

  /** Returns all that consumers can name of the package: sorted, and the same as long as they can name the same. */
  surface(options?: LinkOptions): Surface

  /** Returns the verdict on the package, as {@link check} does. */
  check(options?: CheckOptions): Report
}

/** The number of a version that is raised. */
export type Bump = 'major' | 'minor' | 'patch'

/** The options of comparing two releases. */
export interface DiffOptions {
  /** The bump that will be made, where the version is not raised yet. */
  as?: Bump
  /** Changes that are meant: `KIND` or `KIND:SUBJECT`, as in `'name-removed:./sub:helper'`. docs/diff.md lists the kinds. */
  allow?: readonly string[]
  /** The versions of Node.js whose behaviour decides. Default: those that the older release supports. */
  node?: NodeVersion | readonly NodeVersion[]
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
}

/** The comparison of two releases. */
export interface DiffReport {
  schema: 1
  old: ComparedPackage
  new: ComparedPackage
  /** The versions of Node.js that decide. */
  node: string[]
  /** The worst first. */
  changes: Change[]
  /** The smallest bump that is honest. */
  required: Bump
  /** The bump that the newer version makes; `'none'` where the version is not raised. */
  declared: Bump | 'prerelease' | 'none'
  /** The smallest version that is honest. */
  requiredVersion: string | null
  /** The newer version announces what it takes away and adds. */
  ok: boolean
}

/** One of two releases that are compared. */
export interface ComparedPackage {
  name: string | null
  version: string | null
}

/** A change between two releases. */
export interface Change {
  /** The kind, such as `'name-removed'`; docs/diff.md lists them. */
  kind: string
  /** `'major'` breaks somebody, `'minor'` adds something, `'patch'` is nothing to consumers, `'unknown'` cannot be told. */
  effect: 'major' | 'minor' | 'patch' | 'unknown'
  /** The subpath that it is about; `null` for what is about the whole package. */
  subpath: string | null
  /** The mode; `null` where it is so in every mode. */
  mode: Mode | null
  /** The versions of Node.js in which it is so; empty where that makes no difference, and for a subpath that only one version was asked about, as it is new. */
  node: string[]
  /** The exported name, command, peer, engine or condition that it is about. */
  name: string | null
  message: string
  /** The place in the older release. */
  old: Place | null
  /** The place in the newer release. */
  new: Place | null
  /** A consumer's statement that shows it. */
  statement: string | null
  /** The result of that statement with the newer release. */
  now: string | null
  /** The specifiers that are meant, where there are several. */
  specifiers?: string[]
  /** The modes of TypeScript in which it is so, where it is not so in all. */
  typesModes?: TypesMode[]
  /** The kind of the change about the same subject from which this one follows; people are told of that one only. */
  follows?: string
  /** The reason for which it is allowed, if it is. */
  allowed: string | null
}

/** All that consumers can name of a package. */
export interface Surface {
  schema: 1
  name: string | null
  /** The versions of Node.js that decide. */
  node: string[]
  subpaths: Record<string, SubpathSurface>
  /** The files that can be asked for by their paths, as there is no `"exports"`. */
  files: string[]
  bins: string[]
  engines: Record<string, string>
  peers: Record<string, { range: string; optional: boolean }>
}

/** A subpath, in each mode that leads somewhere. */
export interface SubpathSurface {
  /** The pattern that it is an expansion of. */
  pattern?: string
  /** The conditions that a consumer may set for it. */
  conditions?: string[]
  modes: Partial<Record<Mode, ModeSurface[]>>
  /** The declarations; absent where TypeScript finds none. */
  types?: TypesSurface[]
}

/** The names that TypeScript finds. */
export interface TypesSurface {
  /** The modes of TypeScript, where they do not all agree. */
  modes?: TypesMode[]
  /** The names that are values, and may be types, too. */
  values: string[]
  /** The names that are types only. */
  types: string[]
  /** The names of which another package decides what they are. */
  unknown?: string[]
  /** The declarations say `export =`. */
  assigned?: true
  /** There are no other names. */
  complete: boolean
}

/** The module or file that a mode leads to. */
export interface ModeSurface {
  /** The versions of Node.js, where they do not all agree. */
  node?: string[]
  /** Node's name of the format; `null` for a file that Node does not load. */
  format: string | null
  names: string[]
  /** `names` is all there is. */
  complete: boolean
}

/** A parsed package.json. Nothing in it was validated. */
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
  /** Permissions in octal: `'644'`, or `'755'` if the file can be run. */
  mode: string
}

/** An archive entry that installs differently from how it is packed. */
export interface Hazard {
  /** The kind of hazard, for example `'case-collision'`. */
  kind: string
  /** The entry's name as the archive gives it; empty if the hazard is the archive itself. */
  entry: string
  message: string
}

/** The result of resolving a specifier. */
export interface Resolution {
  /** `'ok'`: a packed file; `'builtin'`: a module of Node.js; `'external'`: a declared package, which is not packed. */
  status: 'ok' | 'broken' | 'builtin' | 'external'
  /** The path of the packed file, or `node:…`. */
  target: string | null
  /** Node's name of the file's format. */
  format: Format | null
  /** Node's error code, if the specifier does not resolve. */
  code: string | null
  /** Node's error message, if the specifier does not resolve. */
  message: string | null
  /** Each decision on the way, in the order in which Node takes them. */
  trail: ResolutionStep[]
}

/** The names that can be imported from a subpath. */
export interface ExportedNames {
  /** The names, sorted. */
  names: string[]
  /** True if `names` has all names; false if names come from outside the package, too. */
  complete: boolean
}

/** The result of linking a consumer's statement. */
export interface Linking {
  ok: boolean
  /** Every root cause; empty if the statement links. */
  errors: OutcomeError[]
}

/** One decision of Node's on the way from a specifier to a file. */
export interface ResolutionStep {
  /** The algorithm in Node's documentation, for example `'PACKAGE_TARGET_RESOLVE'`. */
  algorithm: string
  text: string
  /** The place in a package.json that decided. */
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
  /** True if nothing is wrong: no entry point is broken in a mode that it is meant for, and no finding is an error. */
  ok: boolean
  /** Every subpath and bin. If there are a thousand or more, the array is built when it is first read. */
  entryPoints: EntryPoint[]
  /** Tells whether package managers can install the package, by what it declares; whatever rules are ignored. */
  installable: Installable
  findings: Finding[]
  summary: {
    entryPoints: number
    /** Entry points that are broken in a mode that they are meant for. */
    broken: number
    errors: number
    warnings: number
    suggestions: number
  }
}

/** A package manager that installs packages. */
export type Installer = 'npm' | 'pnpm' | 'yarn 1' | 'yarn 4' | 'bun'

/** The answer to whether package managers can install a package. */
export interface Installable {
  /** True if nothing that package.json declares ends an installation, or leaves a dependency out of it. */
  ok: boolean
  problems: InstallProblem[]
}

/** One thing for which package managers fail. */
export interface InstallProblem {
  /** The rule whose finding it is. */
  rule: string
  /** The package managers that fail, or leave a dependency out. */
  managers: Installer[]
  message: string
  help: string | null
  at: Place | null
}

/** Facts about a package and its tarball. */
export interface PackageFacts {
  name: string | null
  version: string | null
  /** The number of files that npm lays out. */
  files: number
  /** The size of the tarball in bytes. */
  packedBytes: number
  /** The size of all files in bytes. */
  unpackedBytes: number
  /** Subresource integrity of the tarball, as npm computes it; computed when it is first read. */
  integrity: string
  /** SHA-1 of the tarball, in hexadecimal; computed when it is first read. */
  shasum: string
}

/** A subpath or bin that a consumer may name. */
export interface EntryPoint {
  /** `'.'`, `'./sub'`, or the name of a bin. */
  subpath: string
  /** The specifier that a consumer writes, for example `'@scope/name/sub'`. */
  specifier: string
  /** `'main'` is the package itself if there is no "exports". */
  kind: 'export' | 'main' | 'bin'
  /** The pattern that this subpath is an expansion of, for example `'./features/*.js'`. */
  pattern: string | null
  /** The outcomes in Node. Equal results are one outcome, with several modes and versions. */
  outcomes: Outcome[]
  /** The view of TypeScript in each of its modes; absent where the package has no types. */
  types?: TypesOutcome[]
}

/**
 * A setting of TypeScript: `module: node16` in a CommonJS file or in an ES module; `nodenext` (and `node20`) in a
 * CommonJS file, which may require ES modules; `moduleResolution: bundler`; and `node10`, which TypeScript 7 removed.
 */
export type TypesMode = 'node16-cjs' | 'node16-esm' | 'nodenext-cjs' | 'bundler' | 'node10'

/** An entry point as TypeScript sees it in one mode. */
export interface TypesOutcome {
  mode: TypesMode
  /** `'untyped'`: TypeScript finds JavaScript only, or nothing. */
  status: 'ok' | 'wrong' | 'untyped'
  /** The packed file that the compiler takes. */
  target: string | null
  /** The format of that file, as TypeScript tells it. */
  format: 'module' | 'commonjs' | 'json' | null
  /** The declared values, sorted. */
  names: string[]
  /** The declared names that are types only, sorted. */
  typeNames: string[]
  /** `names` and `typeNames` are all there are; they are not where names come from other packages. */
  complete: boolean
  problems: TypesProblem[]
}

/** A fault of declarations. */
export interface TypesProblem {
  /** The name of the rule. Not every problem is a finding: what a rule about Node reports is not said twice. */
  kind: string
  message: string
  at: Place | null
  /** The names that it is about. */
  names: string[]
}

/** The options of {@link Package.typesOf}. */
export interface TypesOptions {
  /** The setting of TypeScript. Default: `'node16-esm'`. */
  mode?: TypesMode
  /** The version of Node.js that the declarations are compared with. Default: the oldest maintained line, 22. */
  node?: NodeVersion
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[]
}

/** The outcome of loading an entry point in Node, in some modes and versions. */
export interface Outcome {
  modes: Mode[]
  node: string[]
  status: 'ok' | 'broken'
  /** The packed file that it leads to. */
  target: string | null
  /** Node's name of the file's format. */
  format: Format | null
  /** The names that can be imported, sorted; empty if none are known. */
  exports: string[]
  /** True if `exports` has all names; false if names come from outside the package, too. */
  exportsComplete: boolean
  /** Every root cause; empty if the entry point works. */
  errors: OutcomeError[]
  /** The places that the dependencies come from, where several are judged. */
  deps?: string[]
}

/** A cause why Node cannot load an entry point, or link a statement. */
export interface OutcomeError {
  /** Node's code, or `'SyntaxError'`, or `'ReferenceError'`. */
  code: string
  message: string
  /** The path, package or exported name that is missing. */
  missing: string | null
  at: Place | null
  /** The files that lead to the place of the error, each importing the next. */
  chain: string[]
  /** The other package that the fault lies in. */
  package?: { name: string; version: string | null }
}

/** One finding of a rule. */
export interface Finding {
  /** The rule's name; `packproof explain` prints its page. */
  rule: string
  /** An error fails a check, a warning does so with `strict` only, a suggestion never. */
  severity: 'error' | 'warning' | 'suggestion'
  /** A sentence that says what is wrong. */
  message: string
  /** Advice on how to mend it. */
  help: string | null
  at: Place | null
  /** The other places of the same cause, if there are any. */
  also?: Place[]
  /** The subpaths and bins that the fault breaks. */
  entryPoints: string[]
  modes: Mode[]
  /** The entry points and bins from which a fault can be reached that shows only after loading. */
  reachedFrom: string[]
  /** The places that the dependencies come from, where several are judged and not all have the finding. */
  deps?: string[]
}

/** A range in a packed file. Lines and columns start at 1; columns count UTF-16 code units, as editors do. */
export interface Place {
  file: string
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** The result of tracing a project. */
export interface TraceReport {
  schema: 1
  package: PackageFacts
  /** The version of Node.js that decides. */
  node: string[]
  /**
   * True if every source module that is meant to reach those who use the package does, and no entry point is broken. A module is
   * meant to if an entry point is made of it, or should be; and if one that is meant to imports it.
   */
  ok: boolean
  /** The build, read as steps. */
  plan: BuildPlan
  /** `"files"` of package.json. */
  files: string[] | null
  entryPoints: TracedEntryPoint[]
  /** Every source module, sorted by path; among them those that are imported but do not exist. */
  modules: TracedModule[]
  /** The source modules, grouped by folder, stage and reason. */
  groups: TracedGroup[]
  /** The changes that mend the losses, the one that mends most first; then those that would export more. */
  fixes: TraceFix[]
  /** Import statements of a consumer: one that works, and one of a module that is lost. */
  statements: { source: string; ok: boolean; errors: string[] }[]
  /** The quick reference table; `internal` is `null` if it is not known. */
  table: { component: string; modules: number; internal: boolean | null; packed: boolean; downstream: boolean; stage: Stage; lost: boolean; unknown: boolean }[]
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
    | 'runByBins'
    | 'meant'
    | 'lost'
    | 'leftOver'
    | 'unknown'
    | 'brokenEntryPoints',
    number
  >
}

/** The stage that a source module gets to, or is lost at. */
export type Stage =
  /** Imported, but not in the source tree. */
  | 'missing'
  /** Imported by a path that differs from the file's in case only. */
  | 'case-differs'
  /** No step of the build compiles or copies it. */
  | 'not-compiled'
  /** A later step writes something else to the same place. */
  | 'overwritten'
  /** It is built, but its output is not in the tarball. */
  | 'not-packed'
  /** It is packed, but reached from no export. */
  | 'unreachable'
  /** It is reached, but only by entry points that cannot be imported. */
  | 'broken'
  /** Consumers can import it. */
  | 'importable'

/** The steps of the build script, in the order in which they run. */
export interface BuildPlan {
  /** The script that was read; `null` if there is none. */
  script: string | null
  steps: BuildStep[]
  /** The commands and settings that could not be read, each with its place, and why. */
  unread: { what: string; why: string; at: Place | null }[]
  /** Modules in the folders of outputs that no step explains: an older build may have written them. */
  unexplained: string[]
  /** Outputs of the plan that are not on the disk, where a build was run. */
  absent: { output: string; step: string }[]
}

/** One step of a build. */
export interface BuildStep {
  tool: string
  command: string
  /** The script that the command stands in. */
  script: string
  from: string[]
  to: string | null
  /** The number of source modules that the step compiles or copies. */
  modules: number
  at: Place | null
}

/** An entry point as a trace sees it: the verdict and the errors of `check`, and the number of source modules that it reaches. */
export interface TracedEntryPoint {
  subpath: string
  specifier: string
  kind: 'export' | 'main' | 'bin'
  target: string | null
  ok: boolean
  modules: number
  errors: OutcomeError[]
}

/** The way of one source module. */
export interface TracedModule {
  source: string
  stage: Stage
  /** True if it is meant to reach those who use the package, and does not. */
  lost: boolean
  /** True if a command that is not read may have taken it in: it is neither lost nor left over as far as that is known. */
  unknown: boolean
  /** The evidence that it is meant to: an entry point is made of it, or a module that is meant to imports it. */
  meantBy: string | null
  /** The command of the last step that compiles or copies it. */
  step: string | null
  /** The files that the build writes from it. */
  outputs: string[]
  /** Those of these files that are in the tarball; the module itself, if it is packed as it is. */
  packedAs: string[]
  /** The entry points that can be imported and reach it. */
  specifiers: string[]
  /** The reason of the stage, in one sentence. */
  reason: string
  /** The evidence by which its outputs are known. */
  mapping: 'configured' | 'declared' | 'source-map' | 'verbatim' | 'inferred' | 'unknown'
  /** The names that it exports, sorted. */
  names: string[]
  /** Those of its names that can be imported, by specifier. */
  imports: { specifier: string; names: string[] }[]
  /** The commands that load it. */
  bins: string[]
  /** The indexes of the steps of the plan that compile or copy it, from 0. */
  steps: number[]
  /** The overwriting: the output, the source that took its place, and the commands of both steps. */
  overwrittenBy: { output: string; source: string; first: string; then: string } | null
  /** The line of a file that keeps its output out of the tarball. */
  excludedBy: { output: string; file: string; line: number | null; pattern: string } | null
  /** The errors that break the entry points which reach it, or the imports of it if it does not exist. */
  errors: OutcomeError[]
}

/** Source modules of one folder with one stage and reason. */
export interface TracedGroup {
  folder: string
  stage: Stage
  /** True if these modules are meant to reach those who use the package, and do not. */
  lost: boolean
  /** True if a command that is not read may have taken them in. */
  unknown: boolean
  reason: string
  modules: string[]
}

/** A change that mends a loss: it was carried out, and all was built, packed and linked again, before it is shown. */
export interface TraceFix {
  kind: 'build-step' | 'overwritten' | 'files' | 'import' | 'exports' | 'source' | 'dependencies'
  message: string
  /** The text to write. */
  text: string | null
  at: Place | null
  modules: string[]
  /** The other effects of the change, and what it leaves broken. */
  warnings: string[]
  /** The change as a unified diff, for `git apply`. */
  diff: string
  /** The measured effect; modules are named by their sources. */
  effect: {
    /** The effect in one sentence: `makes 5 modules importable, breaks none`. */
    sentence: string
    importable: string[]
    broken: string[]
    /** Those whose place another module takes that offers every name of theirs. */
    replaced: string[]
    /** The outputs that are made of another source then. */
    overwrites: { output: string; before: string; after: string }[]
    /** The number of other files that are packed then. */
    alsoPacked: number
    /** The specifiers that import then, and do not now. */
    mended: string[]
    /** The modules that it is for and that are still lost. */
    remaining: string[]
    /** The causes for which entry points cannot be imported that the change takes away: with `causesLeft`, a part of the cure. */
    causesGone: string[]
    /** The causes that are left to these entry points. */
    causesLeft: string[]
  }
}

/** Both verdicts on a package: what `packproof smoke --json` prints. */
export interface SmokeReport {
  schema: 1
  package: PackageFacts
  /** The full versions of Node.js that were asked. */
  node: string[]
  /** True if Node loads all that it is meant to load, and nothing remains unjudged. */
  ok: boolean
  /** The containment of the package's code, for each Node that was asked. */
  containment: { node: string; permissions: boolean; landlock: boolean; seccomp: boolean; endsWithPackproof: boolean }[]
  dependencies: {
    mode: 'install' | 'link' | 'none'
    /** The package manager that installed them, with its version. */
    manager: string | null
    /** The number of packages that were installed beside it. */
    installed: number
    /** True if optional peers were installed, too. */
    optionalPeers: boolean
    /** Declared dependencies that the project does not have, or has in another version. */
    unmet: { name: string; range: string; found: string | null; by: string | null }[]
  }
  /** The scripts that run at installation; the package's own ones also if they were not asked. */
  scripts: SmokeScript[]
  entryPoints: SmokeEntryPoint[]
  /** The caller's own scripts and statements. */
  runs: (ProcessEnd & { source: string; version: string; ok: boolean; output: string })[]
  /** A report in Markdown for packproof's issue tracker, if the static verdict was wrong. */
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
    /** The number of outcomes on which the two verdicts differ. */
    disagreements: number
    failedRuns: number
    /** Install scripts that end the installation. */
    failedScripts: number
    /** Install scripts that could not be judged: they need `unsafe`, or dependencies that are not there. */
    unknownScripts: number
  }
}

/** A script that runs at installation, with what became of it and what `check` foresees. */
export interface SmokeScript extends ProcessEnd {
  /** The name of the package that has the script. */
  package: string
  event: 'preinstall' | 'install' | 'postinstall'
  command: string
  /** The verdict of `check`; `null` on scripts of other packages, and on npm's own `node-gyp rebuild`. */
  static: { status: 'ok' | 'broken' | 'unknown'; message: string | null } | null
  outcome: 'succeeds' | 'fails' | 'command-not-found' | 'timed-out' | 'killed' | 'denied' | 'not-asked'
  /** The command that the shell did not find. */
  missing: string | null
  /** The end of what it printed. */
  output: string
  /** True if both verdicts are the same; `null` if the script was not asked, or could not say. */
  agrees: boolean | null
  /** The reason why they differ, or why there is no verdict. */
  reason: SmokeReason | null
  /** The reason in words. */
  explanation: string | null
}

/** A subpath or bin, with both verdicts. */
export interface SmokeEntryPoint extends Omit<EntryPoint, 'outcomes'> {
  /** One outcome for each mode and version. */
  outcomes: SmokeOutcome[]
}

/** Both verdicts on an entry point, in one mode, for one version of Node.js. */
export interface SmokeOutcome {
  mode: Mode
  version: string
  /** The verdict of `check`. */
  static: Omit<Outcome, 'modes' | 'node'>
  /** The verdict of Node. */
  node: {
    status: 'ok' | 'broken' | 'unknown' | 'not-asked'
    /** The names that the loaded module really has, sorted. */
    exports: string[]
    error: { code: string; message: string; stack: string } | null
    /** The runs of a bin. */
    runs: (ProcessEnd & { argument: '--help' | '--version'; prints: boolean; output: string })[]
  }
  /** True if both verdicts are the same; `null` if Node was not asked, or could not say. */
  agrees: boolean | null
  /** The reason why they differ, or why Node could not say. */
  reason: SmokeReason | null
  /** The reason in words. */
  explanation: string | null
}

/** The end of a process: by itself, by a signal, or by the time limit. */
export interface ProcessEnd {
  exit: number | null
  signal: number | null
  timedOut: boolean
}

/** A reason why the two verdicts differ, or why Node could not say. */
export type SmokeReason =
  /** The static verdict is wrong: please report it, as `issue` says. */
  | 'static'
  /** The code throws while it runs. */
  | 'runtime'
  /** The code uses a global that only browsers have. */
  | 'browser-global'
  /** A native addon does not load. */
  | 'native-addon'
  /** Another package is at fault. */
  | 'dependency'
  /** It works by chance, with packages that it does not declare. */
  | 'hoisted'
  | 'time-out'
  | 'memory'
  /** The code ends the process, or a bin does not exit with 0. */
  | 'exit'
  /** Both verdicts say that it fails, but for different causes. */
  | 'other-cause'
  /** It needs `unsafe`. */
  | 'permission'
  /** It needs a declared package that is not there. */
  | 'missing-dependency'
  /** It needs a package that its consumer may leave out. */
  | 'optional-dependency'
  /** A signal from outside ended the process. */
  | 'killed'
  /** A dependency comes from elsewhere than the registry, and nothing was run. */
  | 'refused-dependency'
  /** Its list of names is too long to be read. */
  | 'long-answer'
  /** Node answers that it loads, but `check` knows a certain fault. */
  | 'contradicted'

/** The error that packproof throws. Wrong arguments are a `TypeError` with the code `ERR_PACKPROOF_INVALID_ARGUMENT`. */
export interface PackproofError extends Error {
  code: ErrorCode
}

/** A reason why packproof could not do its work. */
export type ErrorCode =
  /** Neither a gzip file nor a tar archive. */
  | 'ERR_PACKPROOF_NOT_GZIP'
  /** Compressed with something that npm cannot read everywhere. */
  | 'ERR_PACKPROOF_COMPRESSION'
  /** The archive is empty. */
  | 'ERR_PACKPROOF_EMPTY'
  /** The archive is cut short. */
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
  /** The package manager could not pack the directory; the message quotes it. */
  | 'ERR_PACKPROOF_PACK_FAILED'
  /** The package manager did not pack the directory in time. */
  | 'ERR_PACKPROOF_PACK_TIMEOUT'
  /** A package manager that packs for packproof called it again. */
  | 'ERR_PACKPROOF_PACK_NESTED'
  /** The addon is the one for WebAssembly, which cannot start the package manager or Node.js that this needs. */
  | 'ERR_PACKPROOF_NO_PROCESSES'
  /** The temporary directory cannot be used. */
  | 'ERR_PACKPROOF_TEMPORARY'
  /** The file cannot be read, perhaps because it does not exist. */
  | 'ERR_PACKPROOF_READ'
  /** The requested Node.js is not installed, or the file is not a Node.js. */
  | 'ERR_PACKPROOF_NO_NODE'
  /** A link that a package manager made leads out of the temporary directory. */
  | 'ERR_PACKPROOF_LINK_OUTSIDE'
  /** The package manager could not install the package; the message quotes it. */
  | 'ERR_PACKPROOF_INSTALL_FAILED'
  /** A process cannot be started. */
  | 'ERR_PACKPROOF_RUN'
  /** An argument or option is not accepted; the message says what would be. */
  | 'ERR_PACKPROOF_INVALID_ARGUMENT'
  /** A bug in packproof; please report it. */
  | 'ERR_PACKPROOF_INTERNAL'
