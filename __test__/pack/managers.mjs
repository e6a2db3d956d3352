// The package managers beside this file, each with a folder for the PATH that has it by its own name.

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const modules = here('node_modules/')

/** `published`: whether it rewrites package.json by `publishConfig`; `installs`: whether it packs only what is installed. */
export const managers = [
  { name: 'pnpm 9', command: 'pnpm', file: `${modules}pnpm9/bin/pnpm.cjs`, lock: 'pnpm-lock.yaml', published: true },
  { name: 'pnpm 10', command: 'pnpm', file: `${modules}pnpm10/bin/pnpm.cjs`, lock: 'pnpm-lock.yaml', published: true },
  { name: 'pnpm 12', command: 'pnpm', file: `${modules}@pnpm/exe.linux-x64/pnpm`, lock: 'pnpm-lock.yaml', published: true },
  { name: 'yarn 1', command: 'yarn', file: `${modules}yarn1/bin/yarn.js`, lock: 'yarn.lock', published: false },
  { name: 'yarn 3', command: 'yarn', file: `${modules}yarn3/bin/yarn.js`, lock: 'yarn.lock', published: true, installs: true },
  { name: 'yarn 4', command: 'yarn', file: `${modules}yarn4/bin/yarn.js`, lock: 'yarn.lock', published: true, installs: true },
  { name: 'bun', command: 'bun', file: `${modules}@oven/bun-linux-x64/bin/bun`, lock: 'bun.lock', published: false },
]

/** The environment in which `yarn` and the like are those of that manager, and no other is there. */
export function environment({ command, file, name }) {
  const folder = here(`node_modules/.path/${name.replace(' ', '-')}/`)
  const place = join(folder, command)
  const program = /\.c?js$/.test(file) ? `"${process.execPath}" "${file}"` : `"${file}"`
  const script = `#!/bin/sh\nexec ${program} "$@"\n`
  // A folder that was moved or is shared has scripts that lead to where it was.
  if (!existsSync(place) || readFileSync(place, 'utf8') !== script) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(place, script)
    chmodSync(place, 0o755)
  }
  return { ...process.env, PATH: folder + delimiter + process.env.PATH, YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' }
}
