// Asks npm and the package managers beside `__test__/pack` which packages they install, and which commands of them run, and
// writes their answers to `tests/install/packages.json`. `CASE='bundled'` asks about the cases whose name has that text and
// prints the answers.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environment, managers } from '../pack/managers.mjs'

const file = fileURLToPath(new URL('../../tests/install/packages.json', import.meta.url))
const npm = { name: 'npm', command: 'npm' }
const asked = [npm, ...managers.filter(({ name }) => ['pnpm 10', 'yarn 1', 'yarn 4', 'bun'].includes(name))]

/** The command by which each manager adds a tarball. */
const calls = {
  npm: (tarball) => ['install', tarball, '--no-audit', '--no-fund'],
  pnpm: (tarball) => ['add', tarball],
  bun: (tarball) => ['add', tarball],
  'yarn 1': (tarball) => ['add', `file:${tarball}`, '--non-interactive'],
  'yarn 4': (tarball, name) => ['add', `${name}@file:${tarball}`],
}

/** A tarball of the case's files. Its version is new each time, for the caches. */
function packed(room, { manifest, files = {}, mode = 0o644 }) {
  const unique = `1.0.${process.hrtime.bigint() % 1_000_000_000n}`
  const all = { 'package.json': typeof manifest === 'string' ? manifest : JSON.stringify({ name: 'packed', version: unique, ...manifest }), ...files }
  for (const [path, text] of Object.entries(all)) {
    const full = join(room, 'package', path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, text)
    chmodSync(full, mode)
  }
  execFileSync('tar', ['-czf', `packed-${unique}.tgz`, 'package'], { cwd: room })
  return `../packed-${unique}.tgz`
}

/** `ok`; `fails`; `absent` where the manager is content and the package is not there; `lacks` what the package needs; `dead`
 * where the command is not there or does not run. */
function answer(manager, asking) {
  const room = mkdtempSync(join(tmpdir(), 'packproof-install-'))
  try {
    const project = join(room, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{"name":"project","version":"1.0.0","private":true}')
    if (manager.name === 'yarn 4') {
      writeFileSync(join(project, 'yarn.lock'), '')
      writeFileSync(join(project, '.yarnrc.yml'), 'nodeLinker: node-modules\nenableTelemetry: false\n')
    }
    const name = asking.manifest.name ?? 'packed'
    const call = calls[manager.name] ?? calls[manager.command]
    const env = manager.file ? environment(manager) : process.env
    const done = spawnSync(manager.command, call(packed(room, asking), name), { cwd: project, env, timeout: 120_000, encoding: 'utf8' })
    if (process.env.VERBOSE) console.error(`--- ${manager.name}: ${asking.what}\n${done.stdout}\n${done.stderr}`)
    if (done.status !== 0) return 'fails'
    return state(project, name, asking, env)
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

function state(project, name, { needs, run }, env) {
  if (!existsSync(join(project, 'node_modules', name, 'package.json'))) return 'absent'
  const call = `require('module').createRequire(require('fs').realpathSync('node_modules/${name}/package.json'))('${needs}')`
  if (needs && spawnSync(process.execPath, ['-e', call], { cwd: project }).status !== 0) return 'lacks'
  if (run && spawnSync(join(project, 'node_modules/.bin', run), { cwd: project, env, timeout: 20_000 }).status !== 0) return 'dead'
  return 'ok'
}

const answers = (asking) => ({ ...asking, ...Object.fromEntries(asked.map((manager) => [manager.name, answer(manager, asking)])) })
const cases = JSON.parse(readFileSync(file, 'utf8'))

if (process.env.CASE === undefined) {
  const rows = cases.map(answers)
  writeFileSync(file, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`)
} else {
  for (const asking of cases.filter(({ what }) => what.includes(process.env.CASE))) console.log(JSON.stringify(answers(asking)))
}
