// Makes the archive of a program for the release: `node release/archive.mjs TARGET FOLDER`, after `cargo build --release`.

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [target, folder = 'dist'] = process.argv.slice(2)
if (!target) throw new Error('node release/archive.mjs TARGET FOLDER')

const built = process.env.CARGO_TARGET_DIR ?? join(root, 'target')
const program = target.includes('windows') ? 'packproof.exe' : 'packproof'
const name = `packproof-${target}`
const work = mkdtempSync(join(tmpdir(), 'archive-'))
mkdirSync(join(work, name))
copyFileSync(join(built, target, 'release', program), join(work, name, program))
for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) copyFileSync(join(root, file), join(work, name, file))
run('cargo', 'run', '--quiet', '--locked', '--example', 'manual', '--', join(work, name))
mkdirSync(folder, { recursive: true })
run('tar', '-czf', join(resolve(folder), `${name}.tar.gz`), '-C', work, name)
rmSync(work, { recursive: true })

function run(...words) {
  const { status } = spawnSync(words[0], words.slice(1), { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
