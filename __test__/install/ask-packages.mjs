// Asks package managers which packages they install, and which commands of them run, and compares with
// `tests/install/packages.json`. `UPDATE=1` writes the answers there; `CASE='bundled'` and `MANAGER=bun` ask about some.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compare, installed } from './asking.mjs'

/** `ok`; `absent` where the manager is content and the package is not there; `lacks` what the package needs; `dead` where the
 * command is not there or does not run. */
function state(project, env, { manifest: { name = 'packed' }, needs, run }) {
  if (!existsSync(join(project, 'node_modules', name, 'package.json'))) return 'absent'
  const call = `require('module').createRequire(require('fs').realpathSync('node_modules/${name}/package.json'))('${needs}')`
  if (needs && spawnSync(process.execPath, ['-e', call], { cwd: project }).status !== 0) return 'lacks'
  if (run && spawnSync(join(project, 'node_modules/.bin', run), { cwd: project, env, timeout: 20_000 }).status !== 0) return 'dead'
  return 'ok'
}

compare('packages.json', (manager, asking) =>
  installed(manager, asking, { scripts: true, look: (project, env) => state(project, env, asking) }))
