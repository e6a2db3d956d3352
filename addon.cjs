// The addon of this platform; where it is not there, an error that says what is missing and how to get it.
'use strict'

try {
  module.exports = require('./native.cjs')
} catch (error) {
  throw Object.assign(new Error(reasonOf(error), { cause: error }), { code: 'ERR_PACKPROOF_NO_ADDON' })
}

function reasonOf(error) {
  const { version, optionalDependencies } = require('./package.json')
  // Only the published package.json has the platforms among its optional dependencies.
  if (optionalDependencies === undefined) return `packproof is not built: ${error.message}\nIn a checkout, build it: npm run prepare`
  const faults = chainOf(error).map(({ message }) => String(message))
  const names = Object.keys(optionalDependencies).filter((name) => faults.some((fault) => fault.includes(name)))
  const [name] = names
  if (name === undefined) return unsupported(Object.keys(optionalDependencies))
  if (isInstalled(name)) return `${name} is installed, and cannot be loaded: ${faults.find((fault) => !fault.startsWith('Cannot find'))}`
  return missing(name, version)
}

/** The loader hangs each failure on the next as its cause. */
function chainOf(error) {
  const chain = []
  // The bound is for an error that is its own cause.
  for (let next = error?.cause; next && chain.length < 100; next = next.cause) chain.push(next)
  return chain
}

function isInstalled(name) {
  try {
    require.resolve(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}

function missing(name, version) {
  return `packproof's addon for this platform is missing: ${name}@${version} is not installed.
It is an optional dependency of packproof. Package managers leave it out with --omit=optional (npm), --no-optional (pnpm) or
--ignore-optional (yarn), and where the lock file or node_modules was made on another platform. To get it:
  npm install --include=optional          all optional dependencies, as packproof wants it
  npm install --save-dev ${name}@${version}`
}

function unsupported(names) {
  const platforms = names.map((name) => name.slice(name.indexOf('-') + 1)).join(', ')
  return `packproof has no addon for ${process.platform}-${process.arch}; it has one for ${platforms}.
The program can be built where Rust is installed: cargo install packproof --locked`
}
