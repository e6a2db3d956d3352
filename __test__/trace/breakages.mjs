// The ways in which releases break. Each changes the files of a project, which it gets as a Map from path to text.

/** Changes package.json. */
export const manifest = (change) => (files) => {
  const json = JSON.parse(files.get('package.json'))
  change(json)
  files.set('package.json', `${JSON.stringify(json, null, 2)}\n`)
}

export const leavesOut = (...entries) => manifest((json) => (json.files = entries))
export const undeclares = (name) =>
  manifest((json) => {
    json.devDependencies = { ...json.devDependencies, [name]: json.dependencies[name] }
    delete json.dependencies[name]
  })
export const replaces = (path, from, to) => (files) => {
  const text = files.get(path)
  if (!text?.includes(from)) throw new Error(`${path} has no ${from}`)
  files.set(path, text.replaceAll(from, to))
}
/** Moves a folder, and the paths of the modules that import it by `from`. */
export const moves = (folder, to, pairs) => (files) => {
  for (const [path, text] of [...files]) {
    if (path.startsWith(`${folder}/`)) {
      files.delete(path)
      files.set(to + path.slice(folder.length), text)
    }
  }
  for (const [path, from, other] of pairs) replaces(path, from, other)(files)
}
/** A second folder whose output takes the place of another's. */
export const adds = (added, build) => (files) => {
  for (const [path, text] of Object.entries(added)) files.set(path, text)
  manifest((json) => (json.scripts.build = build(json.scripts.build)))(files)
}

export const tsconfig = (options, more = {}) =>
  JSON.stringify({
    compilerOptions: { target: 'es2022', skipLibCheck: true, noCheck: true, types: [], ...options },
    ...more,
  })
export const esm = (rootDir, outDir) => tsconfig({ module: 'nodenext', rootDir, outDir }, { include: [rootDir] })

/** A new module whose value an entry exports. */
export const exportsValue = (entry, specifier, path) => (files) => {
  files.set(path, 'export const late = () => 1\n')
  files.set(entry, `${files.get(entry)}\nexport { late } from '${specifier}'\n`)
}
