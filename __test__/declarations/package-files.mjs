// The files of a tarball, and a disk in memory that holds them.

import { gunzipSync } from 'node:zlib'

/** A disk on which the package lies at `root`, as TypeScript asks for it. */
export function hostOf(files, root) {
  const all = new Map([...files].map(([file, contents]) => [`${root}/${file}`, contents]))
  const folders = new Set(['/'])
  for (const file of all.keys()) {
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) folders.add(file.slice(0, at))
  }
  return {
    fileExists: (file) => all.has(file),
    readFile: (file) => all.get(file)?.toString('utf8'),
    directoryExists: (file) => folders.has(file.replace(/(?<=.)\/$/, '')),
    getCurrentDirectory: () => '/',
  }
}

/** The files of a tarball, without the first folder; npm's own tarballs need no more than ustar and pax paths. */
export function filesOf(bytes) {
  const archive = gunzipSync(bytes)
  const files = new Map()
  let long
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const text = (from, length) => archive.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(text(124, 12), 8) || 0
    const contents = archive.subarray(at + 512, at + 512 + size)
    const type = text(156, 1)
    if (type === 'x') long = /\d+ path=(.*)\n/.exec(contents.toString('utf8'))?.[1]
    else {
      const prefix = text(345, 155)
      const file = long ?? (prefix ? `${prefix}/${text(0, 100)}` : text(0, 100))
      if (type === '0' || type === '') files.set(file.split('/').slice(1).join('/'), contents)
      long = undefined
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}
