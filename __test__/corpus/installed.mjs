// The corpus with its dependencies: each package installed by npm from its pinned tarball, in a folder of its own.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { tarballOf } from './packages.mjs'

const run = promisify(execFile)
const together = 3
const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error', '--prefer-offline']

/** The folder whose node_modules holds the package and what it declares. Outside the repository, whose own node_modules would answer too. */
export function homeOf({ integrity }) {
  const key = createHash('sha256').update(integrity).digest('hex').slice(0, 16)
  return join(realpathSync(tmpdir()), 'packproof-installed', key)
}

/** Installs what is not here yet; those that npm cannot install are told on stderr and left out. */
export async function installAll(entries) {
  const open = [...entries]
  const work = async () => {
    for (let entry = open.shift(); entry; entry = open.shift()) await install(entry)
  }
  await Promise.all(Array.from({ length: together }, work))
  return entries.filter((entry) => existsSync(homeOf(entry)))
}

/** The package and its peers, as npm installs them for whoever asks for the package alone. Moved into place when it is whole. */
async function install(entry) {
  const home = homeOf(entry)
  if (existsSync(home)) return
  const half = `${home}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  writeFileSync(join(half, 'package.json'), '{ "private": true }\n')
  try {
    await run('npm', ['install', tarballOf(entry), ...quiet], { cwd: half, timeout: 300_000, maxBuffer: 1 << 26 })
    rmSync(join(half, 'package.json'))
    renameSync(half, home)
  } catch (error) {
    console.error(`${entry.name}@${entry.version} does not install: ${String(error.stderr ?? error.message).slice(0, 300)}`)
    rmSync(half, { recursive: true, force: true })
  }
}

/** The packages that npm put beside this one or below it, by name: what a request may find by chance. */
export function isInstalled(entry, name) {
  return existsSync(join(homeOf(entry), 'node_modules', name))
}

/** Returns the version that npm chose for each dependency. */
export function chosenVersions(entry) {
  const { packages } = JSON.parse(readFileSync(join(homeOf(entry), 'package-lock.json'), 'utf8'))
  return Object.entries(packages).map(([path, { version }]) => `${path} ${version}`)
}
