// Publishes packproof and its platform packages to a registry on this machine, and installs it from there as its users do:
// with each package manager in an empty project, offline, without optional dependencies, without scripts.
//
// The addon is that of this machine; for all other platforms a file of one word stands in its place.

import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { homeOf, installers, run } from './installing.mjs'
import { startRegistry } from './registry.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))
const sample = join(root, 'sample/orchestra-1.0.0.tgz')
const folder = mkdtempSync(join(tmpdir(), 'packproof-registry-'))
const staged = join(folder, 'staged')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const addon = readdirSync(root).find((name) => /^packproof\..*\.node$/.test(name))
const platform = addon?.split('.')[1]
const started = Date.now()

let registry
before(async () => {
  assert(addon, 'build the addon first: npm run prepare')
  registry = await startRegistry(join(folder, 'registry'))
  await stage()
  const packages = readdirSync(join(staged, 'npm')).map((name) => join(staged, 'npm', name))
  await Promise.all(packages.map(publish))
  await publish(join(staged, 'packproof'))
})
after(async () => {
  await registry?.close()
  rmSync(folder, { recursive: true, force: true })
  console.log(`the registry and all installations: ${Math.round((Date.now() - started) / 1000)} s`)
})

/** Makes the packages as the release does, from the addon that `npm run prepare` has built. */
async function stage() {
  const artifacts = join(folder, 'artifacts')
  mkdirSync(artifacts)
  for (const name of [addon, 'native.cjs']) copyFileSync(join(root, name), join(artifacts, name))
  const others = PLATFORMS.filter((name) => name !== platform)
  for (const name of others) writeFileSync(join(artifacts, `packproof.${name}.node`), 'stand-in')
  console.log(`not built here, a stand-in is published: ${others.join(', ')}`)
  const { status, all } = await run([process.execPath, join(root, 'release/stage.mjs'), artifacts, staged], { cwd: root, env: process.env })
  assert.equal(status, 0, all)
}

const PLATFORMS = [
  'linux-x64-gnu',
  'linux-arm64-gnu',
  'linux-x64-musl',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64-msvc',
  'win32-arm64-msvc',
]

async function publish(directory) {
  const { env } = homeOf({ name: 'npm' }, folder, registry)
  const key = `--//${registry.host}/:_authToken=nobody`
  const { status, all } = await run(['npm', 'publish', directory, '--registry', registry.url, key], { cwd: folder, env })
  assert.equal(status, 0, all + registry.said())
}

const manifestOf = (directory) => JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))

/** An empty project with these files. */
function project(name, files) {
  const directory = join(folder, name)
  for (const [path, contents] of Object.entries({ 'package.json': '{ "name": "a-project", "private": true }\n', ...files })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), contents)
  }
  return directory
}

