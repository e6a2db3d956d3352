// Reads the expected pages of tests/pages with other people's parsers. All that comes from a project must be text there,
// and the page may load nothing.

import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Lexer, marked } from 'marked'
import { defaultTreeAdapter as tree, parse } from 'parse5'
import { describe, expect, test } from 'vitest'

const expected = fileURLToPath(new URL('../../tests/pages/', import.meta.url))
const read = (name) => readFileSync(expected + name, 'utf8')
const files = (ending) => {
  const found = readdirSync(expected).filter((name) => name.endsWith(ending))
  expect(found).toContain(`hostile${ending}`)
  return found
}

/** The elements of a page, and what its parser complains about. */
const elements = (text) => {
  const errors = []
  const found = []
  const open = [parse(text, { onParseError: ({ code }) => errors.push(code) })]
  for (let node; (node = open.pop()); ) {
    if (tree.isElementNode(node)) found.push(node)
    open.push(...(node.childNodes ?? []))
  }
  return { errors, found }
}
const of = (found, name) => found.filter(({ tagName }) => tagName === name)
const attribute = ({ attrs }, name) => attrs.find((attr) => attr.name === name)?.value
const text = (node) => (tree.isTextNode(node) ? node.value : (node.childNodes ?? []).map(text).join(''))
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The elements that the pages are made of; no name of a project may add one. */
const known = new Set(elements(read('songbook.html')).found.map(({ tagName }) => tagName))

describe.each(files('.html'))('%s', (name) => {
  const { errors, found } = elements(read(name))

  test('is HTML without a fault', () => {
    expect(errors).toEqual([])
    expect(of(found, 'h1').length).toBe(1)
    const ids = found.map((element) => attribute(element, 'id')).filter(Boolean)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('is made of our elements and attributes alone', () => {
    for (const element of found) {
      expect(known).toContain(element.tagName)
      for (const { name } of element.attrs) expect(name).not.toMatch(/^(on|style$|src|srcset|action|formaction|xlink)/)
    }
    expect([of(found, 'script').length, of(found, 'style').length]).toEqual([1, 1])
  })

  test('loads nothing, and lets nothing run but its own', () => {
    for (const element of found) expect(attribute(element, 'href') ?? '#').toMatch(/^#/)
    const policy = of(found, 'meta').find((meta) => attribute(meta, 'http-equiv') === 'Content-Security-Policy')
    const [style] = of(found, 'style').map(text)
    const [script] = of(found, 'script').map(text)
    expect(attribute(policy, 'content').split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash(style)}`,
      `script-src ${hash(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ])
    expect(style + script).not.toMatch(/https?:|url\(|@import|innerHTML|\beval\b/)
  })

  test('what is controlled, labelled or listed is there', () => {
    const ids = new Set(found.map((element) => attribute(element, 'id')))
    for (const element of found) {
      for (const name of ['aria-labelledby', 'aria-controls', 'for']) {
        const id = attribute(element, name)
        if (id) expect(ids).toContain(id)
      }
    }
  })
})

test('what a name says is what is read', () => {
  const { found } = elements(read('hostile.html'))
  const codes = new Set(of(found, 'code').map(text))
  for (const name of ['</script><script>alert(1)</script>.js', '"><img src=https://evil.example/x onerror=alert(1)>.js', '\\u{202e}sj.\\u{1b}[2J\\u{7}\\u{2066}a\\u{200b}.js']) {
    expect(codes).toContain(name)
  }
})

describe.each(files('.md'))('%s', (name) => {
  const tokens = []
  marked.walkTokens(new Lexer({ gfm: true }).lex(read(name)), (token) => tokens.push(token))

  test('has no HTML but its folds, and no link or picture', () => {
    for (const { type, raw } of tokens) {
      expect(['link', 'image', 'def', 'del']).not.toContain(type)
      if (type === 'html') expect(raw.trim()).toMatch(/^(<details><summary>[\w ,":()]+<\/summary>|<\/details>)$/)
    }
  })

  test('has the headings and rows that it should have', () => {
    for (const { depth } of tokens.filter(({ type }) => type === 'heading')) expect(depth).toBeLessThan(4)
    for (const { header, rows } of tokens.filter(({ type }) => type === 'table')) {
      expect([4, 6]).toContain(header.length)
      for (const row of rows) expect(row.at(-1).text).not.toBe('')
    }
  })
})
