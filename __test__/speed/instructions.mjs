// Counts the instructions of fixed cases with callgrind and compares the counts with those recorded in instructions.json: figures
// that no load of the machine changes. `cargo build --release && node __test__/speed/instructions.mjs`; UPDATE=1 records them.
// The sample and the fixtures are part of the repository, so that nothing but the code changes the count.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const record = here('instructions.json')
const recorded = JSON.parse(readFileSync(record, 'utf8'))
const program = process.env.PACKPROOF ?? here('../../target/release/packproof')
const sample = readdirSync(here('../../sample')).find((file) => file.endsWith('.tgz'))
const folder = mkdtempSync(join(tmpdir(), 'packproof-count-'))

const cases = {
  start: ['--version'],
  ls: ['ls', here(`../../sample/${sample}`)],
  sample: ['check', '--json', here(`../../sample/${sample}`)],
  chain: ['check', '--json', made('chain')],
  pattern: ['check', '--json', made('pattern')],
}
const counted = Object.fromEntries(Object.entries(cases).map(([name, args]) => [name, count(args)]))
for (const [name, now] of Object.entries(counted)) {
  const before = recorded[name]
  console.log(`${name.padEnd(10)} ${String(now).padStart(14)}  ${before ? `${(now / before).toFixed(3)} × the recorded ${before}` : 'not recorded'}`)
}
if (process.env.UPDATE) writeFileSync(record, `${JSON.stringify(counted, null, 2)}\n`)
rmSync(folder, { recursive: true })

/** A package of a thousand modules. */
function made(shape) {
  const root = join(folder, shape)
  const module = (index) =>
    shape === 'chain' && index < 999
      ? `import { f${index + 1} } from './m${index + 1}.js'\nexport * from './m${index + 1}.js'\nexport const f${index} = () => f${index + 1}()\n`
      : `export const f${index} = () => ${index}\n`
  const exports = shape === 'chain' ? './lib/m0.js' : { './*': './lib/*.js' }
  execFileSync('mkdir', ['-p', join(root, 'package/lib')])
  writeFileSync(join(root, 'package/package.json'), JSON.stringify({ name: shape, version: '1.0.0', type: 'module', exports }))
  for (let index = 0; index < 1000; index++) writeFileSync(join(root, `package/lib/m${index}.js`), module(index))
  const archive = join(folder, `${shape}.tar`)
  execFileSync('tar', ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '-cf', archive, '-C', root, 'package'])
  return archive
}

function count(args) {
  const valgrind = ['--tool=callgrind', `--callgrind-out-file=${join(folder, 'out')}`, program, ...args]
  try {
    execFileSync('valgrind', valgrind, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, RAYON_NUM_THREADS: '1' } })
  } catch (error) {
    if (error.status !== 1) throw error
  }
  return Number(/^summary: (\d+)/m.exec(readFileSync(join(folder, 'out'), 'utf8'))[1])
}
