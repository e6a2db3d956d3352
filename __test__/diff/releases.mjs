// Fetches releases with `npm pack` and lays each out in a consumer's folder of its own, with its dependencies where it has
// any: many at once, as npm takes a second to begin. Scripts are off. What is there already is taken as it is.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const cache = join(realpathSync(tmpdir()), 'packproof-releases')
const tarballs = join(cache, 'tarballs')
const homes = join(cache, 'homes')
const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error', '--prefer-offline']

const labelOf = ({ name, version }) => `${name.replace('/', '+')}@${version}`
const homeOf = (release) => join(homes, labelOf(release))
const tarballOf = (release) => join(tarballs, `${labelOf(release)}.tgz`)
const chunks = (all, size) => Array.from({ length: Math.ceil(all.length / size) }, (_, nth) => all.slice(nth * size, (nth + 1) * size))

/** Brings releases here; what npm refuses is left out. `{ name, version }` → `{ home, tarball }`, or nothing. */
export async function fetchReleases(releases) {
  mkdirSync(tarballs, { recursive: true })
  mkdirSync(homes, { recursive: true })
  const absent = releases.filter((release) => !existsSync(tarballOf(release)))
  for (const some of chunks(absent, 16)) await pack(some)
  const open = releases.filter((release) => existsSync(tarballOf(release)) && !existsSync(homeOf(release)))
  for (const release of open) await unpack(release)
  const needy = open.filter((release) => existsSync(`${homeOf(release)}.needy`))
  for (const some of chunks(needy, 8)) await install(some)
}

export function fetched(release) {
  const home = homeOf(release)
  return existsSync(join(home, 'node_modules', release.name)) ? { home, tarball: tarballOf(release) } : undefined
}

async function pack(releases) {
  const into = join(cache, `packing-${process.pid}`)
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into)
  const specs = releases.map(({ name, version }) => `${name}@${version}`)
  try {
    const args = ['pack', ...specs, '--json', '--ignore-scripts', '--loglevel=silent', '--pack-destination', into]
    const { stdout } = await run('npm', args, { cwd: into, timeout: 240_000, maxBuffer: 1 << 28 })
    for (const { name, version, filename } of Object.values(JSON.parse(stdout))) {
      const file = [filename, filename.replace(/^@/, '').replace('/', '-')].map((file) => join(into, file)).find(existsSync)
      if (file) renameSync(file, tarballOf({ name, version }))
    }
  } catch {
    // One that does not exist takes the others along.
    if (releases.length > 1) for (const some of chunks(releases, Math.ceil(releases.length / 4))) await pack(some)
    else console.error(`not published: ${specs[0]}`)
  } finally {
    rmSync(into, { recursive: true, force: true })
  }
}

/** Lays a release out; one that has dependencies waits for npm. */
async function unpack(release) {
  const half = `${homeOf(release)}.half`
  const folder = join(half, 'node_modules', release.name)
  rmSync(half, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await run('tar', ['-xzf', tarballOf(release), '-C', folder, '--strip-components=1', '--no-same-owner'])
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const fields = ['dependencies', 'peerDependencies', 'optionalDependencies']
  if (fields.some((field) => Object.keys(manifest[field] ?? {}).length > 0)) {
    rmSync(half, { recursive: true })
    writeFileSync(`${homeOf(release)}.needy`, '')
  } else renameSync(half, homeOf(release))
}

/** A workspace for each release, so that npm works once for all, and nothing is hoisted to where others would find it. */
async function install(releases) {
  const root = join(cache, `installing-${process.pid}`)
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  const workspaces = releases.map((_, nth) => `w${nth}`)
  writeFileSync(join(root, 'package.json'), JSON.stringify({ private: true, workspaces }))
  for (const [nth, release] of releases.entries()) {
    mkdirSync(join(root, `w${nth}`))
    const manifest = { name: `w${nth}`, version: '1.0.0', dependencies: { [release.name]: `file:${tarballOf(release)}` } }
    writeFileSync(join(root, `w${nth}`, 'package.json'), JSON.stringify(manifest))
  }
  try {
    await run('npm', ['install', ...quiet, '--install-strategy=nested', '--omit=dev'], { cwd: root, timeout: 400_000, maxBuffer: 1 << 26 })
    for (const [nth, release] of releases.entries()) {
      renameSync(join(root, `w${nth}`), homeOf(release))
      rmSync(`${homeOf(release)}.needy`, { force: true })
    }
  } catch (error) {
    if (releases.length > 1) for (const some of chunks(releases, Math.ceil(releases.length / 4))) await install(some)
    else console.error(`not installed: ${labelOf(releases[0])}: ${String(error.stderr || error.message).trim().split('\n')[0]}`)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
