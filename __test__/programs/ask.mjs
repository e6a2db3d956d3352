// Loads each file that a list names, by `import` or by `require`, and prints what came of it as lines of JSON: node ask.mjs MODE LIST

import { readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [mode, list] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const LONGEST = 3000

// What fails later is no failure of the import.
for (const event of ['unhandledRejection', 'uncaughtException']) process.on(event, () => {})

for (const [at, file] of JSON.parse(readFileSync(list)).entries()) writeSync(1, `${JSON.stringify({ at, ...(await answer(file)) })}\n`)
process.exit(0)

async function answer(file) {
  try {
    if (mode === 'require') return { loads: true, names: Object.keys(require(file) ?? {}) }
    return { loads: true, names: Object.keys(await Promise.race([import(pathToFileURL(file)), tooLate()])).sort() }
  } catch (error) {
    return { loads: false, error: `${error?.code ?? error?.name}: ${String(error?.message ?? error).split('\n')[0]}` }
  }
}

/** A module whose top-level `await` never ends. */
function tooLate() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('it takes too long')), LONGEST))
}
