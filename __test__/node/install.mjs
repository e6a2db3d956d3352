// Installs the Node binaries of package.json beside this file, and prints which are here and which are not.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { missing, nodes } from './versions.mjs'

if (missing().length) {
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, stdio: 'inherit' })
}
console.log(`here: Node ${nodes().map((node) => node.version).join(', ')}`)
if (missing().length) console.log(`missing: Node ${missing().join(', ')}`)
