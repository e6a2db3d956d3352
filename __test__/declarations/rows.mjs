// Asks TypeScript itself for every row of src/resolve/typescript/tests.rs, and says which rows differ.
import fs from 'node:fs'
import ts from 'typescript-5'

const text = fs.readFileSync(new URL('../../src/resolve/typescript/tests.rs', import.meta.url), 'utf8')
const ROW = /\(\s*r#"(.*?)"#,\s*&\[(.*?)\](?:\[\.\.\])?,\s*(?:"(p\/[^"]*)",\s*)?"([^"]*)",?\s*\)/gs

let rows = 0
let differ = 0
for (const [, manifest, files, specifier = 'p', expected] of text.matchAll(ROW)) {
  const paths = [...files.matchAll(/"(.*?)"/g)].map(([, path]) => path)
  const row = ask(new Map([['package.json', manifest], ...paths.map((path) => [path, ''])]), specifier)
  rows += 1
  if (row === expected.replaceAll('!', '')) continue
  differ += 1
  console.log(`${manifest} ${specifier}\n  TypeScript ${row}\n  expected   ${expected}`)
}
console.log(`${rows} rows, ${differ} differ`)
process.exitCode = rows === 0 || differ > 0 ? 1 : 0

function ask(files, specifier) {
  const { ModuleKind, ModuleResolutionKind, resolveModuleName } = ts
  const host = hostOf(files)
  const modes = [
    [ModuleKind.Node16, ModuleResolutionKind.Node16, ModuleKind.CommonJS],
    [ModuleKind.Node16, ModuleResolutionKind.Node16, ModuleKind.ESNext],
    [ModuleKind.ESNext, ModuleResolutionKind.Bundler, undefined],
    [ModuleKind.CommonJS, ModuleResolutionKind.Node10, undefined],
  ]
  const answers = modes.map(([module, moduleResolution, mode]) => {
    const importer = mode === ModuleKind.ESNext ? '/index.mts' : '/index.ts'
    const options = { module, moduleResolution, resolveJsonModule: true }
    const { resolvedModule } = resolveModuleName(specifier, importer, options, host, undefined, undefined, mode)
    return resolvedModule?.resolvedFileName.slice('/node_modules/p/'.length) ?? '-'
  })
  return answers.join(' ')
}

function hostOf(files) {
  const all = new Map([...files].map(([path, contents]) => [`/node_modules/p/${path}`, contents]))
  const folders = new Set(['/'])
  for (const path of all.keys()) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.add(path.slice(0, at))
  }
  return {
    fileExists: (path) => all.has(path),
    readFile: (path) => all.get(path),
    directoryExists: (path) => folders.has(path.replace(/(?<=.)\/$/, '')),
    getCurrentDirectory: () => '/',
  }
}
