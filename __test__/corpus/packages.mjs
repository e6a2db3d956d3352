// The corpus: real packages pinned by version and integrity, where their tarballs are kept and where they are laid out.

import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const list = new URL('packages.json', import.meta.url)
export const listFile = fileURLToPath(list)
export const cacheDir = process.env.PACKPROOF_CACHE ?? fileURLToPath(new URL('../../.cache/corpus', import.meta.url))

/** `[{ name, version, integrity }]`; `PACKAGE=name` takes one. */
export function packages() {
  const all = JSON.parse(readFileSync(list, 'utf8'))
  return process.env.PACKAGE ? all.filter(({ name }) => name === process.env.PACKAGE) : all
}

/** Those and the many more that only linking is compared on. */
export function linkedPackages() {
  const more = JSON.parse(readFileSync(new URL('more-packages.json', import.meta.url), 'utf8'))
  return [...packages(), ...(process.env.PACKAGE ? more.filter(({ name }) => name === process.env.PACKAGE) : more)]
}

/** The tarball, named as `npm pack` names it. */
export const tarballOf = ({ name, version }) => join(cacheDir, `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`)

/**
 * The folder whose node_modules holds the package. Not in the repository: there the repository's own node_modules would
 * answer for what the package lacks. Not named after the package: Node 18 looks for that name in the whole path.
 */
export function rootOf({ integrity }) {
  const key = createHash('sha256').update(integrity).digest('hex').slice(0, 16)
  return join(realpathSync(tmpdir()), 'packproof-corpus', key)
}

export const folderOf = (entry) => join(rootOf(entry), 'node_modules', entry.name)
