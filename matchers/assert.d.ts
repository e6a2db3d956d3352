import type { Input } from '../index.js'
import type { DepsExpectation, ImportExpectation, InstallExpectation, KeepExpectation, LinkExpectation, NamesExpectation, PassExpectation, ResolveExpectation, ShipExpectation, SizeExpectation, TypesExpectation } from './index.js'

/**
 * The file is packed.
 *
 * @throws {AssertionError} of `node:assert`, as all of these functions do. The message says what is there, where the
 * file was lost, and how to mend it.
 *
 * @example assertContainsFile('my-lib-1.0.0.tgz', 'dist/index.js')
 */
export function assertContainsFile(pkg: Input, path: string): void

/** All these files are packed. */
export function assertContainsFiles(pkg: Input, paths: readonly string[]): void

/**
 * The subpath leads to a packed file; with `to`, to that file.
 *
 * @example assertResolves('my-lib-1.0.0.tgz', './sub', { mode: 'require', to: 'dist/sub.cjs' })
 */
export function assertResolves(pkg: Input, subpath: string, options?: ResolveExpectation): void

/**
 * The subpath resolves and links, with everything that it imports. Without a subpath, every entry point must.
 *
 * @example
 * assertImportable('my-lib-1.0.0.tgz')
 * assertImportable('my-lib-1.0.0.tgz', './sub', { mode: 'require', node: [20, 22] })
 */
export function assertImportable(pkg: Input, subpath?: string | ImportExpectation, options?: ImportExpectation): void

/**
 * Nothing that package.json declares ends an installation: with any package manager, or with the one that is named.
 *
 * @example assertInstallable('my-lib-1.0.0.tgz', { manager: 'yarn 4' })
 */
export function assertInstallable(pkg: Input, options?: InstallExpectation): void

/**
 * It weighs less than each of these: `packed`, `unpacked`, `files`.
 *
 * @example assertSmallerThan('my-lib-1.0.0.tgz', { packed: '200 kB' })
 */
export function assertSmallerThan(pkg: Input, budget: SizeExpectation): void

/**
 * These names can be imported from the subpath.
 *
 * @example assertExports('my-lib-1.0.0.tgz', './sub', ['createAuditor', 'default'])
 */
export function assertExports(pkg: Input, subpath: string, names: readonly string[], options?: NamesExpectation & DepsExpectation): void

/**
 * TypeScript finds declarations for the subpath, or for every entry point, and they are true of what Node loads.
 *
 * @example assertHasTypes('my-lib-1.0.0.tgz', './sub', { mode: 'node16-esm' })
 */
export function assertHasTypes(pkg: Input, subpath?: string | TypesExpectation, options?: TypesExpectation): void

/**
 * The declarations of the subpath have these names, as values or as types.
 *
 * @example assertDeclares('my-lib-1.0.0.tgz', './sub', ['createAuditor', 'AuditorOptions'])
 */
export function assertDeclares(pkg: Input, subpath: string, names: readonly string[], options?: TypesExpectation): void

/**
 * The import or require statement links.
 *
 * @example assertLinks('my-lib-1.0.0.tgz', "import { createAuditor } from 'my-lib/sub'")
 */
export function assertLinks(pkg: Input, statement: string, options?: LinkExpectation & DepsExpectation): void

/**
 * `check` finds nothing wrong.
 *
 * @example assertPasses('my-lib-1.0.0.tgz', { ignore: ['unused-dependency'] })
 */
export function assertPasses(pkg: Input, options?: PassExpectation): void

/**
 * The source module of the project reaches those who import the package; with `as`, by that subpath.
 *
 * @example assertShipsSource('my-lib-1.0.0.tgz', 'src/auditor.ts', { as: './deployment' })
 */
export function assertShipsSource(pkg: Input, source: string, options?: ShipExpectation): void

/**
 * The package takes nothing away from those who have the older release that its version does not announce.
 *
 * @example assertKeepsSurfaceOf('my-lib-1.1.0.tgz', 'my-lib-1.0.0.tgz')
 */
export function assertKeepsSurfaceOf(pkg: Input, old: Input, options?: KeepExpectation): void

/**
 * All that consumers can name of the package is as recorded in the file, by default `surface.json`. With
 * `PACKPROOF_UPDATE=1` it is recorded anew, as with `--test-update-snapshots` of node:test.
 *
 * @example assertMatchesSurface('my-lib-1.0.0.tgz', 'surface.json')
 */
export function assertMatchesSurface(pkg: Input, file?: string, options?: LinkExpectation): void
