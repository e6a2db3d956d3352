import type { Mode, NodeVersion } from '../index.js'

/**
 * What the matchers are, for `expect.extend`. Each takes an opened package, a path (also of a directory), a `file:` URL, or
 * the bytes of a `.tgz` or `.tar`; what is opened is kept, so that many assertions on one package open it once.
 *
 * A subpath is `'.'`, `'./sub'`, or what a consumer writes: `'my-lib/sub'`.
 *
 * @typeParam R What an assertion returns.
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
   * The subpath leads to a packed file, and with `to`, to that one.
   *
   * @example expect('my-lib-1.0.0.tgz').toResolve('./sub', { mode: 'require', to: 'dist/sub.cjs' })
   */
  toResolve(subpath: string, options?: ResolveExpectation): R

  /**
   * The subpath resolves and links, with everything that it imports. Without `mode`: in each mode that the package offers it
   * to, and in one at least. Without a subpath: every entry point does, bins included.
   *
   * @example
   * expect('my-lib-1.0.0.tgz').toBeImportable()
   * expect('my-lib-1.0.0.tgz').toBeImportable('./sub', { mode: 'require', node: [20, 22] })
   */
  toBeImportable(subpath?: string | ImportExpectation, options?: ImportExpectation): R

  /**
   * These names can be imported from the subpath. Names that come out of another package are unknown, and count as there.
   *
   * @example expect('my-lib-1.0.0.tgz').toExportNames('./sub', ['createAuditor', 'default'])
   */
  toExportNames(subpath: string, names: readonly string[], options?: NamesExpectation): R

  /**
   * The import or require statement links.
   *
   * @example expect('my-lib-1.0.0.tgz').toLink("import { createAuditor } from 'my-lib/sub'")
   */
  toLink(statement: string, options?: LinkExpectation): R

  /**
   * `check` finds nothing wrong.
   *
   * @example expect('my-lib-1.0.0.tgz').toPass({ strict: true, ignore: ['unused-dependency'] })
   */
  toPass(options?: PassExpectation): R

  /**
   * `trace`: the source module of the project reaches those who import the package, perhaps as a certain subpath.
   *
   * @example expect('my-lib-1.0.0.tgz').toShipSource('src/auditor.ts', { as: './deployment' })
   */
  toShipSource(source: string, options?: ShipExpectation): R
}

export interface ResolveExpectation extends NamesExpectation {
  /** The packed file that it must lead to. */
  to?: string | undefined
}

export interface NamesExpectation {
  /** How the module is asked for. Default: `'import'`. */
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

export interface ImportExpectation extends LinkExpectation {
  /** One mode that must work. Default: each mode that the package offers it to. */
  mode?: Mode | undefined
}

export interface PassExpectation extends LinkExpectation {
  /** The names of rules that are not asked. */
  ignore?: readonly string[] | undefined
  /** Whether a warning fails it, too. Default: `false`. */
  strict?: boolean | undefined
}

export interface ShipExpectation {
  /** The subpath that it must be reached by. Default: any. */
  as?: string | undefined
  /** The folder of the project. Default: the one that is asked about, where it is a folder; else the current one. */
  project?: string | undefined
  /** The script that builds. Default: `'build'`. */
  buildScript?: string | undefined
  /** Source folders and where each is compiled to, over what the build says: `{ src: 'dist' }`. */
  map?: Readonly<Record<string, string>> | undefined
  /** Conditions that the consumer adds to Node's own. */
  conditions?: readonly string[] | undefined
  /** The version of Node.js that is asked. Default: the oldest maintained line, 22. */
  node?: NodeVersion | undefined
}

/** A matcher as `expect.extend` takes it. */
export type Matcher = (this: any, received: any, ...expected: any[]) => { pass: boolean; message: () => string }

export const toContainFile: Matcher
export const toContainFiles: Matcher
export const toResolve: Matcher
export const toBeImportable: Matcher
export const toExportNames: Matcher
export const toLink: Matcher
export const toPass: Matcher
export const toShipSource: Matcher
