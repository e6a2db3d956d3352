// The Node binaries that are here, oldest first: those that npm installed beside this file, and the one that runs now.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Returns the Nodes that package.json names: `[{ alias, version, exec }]`, installed or not. */
export function wanted() {
  const { optionalDependencies } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'))
  return Object.entries(optionalDependencies).map(([alias, spec]) => ({
    alias,
    version: spec.slice(spec.lastIndexOf('@') + 1),
    exec: `${here}node_modules/${alias}/bin/node`,
  }))
}

/** `[{ alias, version, exec }]` of every Node that answers with the version it should have, each version once. */
export function nodes() {
  const found = new Map()
  for (const node of wanted()) if (runs(node.exec, node.version)) found.set(node.version, node)
  const own = process.versions.node
  if (!found.has(own)) found.set(own, { version: own, exec: process.execPath })
  return [...found.values()].sort((a, b) => compareVersions(a.version, b.version))
}

/** The wanted versions that nobody can ask here, for an honest word in the output. */
export function missing() {
  const here = new Set(nodes().map((node) => node.version))
  return wanted().map((node) => node.version).filter((version) => !here.has(version))
}

/**
 * The nodes to ask, by `NODES=22,24.1.0,node26` where that is set: lines, versions, or names in package.json, of which `node26` is the
 * newest of its line only. Says on stderr what is not here, and fails where nothing is that was chosen.
 */
export function chosenNodes(choice = process.env.NODES) {
  const absent = missing()
  if (absent.length) console.error(`not installed, so not asked: Node ${absent.join(', ')} (node __test__/node/install.mjs)`)
  if (!choice) return nodes()
  const names = choice.split(',')
  const chosen = nodes().filter(({ alias, version }) => names.some((name) => [alias, version].includes(name) || version.startsWith(`${name}.`)))
  if (!chosen.length) throw new Error(`no Node is here of ${choice}, of ${nodes().map(({ version }) => version).join(', ')}`)
  return chosen
}

function runs(exec, version) {
  if (!existsSync(exec)) return false
  try {
    return execFileSync(exec, ['-v'], { encoding: 'utf8' }).trim() === `v${version}`
  } catch {
    return false
  }
}

export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2]
}
