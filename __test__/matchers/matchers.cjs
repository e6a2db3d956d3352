// The promises of the matchers, for every runner: `{ title: assertion }`, over the runner's `expect` and `test` globals.
'use strict'

const assert = require('node:assert/strict')
const { mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { open, openSync } = require('packproof')
const { inFile } = require('../api/api.cjs')
const { orchestra, tgz } = require('../api/tarballs.cjs')

/** Each matcher: arguments with which it holds for the orchestra, and with which it fails, and words of both failures. */
const rows = [
  ['toContainFile', ['index.js'], ['Index.js'], /Expected: index\.js is not packed/, /index\.js is packed: only the case differs/],
  ['toContainFiles', [['index.js', './bin.js']], [['index.js', 'lib/winds.js']], /are not packed/, /1 of 2 is not in the package/],
  ['toResolve', ['.', { mode: 'require', to: 'index.cjs' }], ['./brass'], /does not lead to index\.cjs/, /ERR_PACKAGE_PATH_NOT_EXPORTED/],
  ['toBeImportable', ['orchestra'], ['./winds'], /cannot be imported/, /"\.\/winds" leads to lib\/winds\.js, which is not packed/],
  ['toExportNames', ['.', ['conductor']], ['.', ['conducter']], /does not offer conductor/, /did you mean conductor\?/],
  ['toLink', ["import { conductor } from 'orchestra'"], ["import { soloist } from 'orchestra'"], /does not link/, /does not provide an\s+export named 'soloist'/],
  ['toPass', [{ ignore: ['unused-dependency'] }], [], /packproof check finds something wrong/, /missing-file/],
]

function promises({ expect, Error, TypeError }) {
  const packed = tgz(orchestra)
  const healthy = tgz({ 'package.json': '{"name":"lib","exports":"./a.mjs"}', 'a.mjs': '' })

  const uninstallable = tgz({ 'package.json': '{"name":"lib","version":"1.0.0","dependencies":{"core":"link:../core"}}', 'index.js': '' })

  function message(work) {
    try {
      work()
    } catch (error) {
      assert(error instanceof Error, `${error} is no Error of this realm`)
      return plain(error.message)
    }
    assert.fail('nothing was thrown')
  }

  const each = rows.map(([matcher, holds, fails, notWords, words]) => [
    `${matcher}, and .not`,
    () => {
      const subject = matcher === 'toPass' ? healthy : packed
      expect(subject)[matcher](...holds)
      expect(packed).not[matcher](...fails)
      const not = message(() => expect(subject).not[matcher](...holds))
      assert(not.startsWith(`expect(package).not.${matcher}(`), not)
      assert.match(not, notWords)
      const failure = message(() => expect(packed)[matcher](...fails))
      assert(failure.startsWith(`expect(package).${matcher}(`), failure)
      assert.match(failure, words)
    },
  ])

  return {
    ...Object.fromEntries(each),

    'link with what is installed': () => {
      const folder = mkdtempSync(join(tmpdir(), 'matchers-'))
      try {
        mkdirSync(join(folder, 'node_modules/dep'), { recursive: true })
        writeFileSync(join(folder, 'node_modules/dep/package.json'), '{"name":"dep","version":"1.0.0"}')
        writeFileSync(join(folder, 'node_modules/dep/index.js'), 'exports.one = 1')
        const lib = (names) =>
          tgz({ 'package.json': '{"name":"lib","exports":"./a.mjs","dependencies":{"dep":"1"}}', 'a.mjs': `export { ${names} } from 'dep'` })
        const options = { deps: `installed=${folder}` }
        expect(lib('one')).toPass(options)
        expect(lib('one')).toBeImportable(options)
        expect(lib('one')).toExportNames('.', ['one'], options)
        expect(lib('two')).toPass()
        expect(lib('two')).not.toLink("import { two } from 'lib'", options)
        expect(lib('two')).not.toBeImportable('.', { deps: ['none', options.deps] })
        assert.match(message(() => expect(lib('two')).toPass(options)), /dep 1\.0\.0 does not\s+export `two`/)
      } finally {
        rmSync(folder, { recursive: true })
      }
    },

    'toBeInstallable, for each package manager': () => {
      expect(packed).toBeInstallable()
      expect(uninstallable).toBeInstallable({ manager: 'pnpm' })
      expect(uninstallable).not.toBeInstallable({ manager: 'npm' })
      const failure = message(() => expect(uninstallable).toBeInstallable())
      assert.match(failure, /every package manager can install it/)
      assert.match(failure, /uninstallable-dependency/)
      assert.match(failure, /fails in: npm and bun/)
      assert.throws(() => expect(packed).toBeInstallable({ manager: 'cargo' }), /"manager" must be "npm"/)
    },

    'toBeSmallerThan, with the largest files': () => {
      expect(packed).toBeSmallerThan({ packed: '1 MB', unpacked: 1_000_000, files: 400 })
      expect(packed).not.toBeSmallerThan({ packed: 1 })
      const failure = message(() => expect(packed).toBeSmallerThan({ files: 1 }))
      assert.match(failure, /Expected: fewer than 1 file/)
      assert.match(failure, /The largest files:\n/)
      assert.throws(() => expect(packed).toBeSmallerThan({ packed: '1 kilo' }), /"packed" must be bytes or a text/)
      assert.throws(() => expect(packed).toBeSmallerThan({}), /"budget" must be an object such as/)
    },

    'take a path, a URL, bytes and a package': async () => {
      await inFile(packed, (path) => {
        for (const subject of [path, pathToFileURL(path), packed, new Uint8Array(packed), openSync(packed)]) {
          expect(subject).toContainFile('index.js')
        }
      })
    },

    'are awaited': async () => {
      await expect(open(packed)).resolves.toContainFile('index.js')
      await expect(open(packed)).resolves.not.toPass()
      assert.match(message(() => expect(open(packed)).toPass()), /not a Promise of one: await it first/)
    },

    'stand inside of other assertions': () => {
      expect({ name: 'orchestra', packed }).toEqual({ name: 'orchestra', packed: expect.toContainFile('index.js') })
      expect([packed, healthy]).toEqual([expect.not.toPass(), expect.toPass()])
      message(() => expect([packed]).toEqual([expect.toPass()]))
    },

    'toShipSource, and .not, of the project that was packed': () => {
      const choir = join(__dirname, '../../tests/trace')
      const project = join(choir, 'choir')
      const before = join(choir, 'choir-before.tgz')
      const conductor = 'bin/deployment/orchestration/UnifiedConductor.js'
      expect(before).toShipSource('src/index.js', { project, as: '.' })
      expect(before).not.toShipSource(conductor, { project })
      for (const [work, words] of [
        [() => expect(before).toShipSource(conductor, { project }), /it is lost: not compiled[^]*babel bin\/shared\/deployment\/ --out-dir dist\/deployment\//],
        [() => expect(before).not.toShipSource('src/index.js', { project }), /src\/index\.js does not reach those who import the package/],
        [() => expect(before).toShipSource('src/index.js', { project, as: './deployment' }), /it is reached only by "choir"/],
        [() => expect(before).toShipSource('src/indx.js', { project }), /did you mean src\/index\.js\?/],
      ]) {
        assert.match(message(work), words)
      }
      expect(() => expect(before).not.toShipSource('src/index.js', { project: join(choir, 'gone') })).toThrow(/must be the folder of a project/)
    },

    'toShipSource, of a folder by its URL and opened': () => {
      const folder = mkdtempSync(join(tmpdir(), 'packproof-ship-'))
      try {
        mkdirSync(join(folder, 'src'))
        writeFileSync(join(folder, 'package.json'), '{"name":"ship","version":"1.0.0","type":"module","exports":"./src/a.js","files":["src"]}')
        writeFileSync(join(folder, 'src/a.js'), 'export const a = 1')
        for (const input of [pathToFileURL(folder), openSync(folder)]) {
          expect(input).toShipSource('src/a.js')
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    },

    'toKeepSurfaceOf, and .not': () => {
      const release = (version, text) => tgz({ 'package.json': JSON.stringify({ name: 'lib', version, exports: './a.mjs' }), 'a.mjs': text })
      const old = release('1.0.0', 'export const a = 1, b = 2')
      const kept = release('1.1.0', 'export const a = 1, b = 2, c = 3')
      const lost = release('1.0.1', 'export const a = 1')
      expect(kept).toKeepSurfaceOf(old)
      expect(lost).not.toKeepSurfaceOf(old)
      expect(lost).toKeepSurfaceOf(openSync(old), { allow: ['name-removed:b'] })
      expect(lost).toKeepSurfaceOf(old, { as: 'major' })
      assert.match(message(() => expect(lost).toKeepSurfaceOf(old)), /needs a\s+major release, 2\.0\.0[^]*`import \{ b \} from 'lib'`/)
      assert.match(message(() => expect(kept).not.toKeepSurfaceOf(old)), /the surface of 1\.0\.0 changes more than the\s+version says/)
      expect(() => expect(lost).toKeepSurfaceOf()).toThrow(/"old" must be the older release/)
      expect(() => expect(lost).toKeepSurfaceOf(old, { allow: ['x'] })).toThrow(/"x" is no kind of change/)
    },

    'toMatchSurface, and .not': async () => {
      await inFile('not yet', (path) => {
        const file = `${path}.json`
        writeFileSync(file, JSON.stringify(openSync(healthy).surface()))
        try {
          expect(healthy).toMatchSurface(file)
          expect(packed).not.toMatchSurface(file)
          assert.match(message(() => expect(packed).toMatchSurface(file)), /lines differ[^]*- name: lib[^]*run the tests with -u/)
          assert.match(message(() => expect(healthy).not.toMatchSurface(file)), /it is the recorded one/)
        } finally {
          rmSync(file)
        }
      })
      expect(() => expect(healthy).toMatchSurface(7)).toThrow(/"file" must be the path/)
    },

    'wrong arguments are TypeErrors, under .not too': () => {
      for (const [ask, words] of [
        [(to) => to.toContainFile(), /"path" must be the path of a file in the package/],
        [(to) => to.toContainFile('a', 'b'), /unexpected argument "b"; accepted are path/],
        [(to) => to.toContainFiles([]), /"paths" must be an array of paths/],
        [(to) => to.toResolve('.', { mod: 'import' }), /unknown option "mod"/],
        [(to) => to.toBeImportable('.', { mode: 'export' }), /"mode" must be "import" or "require"/],
        [(to) => to.toExportNames('.', 'conductor'), /"names" must be an array/],
        [(to) => to.toLink("import 'other'"), /"statement" must name orchestra/],
        [(to) => to.toShipSource('src/index.js', { from: '.' }), /unknown option "from"/],
        [(to) => to.toPass({ ignore: ['no-such-rule'] }), /no rule is named "no-such-rule"/],
      ]) {
        for (const to of [expect(packed), expect(packed).not]) {
          expect(() => ask(to)).toThrow(TypeError)
          expect(() => ask(to)).toThrow(words)
        }
      }
      expect(() => expect(7).not.toPass()).toThrow(TypeError)
      expect(() => expect('absent.tgz').not.toPass()).toThrow(/absent\.tgz/)
    },

    'a folder is opened anew where a dependency that it bundles has changed': () => {
      const folder = mkdtempSync(join(tmpdir(), 'packproof-bundled-'))
      const put = (path, text) => writeFileSync(join(folder, path), text)
      try {
        mkdirSync(join(folder, 'node_modules/b'), { recursive: true })
        put('package.json', '{"name":"p","version":"1.0.0","dependencies":{"b":"*"},"bundleDependencies":["b"]}')
        put('node_modules/b/package.json', '{"name":"b","version":"1.0.0"}')
        expect(folder).not.toContainFile('node_modules/b/index.js')
        put('node_modules/b/index.js', '')
        expect(folder).toContainFile('node_modules/b/index.js')
      } finally {
        rmSync(folder, { recursive: true })
      }
    },

    'a package that has changed is opened anew': async () => {
      await inFile(packed, (path) => {
        expect(path).toContainFile('index.js')
        writeFileSync(path, healthy)
        expect(path).not.toContainFile('index.js')
        expect(path).toContainFile('a.mjs')
      })
      const bytes = Buffer.from(packed)
      expect(bytes).toContainFile('index.js')
      bytes.fill(0)
      expect(() => expect(bytes).toContainFile('index.js')).toThrow(Error)
    },
  }
}

/** Without the colours that a runner may have asked for. */
function plain(text) {
  return text.replace(/\u001b\[[0-9;]*m/g, '')
}

module.exports = { promises }
