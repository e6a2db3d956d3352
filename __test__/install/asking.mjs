// The one way in which the scripts beside this one ask npm and the package managers beside `__test__/pack`: a tarball, a new
// project, one installation, and the recorded answers that the new ones are compared with.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environment, managers } from '../pack/managers.mjs'

// Others, such as `pnpm 12`, are asked where `MANAGER` names them.
const wanted = ['npm', 'pnpm 10', 'yarn 1', 'yarn 4', 'bun', process.env.MANAGER]
const all = [{ name: 'npm', command: 'npm' }, ...managers.filter(({ name }) => wanted.includes(name))]

/** The environment of a manager: npm is the one on the PATH, the others lie beside `__test__/pack`. */
const environmentOf = (manager) => ({ ...(manager.file ? environment(manager) : process.env), npm_config_fetch_retries: '1' })

const isThere = (manager) =>
  (!manager.file || existsSync(manager.file)) && spawnSync(manager.command, ['--version'], { env: environmentOf(manager), shell: process.platform === 'win32' }).status === 0

/** The managers that are asked: those that are installed, or the one that `MANAGER` names. */
export const asked = all.filter((manager) => [undefined, '', manager.name].includes(process.env.MANAGER) && isThere(manager))

for (const { name } of all.filter((manager) => !asked.includes(manager))) {
  const why = [undefined, '', name].includes(process.env.MANAGER) ? 'it is not installed or does not start: node __test__/pack/install.mjs' : 'MANAGER names another'
  console.error(`skipped ${name}: ${why}`)
}

/** The command by which each manager adds a tarball. */
const calls = {
  npm: (tarball, _, off) => ['install', tarball, ...off, '--no-audit', '--no-fund'],
  pnpm: (tarball, _, off) => ['add', tarball, ...off],
  bun: (tarball, _, off) => ['add', tarball, ...off],
  'yarn 1': (tarball, _, off) => ['add', `file:${tarball}`, ...off, '--non-interactive'],
  'yarn 4': (tarball, name) => ['add', `${name}@file:${tarball}`],
}

/** Packs the files. The version is new each time, for the managers' caches. */
function packed(room, { manifest, files = {}, mode = 0o644 }) {
  const unique = `1.0.${process.hrtime.bigint() % 1_000_000_000n}`
  const all = { 'package.json': JSON.stringify({ name: 'packed', version: unique, ...manifest }), ...files }
  for (const [path, text] of Object.entries(all)) {
    const full = join(room, 'package', path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, text)
    chmodSync(full, mode)
  }
  execFileSync('tar', ['-czf', `packed-${unique}.tgz`, 'package'], { cwd: room })
  return `../packed-${unique}.tgz`
}

/** Installs a package into a new project, and returns what `look(project, env)` says, or `fails`. */
export function installed(manager, asking, { scripts, look }) {
  const room = mkdtempSync(join(tmpdir(), 'packproof-install-'))
  try {
    const project = join(room, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{"name":"project","version":"1.0.0","private":true}')
    if (manager.name === 'yarn 4') {
      writeFileSync(join(project, 'yarn.lock'), '')
      writeFileSync(join(project, '.yarnrc.yml'), `nodeLinker: node-modules\nenableScripts: ${scripts}\nenableTelemetry: false\n`)
    }
    const call = calls[manager.name] ?? calls[manager.command]
    const env = environmentOf(manager)
    const words = call(packed(room, asking), asking.manifest.name ?? 'packed', scripts ? [] : ['--ignore-scripts'])
    const done = spawnSync(manager.command, words, { cwd: project, env, timeout: 120_000, encoding: 'utf8' })
    if (process.env.VERBOSE) console.error(`--- ${manager.name}: ${JSON.stringify(asking)}\n${done.stdout}\n${done.stderr}`)
    return done.status === 0 ? look(project, env) : 'fails'
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

/**
 * Asks about every case whose text has `CASE` in it, and compares with the answers in the file; `UPDATE=1` writes them. An answer
 * that differs or that is not recorded makes the exit status 1. `NEW=1` asks about rows without answers only. `LIKE='pnpm 10'` compares
 * with the answers of another manager, and writes nothing.
 */
export function compare(name, answer) {
  const file = fileURLToPath(new URL(`../../tests/install/${name}`, import.meta.url))
  const rows = JSON.parse(readFileSync(file, 'utf8'))
  const cases = rows.filter((row) => JSON.stringify(row).includes(process.env.CASE ?? ''))
  let differences = 0
  for (const row of cases) {
    if (process.env.NEW && asked.every(({ name }) => name in row)) continue
    for (const manager of asked) {
      const found = answer(manager, row)
      const known = row[process.env.LIKE || manager.name]
      if (known === found) continue
      differences += 1
      console.log(`${row.what ?? `${row.field} ${row.spec}`}: ${manager.name}: ${found}, recorded: ${known ?? 'nothing'}`)
      row[manager.name] = found
    }
    if (process.env.UPDATE && !process.env.LIKE) writeFileSync(file, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`)
  }
  console.log(`${name}: ${cases.length} of ${rows.length} cases, ${asked.map(({ name }) => name).join(', ') || 'no manager'}: ${differences} differences`)
  if (differences > 0 && !process.env.UPDATE) process.exitCode = 1
}
