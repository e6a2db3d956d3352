// Compares an answer of Node with one of packproof. This is the one place that knows what counts as agreement.

/**
 * `node` is an answer of the resolution oracle, `packproof` a line `{ status, target, format, code, message }` of
 * `packproof resolve --batch`; `files` are the files of the package. Returns undefined if they agree, else Node's answer.
 */
export function disagreement(question, node, packproof, files) {
  const { status, target, format, code } = packproof
  if (node.url) return status === 'external' || target === node.url ? undefined : `the URL ${node.url}`
  if (node.path?.startsWith('node:')) return status === 'builtin' && target?.replace(/^(node:)?/, 'node:') === node.path ? undefined : node.path
  if (node.path !== undefined) {
    if (node.load) return found(status, target, node) || code === node.load.code ? undefined : `${node.path}, then ${node.load.code}`
    const sameFormat = !node.format || format === undefined || format === node.format
    return found(status, target, node) && sameFormat ? undefined : `${node.path}${node.format ? ` (${node.format})` : ''}`
  }
  if (status === 'broken' && code === node.code) return undefined
  if (status === 'external' && target == null && isElsewhere(question, node, files)) return undefined
  return node.code
}

const found = (status, target, node) => status === 'ok' && target === node.path

/** Node did not find a package, and it is none that the tarball has: whether it is there depends on what else is installed. */
function isElsewhere({ specifier }, { code, message }, files) {
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return false
  const named = /^Cannot find package '([^']+)'/.exec(message)?.[1] ?? specifier
  if (/^(\.|\/|#$)/.test(named)) return false
  if (named.startsWith('#')) return true
  const name = named.split('/').slice(0, named.startsWith('@') ? 2 : 1).join('/')
  return !files.some((file) => `/${file}`.includes(`/node_modules/${name}/`) || `/${file}`.endsWith(`/node_modules/${name}.js`))
}
