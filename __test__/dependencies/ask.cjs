'use strict'
// Runs inside an asked Node, in the consumer's folder: loads each specifier, and prints its names or its error. It runs package code.

const { createRequire } = require('node:module')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

const { mode, specifiers } = JSON.parse(process.argv[2])
const consumer = join(process.cwd(), 'packproof-consumer.mjs')
const from = createRequire(consumer)
process.on('unhandledRejection', () => {})
process.on('uncaughtException', () => {})

async function load(specifier) {
  if (mode === 'require') return from(specifier)
  return (await import(pathToFileURL(consumer).href)).default(specifier)
}

async function answer(specifier) {
  try {
    const value = await load(specifier)
    return { names: mode === 'import' ? Object.keys(value).sort() : [] }
  } catch (error) {
    return { code: error?.code ?? error?.name ?? 'thrown', message: String(error?.message).slice(0, 300) }
  }
}

async function main() {
  for (const specifier of specifiers) {
    const said = JSON.stringify({ specifier, ...(await answer(specifier)) })
    require('node:fs').writeSync(3, `${said}\n`)
  }
  process.exit()
}
main()
