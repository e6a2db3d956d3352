'use strict'
// Keeps pnpm (as its .pnpmfile.cjs) and yarn 2 and newer (as a plugin) from dependencies that come from elsewhere than
// the registry. Both would run code to get some of these; npm has flags to refuse them.

const allowed = new Set('ALLOWED'.split(' '))

/** Where a dependency comes from; nothing for the registry. */
function source(written) {
  const text = String(written).trim().toLowerCase()
  if (/^(npm|workspace|catalog|jsr|virtual|patch):/.test(text)) return ''
  if (/^(link|portal|exec):/.test(text)) return 'directory'
  const path = /^file:(.*)$/s.exec(text)?.[1] ?? (/^([./\\]|~\/|[a-z]:)/.test(text) ? text : '')
  // yarn appends parameters to a path: `file:./x.tgz::locator=…`.
  if (path) return /\.(tgz|tar\.gz|tar)(::.*)?$/s.test(path) ? 'file' : 'directory'
  if (/^(git[:+@]|ssh:|github:|gitlab:|bitbucket:|gist:)/.test(text) || /^[^#?]*\.git([#?]|$)/.test(text)) return 'git'
  if (/^https?:/.test(text)) return /^https?:\/\/(www\.)?(github\.com|gitlab\.com|bitbucket\.org)\/[^/]+\/[^/]+$/.test(text) ? 'git' : 'remote'
  return /^[^\s@/]+\/[^\s]+$/.test(text) ? 'git' : ''
}

function check(by, name, written) {
  const from = source(written)
  if (!from || allowed.has(from)) return
  const error = new Error(`PACKPROOF_REFUSED ${JSON.stringify([from, name, String(written), by])}`)
  error.stack = error.message // Of what they say, the end is read.
  throw error
}

function readPackage(manifest) {
  // The consumer names the tarball of the package by its path.
  if (manifest.name === 'consumer' && manifest.private) return manifest
  for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies']) {
    for (const [name, written] of Object.entries(manifest[field] ?? {})) check(manifest.name, name, written)
  }
  return manifest
}

const nameOf = ({ scope, name }) => (scope ? `@${scope}/${name}` : name)

async function reduceDependency(dependency, project, parent) {
  if (!parent.reference.startsWith('workspace:')) check(nameOf(parent), nameOf(dependency), dependency.range)
  return dependency
}

module.exports = { hooks: { readPackage }, name: 'packproof-refuses', factory: () => ({ hooks: { reduceDependency } }) }
