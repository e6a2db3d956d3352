// Installs what the tests beside this file need: the registry, and the package managers of `__test__/pack`.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

const install = (...words) => {
  const { status } = spawnSync(words[0], words.slice(1), { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

install('node', '../pack/install.mjs')
if (!existsSync(`${here}node_modules/verdaccio`)) install('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund')
