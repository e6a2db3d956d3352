// Tests a new project, as a user sets one up, with packproof installed from its packed tarball. The runners run in it,
// TypeScript finds the types, and packproof finds nothing wrong with itself.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import 'packproof/vitest'
import { installed, project, remove, run } from './project.mjs'
import { assertions, sample, setups, sources } from './samples.mjs'
import { typeErrors } from './types.mjs'

const tarball = fileURLToPath(new URL('../../sample/orchestra-1.0.0.tgz', import.meta.url))
let folder
let own

beforeAll(() => {
  ;({ folder, tarball: own } = installed())
  copyFileSync(tarball, join(folder, 'orchestra.tgz'))
}, 300_000)
afterAll(() => remove(folder))

/** A test file that passes, and one that does not. */
const passing = (imports) => `${imports}
test('holds', async () => {
  expect('../orchestra.tgz').toContainFile('dist/index.js')
  expect('../orchestra.tgz').not.toPass()
  expect({ packed: '../orchestra.tgz' }).toEqual({ packed: expect.toBeImportable('./tuning') })
  expect(() => expect('../orchestra.tgz').not.toContainFile(7)).toThrow(TypeError)
})
`
const failing = (imports) => `${imports}
test('fails', () => {
  expect('../orchestra.tgz').toBeImportable('./percussion')
})
`

const vitest = "import { expect, test } from 'vitest'\nimport 'packproof/vitest'"
const vitestArguments = ['vitest/vitest.mjs', ['run', '--maxWorkers=2']]
const projects = {
  'vitest, ES module': [{ 'package.json': '{"type":"module"}' }, vitest, ...vitestArguments],
  'vitest, CommonJS, globals, setup file': [
    { 'package.json': '{}', 'vitest.config.mjs': "export default { test: { globals: true, setupFiles: ['packproof/vitest'] } }" },
    '',
    ...vitestArguments,
  ],
  'vitest, required by a setup file': [
    {
      'package.json': '{}',
      'vitest.config.mjs': "export default { test: { globals: true, setupFiles: ['./setup.mjs'] } }",
      'setup.mjs': "import { createRequire } from 'node:module'\ncreateRequire(import.meta.url)('packproof/vitest')",
    },
    '',
    ...vitestArguments,
  ],
  'jest, CommonJS, injected globals, setup file': [
    { 'package.json': '{}', 'jest.config.js': "module.exports = { setupFilesAfterEnv: ['packproof/jest'] }" },
    '',
    'jest/bin/jest.js',
    ['--maxWorkers=2'],
  ],
  'jest, CommonJS, @jest/globals': [
    { 'package.json': '{}', 'jest.config.js': 'module.exports = { injectGlobals: false }' },
    "const { expect, test } = require('@jest/globals')\nrequire('packproof/jest')",
    'jest/bin/jest.js',
    ['--maxWorkers=2'],
  ],
  'jest, ES module': [
    { 'package.json': '{"type":"module"}', 'jest.config.js': 'export default { transform: {}, injectGlobals: false }' },
    "import { expect, test } from '@jest/globals'\nimport 'packproof/jest'",
    'jest/bin/jest.js',
    ['--maxWorkers=2'],
    { flags: ['--experimental-vm-modules', '--no-warnings'] },
  ],
}

// Each test waits for a process of its own, so two of them go at a time.
describe.concurrent('runners', () => {
  for (const [title, [files, imports, bin, args, options]] of Object.entries(projects)) {
    test(title, async ({ expect }) => {
      const tests = { 'a.test.js': passing(imports), 'b.test.js': passing(imports) }
      const place = project(folder, `runner ${title}`, { ...files, ...tests })
      const good = await run(place, bin, args, options)
      expect(good.output).toMatch(/Tests:? +2 passed/)
      expect(good.status).toBe(0)
      project(folder, `runner ${title}`, { 'c.test.js': failing(imports) })
      const bad = await run(place, bin, args, options)
      expect(bad.status).toBe(1)
      expect(bad.output).toContain('expect(package).toBeImportable("./percussion")')
      expect(bad.output).toContain('"./percussion" leads to dist/Percussion.js')
      expect(bad.output).toMatch(/Tests:? +1 failed/)
    })
  }
})

