// Drives a real Chromium by the DevTools protocol over a pipe: no package is needed, and no port is opened.

import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The program: `CHROMIUM`, or the first that is on the PATH. */
export function chromium() {
  const names = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(Boolean)
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore', timeout: 60_000 }).status === 0)
}

export class Browser {
  #child
  #folder = mkdtempSync(join(tmpdir(), 'chromium-'))
  #next = 1
  #waiting = new Map()
  #events = []
  #rest = ''

  constructor(program) {
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars']
    const quiet = ['--no-first-run', '--disable-extensions', '--disable-background-networking', '--disable-component-update']
    const pipe = ['--remote-debugging-pipe', `--user-data-dir=${this.#folder}`, 'about:blank']
    this.#child = spawn(program, [...flags, ...quiet, ...pipe], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
    this.#child.stdio[4].setEncoding('utf8').on('data', (text) => this.#read(text))
    this.#child.on('exit', () => this.#waiting.forEach(({ no }) => no(new Error('Chromium has ended'))))
    for (const stream of this.#child.stdio) stream?.on('error', () => {})
  }

  #read(text) {
    const parts = (this.#rest + text).split('\0')
    this.#rest = parts.pop()
    for (const part of parts) {
      const message = JSON.parse(part)
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      if (!message.id) this.#events.push(message)
      else if (message.error) waiting.no(new Error(`${waiting.method}: ${message.error.message}`))
      else waiting.yes(message.result)
    }
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.#next++
    return new Promise((yes, no) => {
      this.#waiting.set(id, { yes, no, method })
      this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  }

  /** Opens a page and waits until it stands still. */
  async open(url, { width, height = 900, dark = false } = {}) {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true })
    const page = new Page(this, sessionId, targetId, this.#events)
    await Promise.all([page.send('Page.enable'), page.send('Runtime.enable'), page.send('Log.enable'), page.send('Network.enable')])
    await page.resize(width, height)
    await page.emulate({ dark })
    await page.send('Page.navigate', { url })
    await page.evaluate('new Promise((done) => document.readyState === "complete" ? done() : addEventListener("load", done))')
    return page
  }

  async close() {
    const ended = new Promise((done) => this.#child.once('exit', done))
    this.send('Browser.close').catch(() => {})
    const slow = setTimeout(() => this.#child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(slow)
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

class Page {
  #browser
  #session
  #target
  #events

  constructor(browser, session, target, events) {
    this.#browser = browser
    this.#session = session
    this.#target = target
    this.#events = events
  }

  send(method, params) {
    return this.#browser.send(method, params, this.#session)
  }

  resize(width, height) {
    return this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 })
  }

  emulate({ dark = false, print = false } = {}) {
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]
    return this.send('Emulation.setEmulatedMedia', { media: print ? 'print' : '', features })
  }

  /** The value of an expression in the page. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  async press(key, code = key) {
    const text = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined
    const keyCode = { Tab: 9, Enter: 13, ArrowDown: 40, ArrowUp: 38, ArrowLeft: 37, ArrowRight: 39, Escape: 27 }[key] ?? key.charCodeAt(0)
    for (const type of ['keyDown', 'keyUp']) {
      await this.send('Input.dispatchKeyEvent', { type, key, code, text: type === 'keyDown' ? text : undefined, windowsVirtualKeyCode: keyCode })
    }
  }

  async screenshot(isWhole = false) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: isWhole })
    return Buffer.from(data, 'base64')
  }

  async pdf() {
    const { data } = await this.send('Page.printToPDF', { printBackground: true })
    return Buffer.from(data, 'base64')
  }

  /** The errors that the page has logged, and the addresses that it asked for. */
  get said() {
    const own = this.#events.filter(({ sessionId }) => sessionId === this.#session)
    const errors = own.filter(({ method, params }) => method === 'Runtime.exceptionThrown' || (method === 'Log.entryAdded' && params.entry.level === 'error'))
    const requests = own.filter(({ method }) => method === 'Network.requestWillBeSent').map(({ params }) => params.request.url)
    return { errors: errors.map(({ params }) => params.entry?.text ?? params.exceptionDetails.exception?.description), requests }
  }

  close() {
    return this.#browser.send('Target.closeTarget', { targetId: this.#target })
  }
}
