// The page of a trace in a real Chromium: it fits the screen at every width, in light and dark, works by keyboard, prints, and
// loads nothing. SHOTS=folder keeps screenshots. On a machine without Chromium: `apt-get install chromium`.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL, fileURLToPath } from 'node:url'
import { Browser, chromium } from './chromium.mjs'

const expected = fileURLToPath(new URL('../../tests/pages/', import.meta.url))
const more = (process.env.PAGES ?? '').split(':').filter(Boolean)
const pages = [...['songbook', 'healthy', 'empty', 'hostile'].map((name) => join(expected, `${name}.html`)), ...more]
const shots = process.env.SHOTS
const program = chromium()
let browser

before(() => {
  assert(program, 'there is no Chromium: apt-get install chromium, or name it in CHROMIUM')
  browser = new Browser(program)
})
after(() => browser?.close())

const nameOf = (path) => path.split('/').at(-1).replace('.html', '')
async function keep(page, name, isWhole) {
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  writeFileSync(join(shots, `${name}.png`), await page.screenshot(isWhole))
}

/** The contrast of two colours, as WCAG counts it. */
const CONTRAST = `(() => {
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  const light = (text) => { const [r, g, b] = text.match(/[\\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b) }
  const opaque = (element) => { for (let at = element; at; at = at.parentElement) { const { backgroundColor } = getComputedStyle(at); if (!/, 0\\)$|transparent/.test(backgroundColor)) return backgroundColor } return 'rgb(255, 255, 255)' }
  const weak = []
  for (const element of document.querySelectorAll('p, li, th, td, a, summary, code, span, h1, h2, h3, button, label')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    if (!own || !element.getClientRects().length || element.closest('.unseen, [aria-hidden]')) continue
    const [a, b] = [light(getComputedStyle(element).color), light(opaque(element))]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (ratio < 4.5) weak.push(element.className + ' ' + element.textContent.slice(0, 40) + ' ' + ratio.toFixed(2))
  }
  return weak.slice(0, 5)
})()`

/** Sentences that do not fit their place, or lead out of the screen. */
const CUT_OFF = `[...document.querySelectorAll('p, h1, h2, h3, td, th, li')].filter((element) => {
  const { width, right } = element.getBoundingClientRect()
  if (!width || element.closest('.unseen, pre') || element.querySelector('pre')) return false
  return right > document.documentElement.clientWidth + 1 || element.scrollWidth > element.clientWidth + 1
}).map((element) => element.className + ' ' + element.textContent.trim().slice(0, 60)).slice(0, 5)`

for (const path of pages) {
  describe(nameOf(path), () => {
    for (const [width, dark] of [[1280, false], [1280, true], [390, false], [390, true]]) {
      const title = `${width} px, ${dark ? 'dark' : 'light'}`
      test(title, async () => {
        const page = await browser.open(pathToFileURL(path).href, { width, dark })
        const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        assert.equal(wide, 0, `${wide} px wider than the screen`)
        assert.deepEqual(await page.evaluate(CONTRAST), [])
        assert.deepEqual(await page.evaluate(CUT_OFF), [])
        assert.deepEqual(page.said.errors, [])
        assert.deepEqual(page.said.requests.filter((url) => !url.startsWith('file:')), [])
        await keep(page, `${nameOf(path)}-${width}-${dark ? 'dark' : 'light'}`)
        await page.close()
      })
    }

    test('is printed', async () => {
      const page = await browser.open(pathToFileURL(path).href, { width: 794, height: 1123 })
      await page.emulate({ print: true })
      assert.equal(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0)
      const pdf = await page.pdf()
      assert(pdf.subarray(0, 5).equals(Buffer.from('%PDF-')) && pdf.length > 5000)
      if (shots) writeFileSync(join(shots, `${nameOf(path)}.pdf`), pdf)
      await page.close()
    })
  })
}

describe('songbook', () => {
  const url = pathToFileURL(join(expected, 'songbook.html')).href

  test('each source module is a line through six steps, the lost ones first', async () => {
    const page = await browser.open(url, { width: 1280 })
    const rows = await page.evaluate(`[...document.querySelectorAll('.grid tbody tr')].map((row) => [row.classList.contains('is-lost'), row.querySelectorAll('td').length])`)
    assert(rows.length > 5 && rows.every(([, cells]) => cells === 6))
    const lost = rows.map(([isLost]) => isLost)
    assert.deepEqual(lost, lost.toSorted?.((a, b) => b - a) ?? lost)
    const heads = await page.evaluate(`[...document.querySelectorAll('.grid thead th')].map((head) => head.textContent)`)
    assert.deepEqual(heads, ['Module', '1 Source', '2 Build', '3 Pack', '4 Publish', '5 Install', '6 Import'])
    await page.close()
  })

  test('all of it is reached by the keyboard', async () => {
    const page = await browser.open(url, { width: 1280 })
    const focused = () => page.evaluate(`(() => { const at = document.activeElement; return at.id || at.className || at.textContent.slice(0, 30) })()`)
    await page.press('Tab')
    assert.equal(await focused(), 'skip')
    await page.press('/')
    assert.equal(await focused(), 'q')
    await page.send('Input.insertText', { text: 'organ' })
    await page.evaluate('new Promise((done) => setTimeout(done, 300))')
    const shown = Number(await page.evaluate(`document.getElementById('shown').textContent`))
    assert(shown > 0 && shown < 10, String(shown))
    await page.press('Escape')
    await page.evaluate(`document.querySelector('#tree summary').focus()`)
    await page.press('ArrowDown')
    assert(await page.evaluate(`document.activeElement.matches('#tree summary')`))
    await page.close()
  })

  test('a change can be copied', async () => {
    const page = await browser.open(url, { width: 1280 })
    await page.send('Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] }).catch(() => {})
    const copied = await page.evaluate(`(async () => {
      const button = document.querySelector('.fixes .copy')
      if (!button || button.hidden) return 'no button'
      button.click()
      await new Promise((done) => setTimeout(done, 300))
      return button.textContent
    })()`)
    assert.equal(copied, 'Copied')
    await page.close()
  })
})
