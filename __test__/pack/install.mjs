// Installs the package managers of package.json beside this file: some 220 MB, most of it bun and pnpm 12.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { managers } from './managers.mjs'

if (!managers.every(({ file }) => existsSync(file))) {
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, stdio: 'inherit' })
  process.exitCode = status ?? 1
}
