// Tests that docs/api.md is current (`node docs/api.mjs` writes it from the declarations), and that its examples are JavaScript.

import { readFileSync } from 'node:fs'
import { marked } from 'marked'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { page } from '../../docs/api.mjs'

const text = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')

test('the page is current', () => {
  expect(text, 'run `node docs/api.mjs`').toBe(page())
})

test('links lead somewhere', () => {
  const headings = new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-')))
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor)
  expect(links.length).toBeGreaterThan(20)
  for (const anchor of links) expect(headings).toContain(anchor)
})

test('examples parse', () => {
  const examples = marked.lexer(text).filter(({ type, lang }) => type === 'code' && lang === 'js')
  expect(examples.length).toBeGreaterThan(5)
  for (const { text } of examples) {
    const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext } })
    expect(diagnostics, text).toEqual([])
  }
})