describe('what is published', () => {
  test('has no lifecycle scripts, and nothing for those who work on packproof', () => {
    const manifest = manifestOf(join(staged, 'packproof'))
    for (const key of ['scripts', 'devDependencies', 'overrides', 'napi', 'dependencies']) assert(!(key in manifest), key)
    assert(readdirSync(join(staged, 'packproof')).every((name) => !name.endsWith('.node')))
  })

  test('names a package for each platform, of its own version', () => {
    const { optionalDependencies } = manifestOf(join(staged, 'packproof'))
    assert.deepEqual(optionalDependencies, Object.fromEntries(PLATFORMS.map((name) => [`@packproof/binding-${name}`, version])))
    const loader = readFileSync(join(staged, 'packproof/native.cjs'), 'utf8')
    for (const name of PLATFORMS) {
      assert(loader.includes(`'@packproof/binding-${name}'`), `native.cjs does not load ${name}: npm run prepare`)
      const { os, cpu, main, scripts } = manifestOf(join(staged, 'npm', name))
      assert.deepEqual([os?.[0], cpu?.[0], main, scripts], [name.split('-')[0], name.split('-')[1], `packproof.${name}.node`, undefined])
    }
  })

  for (const name of ['packproof', `npm/${platform}`]) {
    test(`${name}: publint, attw and packproof find nothing`, async () => {
      const packed = await run(['npm', 'pack', '--json', join(staged, name)], { cwd: folder, env: process.env })
      const tarball = join(folder, JSON.parse(packed.stdout)[0].filename)
      const { publint } = await import('publint')
      const pack = { tarball: readFileSync(tarball).buffer }
      assert.deepEqual((await publint({ pack })).messages, [])
      const own = await run([process.execPath, join(root, 'bin/packproof.js'), tarball, '--strict', '--node', '18,20,22,24'], { cwd: folder, env: process.env })
      assert.equal(own.status, 0, own.all)
      if (name !== 'packproof') return // It has no types: nobody imports an addon by hand.
      // Not `node10`, TypeScript's way for Nodes before 12: it knows no "exports", so it finds no subpath.
      const attw = [process.execPath, join(here, 'node_modules/@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'node16']
      const types = await run(attw, { cwd: folder, env: process.env })
      assert.equal(types.status, 0, types.all)
    })
  }
})

const USE = `const { checkSync } = require('packproof')
console.log(checkSync(${JSON.stringify(sample)}).package.name)
import('packproof').then(({ openSync }) => console.log(openSync(${JSON.stringify(sample)}).version))
`

// MANAGER=yarn selects by the beginning of the name.
for (const installer of installers.filter(({ name }) => name.startsWith(process.env.MANAGER ?? ''))) {
  describe(installer.name, { concurrency: false }, () => {
    let at, env, yarnrc
    const ours = (...words) => run(words, { cwd: at, env })
    const modules = () => rmSync(join(at, 'node_modules'), { recursive: true, force: true })
    const node = (...words) => (installer.pnp ? ours('yarn', 'node', ...words) : ours(process.execPath, ...words))

    before(async () => {
      const home = homeOf(installer, join(folder, installer.name), registry)
      ;({ env, yarnrc } = home)
      at = project(`${installer.name}/project`, { ...home.files, 'use.cjs': USE })
      const { status, all } = await ours(...installer.add)
      assert.equal(status, 0, all)
      assert.doesNotMatch(all, /install-scripts|allow-scripts|approve-builds|Ignored build scripts/i)
    })

    test('installs the addon of this platform and no other', () => {
      if (installer.pnp) return
      const store = installer.command === 'pnpm' ? readdirSync(join(at, 'node_modules/.pnpm')) : readdirSync(join(at, 'node_modules/@packproof'))
      const found = store.filter((name) => name.includes('binding-')).map((name) => name.replace(/^.*binding-/, '').replace(/@.*/, ''))
      // yarn 1 does not know "libc", and brings both.
      const wanted = installer.name === 'yarn 1' && platform.startsWith('linux') ? PLATFORMS.filter((name) => sameButLibc(name)) : [platform]
      assert.deepEqual(found.sort(), wanted)
    })

    test('answers to its command, to require and to import', async () => {
      const asked = await ours(...installer.exec, '--version')
      assert.deepEqual([asked.status, asked.stdout.trim()], [0, `packproof ${version}`], asked.all)
      const wrong = await ours(...installer.exec, 'check', sample)
      assert.equal(wrong.status, 1, wrong.all)
      const used = await node('use.cjs')
      assert.deepEqual([used.status, used.stdout], [0, 'orchestra\n1.0.0\n'], used.all)
    })

    if (!installer.pnp) {
      test('has the matchers of vitest and jest', () => useMatchers(at, env))
    }

    test('installs from the lock file alone, and without scripts', async () => {
      modules()
      for (const [path, contents] of Object.entries(installer.frozenFiles?.(yarnrc) ?? {})) writeFileSync(join(at, path), contents)
      const offline = installer.name === 'bun' ? { ...env, npm_config_registry: 'http://127.0.0.1:9/' } : env
      const { status, all } = await run(installer.frozen, { cwd: at, env: offline })
      assert.equal(status, 0, all)
      assert.equal((await node('use.cjs')).stdout, 'orchestra\n1.0.0\n')
      if (installer.frozenFiles) writeFileSync(join(at, '.yarnrc.yml'), yarnrc)
      modules()
      const without = await ours(...installer.noScripts)
      assert.equal(without.status, 0, without.all)
      assert.equal((await node('use.cjs')).stdout, 'orchestra\n1.0.0\n')
    })

    test('says what is missing without optional dependencies, and how to get it', async () => {
      modules()
      for (const [path, contents] of Object.entries(installer.withoutFiles?.(yarnrc) ?? {})) writeFileSync(join(at, path), contents)
      const { status, all } = await ours(...installer.without)
      assert.equal(status, 0, all)
      const used = await node('use.cjs')
      assert.match(used.stderr, /ERR_PACKPROOF_NO_ADDON/, used.all)
      assert.match(used.stderr, new RegExp(`@packproof/binding-${platform}@${version} is not installed`))
      assert.match(used.stderr, /npm install --include=optional/)
      const asked = await ours(...installer.exec, '--version')
      assert.equal(asked.stdout, '', asked.all)
      assert.match(asked.all, new RegExp(`packproof: .*@packproof/binding-${platform}`))
      assert.notEqual(asked.status, 0)
      if (installer.name !== 'npm') return
      assert.equal(asked.status, 2)
      const json = await ours(...installer.exec, '--json')
      assert.equal(JSON.parse(json.stdout).error.code, 'ERR_PACKPROOF_NO_ADDON')
      const again = await ours('npm', 'install', '--include=optional')
      assert.equal(again.status, 0, again.all)
      assert.equal((await node('use.cjs')).stdout, 'orchestra\n1.0.0\n')
    })
  })
}

function sameButLibc(name) {
  const of = (of) => of.split('-').slice(0, 2).join('-')
  return of(name) === of(platform)
}

/** Runs one test in each runner; the runners are those of this repository. */
async function useMatchers(at, env) {
  mkdirSync(join(at, 'node_modules/@jest'), { recursive: true })
  for (const name of ['vitest', 'jest', '@jest/globals']) {
    if (!existsSync(join(at, 'node_modules', name))) symlinkSync(join(root, 'node_modules', name), join(at, 'node_modules', name), 'junction')
  }
  const body = `test('holds', () => {
  expect(${JSON.stringify(sample)}).toBeImportable('./tuning')
  expect(${JSON.stringify(sample)}).not.toPass()
})
`
  writeFileSync(join(at, 'a.vitest.mjs'), `import { expect, test } from 'vitest'\nimport 'packproof/vitest'\n${body}`)
  writeFileSync(join(at, 'a.jest.cjs'), `require('packproof/jest')\n${body}`)
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--pool=threads', '--maxWorkers=1', '--root', '.', 'a.vitest.mjs']
  writeFileSync(join(at, 'vitest.config.mjs'), "export default { test: { include: ['*.vitest.mjs'] } }")
  const one = await run([process.execPath, ...vitest], { cwd: at, env })
  assert.match(one.all, /Tests +1 passed/)
  const jest = ['node_modules/jest/bin/jest.js', '--runInBand', '--rootDir', '.', '--testMatch', '**/a.jest.cjs']
  const two = await run([process.execPath, ...jest], { cwd: at, env })
  assert.match(two.all, /Tests: +1 passed/)
}

describe('types', () => {
  const source = `import { check, open, type Report } from 'packproof'
import { assertImportable } from 'packproof/assert'
const report: Report = await check(await open('a.tgz'), { node: [22, 24], strict: true })
const ok: boolean = report.ok
// @ts-expect-error: it is a boolean
const no: string = report.ok
export { assertImportable, no, ok }
`
  const modes = { node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' }
  for (const typescript of ['typescript5', 'typescript6', 'typescript7']) {
    test(`${typescript}: node16, nodenext and bundler`, async () => {
      const at = project(`types/${typescript}`, { 'use.mts': source, 'package.json': '{ "type": "module" }' })
      mkdirSync(join(at, 'node_modules/@types'), { recursive: true })
      if (!existsSync(join(at, 'node_modules/packproof'))) symlinkSync(join(staged, 'packproof'), join(at, 'node_modules/packproof'), 'junction')
      if (!existsSync(join(at, 'node_modules/@types/node'))) symlinkSync(join(root, 'node_modules/@types/node'), join(at, 'node_modules/@types/node'), 'junction')
      const { bin } = createRequire(import.meta.url)(`${typescript}/package.json`)
      const tsc = join(here, 'node_modules', typescript, bin.tsc)
      for (const [moduleResolution, module] of Object.entries(modes)) {
        const options = { target: 'es2022', strict: true, noEmit: true, types: ['node'], module, moduleResolution }
        writeFileSync(join(at, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.mts'] }))
        const { status, all } = await run([process.execPath, tsc, '-p', at], { cwd: at, env: process.env })
        assert.equal(status, 0, `${moduleResolution}: ${all}`)
      }
    })
  }
})
