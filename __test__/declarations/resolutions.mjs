// Compares, on real tarballs, the file that packproof says TypeScript takes with the one that TypeScript takes: for every
// entry point and mode. `node resolutions.mjs FOLDER [PROGRAM]`; PART=1/4 takes one tarball of four.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript-5'
import { filesOf, hostOf } from './package-files.mjs'

const [folder, program = new URL('../../target/debug/packproof', import.meta.url).pathname] = process.argv.slice(2)
const [part, parts] = (process.env.PART ?? '1/1').split('/').map(Number)
const { ModuleKind, ModuleResolutionKind } = ts

const MODES = {
  'node16-cjs': [ModuleKind.Node16, ModuleResolutionKind.Node16, ModuleKind.CommonJS],
  'node16-esm': [ModuleKind.Node16, ModuleResolutionKind.Node16, ModuleKind.ESNext],
  'nodenext-cjs': [ModuleKind.NodeNext, ModuleResolutionKind.NodeNext, ModuleKind.CommonJS],
  bundler: [ModuleKind.ESNext, ModuleResolutionKind.Bundler, undefined],
  node10: [ModuleKind.CommonJS, ModuleResolutionKind.Node10, undefined],
}

const tarballs = fs.readdirSync(folder).filter((name) => name.endsWith('.tgz'))
const sum = { packages: 0, cells: 0, differ: 0 }
for (const name of tarballs.filter((_, index) => index % parts === part - 1)) compare(path.join(folder, name))
console.log(`${sum.packages} packages with types, ${sum.cells} cells, ${sum.differ} differ`)
process.exitCode = sum.cells === 0 || sum.differ > 0 ? 1 : 0

function compare(tarball) {
  const report = check(tarball)
  const entries = (report.entryPoints ?? []).filter((entry) => entry.types?.length > 0)
  if (entries.length === 0) return
  sum.packages += 1
  const root = `/node_modules/${entries[0].specifier.split('/').slice(0, entries[0].specifier.startsWith('@') ? 2 : 1).join('/')}`
  const host = hostOf(filesOf(fs.readFileSync(tarball)), root)
  for (const { specifier, types } of entries) {
    for (const { mode, target } of types) {
      const expected = ask(host, specifier, mode)?.slice(root.length + 1) ?? null
      sum.cells += 1
      if (expected === target) continue
      sum.differ += 1
      console.log(`${path.basename(tarball)} ${specifier} ${mode}: TypeScript ${expected}, packproof ${target}`)
    }
  }
}

function check(tarball) {
  const args = ['check', '--json', '--types', 'auto,node10', tarball]
  try {
    return JSON.parse(execFileSync(program, args, { maxBuffer: 2 ** 30, timeout: 120_000, stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch (error) {
    return JSON.parse(error.stdout || '{}')
  }
}

function ask(host, specifier, name) {
  const [module, moduleResolution, mode] = MODES[name]
  const importer = mode === ModuleKind.ESNext ? '/index.mts' : '/index.ts'
  const options = { module, moduleResolution, resolveJsonModule: true }
  return ts.resolveModuleName(specifier, importer, options, host, undefined, undefined, mode).resolvedModule?.resolvedFileName
}
