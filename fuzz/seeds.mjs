// Fills `corpus/` with what fuzzing starts from: the seeds that are kept, the fixtures, and archives and nested code that
// are made on the spot.

import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { nested } from '../__test__/hostile/packages.mjs'
import { mutant, oddArchives } from '../__test__/tarball/archives.mjs'

const here = (path) => new URL(path, import.meta.url)
const write = (target, name, bytes) => bytes.length < 16_384 && writeFileSync(here(`corpus/${target}/${name}`), bytes)

for (const target of readdirSync(here('seeds'))) cpSync(here(`seeds/${target}/`), here(`corpus/${target}/`), { recursive: true })
for (const target of ['archive', 'manifest_and_resolver', 'cjs_lexer', 'module_reader', 'check']) mkdirSync(here(`corpus/${target}/`), { recursive: true })

// The first byte says how the rest is dressed: see `src/archive.rs`.
const archives = [...oddArchives(), ...Array.from({ length: 200 }, (_, i) => [`mutant ${i}`, mutant(i)])]
archives.forEach(([, bytes], i) => {
  write('archive', `${i}-packed`, Buffer.concat([Buffer.from([2]), bytes]))
  try {
    write('archive', `${i}-plain`, Buffer.concat([Buffer.from([1]), gunzipSync(bytes)]))
  } catch {
    // Damaged on purpose, or not packed at all.
  }
})

for (const name of readdirSync(here('../tests/fixtures')).filter((name) => name.endsWith('.txtar'))) {
  const text = readFileSync(here(`../tests/fixtures/${name}`), 'utf8')
  for (const target of ['manifest_and_resolver', 'check', 'cjs_lexer', 'module_reader']) write(target, name, Buffer.from(text))
}
for (const [name, text] of Object.entries(nested(20))) {
  for (const target of ['cjs_lexer', 'module_reader']) write(target, name.replaceAll(' ', '-'), Buffer.from(text))
}
