// Rooms in which package managers install a package with its dependencies, each in its own layout of node_modules.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environment, managers } from '../pack/managers.mjs'
import { tarballOf } from '../corpus/packages.mjs'
import { lowestVersions } from './lowest.mjs'

const ofNpm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error', '--prefer-offline']
const ofBun = ['install', '--ignore-scripts', '--silent', '--no-progress', '--linker=hoisted']
const ofPnpm = ['install', '--ignore-scripts', '--prefer-offline', '--silent', '--no-frozen-lockfile']
const ofYarn1 = ['install', '--ignore-scripts', '--non-interactive', '--silent', '--no-lockfile', '--ignore-engines']
const yarnrc = (linker) => `nodeLinker: ${linker}\nenableScripts: false\nenableTelemetry: false\nenableGlobalCache: true\n`

/** Layouts by name: the manager, its arguments and the files that it needs. bun lays packages out as npm does, in a fraction of the time. */
export const layouts = {
  npm: { manager: 'npm', call: ofNpm },
  lowest: { manager: 'bun', call: ofBun, isLowest: true },
  workspaces: { manager: 'npm', call: ofNpm, member: 'packages/app' },
  pnpm: { manager: 'pnpm 10', call: ofPnpm },
  bun: { manager: 'bun', call: ofBun },
  'bun with peers': { manager: 'bun', call: ofBun, allPeers: true },
  'yarn 1': { manager: 'yarn 1', call: ofYarn1 },
  'yarn 4 node-modules': { manager: 'yarn 4', call: ['install'], files: { 'yarn.lock': '', '.yarnrc.yml': yarnrc('node-modules') } },
  'yarn 4 pnpm': { manager: 'yarn 4', call: ['install'], files: { 'yarn.lock': '', '.yarnrc.yml': yarnrc('pnpm') } },
  'yarn 4 pnp': { manager: 'yarn 4', call: ['install'], files: { 'yarn.lock': '', '.yarnrc.yml': yarnrc('pnp') }, isRefused: true },
}

/** The folder of a room. It lies outside of the repository, whose own node_modules would answer, too. */
export function roomOf({ integrity }, layout) {
  const key = createHash('sha256').update(integrity + layout).digest('hex').slice(0, 16)
  return join(realpathSync(tmpdir()), 'packproof-rooms', key)
}

/**
 * Lets the manager install the package, as its consumer gets it. Returns `{ folder }`, the folder that has it, or `{ failure }`. Peers that nobody
 * else brings are the consumer's to install, except with npm and bun, which do it.
 */
export function install(entry, layout) {
  const { manager, call, files = {}, member = '.', isLowest, allPeers } = layouts[layout]
  const room = roomOf(entry, layout)
  const folder = join(room, member)
  if (existsSync(join(room, 'whole'))) return { folder }
  rmSync(room, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  let lowest = {}
  try {
    if (isLowest) lowest = lowestVersions(entry)
  } catch ({ message }) {
    return { failure: message }
  }
  const peers = /^npm|^bun/.test(manager) ? {} : requiredPeers(entry)
  const optional = allPeers ? Object.fromEntries(optionalPeers(entry)) : {}
  const dependencies = { ...optional, ...peers, ...lowest, [entry.name]: `file:${tarballOf(entry)}` }
  write(folder, 'package.json', JSON.stringify({ name: 'consumer', version: '1.0.0', private: true, dependencies }))
  if (member !== '.') write(room, 'package.json', JSON.stringify({ name: 'root', private: true, workspaces: ['packages/*'] }))
  for (const [name, text] of Object.entries(files)) write(room, name, text)
  const chosen = managers.find(({ name }) => name === manager)
  const { status, stdout, stderr, error } = spawnSync(chosen?.command ?? 'npm', call, {
    cwd: room, env: chosen ? environment(chosen) : process.env, timeout: 240_000, encoding: 'utf8', maxBuffer: 1 << 26,
  })
  if (status !== 0) return { failure: `${error?.message ?? ''} ${stderr}${stdout}`.trim().slice(0, 400) || 'it says nothing' }
  write(room, 'whole', '')
  return { folder }
}

export function remove(entry, layout) {
  rmSync(roomOf(entry, layout), { recursive: true, force: true })
}

function requiredPeers(entry) {
  const { peerDependencies = {}, peerDependenciesMeta = {} } = manifestOf(entry)
  return Object.fromEntries(Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional))
}

/** Names and ranges of the peers that a consumer may leave out, but for packages of types. */
export function optionalPeers(entry) {
  const { peerDependencies = {}, peerDependenciesMeta = {} } = manifestOf(entry)
  const names = Object.keys(peerDependenciesMeta).filter((name) => peerDependenciesMeta[name]?.optional && !name.startsWith('@types/'))
  return names.map((name) => [name, peerDependencies[name] ?? '*'])
}

/** The package.json in the tarball, whose folder may have any name; tar stops where it has found it. */
export function manifestOf(entry) {
  const tarball = tarballOf(entry)
  if (!manifests.has(tarball)) {
    const place = ['--occurrence=1', '--wildcards', '--no-wildcards-match-slash', '*/package.json']
    const { stdout } = spawnSync('tar', ['-xzOf', tarball, ...place], { encoding: 'utf8', maxBuffer: 1 << 28 })
    manifests.set(tarball, JSON.parse(stdout.replace(/^\uFEFF/, '')))
  }
  return manifests.get(tarball)
}

const manifests = new Map()
const write = (folder, name, text) => writeFileSync(join(folder, name), text)
