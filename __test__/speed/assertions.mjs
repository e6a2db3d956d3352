// Measures assertions: the cost of one against that of two hundred on the same tarball, and the memory that ten thousand opens
// leave behind.
//
// node --expose-gc __test__/speed/assertions.mjs [TARBALL]; only figures of the addon's release build mean something.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const own = fileURLToPath(import.meta.url)
const sample = fileURLToPath(new URL('../../sample/orchestra-1.0.0.tgz', import.meta.url))
const [tarball = sample, count, which = 'pass'] = process.argv.slice(2)
const RUNS = 5

if (count) await assertions(Number(count), which)
else {
  compare('pass')
  compare('pass or fail')
  await opens()
}

/** In a process of its own, so that one does not warm the other. */
function compare(kind) {
  const [one, many] = [1, 200].map((assertions) => {
    const run = () => execFileSync(process.execPath, [own, tarball, assertions, kind], { encoding: 'utf8' }).split(' ').map(Number)
    const runs = Array.from({ length: RUNS }, run)
    return [0, 1].map((which) => runs.map((times) => times[which]).sort((a, b) => a - b)[RUNS >> 1])
  })
  for (const [which, what] of ['assertions by themselves', 'the whole process'].entries()) {
    const times = (many[which] / one[which]).toFixed(2)
    console.log(`${what}, which ${kind}: 1 takes ${one[which].toFixed(1)} ms, 200 take ${many[which].toFixed(1)} ms, ${times} times (median of ${RUNS})`)
  }
}

async function assertions(count, which) {
  const packproof = await import('../../matchers/assert.mjs')
  const { name, entryPoints } = describe(await import('../../index.mjs'))
  const subpaths = entryPoints.filter(({ kind, outcomes }) => kind !== 'bin' && outcomes.some(({ status }) => status === 'ok')).map(({ subpath }) => subpath)
  const passing = [
    () => packproof.assertContainsFile(tarball, 'package.json'),
    (subpath) => packproof.assertImportable(tarball, subpath),
    (subpath) => attempt(() => packproof.assertResolves(tarball, subpath)),
    (subpath) => attempt(() => packproof.assertLinks(tarball, `import '${name}${subpath.slice(1)}'`)),
  ]
  const failing = [
    (subpath) => attempt(() => packproof.assertExports(tarball, subpath, ['gone'])),
    () => attempt(() => packproof.assertPasses(tarball)),
    (subpath) => attempt(() => packproof.assertImportable(tarball, `${subpath}-not-there`)),
    () => attempt(() => packproof.assertContainsFile(tarball, 'dist/not-there.js')),
  ]
  const kinds = which === 'pass' ? passing : [...passing, ...failing]
  const start = performance.now()
  // The one is the heaviest: it asks for everything.
  if (count === 1) attempt(() => packproof.assertPasses(tarball))
  else for (let nth = 0; nth < count; nth++) kinds[nth % kinds.length](subpaths[nth % subpaths.length])
  // By themselves, and with the start of Node and the loading of packproof.
  console.log(`${performance.now() - start} ${performance.now()}`)
}

/** The name and the entry points to ask for, read from a package of its own, so that nothing is known beforehand. */
function describe({ openSync }) {
  return openSync(tarball)
}

function attempt(work) {
  try {
    work()
  } catch (error) {
    if (error.code !== 'ERR_ASSERTION') throw error
  }
}

async function opens() {
  const { openSync, open } = await import('../../index.mjs')
  const use = (pkg) => pkg.files.length + pkg.entryPoints.length
  const round = async (times) => {
    for (let nth = 0; nth < times; nth += 10) {
      use(openSync(tarball))
      await Promise.all(Array.from({ length: 9 }, async () => use(await open(tarball))))
    }
    for (let pass = 0; pass < 5; pass++) {
      globalThis.gc?.()
      await setTimeout(10)
    }
    return { rss: process.memoryUsage.rss() / 2 ** 20, handles: handles() }
  }
  const before = await round(1000)
  const after = await round(10_000)
  console.log(`10,000 opens · ${(after.rss - before.rss).toFixed(1)} MiB more · ${after.handles - before.handles} file handles more`)
}

/** On Linux; elsewhere nothing is known. */
function handles() {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return Number.NaN
  }
}