/** A test of the recorded surface, in the file of the default name and in another. */
const recording = (imports) => `${imports}
test('keeps its surface', () => {
  expect('../orchestra.tgz').toMatchSurface()
  expect('../orchestra.tgz').toMatchSurface('kept/other.json')
  expect('../orchestra.tgz').toKeepSurfaceOf('../orchestra.tgz', { allow: ['name-removed:tune'] })
})
`

describe.concurrent('recorded surfaces', () => {
  for (const title of ['vitest, ES module', 'jest, CommonJS, @jest/globals']) {
    test(title, async ({ expect }) => {
      const [files, imports, bin, args] = projects[title]
      const place = project(folder, `surface ${title}`, { ...files, 'a.test.js': recording(imports) })
      const paths = ['surface.json', 'kept/other.json'].map((path) => join(place, path))
      const onCi = await run(place, bin, args)
      expect(onCi.status, onCi.output).toBe(1)
      expect(paths.filter(existsSync)).toEqual([])
      const updated = await run(place, bin, [...args, '-u'])
      expect(updated.status, updated.output).toBe(0)
      expect(Object.keys(JSON.parse(readFileSync(paths[0], 'utf8')).subpaths)).toContain('./tuning')
      expect(readFileSync(paths[1], 'utf8')).toBe(readFileSync(paths[0], 'utf8'))
      expect((await run(place, bin, args)).status).toBe(0)
      const recorded = readFileSync(paths[0], 'utf8')
      writeFileSync(paths[0], recorded.replace('"./tuning"', '"./tunning"'))
      const changed = await run(place, bin, args)
      expect(changed.status).toBe(1)
      expect(changed.output).toContain('run the tests with -u')
      expect((await run(place, bin, [...args, '-u'])).status).toBe(0)
      expect(readFileSync(paths[0], 'utf8')).toBe(recorded)
    })
  }
})

describe('types', () => {
  const none = { imports: '', types: ['node'] }
  for (const [setup, { extension, options }] of Object.entries(setups)) {
    for (const [source, { imports, types }] of Object.entries({ ...sources, 'packproof/assert': none })) {
      test(`${source}, ${setup}`, () => {
        const compilerOptions = { target: 'es2022', strict: true, exactOptionalPropertyTypes: true, noEmit: true, types, ...options }
        const file = `sample.${extension}`
        const text = source === 'packproof/assert' ? assertions : sample(imports)
        expect(typeErrors(project(folder, `types ${source} ${setup}`, { [file]: text }), compilerOptions, [file])).toBe('')
      })
    }
  }

  test('a mistake is found', () => {
    const { imports, types } = sources['@jest/globals']
    const { options } = setups['node16, ES module']
    const place = project(folder, 'types mistaken', { 'package.json': '{"type":"module"}', 'a.ts': `${imports}\nexpect('a.tgz').toContainFile(7)` })
    expect(typeErrors(place, { target: 'es2022', strict: true, noEmit: true, types, ...options }, ['a.ts'])).toContain('error TS2345')
  })
})

test('packproof is content with itself', () => {
  expect(own).toPass()
  expect(own).toBeImportable()
  expect(own).toContainFiles(['index.js', 'addon.cjs', 'native.cjs', 'matchers/vitest.mjs', 'bin/packproof.js'])
  for (const subpath of ['.', './assert', './matchers']) expect(own).toBeImportable(subpath, { mode: 'require', node: [18, 22] })
  expect(own).toExportNames('.', ['open', 'openSync', 'check', 'checkSync'])
  expect(own).toExportNames('./assert', ['assertImportable', 'assertPasses'])
  expect(own).toLink("import { toPass } from 'packproof/matchers'")
  expect(own).not.toContainFile('src/lib.rs')
})
