// Lets every package manager pack for packproof. The fields that it rewrites are seen, and no script runs; packproof called
// from a script of the package manager does not start itself again. `npm run test:pack` installs them first.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { environment, managers } from './managers.mjs'

const packproof = fileURLToPath(new URL('../../bin/packproof.js', import.meta.url))
const folders = mkdtempSync(join(tmpdir(), 'managers-'))
after(() => rmSync(folders, { recursive: true }))

const SCRIPTS = ['prepublishOnly', 'prepack', 'prepare', 'postpack']

const RC = ['node-options=--require ./code.cjs', 'script-shell=./code.cjs', 'shell=./code.cjs', 'git=./code.cjs', 'onload-script=./code.cjs']

/** By which each package manager would run `code.cjs` of a project while it packs; how, and the files that it takes. */
const OWN_CODE = {
  npm: { '.npmrc that names programs': () => ({ '.npmrc': RC.join('\n') }) },
  bun: { '.npmrc that names programs': () => ({ '.npmrc': RC.join('\n'), 'bunfig.toml': 'preload = ["./code.cjs"]' }) },
  pnpm: {
    '.npmrc that names programs': () => ({ '.npmrc': RC.join('\n') }),
    '.pnpmfile.cjs': (code) => ({ '.pnpmfile.cjs': code }),
    'pnpmfile in .npmrc': () => ({ '.npmrc': 'pnpmfile=./code.cjs' }),
    'global-pnpmfile in .npmrc': () => ({ '.npmrc': 'global-pnpmfile=./code.cjs' }),
    'pnpmfile in pnpm-workspace.yaml': () => ({ 'pnpm-workspace.yaml': 'packages: []\npnpmfile: ./code.cjs' }),
    'globalPnpmfile in pnpm-workspace.yaml': () => ({ 'pnpm-workspace.yaml': 'packages: []\nglobalPnpmfile: ./code.cjs' }),
  },
  yarn: {
    'yarn-path in .yarnrc': () => ({ '.yarnrc': 'yarn-path "./code.cjs"' }),
    'yarnPath in .yarnrc.yml': () => ({ '.yarnrc.yml': 'yarnPath: ./code.cjs' }),
    'yarn plugins': () => ({ '.yarnrc.yml': 'plugins:\n  - ./code.cjs' }),
  },
}

const npm = { name: 'npm', command: 'npm', lock: 'package-lock.json', published: false }

