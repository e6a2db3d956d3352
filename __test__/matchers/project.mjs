// Makes a new project as a user sets one up: packproof is installed from its packed tarball; the runners are linked from here.
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const npm = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }

/** packproof as it is here, packed. */
function packed(folder) {
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { ...npm, cwd: root }))
  return join(folder, filename)
}

/** A folder with packproof in its `node_modules`, for projects below it; and the tarball that it is from. */
export function installed() {
  const folder = mkdtempSync(join(tmpdir(), 'packproof-project-'))
  write(folder, { 'package.json': '{"private":true}' })
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
  const tarball = packed(folder)
  execFileSync('npm', ['install', ...flags, tarball], { ...npm, cwd: folder })
  linkRunners(join(root, 'node_modules'), join(folder, 'node_modules'))
  return { folder, tarball }
}

function linkRunners(from, to) {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) {
    if (name.startsWith('.') || name === 'packproof') continue
    if (name.startsWith('@')) linkRunners(join(from, name), join(to, name))
    else symlinkSync(join(from, name), join(to, name))
  }
}

/** Files by their paths. */
export function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** A project in its own folder, with these files. */
export function project(folder, name, files) {
  const own = join(folder, name.replaceAll('/', ' '))
  write(own, files)
  return own
}

/** Runs a program of the linked packages, without colour and without a trace of the runner that runs this. */
export async function run(cwd, bin, args, { flags = [] } = {}) {
  const { VITEST, VITEST_MODE, VITEST_POOL_ID, VITEST_WORKER_ID, JEST_WORKER_ID, NODE_OPTIONS, FORCE_COLOR, TEST, NODE_ENV, ...clean } = process.env
  const options = { cwd, maxBuffer: Infinity, env: { ...clean, CI: '1', NO_COLOR: '1' } }
  return new Promise((done) => {
    execFile(process.execPath, [...flags, join(root, 'node_modules', bin), ...args], options, (error, stdout, stderr) =>
      done({ status: error ? error.code : 0, output: `${stdout}${stderr}` }),
    )
  })
}

export function remove(folder) {
  rmSync(folder, { recursive: true, force: true })
}
