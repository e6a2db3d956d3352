// The lowest versions that a package's ranges admit, found by bun, which is quick, and node-semver.

import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { environment, managers } from '../pack/managers.mjs'
import { manifestOf } from './rooms.mjs'

const bun = managers.find(({ name }) => name === 'bun')
const { minSatisfying, validRange } = createRequire(import.meta.url)('semver')

/** Direct dependencies and required peers as a consumer's package.json names them; a tag stays as it is. */
export function lowestVersions(entry) {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {}, bundleDependencies, bundledDependencies, optionalDependencies = {} } = manifestOf(entry)
  const bundled = [bundleDependencies ?? bundledDependencies ?? []].flat()
  const required = Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional)
  const wanted = [...required, ...Object.entries(dependencies)].filter(([name]) => !(name in optionalDependencies) && !bundled.includes(name) && !bundled.includes(true))
  return Object.fromEntries(wanted.map(([name, range]) => [name, lowest(name, range)]))
}

function lowest(name, written) {
  const [, published = name, range = written] = /^npm:(@?[^@]+)@?(.*)$/.exec(written) ?? []
  if (validRange(range) === null) return written
  const version = minSatisfying(versionsOf(published), range)
  if (version === null) return written
  return published === name ? version : `npm:${published}@${version}`
}

/** The versions that the registry has, which does not answer always. */
function versionsOf(name) {
  for (let attempt = 1; ; attempt++) {
    const { stdout, stderr } = spawnSync('bun', ['info', name, 'versions', '--json'], { encoding: 'utf8', maxBuffer: 1 << 26, env: environment(bun) })
    try {
      return [JSON.parse(stdout)].flat()
    } catch {
      if (attempt === 3) throw new Error(`bun info ${name}: ${stderr.slice(0, 300)}`)
    }
  }
}
