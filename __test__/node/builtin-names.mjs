// Writes src/link/builtin_names.txt: what each module built into Node exports, by release line, asked of real Nodes.

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodes } from './versions.mjs'

const script = `
  const { builtinModules, isBuiltin } = await import('node:module')
  const schemeOnly = ['test', 'test/reporters', 'sea', 'sqlite', 'ffi'].filter((name) => isBuiltin('node:' + name))
  const names = {}
  for (const name of new Set([...builtinModules.filter((name) => !name.startsWith('node:')), ...schemeOnly])) {
    try { names[name] = Object.keys(await import('node:' + name)) } catch {}
  }
  console.log(JSON.stringify(names))`

const lines = new Map()
for (const { version, exec } of nodes()) {
  const text = execFileSync(exec, ['--no-warnings', '--input-type=module', '-e', script], { encoding: 'utf8' })
  const major = version.split('.')[0]
  for (const [module, names] of Object.entries(JSON.parse(text))) {
    for (const name of names) {
      const key = `${module} ${name}`
      lines.set(key, (lines.get(key) ?? new Set()).add(major))
    }
  }
}

const majors = [...new Set(nodes().map(({ version }) => version.split('.')[0]))].sort()
const byModule = new Map()
for (const [key, found] of [...lines].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const [module, name] = key.split(' ')
  const where = found.size === majors.length ? '' : `@${[...found].sort().join(',')}`
  byModule.set(module, [...(byModule.get(module) ?? []), name + where])
}
const text = [...byModule].map(([module, names]) => `${module}: ${names.join(' ')}\n`).join('')
writeFileSync(fileURLToPath(new URL('../../src/link/builtin_names.txt', import.meta.url)), text)
console.log(`${byModule.size} modules, ${lines.size} names, Node ${majors.join(', ')}`)
