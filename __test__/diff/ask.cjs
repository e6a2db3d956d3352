// Asks this Node, in a consumer's folder, what a list of specifiers gives: JSON on standard input, and on standard output.
// One line for each answer, so that what a package prints or a crash does not take the others along.
'use strict'

const { createRequire } = require('node:module')
const { writeSync } = require('node:fs')
const { join } = require('node:path')
const { isModuleNamespaceObject } = require('node:util').types

const [, , folder, specifier, mode, isData] = process.argv
const require_ = createRequire(join(folder, 'consumer.js'))

function say(answer) {
  writeSync(1, `\nPACKPROOF ${JSON.stringify(answer)}\n`)
  process.exit(0)
}

/** The names of a namespace, and with a dot behind it those of a namespace that it exports. */
function namesOf(namespace) {
  const members = (key) => {
    const value = namespace[key]
    return isModuleNamespaceObject(value) ? Object.keys(value).map((member) => `${key}.${member}`) : []
  }
  return Object.keys(namespace).flatMap((key) => [key, ...members(key)])
}

async function ask() {
  if (mode === 'require') {
    const found = require_(specifier)
    const isObject = (typeof found === 'object' || typeof found === 'function') && found !== null
    return { names: isObject ? Object.keys(found) : [] }
  }
  const { writeFileSync, unlinkSync } = require('node:fs')
  const file = join(folder, `ask-${process.pid}.mjs`)
  const options = isData === 'data' ? ", { with: { type: 'json' } }" : ''
  writeFileSync(file, `export const found = () => import(${JSON.stringify(specifier)}${options})`)
  try {
    const { found } = await import(require('node:url').pathToFileURL(file).href)
    return { names: namesOf(await found()) }
  } finally {
    unlinkSync(file)
  }
}

/** An error by its code or name; a global that is not there, by its name; and the package whose "exports" refuse a path. */
function failed(error) {
  const lacks = error?.name === 'ReferenceError' ? /^(\w+) is not defined/.exec(error.message)?.[1] : undefined
  const refusing = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]package\.json(?!.*package\.json)/s.exec(error?.message)?.[1]
  return { error: String(error?.code ?? error?.name ?? error), lacks, refusing: refusing?.replace('\\', '/') }
}

ask().then(say, (error) => say(failed(error)))
