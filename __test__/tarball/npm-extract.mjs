// Extracts archives as npm does, with real pacote, and prints for each a line of JSON: its files, or npm's error.

import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pacote from 'pacote'

process.umask(0o022)

/** Every file below a folder: path, size, mode, hash. */
function tree(root, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((item) => {
    const path = folder ? `${folder}/${item.name}` : item.name
    if (item.isDirectory()) return tree(root, path)
    const stat = lstatSync(join(root, path))
    const sha1 = createHash('sha1').update(readFileSync(join(root, path))).digest('hex')
    return [{ path, size: stat.size, mode: (stat.mode & 0o7777).toString(8), sha1 }]
  })
}

let fail = () => {}
process.on('uncaughtException', (error) => fail(error))

async function extract(archive) {
  const root = mkdtempSync(join(tmpdir(), 'npm-'))
  const fetcher = new pacote.FileFetcher(`file:${archive}`, { cache: null })
  // As for a registry dependency: the manifest is known, and names no bins.
  fetcher.package = {}
  let timer
  try {
    const thrown = new Promise((_, reject) => {
      fail = reject
      timer = setTimeout(() => reject(Object.assign(new Error('npm does not end'), { code: 'TIMEOUT' })), 20000)
    })
    await Promise.race([fetcher.extract(root), thrown])
    return { files: tree(root), error: null }
  } catch (error) {
    return { files: [], error: `${error.code ?? error.name}: ${error.message}` }
  } finally {
    clearTimeout(timer)
    rmSync(root, { recursive: true, force: true })
  }
}

for (const archive of process.argv.slice(2)) console.log(JSON.stringify(await extract(archive)))
process.exit(0)
