// Installs the package managers of package.json beside this file: some 220 MB, most of it bun and pnpm 12.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { managers } from './managers.mjs'

if (!managers.every(({ file }) => existsSync(file))) {
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which a mirror may not have.
  const { status } = spawnSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, stdio: 'inherit' })
  process.exitCode = status ?? 1
}
