// The types in an ES module: what is accepted, what comes back, and what is refused.
import { readFileSync } from 'node:fs'
import { check, checkSync, open, openSync, pack, smoke } from 'packproof'
import type { ExportedNames, Finding, Linking, Outcome, Package, PackproofError, Report, Resolution, SmokeReport } from 'packproof'

const pkg: Package = await open('a.tgz', { signal: AbortSignal.timeout(1000), limits: { entries: 10 } })
const again: Package = openSync(pkg)
openSync(readFileSync('a.tgz'))
openSync(new Uint8Array())
openSync(new URL('file:///a.tgz'))

const tarball: Buffer = await pack('.', { pm: 'pnpm', packTimeout: 60, signal: AbortSignal.timeout(1000) })
openSync('.', { pm: 'bun', packTimeout: 5 })
openSync(tarball)

const name: string | null = pkg.name
const sizes: number[] = pkg.files.map(({ size }) => size)
const text: string | undefined = pkg.read('README.md')?.toString()
const has: boolean = pkg.has('README.md')
const engines: unknown = pkg.manifest?.engines
const kinds: string[] = pkg.hazards.map(({ kind }) => kind)

const resolution: Resolution = pkg.resolve('.', { mode: 'require', conditions: ['browser'], from: 'a.js', node: '22.11' })
if (resolution.status === 'external') resolution.target satisfies string | null

const exported: ExportedNames = pkg.exportsOf('.', { mode: 'require', conditions: ['browser'], node: '22.11' })
const linking: Linking = pkg.link("import { a } from 'a'", { node: [22, 24], conditions: ['a'] as const })
const missing: (string | null)[] = linking.errors.map(({ missing }) => missing)

const report: Report = await check('a.tgz', { node: [22, '24.1.0'], ignore: ['missing-file'], strict: true, limits: {} })
const same: Report = checkSync(pkg)
const also: Report = pkg.check({ node: 22, conditions: ['a'] as const })
const asked: SmokeReport = await smoke(pkg, { deps: 'link', node: [24], run: ['a.mjs'], signal: AbortSignal.timeout(1) })
const both: string[] = asked.entryPoints.flatMap(({ outcomes }) => outcomes.flatMap(({ static: expected, node }) => [...expected.exports, ...node.exports]))
const findings: Finding[] = report.findings.filter(({ severity }) => severity === 'error')
const outcomes: Outcome[] = report.entryPoints.flatMap(({ outcomes }) => outcomes)
report.schema satisfies 1

try {
  await open('a.tgz')
} catch (error) {
  if ((error as PackproofError).code === 'ERR_PACKPROOF_TRUNCATED') throw error
}

// @ts-expect-error a number is no package
openSync(1)
// @ts-expect-error a slip of the pen
openSync('a.tgz', { limit: {} })
// @ts-expect-error no such package manager
openSync('.', { pm: 'cnpm' })
// @ts-expect-error no such mode
pkg.resolve('.', { mode: 'export' })
// @ts-expect-error several versions are for `check`
pkg.resolve('.', { node: [22, 24] })
// @ts-expect-error several versions are for `link` and `check`
pkg.exportsOf('.', { node: [22, 24] })
// @ts-expect-error a statement has modes of its own
pkg.link('', { mode: 'import' })
// @ts-expect-error a package is read, not changed
pkg.name = 'other'
// @ts-expect-error there may be no such file
pkg.read('README.md').toString()
// @ts-expect-error no such way
smoke('a.tgz', { deps: 'copy' })
// @ts-expect-error no such code
if ((new Error() as PackproofError).code === 'ERR_PACKPROOF_TRUNKATED') throw again

export { also, both, engines, exported, findings, has, kinds, missing, name, outcomes, same, sizes, text }
