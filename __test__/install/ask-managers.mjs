// Asks package managers which specifications of dependencies end an installation, and compares with `tests/install/managers.json`.
// `UPDATE=1` writes the answers there; `CASE='workspace:'` and `MANAGER=bun` ask about some.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compare, installed } from './asking.mjs'

/** `ok` where the package is there afterwards, or `fails`. A link to nothing in place of the dependency is `ok` to npm. */
const look = (project) => (existsSync(join(project, 'node_modules/packed/package.json')) ? 'ok' : 'fails')

compare('managers.json', (manager, { field, spec }) =>
  installed(manager, { manifest: { [field]: { 'is-number': spec } } }, { scripts: false, look }))