for (const manager of [npm, ...managers]) {
  describe(manager.name, () => {
    const env = { ...(manager.file ? environment(manager) : process.env), TMPDIR: mkdtempSync(join(folders, 'tmp-')) }
    const run = (cwd, program, ...args) => {
      const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
      return { status, stdout, stderr, all: stdout + stderr }
    }
    const ours = (cwd, ...args) => run(cwd, process.execPath, packproof, ...args)

    /** A project of that manager with these files, objects as JSON. */
    function project(files) {
      const directory = mkdtempSync(join(folders, 'project-'))
      for (const [path, contents] of Object.entries({ [manager.lock]: '', ...files })) {
        mkdirSync(dirname(join(directory, path)), { recursive: true })
        writeFileSync(join(directory, path), typeof contents === 'string' ? contents : JSON.stringify(contents, null, 2))
      }
      return directory
    }

    /** As its users must, before it packs. */
    function install(directory, always) {
      if (always || manager.installs) {
        const { status, all } = run(directory, manager.command, 'install', ...(manager.installs ? ['--mode=skip-build'] : ['--ignore-scripts']))
        assert.equal(status, 0, all)
      }
    }

    test('packs as it publishes, and runs no script', () => {
      const scripts = Object.fromEntries(SCRIPTS.map((name) => [name, `echo ${name} > ran`]))
      const manifest = { name: 'a-project', version: '1.0.0', license: 'MIT', main: 'source.js', files: ['*.js'], scripts }
      const directory = project({
        'package.json': { ...manifest, publishConfig: { main: 'published.js' } },
        'source.js': '',
        'published.js': '',
        'notes.txt': '',
      })
      install(directory)
      const { status, stdout, stderr } = ours(directory, 'check', '--json')
      assert.match(stderr, new RegExp(`^packproof: packing \\. with ${manager.command}\\n$`))
      const report = JSON.parse(stdout)
      assert.equal(report.entryPoints[0].outcomes[0].target, manager.published ? 'published.js' : 'source.js')
      assert.equal(report.package.files, 3)
      assert.equal(status, 0)
      assert(!existsSync(join(directory, 'ran')))
      assert.deepEqual(readdirSync(env.TMPDIR).filter((name) => name.startsWith('packproof-')), [])
    })

    for (const [what, files] of Object.entries(OWN_CODE[manager.command] ?? {})) {
      test(`runs no code of the project: ${what}`, () => {
        const mark = join(mkdtempSync(join(folders, 'mark-')), 'ran')
        const code = `require('fs').writeFileSync(${JSON.stringify(mark)}, ''); module.exports = { name: 'x', factory: () => ({}), hooks: {} }`
        const manifest = { name: 'a-project', version: '1.0.0', license: 'MIT', main: 'index.js' }
        const directory = project({ 'package.json': manifest, 'index.js': '', 'code.cjs': code, ...files(code) })
        const { status, stderr } = ours(directory, 'check', '--pm', manager.command)
        assert(!existsSync(mark), stderr)
        if (!what.startsWith('.npmrc ')) assert.match(stderr, /^packproof: not run: /m)
        const isOther = manager.name === 'yarn 1' && what.includes('yarn')
        assert.equal(status, isOther && !what.includes('plugins') ? 2 : 0, stderr)
      })
    }

    for (const script of ['prepack', 'prepublishOnly']) {
      const publishes = script === 'prepublishOnly'
      if (publishes && !['npm', 'pnpm'].includes(manager.command)) continue // The others' dry runs want an account.
      test(`is stopped by packproof in its own ${script}, once, where the package is broken`, () => {
        const manifest = { name: 'a-project-of-nobody', version: '1.0.0', license: 'MIT', exports: './index.js' }
        const gate = `node ${JSON.stringify(packproof)} check`
        const directory = project({ 'package.json': { ...manifest, scripts: { [script]: gate } }, 'index.js': "import './lost.js'" })
        install(directory)
        const registry = '--registry=http://127.0.0.1:9'
        const words = publishes ? ['publish', '--dry-run', registry] : manager.command === 'bun' ? ['pm', 'pack'] : ['pack']
        const checks = manager.command === 'pnpm' && publishes ? ['--no-git-checks'] : []
        const broken = run(directory, manager.command, ...words, ...checks)
        assert.notEqual(broken.status, 0, broken.all)
        const said = broken.all + logOf(broken.all)
        assert.equal(said.split('missing-file').length, 2, said)
        writeFileSync(join(directory, 'lost.js'), '')
        if (publishes) return // The healthy one needs a registry; see the example.
        const healthy = run(directory, manager.command, ...words)
        assert.equal(healthy.status, 0, healthy.all)
      })
    }

    if (['pnpm', 'yarn', 'bun'].includes(manager.command) && manager.name !== 'yarn 1') {
      test('replaces the workspace: protocol', () => {
        const one = { name: '@us/one', version: '1.2.3', license: 'MIT', main: 'index.js' }
        const two = { ...one, name: '@us/two', dependencies: { '@us/one': 'workspace:^' } }
        const directory = project({
          'package.json': { name: 'root', private: true, workspaces: ['packages/*'] },
          ...(manager.command === 'pnpm' && { 'pnpm-workspace.yaml': "packages: ['packages/*']\ncatalog:\n  a-peer: ^4.5.6\n" }),
          'packages/one/package.json': one,
          'packages/one/index.js': '',
          'packages/two/package.json': two,
          'packages/two/index.js': "require('@us/one')",
          'packages/three/package.json': { ...one, name: '@us/three', private: true },
        })
        if (manager.command !== 'yarn') rmSync(join(directory, manager.lock)) // An empty one is none of theirs.
        install(directory, true)
        if (manager.command === 'pnpm') {
          // Not before: it would be looked for in the registry.
          const peers = { peerDependencies: { 'a-peer': 'catalog:' }, peerDependenciesMeta: { 'a-peer': { optional: true } } }
          writeFileSync(join(directory, 'packages/two/package.json'), JSON.stringify({ ...two, ...peers }))
        }
        const { status, stdout, stderr } = ours(directory, 'check', '--workspaces', '--json')
        const { ok, reports } = JSON.parse(stdout)
        assert.deepEqual([status, ok, reports.map(({ target }) => target)], [0, true, ['packages/one', 'packages/two']], stdout + stderr)
        assert.match(stderr, /packproof: skipping @us\/three in packages\/three: private\n/)
        const manifest = packed(join(directory, 'packages/two'), env)
        assert.equal(manifest.dependencies['@us/one'], '^1.2.3')
        if (manager.command === 'pnpm') assert.equal(manifest.peerDependencies['a-peer'], '^4.5.6')

        const root = ours(directory, 'check')
        assert.equal(root.status, 2)
        assert.match(root.stderr, /private root of a monorepo[^]*@us\/one {4}packages\/one[^]*@us\/three {2}packages\/three \(private\)/)
      })
    }
  })
}

/** Modern yarn keeps what a script said in a file. */
function logOf(said) {
  const file = /logs can be found here: (.+?)\)/.exec(said)?.[1]
  return file ? readFileSync(file, 'utf8') : ''
}

/** The package.json that is packed. */
function packed(directory, env) {
  const index = new URL('../../index.mjs', import.meta.url).href
  const script = `import { open } from ${JSON.stringify(index)}; console.log(JSON.stringify((await open('.')).manifest))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: directory, env, encoding: 'utf8' })
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout)
}
