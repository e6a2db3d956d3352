// What "Are The Types Wrong?" says of the same tarball: kinds of problems for each entry point and mode.

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
