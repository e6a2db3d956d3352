// Tests as a user writes them, in TypeScript: each matcher, with and without `.not`, awaited, and inside `toEqual`.

/** With `expect` from somewhere, and packproof imported. */
export function sample(imports) {
  return `${imports}
import { open } from 'packproof'

const tarball = 'my-lib-1.0.0.tgz'
const files = ['dist/index.js'] as const

export async function matchers() {
  expect(tarball).toContainFile('dist/index.js')
  expect(new URL('file:///my-lib.tgz')).not.toContainFile('.env')
  expect(tarball).toContainFiles(files)
  expect(tarball).toResolve('./sub')
  expect(tarball).toResolve('./sub', { mode: 'require', to: 'dist/sub.cjs', conditions: ['a'], node: '20.18' })
  expect(tarball).toBeImportable()
  expect(tarball).toBeImportable({ mode: 'import' })
  expect(tarball).toBeImportable('./sub', { mode: 'require', node: [20, 22] })
  expect(tarball).toBeInstallable()
  expect(tarball).toBeInstallable({ manager: 'yarn 4' })
  expect(tarball).toBeSmallerThan({ packed: '200 kB', unpacked: 1_000_000, files: 40 })
  expect(tarball).toExportNames('.', ['a', 'default'], { mode: 'require' })
  expect(tarball).toLink("import { a } from 'my-lib'", { node: [22, 24] })
  expect(await open(tarball)).toPass({ strict: true, ignore: ['missing-file'] })
  expect(tarball).toShipSource('src/a.ts')
  expect(tarball).toShipSource('src/a.ts', { as: './sub', project: 'packages/a', map: { src: 'dist' } })
  expect(tarball).toKeepSurfaceOf('my-lib-0.9.0.tgz', { as: 'minor', allow: ['bin-removed:old'] })
  expect(tarball).toMatchSurface()
  expect(tarball).toMatchSurface('surface.json', { node: [22, 24] })
  await expect(open(tarball)).resolves.toPass()
  await expect(open(tarball)).resolves.not.toBeImportable('./private')
  expect({ tarball }).toEqual({ tarball: expect.toPass() })
  expect([tarball]).toEqual([expect.toContainFile('package.json')])
  expect([tarball]).not.toEqual([expect.not.toPass({ strict: true })])
  // @ts-expect-error a path is a string
  expect(tarball).toContainFile(1)
  // @ts-expect-error a slip of the pen
  expect(tarball).toPass({ strct: true })
  // @ts-expect-error no such mode
  expect(tarball).toBeImportable('.', { mode: 'export' })
  // @ts-expect-error no such manager
  expect(tarball).toBeInstallable({ manager: 'cargo' })
  // @ts-expect-error no such bump
  expect(tarball).toKeepSurfaceOf(tarball, { as: 'huge' })
  // @ts-expect-error names are needed
  expect(tarball).toExportNames('.')
}
`
}

/** The places that `expect` may come from, and what each needs. */
export const sources = {
  vitest: { imports: "import { expect } from 'vitest'\nimport 'packproof/vitest'", types: ['node'] },
  'vitest with globals': { imports: "import 'packproof/vitest'", types: ['node', 'vitest/globals'] },
  '@jest/globals': { imports: "import { expect } from '@jest/globals'\nimport 'packproof/jest'", types: ['node'] },
  '@types/jest': { imports: "import 'packproof/jest'", types: ['node', 'jest'] },
  'expect alone': {
    imports: "import { expect } from 'expect'\nimport * as all from 'packproof/matchers'\nimport 'packproof/jest'\nexpect.extend({ ...all })",
    types: ['node'],
  },
}

/** The functions that need no runner. */
export const assertions = `
import { assertContainsFile, assertContainsFiles, assertExports, assertImportable, assertLinks, assertPasses, assertResolves } from 'packproof/assert'
import { openSync } from 'packproof'

export function all() {
  const pkg = openSync('my-lib-1.0.0.tgz')
  assertContainsFile(pkg, 'dist/index.js')
  assertContainsFiles('my-lib-1.0.0.tgz', ['dist/index.js'])
  assertExports(pkg, '.', ['a'], { mode: 'require' })
  assertImportable(pkg)
  assertImportable(pkg, { mode: 'import' })
  assertImportable(new Uint8Array(), './sub', { node: [20, 22] })
  assertLinks(pkg, "import 'my-lib'")
  assertPasses(pkg, { ignore: ['unused-dependency'] })
  assertResolves(pkg, '.', { to: 'dist/index.js' })
  // @ts-expect-error a number is no package
  assertPasses(1)
}
`

/** The settings of TypeScript: as ES modules and as CommonJS, for Node and for bundlers. */
export const setups = {
  'node16, ES module': { extension: 'mts', options: { module: 'node16' } },
  'node16, CommonJS': { extension: 'cts', options: { module: 'node16' } },
  bundler: { extension: 'ts', options: { module: 'esnext', moduleResolution: 'bundler' } },
}
