// Asks "Are The Types Wrong?" about the same tarball: the kinds of problems of each entry point and mode.

import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { filterProblems } from '@arethetypeswrong/core/problems'

const KINDS = {
  NoResolution: 'no-resolution',
  UntypedResolution: 'untyped-resolution',
  FalseESM: 'false-esm',
  FalseCJS: 'false-cjs',
  CJSResolvesToESM: 'cjs-resolves-to-esm',
  NamedExports: 'named-exports',
  FallbackCondition: 'fallback-condition',
  FalseExportDefault: 'false-export-default',
  MissingExportEquals: 'missing-export-equals',
  UnexpectedModuleSyntax: 'unexpected-module-syntax',
  CJSOnlyExportsDefault: 'cjs-only-exports-default',
}
/**
 * Cells that were looked at: who is right, and why. TypeScript 5.9 compiled a consumer and Node ran it, but for the
 * bundler's cell of ajv, and `.` of ava (its code was read). Of modes that Node is not offered ("exports" has no condition for it),
 * nothing is reported, as Node refuses them; JSON has what TypeScript says.
 */
export const DECIDED = [
  { package: 'postcss', subpath: './lib/list', kind: 'named-exports', right: 'attw', why: '`import { comma }` compiles, and Node has no such name; found since' },
  { package: 'picocolors', subpath: '.', kind: 'named-exports', right: 'attw', why: '`import { red }` compiles, and Node has no such name; found since' },
  { package: 'joi', subpath: '.', kind: 'named-exports', right: 'attw', why: '`import { object }` compiles, and Node has no such name; found since' },
  { package: 'i18next', subpath: '.', kind: 'false-export-default', right: 'attw', why: '`import x from` works in CommonJS (`__importDefault`), `import x = require()` has no x.default' },
  { package: 'ava', subpath: '.', kind: 'false-export-default', right: 'packproof', why: 'main.cjs hands over what another file made, which is not known; outside of a test run it throws' },
  { package: 'runtypes', subpath: './result/Failure', kind: 'false-export-default', right: 'packproof', why: 'the default is a type: `export default Failure` of a `type Failure`' },
  { package: '@playwright/test', subpath: '.', kind: 'false-export-default', right: 'attw', why: 'what its dependency hands over has no default; without the dependency that is not known' },
  { package: 'ajv', subpath: '.', kind: 'missing-export-equals', right: 'packproof', why: '`new Ajv()` of `import Ajv from` and `new (require("ajv").default)()` compile and run' },
]
const MODES = ['node16-cjs', 'node16-esm', 'bundler']

/** Cells of which only one of the two reports a kind: `{ cells, same, differences }`; `undefined` if it finds no types. */
export async function compareWithAttw(tarball, report) {
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)))
  if (!analysis.types) return undefined
  const sum = { cells: 0, same: 0, differences: [] }
  for (const { subpath, pattern, types = [] } of report.entryPoints) {
    if (pattern || !(subpath in analysis.entrypoints)) continue
    for (const mode of MODES) {
      const theirs = new Set(filterProblems(analysis, { entrypoint: subpath, resolutionKind: mode }).map(({ kind }) => KINDS[kind]).filter(Boolean))
      const ours = new Set(types.find((it) => it.mode === mode)?.problems.map(({ kind }) => kind).filter((kind) => Object.values(KINDS).includes(kind)))
      sum.cells += 1
      const differing = [...theirs].filter((kind) => !ours.has(kind)).map((kind) => `attw ${kind}`)
      differing.push(...[...ours].filter((kind) => !theirs.has(kind)).map((kind) => `packproof ${kind}`))
      if (differing.length === 0) sum.same += 1
      sum.differences.push(...differing.map((text) => `${subpath} ${mode}: ${text}`))
    }
  }
  return sum
}
