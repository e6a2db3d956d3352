// The promises of the API, as plain functions over an API: vitest, jest and node:test each run all of them, in ES modules
// and in CommonJS. They assert with the globals of the runner, which may differ from Node's own.
'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { inspect } = require('node:util')
const { orchestra, tar, tgz } = require('./tarballs.cjs')

/** `{ title: assertion }`; `realm` has the constructors that results must be instances of. */
function promises({ open, openSync, check, checkSync, diff, diffSync, pack, trace, traceSync }, realm) {
  const { Array, Error, Object, Promise, TypeError } = realm
  const packed = tgz(orchestra)

  /** Both forms fail with that code, and with an error of the caller. */
  async function fails(code, input, options) {
    const errors = [caught(() => openSync(input, options)), await rejected(open(input, options))]
    for (const error of errors) isFailure(error, code)
    assert.equal(errors[0].message, errors[1].message)
    return errors[0].message
  }

  function isFailure(error, code) {
    const kind = code === INVALID ? TypeError : Error
    assert(error instanceof kind, `${error} is no ${kind.name} of this realm`)
    assert.equal(error.code, code, error.message)
    assert.equal(typeof error.message, 'string')
    assert(!error.message.startsWith('{'), error.message)
  }

  const release = (version, code) => tgz({ 'package.json': JSON.stringify({ name: 'lib', version, type: 'module', exports: './a.js' }), 'a.js': code })

  return {
    'links with what is installed beside the package': async () => {
      const manifest = { name: 'lib', version: '1.0.0', type: 'module', exports: './index.js', dependencies: { dep: '^1.0.0' } }
      await inProject(manifest, async (directory) => {
        const put = (path, text) => {
          mkdirSync(join(directory, path, '..'), { recursive: true })
          writeFileSync(join(directory, path), text)
        }
        put('index.js', "export * from 'dep'; export { two } from 'dep'")
        put('node_modules/dep/package.json', '{"name":"dep","version":"1.2.0","type":"module","exports":"./i.js"}')
        put('node_modules/dep/i.js', 'export const one = 1')
        const outcome = (report) => report.entryPoints[0].outcomes[0]
        const report = await check(directory)
        assert.equal(outcome(report).errors[0].missing, 'two')
        assert.match(report.findings.find(({ rule }) => rule === 'missing-export').message, /^dep 1\.2\.0 does not export `two`/)
        assert.equal(outcome(checkSync(directory, { deps: 'none' })).status, 'ok')

        const pkg = await open(directory)
        assert.equal(pkg.exportsOf('.').complete, false)
        assert.equal(pkg.link("import { one } from 'lib'", { deps: 'installed' }).ok, false)
        const both = pkg.check({ deps: ['none', 'installed'] })
        const outcomes = both.entryPoints[0].outcomes.map(({ status, deps }) => `${status} ${deps}`)
        assert.equal(outcomes.join('; '), 'ok none; broken installed')
        assert.equal(String(both.findings.find(({ rule }) => rule === 'missing-export').deps), 'installed')

        put('node_modules/dep/i.js', 'export const one = 1, two = 2')
        assert.equal(String(outcome(pkg.check()).exports), 'one,two')
        assert.equal(outcome(pkg.check()).exportsComplete, true)
        assert.equal(pkg.exportsOf('.', { deps: 'installed' }).complete, true)
      })
      await inFile(packed, async (path) => {
        isFailure(await rejected(check(path, { deps: 'installed' })), 'ERR_PACKPROOF_NO_DEPS')
        isFailure(await rejected(check(path, { deps: 'lockfile' })), 'ERR_PACKPROOF_NO_DEPS')
        for (const deps of ['all', [], 7, ['none', 'all']]) isFailure(await rejected(check(path, { deps })), INVALID)
      })
    },

    'traces each source module to its tarball': async () => {
      const project = join(__dirname, '../../tests/trace/choir')
      const tarball = join(__dirname, '../../tests/trace/choir-before.tgz')
      const report = await trace(project, { tarball })
      assert(report.modules instanceof Array)
      assert.deepEqual(report, traceSync(pathToFileURL(project), { tarball: openSync(tarball) }))
      const stages = Object.fromEntries(report.modules.map(({ source, stage }) => [source, stage]))
      assert.equal(stages['bin/deployment/orchestration/UnifiedConductor.js'], 'not-compiled')
      assert.equal(stages['src/deployment/index.js'], 'overwritten')
      assert.equal(stages['src/routing/index.js'], 'importable')
      const mapped = traceSync(project, { tarball, map: { bin: 'dist' }, buildScript: 'postbuild' })
      assert.equal(mapped.modules.find(({ source }) => source === 'bin/deployment/rehearse.js').stage, 'not-packed')
      isFailure(caught(() => traceSync(project, { tarball, map: ['src'] })), INVALID)
      // Without a tarball the project is packed; nobody has built this one.
      const unbuilt = await trace(project)
      assert.equal(unbuilt.modules.find(({ source }) => source === 'src/routing/index.js').stage, 'not-packed')
      isFailure(caught(() => traceSync()), INVALID)
      isFailure(await rejected(trace('/no/such/folder', { tarball })), 'ERR_PACKPROOF_READ')
    },

    'opens bytes, a path and a URL': async () => {
      await inFile(packed, async (path) => {
        const bytes = new Uint8Array(packed)
        for (const input of [packed, bytes, path, pathToFileURL(path), tar(orchestra)]) {
          assert.equal((await open(input)).name, 'orchestra')
          assert.equal(openSync(input).name, 'orchestra')
        }
      })
    },

    'an opened package is opened already': async () => {
      const pkg = openSync(packed)
      assert.equal(await open(pkg), pkg)
      assert.equal(openSync(pkg), pkg)
    },

    'a view of a larger buffer is only that view': () => {
      const padded = Buffer.concat([Buffer.alloc(7), packed, Buffer.alloc(9)])
      assert.equal(openSync(padded.subarray(7, -9)).name, 'orchestra')
    },

    'what is done to the bytes later makes no difference': async () => {
      const bytes = Buffer.from(packed)
      const opening = open(bytes)
      bytes.fill(0)
      assert.equal((await opening).name, 'orchestra')
    },

    'says what is packed': () => {
      const pkg = openSync(packed)
      assert.equal(pkg.name, 'orchestra')
      assert.equal(pkg.version, '1.2.3')
      assert.equal(pkg.manifest.type, 'module')
      assert.deepEqual(
        pkg.files.map(({ path, size, mode }) => `${mode} ${size} ${path}`),
        ['755 20 bin.js', '644 22 index.cjs', '644 27 index.js', '644 17 lib/strings.js', `644 ${orchestra['package.json'].length} package.json`],
      )
      assert.deepEqual(pkg.hazards, [])
    },

    'results are of the caller': async () => {
      const pkg = await open(packed)
      const opening = open(packed)
      assert(opening instanceof Promise)
      await opening
      for (const array of [pkg.files, pkg.entryPoints, pkg.hazards, pkg.resolve('.').trail]) assert(array instanceof Array)
      for (const object of [pkg.manifest, pkg.files[0], pkg.resolve('.'), pkg.exportsOf('.'), pkg.check(), await check(packed)]) {
        assert(object instanceof Object)
      }
    },

    'asks for a thing once': () => {
      const pkg = openSync(packed)
      assert.equal(pkg.files, pkg.files)
      assert.equal(pkg.manifest, pkg.manifest)
      assert.equal(pkg.entryPoints, pkg.entryPoints)
    },

    'has and reads a packed file, and no other': () => {
      const pkg = openSync(packed)
      for (const path of ['index.js', './index.js', 'lib/strings.js']) {
        assert(pkg.has(path), path)
        assert(Buffer.isBuffer(pkg.read(path)), path)
      }
      assert.equal(pkg.read('index.cjs').toString(), orchestra['index.cjs'])
      for (const path of ['', 'lib', 'INDEX.js', '/index.js', '../package/index.js', 'lib/../index.js', 'package/index.js']) {
        assert(!pkg.has(path), path)
        assert.equal(pkg.read(path), null, path)
      }
    },

    'what is read is a copy': () => {
      const pkg = openSync(packed)
      pkg.read('index.js').fill(0)
      assert.equal(pkg.read('index.js').toString(), orchestra['index.js'])
    },

    'opens what has no readable package.json': () => {
      for (const files of [{ 'index.js': '' }, { 'package.json': '{' }, { 'package.json': '[]' }, { 'package.json': 'null' }, { 'package.json': '' }]) {
        const pkg = openSync(tgz(files))
        assert.equal(pkg.name, null)
        assert.equal(pkg.version, null)
        assert.equal(pkg.manifest, null)
      }
      assert.equal(openSync(tgz({ 'package.json': '\uFEFF{"name":"bom"}' })).manifest.name, 'bom')
    },

    'resolves as Node does': () => {
      const pkg = openSync(packed)
      const target = (specifier, options) => pkg.resolve(specifier, options).target
      assert.equal(target('.'), 'index.js')
      assert.equal(target('orchestra'), 'index.js')
      assert.equal(target('.', { mode: 'require' }), 'index.cjs')
      assert.equal(target('./strings', { node: 24, conditions: ['browser'] }), 'lib/strings.js')
      assert.equal(target('./strings.js', { from: 'lib/strings.js' }), 'lib/strings.js')
      assert.equal(target('fs', { from: './index.js' }), 'node:fs')
      const { status, format, code, message, trail } = pkg.resolve('./brass')
      assert.equal(status, 'broken')
      assert.equal(format, null)
      assert.equal(code, 'ERR_PACKAGE_PATH_NOT_EXPORTED')
      assert.match(message, /brass/)
      assert(trail.length > 0)
      assert.equal(pkg.resolve('./strings').trail.at(-1).at.file, 'package.json')
    },

    'says where each entry point leads': () => {
      const { entryPoints } = openSync(packed)
      assert.deepEqual(entryPoints.map(({ subpath, kind }) => `${kind} ${subpath}`), ['export .', 'export ./strings', 'export ./winds', 'bin orchestra'])
      assert.deepEqual(entryPoints[0].outcomes.map(({ modes, target }) => `${modes} ${target}`), ['import index.js', 'require index.cjs'])
      assert.equal(entryPoints[2].outcomes[0].errors[0].missing, 'lib/winds.js')
    },

    'says which names a subpath exports': () => {
      const pkg = openSync(packed)
      for (const subpath of ['.', 'orchestra']) assert.deepEqual(pkg.exportsOf(subpath), { names: ['conductor'], complete: true }, subpath)
      assert(pkg.exportsOf('.', { mode: 'require', node: 20, conditions: ['browser'] }).names.includes('conductor'))
      assert(pkg.exportsOf('.').names instanceof Array)
      isFailure(caught(() => pkg.exportsOf('./brass')), 'ERR_PACKAGE_PATH_NOT_EXPORTED')
      isFailure(caught(() => pkg.exportsOf('./winds')), 'ERR_MODULE_NOT_FOUND')
      isFailure(caught(() => pkg.exportsOf('./winds', { mode: 'require' })), 'MODULE_NOT_FOUND')
    },

    'says which names a broken module would export': () => {
      const pkg = openSync(tgz({ 'package.json': '{"name":"p","type":"module","exports":"./a.js"}', 'a.js': "import './gone.js'; export let a; export * from 'b'" }))
      assert.deepEqual(pkg.exportsOf('.'), { names: ['a'], complete: false })
    },

    'links statements, or says why not': () => {
      const pkg = openSync(packed)
      for (const statement of ["import { conductor } from 'orchestra'", "const { conductor } = require('orchestra')", "export * from 'orchestra'"]) {
        assert.deepEqual(pkg.link(statement), { ok: true, errors: [] }, statement)
      }
      for (const [statement, ...expected] of [
        ["import { soloist } from 'orchestra'", 'SyntaxError soloist'],
        ["import { conductor } from 'orchestra/brass'", 'ERR_PACKAGE_PATH_NOT_EXPORTED null'],
        ["require('orchestra/winds'); require('orchestra/brass')", 'MODULE_NOT_FOUND lib/winds.js', 'ERR_PACKAGE_PATH_NOT_EXPORTED null'],
        ["import 'orchestra/strings'", 'ERR_PACKAGE_IMPORT_NOT_DEFINED null'],
        ["import { from 'orchestra'", 'SyntaxError null'],
      ]) {
        const { ok, errors } = pkg.link(statement)
        assert.equal(ok, false, statement)
        assert(errors instanceof Array)
        assert.deepEqual(errors.map(({ code, missing }) => `${code} ${missing}`), expected, statement)
      }
      const [error] = pkg.link("import 'orchestra/strings'").errors
      assert.deepEqual([error.at.file, error.at.line, error.chain], ['lib/strings.js', 1, ['lib/strings.js']])
      assert.equal(pkg.link("import 'orchestra'", { node: [20, '24.1.0'], conditions: ['browser'] }).ok, true)
    },

    'checks, in four ways that agree': async () => {
      const options = { node: ['22', 24], conditions: ['browser'], strict: true, suggestions: false }
      const pkg = openSync(packed)
      const report = pkg.check(options)
      assert.equal(report.schema, 1)
      assert.equal(report.ok, false)
      assert.deepEqual(report.node, ['22', '24'])
      assert.deepEqual(report.findings.map(({ rule }) => rule).sort(), ['import-not-defined', 'missing-file'])
      assert.equal(report.package.packedBytes, packed.length)
      for (const other of [await check(pkg, options), checkSync(packed, options), await check(packed, options)]) {
        assert.deepEqual(other, report)
      }
    },

    'builds thousands of entry points when they are read': () => {
      const names = Array.from({ length: 1200 }, (_, nth) => `lib/m${nth}.mjs`)
      const manifest = JSON.stringify({ name: 'many', version: '1.0.0', exports: { './*': './lib/*.mjs' } })
      const files = Object.fromEntries([['package.json', manifest], ...names.map((name) => [name, 'export const a = 1\n'])])
      const pkg = openSync(tgz(files))
      const isBuilt = (report) => 'value' in Object.getOwnPropertyDescriptor(report, 'entryPoints')
      const report = pkg.check()
      assert.equal(report.summary.entryPoints, 1200)
      assert.equal(isBuilt(report), false)
      assert.match(inspect(report, { maxArrayLength: 1 }), /more items/)
      assert(report.entryPoints instanceof Array && isBuilt(report))
      assert.equal(report.entryPoints, report.entryPoints)
      const [first, second] = [pkg.check(), pkg.check()]
      assert.equal(JSON.stringify(first), JSON.stringify({ ...second }))
      assert.deepEqual(Object.keys(first), Object.keys(openSync(packed).check()))
      first.entryPoints = []
      assert.deepEqual(first.entryPoints, [])
    },

    'hashes the tarball when that is asked for': () => {
      const expected = (algorithm, encoding) => createHash(algorithm).update(packed).digest(encoding)
      const isHashed = ({ package: about }) => 'value' in Object.getOwnPropertyDescriptor(about, 'integrity')
      const report = checkSync(packed)
      assert.equal(isHashed(report), false)
      assert.equal(report.package.integrity, `sha512-${expected('sha512', 'base64')}`)
      assert.equal(report.package.shasum, expected('sha1', 'hex'))
      assert.equal(isHashed(report), true)
      assert.match(inspect(checkSync(packed).package), /integrity: 'sha512-.*shasum: '[0-9a-f]{40}'/s)
      assert.deepEqual({ ...checkSync(packed).package }, { ...report.package })
      assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(checkSync(packed).package))), Object.keys(report.package))
    },

    'compares two releases, in two ways that agree': async () => {
      const [old, fresh] = [release('1.0.0', 'export const a = 1, b = 2'), release('1.0.1', 'export const a = 1')]
      const report = await diff(old, fresh)
      assert(report instanceof Object && report.changes instanceof Array)
      assert.deepEqual(diffSync(openSync(old), await open(fresh)), report)
      const { ok, required, declared, requiredVersion, changes } = report
      assert.deepEqual({ ok, required, declared, requiredVersion }, { ok: false, required: 'major', declared: 'patch', requiredVersion: '2.0.0' })
      const [{ kind, effect, subpath, mode, name, statement, now, allowed }] = changes
      assert.deepEqual([kind, effect, subpath, mode, name, allowed], ['name-removed', 'major', '.', null, 'b', null])
      assert.equal(statement, "import { b } from 'lib'")
      assert.match(now, /^SyntaxError: .*'b'/)
      assert.equal(diffSync(old, fresh, { as: 'major' }).ok, true)
      assert.equal(diffSync(old, fresh, { allow: ['name-removed:b'] }).changes[0].allowed !== null, true)
      assert.deepEqual(diffSync(old, fresh, { node: 24 }).node, ['24'])
      assert.deepEqual((await diff(old, old)).changes, new Array())
      isFailure(await rejected(diff(old, join(__dirname, 'gone.tgz'))), 'ERR_PACKPROOF_READ')
      for (const options of [{ as: 'huge' }, { allow: ['name-remove'] }]) isFailure(caught(() => diffSync(old, fresh, options)), INVALID)
    },

    'records the surface': () => {
      const surface = openSync(release('1.0.0', 'export const b = 1, a = 2')).surface()
      assert(surface instanceof Object)
      const modes = { import: [{ format: 'module', names: ['a', 'b'], complete: true }], require: [{ format: 'module', names: ['a', 'b'], complete: true }] }
      assert.deepEqual(surface.subpaths, { '.': { modes } })
      assert.deepEqual(openSync(release('2.0.0', 'export const a = 1, b = 2')).surface(), surface)
      assert.deepEqual(openSync(packed).surface({ node: [22, 24] }).node, ['22', '24'])
    },

    'ignores a rule': () => {
      const { findings } = checkSync(packed, { ignore: ['missing-file'], suggestions: false })
      assert.deepEqual(findings.map(({ rule }) => rule), ['import-not-defined'])
    },

    'keeps to a budget': () => {
      const over = (options) => checkSync(packed, options).findings.filter(({ rule }) => rule === 'over-budget')
      assert.deepEqual(over({ maxPacked: '1 MB', maxUnpacked: 1_000_000, maxFiles: 400 }), [])
      const [{ severity, message }] = over({ maxPacked: 1, maxFiles: 1 })
      assert.equal(severity, 'error')
      assert.match(message, /packed, more than the 1 B of "maxPacked" and \d+ files, more than the 1 of "maxFiles"; the largest are /)
      assert.throws(() => over({ maxPacked: '1 kilo' }), { code: 'ERR_PACKPROOF_INVALID_ARGUMENT', message: /"maxPacked" must be bytes or a text/ })
      assert.throws(() => over({ maxFiles: '3' }), { code: 'ERR_PACKPROOF_INVALID_ARGUMENT', message: /"maxFiles" must be a whole number/ })
    },

    'damaged archives are errors with a code': async () => {
      await fails('ERR_PACKPROOF_EMPTY', Buffer.alloc(0))
      await fails('ERR_PACKPROOF_NOT_GZIP', Buffer.from('a postcard, and no tarball at all'))
      await fails('ERR_PACKPROOF_TRUNCATED', packed.subarray(0, -20))
      await fails('ERR_PACKPROOF_TRUNCATED', packed.subarray(0, 5))
      await fails('ERR_PACKPROOF_BAD_CRC', withByte(packed, packed.length - 8))
      isFailure(await rejected(check(packed.subarray(0, 40))), 'ERR_PACKPROOF_TRUNCATED')
      isFailure(caught(() => checkSync(Buffer.alloc(0))), 'ERR_PACKPROOF_EMPTY')
    },

    'noise never does worse than an error': async () => {
      for (let seed = 1; seed <= 200; seed++) {
        const bytes = noise(seed, seed * 7)
        const mixed = [bytes, Buffer.concat([packed.subarray(0, 10), bytes]), withByte(packed, (seed * 31) % packed.length)]
        for (const input of mixed) {
          const error = caught(() => openSync(input))
          if (error !== undefined) assert.match(error.code, /^ERR_PACKPROOF_(?!INTERNAL)/)
        }
      }
    },

    'deep nesting is no way to crash': async () => {
      const deep = '['.repeat(200_000)
      const pkg = await open(tgz({ 'package.json': `{"exports":${deep}`, 'index.js': deep, 'a/package.json': deep }))
      assert.equal((await check(pkg)).schema, 1)
      assert.equal(pkg.check().schema, 1)
      assert.equal(pkg.resolve('.').status, 'broken')
    },

    'files that cannot be read are errors with a code': async () => {
      assert.match(await fails('ERR_PACKPROOF_READ', join(__dirname, 'absent.tgz')), /absent\.tgz/)
      assert.match(await fails('ERR_PACKPROOF_NO_MANIFEST', __dirname), /no package\.json/)
      await fails('ERR_PACKPROOF_NO_MANIFEST', pathToFileURL(__dirname))
    },

    'a directory is packed, and no script of it runs': async () => {
      const scripts = { prepack: 'exit 1', prepare: 'exit 1', postpack: 'exit 1' }
      await inProject({ name: 'project', version: '1.0.0', scripts }, async (directory) => {
        const tarball = await pack(directory)
        for (const input of [tarball, directory]) {
          const pkg = await open(input)
          assert.deepEqual(pkg.files.map(({ path }) => path), ['index.js', 'package.json'])
        }
        assert.equal(openSync(pathToFileURL(directory)).name, 'project')
        assert.equal((await check(directory, { pm: 'npm', packTimeout: 60 })).ok, true)
      })
    },

    'what cannot be packed is an error with a code': async () => {
      await inProject({ name: 'no version' }, async (directory) => {
        assert.match(await fails('ERR_PACKPROOF_PACK_FAILED', directory), /^npm failed to pack .*\n {2}npm error /)
        await fails('ERR_PACKPROOF_PACK_TIMEOUT', directory, { packTimeout: 0.001 })
        const reason = new Error('enough')
        const controller = new AbortController()
        const waiting = rejected(pack(directory, { signal: controller.signal }))
        controller.abort(reason)
        assert.equal(await waiting, reason)
      })
      await inProject({ private: true, workspaces: ['one'] }, async (directory) => {
        mkdirSync(join(directory, 'one'))
        writeFileSync(join(directory, 'one/package.json'), '{"name":"the-one","version":"1.0.0"}')
        const words = /is the private root of a monorepo.*\n {2}the-one {2}one\nhelp: give the folder of one, such as 'one'/
        assert.match(await fails('ERR_PACKPROOF_PRIVATE_ROOT', directory), words)
      })
      for (const [options, words] of [
        [{ pm: 'cnpm' }, /"pm" must be "npm", "pnpm", "yarn" or "bun", not "cnpm"/],
        [{ packTimeout: 0 }, /"packTimeout" must be a number of seconds, more than 0, not 0/],
        [{ packTimeout: 1e300 }, /"packTimeout" must be a number of seconds/],
        [{ limits: {} }, /unknown option "limits"; accepted are pm, packTimeout, signal/],
      ]) {
        const error = await rejected(pack('.', options))
        isFailure(error, INVALID)
        assert.match(error.message, words)
      }
      isFailure(await rejected(pack(7)), INVALID)
    },

    'a limit reached is named': async () => {
      assert.match(await fails('ERR_PACKPROOF_LIMIT', packed, { limits: { packedBytes: 10 } }), /`limits\.packedBytes` is 10/)
      await inFile(packed, (path) => fails('ERR_PACKPROOF_LIMIT', path, { limits: { packedBytes: 10 } }))
      await fails('ERR_PACKPROOF_LIMIT', packed, { limits: { entries: 2 } })
      isFailure(await rejected(check(packed, { limits: { entries: 2 } })), 'ERR_PACKPROOF_LIMIT')
    },

    'arguments that nobody accepts are TypeErrors that say what is': async () => {
      for (const input of [undefined, null, 1, {}, [], Symbol('s'), new URL('https://example.org/a.tgz'), new ArrayBuffer(8), () => {}]) {
        await fails(INVALID, input)
        isFailure(await rejected(check(input)), INVALID)
      }
      for (const [options, words] of [
        [null, /"options" must be an object, not null/],
        ['quick', /"options" must be an object, not quick/],
        [{ limit: {} }, /unknown option "limit"; accepted are limits, pm, packTimeout, typesPackage, signal/],
        [{ limits: 3 }, /"limits" must be an object, not 3/],
        [{ limits: { entries: -1 } }, /"limits.entries" must be a whole number/],
        [{ limits: { entires: 1 } }, /unknown option "entires"; accepted are packedBytes/],
        [{ limits: { ratio: 10n } }, /"limits.ratio" must be a whole number/],
        [{ signal: 'stop' }, /"signal" must be an AbortSignal/],
      ]) {
        assert.match(await fails(INVALID, packed, options), words)
      }
    },

    'options that nobody accepts are TypeErrors that say what is': async () => {
      const pkg = openSync(packed)
      for (const [options, words] of [
        [{ ignore: ['missing-fiel'] }, /no rule is named "missing-fiel"; the rules are .*missing-file/],
        [{ ignore: 'missing-file' }, /"ignore" must be an array of strings/],
        [{ node: 'lts' }, /"lts" is not a version of Node\.js that packproof knows/],
        [{ node: 16 }, /"16" is not a version/],
        [{ node: 22.1 }, /"node" must be a version of Node\.js such as 22 or \\?"22\.11\.0/],
        [{ node: [] }, /at least one version/],
        [{ conditions: [1] }, /"conditions" must be an array of strings, not \[1\]/],
        [{ strict: 'yes' }, /"strict" must be true or false, not "yes"/],
        [{ ignored: [] }, /unknown option "ignored"; accepted are node, conditions, ignore, strict/],
        [7, /"options" must be an object, not 7/],
      ]) {
        const errors = [caught(() => pkg.check(options)), caught(() => checkSync(packed, options)), await rejected(check(pkg, options))]
        for (const error of errors) {
          isFailure(error, INVALID)
          assert.match(error.message, words)
        }
      }
      for (const [specifier, options, words] of [
        [undefined, {}, /"specifier" must be a string, not undefined/],
        ['.', { mode: 'export' }, /"mode" must be "import" or "require", not "export"/],
        ['.', { mode: () => {} }, /"mode" must be "import" or "require"/],
        ['.', { from: 'absent.js' }, /"from" must be the path of a packed file, not "absent\.js"/],
        ['.', { node: ['22'] }, /"node" must be a version/],
        ['.', { ignore: [] }, /unknown option "ignore"; accepted are mode, conditions, from, node/],
      ]) {
        const error = caught(() => pkg.resolve(specifier, options))
        isFailure(error, INVALID)
        assert.match(error.message, words)
      }
      for (const [ask, words] of [
        [() => pkg.exportsOf(), /"subpath" must be a string, not undefined/],
        [() => pkg.exportsOf('.', { from: 'index.js' }), /unknown option "from"; accepted are mode, conditions, node/],
        [() => pkg.link(7), /"statement" must be a string, not 7/],
        [() => pkg.link("import 'other'"), /"statement" must name orchestra.*import 'other'/],
        [() => pkg.link("import 'orchestra'", { mode: 'import' }), /unknown option "mode"; accepted are node, conditions/],
      ]) {
        isFailure(caught(ask), INVALID)
        assert.match(caught(ask).message, words)
      }
      isFailure(caught(() => pkg.has(1)), INVALID)
      isFailure(caught(() => pkg.read()), INVALID)
    },

    'a signal ends the wait': async () => {
      const reason = new Error('enough')
      for (const start of [(signal) => open(packed, { signal }), (signal) => check(packed, { signal })]) {
        const before = new AbortController()
        before.abort(reason)
        assert.equal(await rejected(start(before.signal)), reason)
        const during = new AbortController()
        const waiting = rejected(start(during.signal))
        during.abort(reason)
        assert.equal(await waiting, reason)
        const after = new AbortController()
        await start(after.signal)
        after.abort(reason)
      }
      assert.equal(caught(() => openSync(packed, { signal: AbortSignal.abort(reason) })), reason)
    },

    'one signal serves many': async () => {
      const { signal } = new AbortController()
      const all = await Promise.all(Array.from({ length: 20 }, () => check(packed, { signal })))
      assert.equal(all.length, 20)
    },

    'prints short': () => {
      assert.equal(inspect(openSync(packed)), 'Package { orchestra@1.2.3, 5 files }')
      assert.equal(inspect({ pkg: openSync(tgz({ 'a.js': '' })) }), '{ pkg: Package { (no name)@(no version), 1 file } }')
    },

    'the stack of an error leads to who asked': async () => {
      async function whoAsked() {
        return await open(Buffer.alloc(0))
      }
      assert.match((await rejected(whoAsked())).stack, /whoAsked/)
    },
  }
}

const INVALID = 'ERR_PACKPROOF_INVALID_ARGUMENT'

function caught(work) {
  try {
    work()
  } catch (error) {
    return error
  }
}

function rejected(promise) {
  return promise.then(
    () => assert.fail('nothing was rejected'),
    (error) => error,
  )
}

/** The bytes with one of them changed. */
function withByte(bytes, at) {
  const changed = Buffer.from(bytes)
  changed[at] ^= 0x55
  return changed
}

/** Returns noise that depends on the seed only. */
function noise(seed, length) {
  let state = seed
  return Buffer.from({ length }, () => (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16)
}

/** Calls back with the directory of a project of that package.json and an index.js. */
async function inProject(manifest, work) {
  const directory = mkdtempSync(join(tmpdir(), 'api-'))
  try {
    writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(directory, 'index.js'), '')
    await work(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

async function inFile(bytes, use) {
  const folder = mkdtempSync(join(tmpdir(), 'packproof-'))
  try {
    const path = join(folder, 'a package, packed.tgz')
    writeFileSync(path, bytes)
    await use(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

module.exports = { inFile, promises }
