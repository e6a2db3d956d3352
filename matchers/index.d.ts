import type { Bump, Deps, Input, Installer, Mode, NodeVersion, TypesMode } from '../index.js'

/**
 * The matchers, for `expect.extend`. Each takes an opened package, a path (also of a directory), a `file:` URL, or the
 * bytes of a `.tgz` or `.tar`. A package stays open, so that many assertions on it open it once.
 *
 * A subpath is `'.'`, `'./sub'`, or the specifier that a consumer writes: `'my-lib/sub'`.
 *
 * @typeParam R The type that an assertion returns.
 */
export interface PackageMatchers<R = void> {
  /**
   * The file is packed.
   *
   * @example expect('my-lib-1.0.0.tgz').toContainFile('dist/index.js')
   */
  toContainFile(path: string): R

  /**
   * All these files are packed.
   *
   * @example expect('my-lib-1.0.0.tgz').toContainFiles(['dist/index.js', 'README.md'])
   */
  toContainFiles(paths: readonly string[]): R

  /**
   * The subpath leads to a packed file; with `to`, to that file.
   *
   * @example expect('my-lib-1.0.0.tgz').toResolve('./sub', { mode: 'require', to: 'dist/sub.cjs' })
   */
  toResolve(subpath: string, options?: ResolveExpectation): R

  /**
   * The subpath resolves and links, with everything that it imports. Without `mode`, it must do so in each mode that the
   * package offers it to, and in one at least. Without a subpath, every entry point must, bins included.
   *
   * @example
   * expect('my-lib-1.0.0.tgz').toBeImportable()
   * expect('my-lib-1.0.0.tgz').toBeImportable('./sub', { mode: 'require', node: [20, 22] })
   */
  toBeImportable(subpath?: string | ImportExpectation, options?: ImportExpectation): R

  /**
   * Nothing that package.json declares ends an installation, or leaves a dependency out: with any package manager, or with
   * the one that is named. `'yarn'` is both of its generations.
   *
   * @example
   * expect('my-lib-1.0.0.tgz').toBeInstallable()
   * expect('my-lib-1.0.0.tgz').toBeInstallable({ manager: 'pnpm' })
   */
  toBeInstallable(options?: InstallExpectation): R

  /**
   * It weighs less: the tarball (`packed`), all files together (`unpacked`), the number of files. A size is a number of
   * bytes, or a text such as `'200 kB'` or `'1.5 MiB'`.
   *
   * @example expect('my-lib-1.0.0.tgz').toBeSmallerThan({ packed: '200 kB', files: 40 })
   */
  toBeSmallerThan(budget: SizeExpectation): R

  /**
   * These names can be imported from the subpath. A name that may come out of another package is unknown, and
   * counts as exported.
   *
   * @example expect('my-lib-1.0.0.tgz').toExportNames('./sub', ['createAuditor', 'default'])
   */
  toExportNames(subpath: string, names: readonly string[], options?: NamesExpectation & DepsExpectation): R

  /**
   * TypeScript finds declarations for the subpath, and they are true of what Node loads. Without a subpath, those of
   * every entry point are; without a mode, in every mode that leads to a file.
   *
   * @example
   * expect('my-lib-1.0.0.tgz').toHaveTypes()
   * expect('my-lib-1.0.0.tgz').toHaveTypes('./sub', { mode: 'node16-esm' })
   */
  toHaveTypes(subpath?: string | TypesExpectation, options?: TypesExpectation): R

  /**
   * The declarations of the subpath have these names, as values or as types. A name that may come out of another package
   * is unknown, and counts as declared.
   *
   * @example expect('my-lib-1.0.0.tgz').toDeclareNames('./sub', ['createAuditor', 'AuditorOptions'])
   */
  toDeclareNames(subpath: string, names: readonly string[], options?: TypesExpectation): R

  /**
   * The import or require statement links.
   *
   * @example expect('my-lib-1.0.0.tgz').toLink("import { createAuditor } from 'my-lib/sub'")
   */
  toLink(statement: string, options?: LinkExpectation & DepsExpectation): R

  /**
   * `check` finds nothing wrong.
   *
   * @example expect('my-lib-1.0.0.tgz').toPass({ strict: true, ignore: ['unused-dependency'] })
   */
  toPass(options?: PassExpectation): R

  /**
   * The package takes nothing away from those who have the older release that its version does not announce. `diff`
   * decides.
   *
   * @example expect('my-lib-1.1.0.tgz').toKeepSurfaceOf('my-lib-1.0.0.tgz', { allow: ['bin-removed:old-name'] })
   */
  toKeepSurfaceOf(old: Input, options?: KeepExpectation): R

