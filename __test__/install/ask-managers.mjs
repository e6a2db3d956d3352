// Asks npm and the package managers beside `__test__/pack` which specifications of dependencies end an installation, and
// writes their answers to `tests/install/managers.json`. `SPEC='workspace:*'` asks about one and prints the answers.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environment, managers } from '../pack/managers.mjs'

const file = fileURLToPath(new URL('../../tests/install/managers.json', import.meta.url))
const npm = { name: 'npm', command: 'npm' }
const asked = [npm, ...managers.filter(({ name }) => ['pnpm 10', 'yarn 1', 'yarn 4', 'bun'].includes(name))]

/** The command by which each manager adds a tarball; none runs its scripts. */
const calls = {
  npm: (tarball) => ['install', tarball, '--ignore-scripts', '--no-audit', '--no-fund'],
  pnpm: (tarball) => ['add', tarball, '--ignore-scripts'],
  bun: (tarball) => ['add', tarball, '--ignore-scripts'],
  'yarn 1': (tarball) => ['add', `file:${tarball}`, '--ignore-scripts', '--non-interactive'],
  'yarn 4': (tarball) => ['add', `packed@file:${tarball}`],
}

/** A tarball whose only dependency has this specification. Its version is new each time, for yarn's cache. */
function packed(room, field, spec) {
  const version = `1.0.${process.hrtime.bigint() % 1_000_000_000n}`
  mkdirSync(join(room, 'package'))
  writeFileSync(join(room, 'package/package.json'), JSON.stringify({ name: 'packed', version, [field]: { 'is-number': spec } }))
  execFileSync('tar', ['-czf', `packed-${version}.tgz`, 'package'], { cwd: room })
  return `../packed-${version}.tgz`
}

/** `ok` where the package is there afterwards, or `fails`. A link to nothing in place of the dependency is `ok` to npm. */
function answer(manager, field, spec) {
  const room = mkdtempSync(join(tmpdir(), 'packproof-install-'))
  try {
    const project = join(room, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{"name":"project","version":"1.0.0","private":true}')
    if (manager.name === 'yarn 4') {
      writeFileSync(join(project, 'yarn.lock'), '')
      writeFileSync(join(project, '.yarnrc.yml'), 'nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\n')
    }
    const call = calls[manager.name] ?? calls[manager.command]
    const env = manager.file ? environment(manager) : process.env
    const { status } = spawnSync(manager.command, call(packed(room, field, spec)), { cwd: project, env, timeout: 120_000, stdio: 'ignore' })
    if (status !== 0) return 'fails'
    return existsSync(join(project, 'node_modules/packed/package.json')) ? 'ok' : 'fails'
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

const answers = ({ field, spec }) => ({ field, spec, ...Object.fromEntries(asked.map((manager) => [manager.name, answer(manager, field, spec)])) })

if (process.env.SPEC === undefined) {
  const rows = JSON.parse(readFileSync(file, 'utf8')).map(answers)
  writeFileSync(file, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`)
} else {
  for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies']) console.log(answers({ field, spec: process.env.SPEC }))
}
