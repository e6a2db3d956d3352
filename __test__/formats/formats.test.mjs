// Reads the expected files of tests/formats with other people's parsers: a schema validator for SARIF, libxml2 for JUnit, a
// Markdown parser, and the rules by which GitHub's runner finds commands. All that comes from a package must be text there.

import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { Lexer, marked } from 'marked'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { parse } from './workflow-commands.mjs'

const expected = fileURLToPath(new URL('../../tests/formats/', import.meta.url))
const read = (name) => readFileSync(expected + name, 'utf8')
const own = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const files = (ending) => {
  const found = readdirSync(expected).filter((name) => name.endsWith(ending))
  expect(found.length).toBeGreaterThan(3)
  return found
}

describe('sarif', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats(ajv)
  const isValid = ajv.compile(JSON.parse(own('sarif-2.1.0.schema.json')))

  test.each(files('.sarif'))('%s holds to the schema', (name) => {
    expect(isValid(JSON.parse(read(name))), JSON.stringify(isValid.errors)).toBe(true)
  })

  test('the schema is no formality', () => {
    const document = JSON.parse(read('sample.sarif'))
    document.runs[0].results[0].level = 'fatal'
    expect(isValid(document)).toBe(false)
  })

  test.each(files('.sarif'))('%s has what GitHub asks for', (name) => {
    const [run] = JSON.parse(read(name)).runs
    for (const rule of run.tool.driver.rules) {
      for (const text of [rule.shortDescription.text, rule.fullDescription.text]) expect(text.length).toBeLessThanOrEqual(1024)
      expect(rule.help.text).toBeTruthy()
      expect(rule.properties.tags.length).toBeLessThanOrEqual(10)
    }
    for (const { ruleId, ruleIndex, locations, partialFingerprints } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId)
      expect(Object.values(partialFingerprints).length).toBeGreaterThan(0)
      const { artifactLocation, region } = locations[0].physicalLocation
      expect(region.startLine).toBeGreaterThan(0)
      expect(run.originalUriBaseIds).toHaveProperty([artifactLocation.uriBaseId])
      // Relative, without a host, a query or a fragment, and the same path when it is read.
      const url = new URL(artifactLocation.uri, 'file:///root/')
      expect([url.protocol, url.search, url.hash, url.host]).toEqual(['file:', '', '', ''])
      expect(url.pathname.startsWith('/root/')).toBe(true)
    }
    const prints = run.results.map(({ partialFingerprints }) => partialFingerprints['packproof/v1'])
    expect(new Set(prints).size).toBe(prints.length)
  })

  test('no text of a package becomes a link', () => {
    for (const { message } of JSON.parse(read('nasty.sarif')).runs[0].results) expect(message.text).not.toMatch(/(?<!\\)[[\]]/)
  })
})

describe('junit', () => {
  const schema = own('junit.xsd')
  const errorsOf = async (xml) => (await validateXML({ xml, schema })).errors

  test.each(files('.junit.xml'))('%s holds to the schema', async (name) => {
    expect(await errorsOf(read(name))).toEqual([])
  })

  test('the schema is no formality', async () => {
    expect(await errorsOf(read('sample.junit.xml').replace('<failure ', '<failed ').replace('</failure>', '</failed>'))).not.toEqual([])
    expect(await errorsOf(read('sample.junit.xml').replace('type=', '\u0001='))).not.toEqual([])
  })

  test.each(files('.junit.xml'))('%s counts what is there', (name) => {
    const xml = read(name)
    const count = (element) => xml.split(`<${element} `).length - 1
    const [, tests, failures, errors] = /<testsuites name="packproof" tests="(\d+)" failures="(\d+)" errors="(\d+)">/.exec(xml).map(Number)
    expect([tests, failures, errors]).toEqual([count('testcase'), count('failure'), count('error')])
  })
})

describe('markdown', () => {
  /** The elements that the document may have beside text and code; all HTML is ours. */
  const structure = ['heading', 'paragraph', 'table', 'list', 'list_item', 'space', 'strong', 'text', 'codespan', 'code', 'html']
  const html = /^(<details><summary>\d+ (entry points?, not broken|suggestions?)<\/summary>\s*|<\/details>\s*|<br>)$/
  /** The marks that GitHub makes more of than text. */
  const active = /[@#<>&|*_~`[\]]|:\/\/|www\.|\b[0-9a-f]{7,}\b/

  const all = (markdown) => {
    const tokens = []
    marked.walkTokens(Lexer.lex(markdown, { gfm: true }), (token) => tokens.push(token))
    return tokens
  }

  test.each(files('.md'))('%s has nothing in it but what we wrote', (name) => {
    const tokens = all(read(name))
    expect(tokens.length).toBeGreaterThan(2)
    for (const token of tokens) {
      expect(structure).toContain(token.type)
      if (token.type === 'html') expect(token.raw).toMatch(html)
      if (token.type === 'text' && !token.tokens) expect(token.text).not.toMatch(active)
      if (token.type === 'table') for (const row of token.rows) expect(row.length).toBe(4)
    }
  })

  test('headings are ours', () => {
    const headings = all(read('nasty.md')).filter(({ type }) => type === 'heading')
    expect(headings.map(({ depth, text }) => [depth, text.slice(0, 4)])).toEqual([[3, '✗ ``']])
  })

  test('names are shown as they are', () => {
    const spans = all(read('nasty.md')).filter(({ type }) => type === 'codespan')
    const texts = spans.map(({ text }) => text)
    for (const name of ['"./<script>alert(1)</script>"', '"./```"', 'package/](https://evil.example)', 'a|b/|c.js']) expect(texts).toContain(name)
  })

  test('the look-alike: bare text would have been a link', () => {
    expect(all('https://evil.example @octocat').map(({ type }) => type)).toContain('link')
  })
})

describe('github', () => {
  test.each(files('.github.txt'))('%s has annotations and nothing else', (name) => {
    const { commands, text } = parse(read(name))
    expect(commands.length).toBeGreaterThan(0)
    for (const { kind, properties, data } of commands) {
      expect(['error', 'warning', 'notice']).toContain(kind)
      expect(Object.keys(properties)).toEqual(['title'])
      expect(data).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
    }
    for (const line of text) {
      expect(line).toMatch(/^(packproof: |$)/)
      expect(line).not.toContain('##[')
    }
  })

  test('what is escaped comes back', () => {
    const { commands } = parse(read('nasty.github.txt'))
    expect(commands[0].properties.title).toBe('missing-file in na|s`ty\\u{1b}[2J<b>@everyone</b>@1\\n::error::pwned\\r\\n#\\u{23}[error]pwned')
    expect(commands.some(({ data }) => data.includes('dist/sp ace#?%41&"\'<x>.js'))).toBe(true)
  })
})
