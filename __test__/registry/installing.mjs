// The words by which each package manager installs, runs and leaves out, each in a home of its own.

import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { environment, managers } from '../pack/managers.mjs'

const npm = {
  name: 'npm',
  add: ['npm', 'install', '--save-dev', 'packproof'],
  frozen: ['npm', 'ci', '--offline'],
  without: ['npm', 'install', '--omit=optional'],
  noScripts: ['npm', 'ci', '--ignore-scripts'],
  exec: ['npx', '--no-install', 'packproof'],
}

const pnpm = {
  add: ['pnpm', 'add', '--save-dev', 'packproof'],
  frozen: ['pnpm', 'install', '--frozen-lockfile', '--offline'],
  without: ['pnpm', 'install', '--no-optional', '--force'],
  noScripts: ['pnpm', 'install', '--frozen-lockfile', '--ignore-scripts'],
  exec: ['pnpm', 'exec', 'packproof'],
}

const yarn1 = {
  add: ['yarn', 'add', '--dev', 'packproof'],
  frozen: ['yarn', 'install', '--frozen-lockfile', '--offline'],
  without: ['yarn', 'install', '--ignore-optional', '--force'],
  noScripts: ['yarn', 'install', '--frozen-lockfile', '--ignore-scripts'],
  exec: ['yarn', '--silent', 'packproof'],
}

/** It has no flag for optional dependencies: it takes those of `supportedArchitectures`, here another system's. */
const yarn4 = {
  add: ['yarn', 'add', '--dev', 'packproof'],
  frozen: ['yarn', 'install', '--immutable', '--immutable-cache'],
  frozenFiles: (rc) => ({ '.yarnrc.yml': `${rc}enableNetwork: false\n` }),
  without: ['yarn', 'install'],
  withoutFiles: (rc) => ({ '.yarnrc.yml': `${rc}supportedArchitectures: { os: [sunos], cpu: [x64], libc: [glibc] }\n` }),
  noScripts: ['yarn', 'install', '--mode=skip-build'],
  exec: ['yarn', 'packproof'],
}

const bun = {
  add: ['bun', 'add', '--dev', 'packproof'],
  frozen: ['bun', 'install', '--frozen-lockfile'],
  without: ['bun', 'install', '--omit=optional'],
  noScripts: ['bun', 'install', '--frozen-lockfile', '--ignore-scripts'],
  exec: ['bun', 'x', '--no-install', 'packproof'],
}

const words = { 'pnpm 10': pnpm, 'pnpm 12': pnpm, 'yarn 1': yarn1, 'yarn 4': yarn4, bun }

/** Each manager as it lays out node_modules, and yarn 4 also as it does by itself, without. */
export const installers = [
  npm,
  ...managers.filter(({ name }) => name in words).map((manager) => ({ ...manager, ...words[manager.name] })),
]
installers.push({ ...installers.find(({ name }) => name === 'yarn 4'), name: 'yarn 4, PnP', pnp: true })

/** The files by which a project finds the registry, and an environment with caches of its own. */
export function homeOf(installer, folder, { url, host }) {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const inherited = Object.entries(installer.file ? environment(installer) : process.env)
  const env = {
    // Not what `npm run` and this machine's user tell package managers.
    ...Object.fromEntries(inherited.filter(([name]) => !/^(npm_|NODE_OPTIONS$|FORCE_COLOR$)/i.test(name))),
    HOME: home,
    USERPROFILE: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_DATA_HOME: join(home, 'data'),
    npm_config_cache: join(home, 'npm'),
    npm_config_registry: url,
    npm_config_userconfig: join(home, 'npmrc'),
    YARN_CACHE_FOLDER: join(home, 'yarn'),
    YARN_ENABLE_TELEMETRY: '0',
    BUN_INSTALL_CACHE_DIR: join(home, 'bun'),
    CI: '',
    NO_COLOR: '1',
  }
  const rc = [`npmRegistryServer: ${url}`, `unsafeHttpWhitelist: [127.0.0.1]`, `nodeLinker: ${installer.pnp ? 'pnp' : 'node-modules'}`]
  // It takes no version that is younger than a day, but ours are new.
  const yarnrc = `${rc.join('\n')}\nenableGlobalCache: true\nnpmMinimalAgeGate: 0\n${installer.pnp ? 'pnpEnableEsmLoader: true\n' : ''}`
  const files = {
    '.npmrc': `registry=${url}\n//${host}/:_authToken=nobody\n${installer.command === 'pnpm' ? `store-dir=${join(home, 'store')}\n` : ''}`,
    ...(installer.name.startsWith('yarn 4') && { '.yarnrc.yml': yarnrc, 'yarn.lock': '' }),
    ...(installer.name === 'bun' && { 'bunfig.toml': `[install]\nregistry = "${url}"\n` }),
  }
  return { env, files, yarnrc }
}

/** Runs a program to its end. */
export function run(words, { cwd, env, seconds = 600 }) {
  return new Promise((resolve) => {
    const child = spawn(words[0], words.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: seconds * 1000 })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (text) => (stdout += text))
    child.stderr.on('data', (text) => (stderr += text))
    child.on('error', (error) => resolve({ status: -1, stdout, stderr, all: `${words.join(' ')}: ${error}` }))
    child.on('close', (status) => resolve({ status, stdout, stderr, all: `${words.join(' ')}: ${stdout}${stderr}` }))
  })
}