  /**
   * All that consumers can name of the package is as recorded in the file, by default `surface.json` in the current folder.
   * The runner's `-u` records it anew; where there is no file, it is written, except on CI.
   *
   * @example expect('my-lib-1.0.0.tgz').toMatchSurface('surface.json')
   */
  toMatchSurface(file?: string, options?: LinkExpectation): R

  /**
   * The source module of the project reaches those who import the package; with `as`, by that subpath. `trace` decides.
   *
   * @example expect('my-lib-1.0.0.tgz').toShipSource('src/auditor.ts', { as: './deployment' })
   */
  toShipSource(source: string, options?: ShipExpectation): R
}

export interface DepsExpectation {
  /**
   * The places that the dependencies come from; it must hold with each of them. Default: `'installed'` for a directory in or
   * above which there is a `node_modules`, else `'none'`.
   */
  deps?: Deps | readonly Deps[] | undefined
}

export interface KeepExpectation extends LinkExpectation {
  /** The bump that will be made, where the version is not raised yet. */
  as?: Bump | undefined
  /** Changes that are meant: `KIND` or `KIND:SUBJECT`, as in `'name-removed:./sub:helper'`. */
  allow?: readonly string[] | undefined
}

export interface ResolveExpectation extends NamesExpectation {
  /** The packed file that it must lead to. */
  to?: string | undefined
}

export interface NamesExpectation {
  /** The mode in which the module is loaded. Default: `'import'`. */
  mode?: Mode | undefined
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[] | undefined
  /** The version of Node.js that is asked. Default: the oldest maintained line, 22. */
  node?: NodeVersion | undefined
}

export interface LinkExpectation {
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[] | undefined
  /** The versions of Node.js that must all agree. Default: the oldest maintained line, 22. */
  node?: NodeVersion | readonly NodeVersion[] | undefined
}

export interface ImportExpectation extends LinkExpectation, DepsExpectation {
  /** The mode that must work. Default: each mode that the package offers the subpath to. */
  mode?: Mode | undefined
}

/** The options of an expectation about installation. */
export interface InstallExpectation {
  /** The package manager. Default: each of them. */
  manager?: Installer | 'yarn' | undefined
}

/** The least weight that is too much; one of the three at least. */
export interface SizeExpectation {
  /** Bytes of the tarball, or a text such as `'200 kB'`. */
  packed?: number | string | undefined
  /** Bytes of all files together, or a text such as `'1 MB'`. */
  unpacked?: number | string | undefined
  /** The number of files. */
  files?: number | undefined
}

export interface PassExpectation extends LinkExpectation, DepsExpectation {
  /** The names of rules to leave out. */
  ignore?: readonly string[] | undefined
  /** Lets a warning fail the assertion, too. Default: `false`. */
  strict?: boolean | undefined
}

export interface ShipExpectation {
  /** The subpath that it must be reached by. Default: any. */
  as?: string | undefined
  /** The folder of the project. Default: the package under test if that is a folder; else the current folder. */
  project?: string | undefined
  /** The name of the script that builds. Default: `'build'`. */
  buildScript?: string | undefined
  /** Each source folder with the folder that it is compiled to, in place of what the build says: `{ src: 'dist' }`. */
  map?: Readonly<Record<string, string>> | undefined
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[] | undefined
  /** The version of Node.js that is asked. Default: the oldest maintained line, 22. */
  node?: NodeVersion | undefined
}

/** The options of an expectation about types. */
export interface TypesExpectation {
  /** The setting of TypeScript. Default: every one but `'node10'`. */
  mode?: TypesMode | undefined
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[] | undefined
  /** The version of Node.js that the declarations are compared with. Default: the oldest maintained line, 22. */
  node?: NodeVersion | undefined
}

/** A matcher as `expect.extend` takes it. */
export type Matcher = (this: any, received: any, ...expected: any[]) => { pass: boolean; message: () => string }

export const toBeSmallerThan: Matcher
export const toContainFile: Matcher
export const toContainFiles: Matcher
export const toResolve: Matcher
export const toBeImportable: Matcher
export const toBeInstallable: Matcher
export const toExportNames: Matcher
export const toDeclareNames: Matcher
export const toHaveTypes: Matcher
export const toKeepSurfaceOf: Matcher
export const toLink: Matcher
export const toMatchSurface: Matcher
export const toPass: Matcher
export const toShipSource: Matcher
