// Writes src/node/browser_globals.txt: the globals of browsers that not every Node has, asked of real Nodes. Behind a name
// stand the versions that have it. `MORE=/path/to/node,…` asks further binaries: those of the lines between.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodes } from './versions.mjs'

// Names that no one means otherwise: not `name`, `status`, `event`, `open`, `close`, `top`, `parent` and the like.
const names = `
window self document navigator location history screen frames localStorage sessionStorage indexedDB caches cookieStore
customElements crypto alert confirm prompt matchMedia getComputedStyle getSelection requestAnimationFrame cancelAnimationFrame
requestIdleCallback cancelIdleCallback addEventListener removeEventListener innerWidth innerHeight devicePixelRatio pageXOffset
pageYOffset visualViewport createImageBitmap importScripts registerProcessor speechSynthesis trustedTypes
Window Document HTMLDocument XMLDocument DocumentFragment DOMParser XMLSerializer XPathResult Node NodeList NodeFilter Element Attr
NamedNodeMap Text Comment CharacterData Range StaticRange Selection HTMLCollection DOMImplementation DOMTokenList DOMRect
DOMRectReadOnly DOMPoint DOMMatrix ShadowRoot CustomElementRegistry ElementInternals MathMLElement Storage StorageEvent
HTMLElement HTMLUnknownElement HTMLAnchorElement HTMLAudioElement HTMLBodyElement HTMLButtonElement HTMLCanvasElement
HTMLDetailsElement HTMLDialogElement HTMLDivElement HTMLFieldSetElement HTMLFormElement HTMLHeadElement HTMLHeadingElement
HTMLHtmlElement HTMLIFrameElement HTMLImageElement HTMLInputElement HTMLLabelElement HTMLLIElement HTMLLinkElement
HTMLMediaElement HTMLMetaElement HTMLMeterElement HTMLOListElement HTMLOptionElement HTMLOutputElement HTMLParagraphElement
HTMLPictureElement HTMLPreElement HTMLProgressElement HTMLScriptElement HTMLSelectElement HTMLSlotElement HTMLSourceElement
HTMLSpanElement HTMLStyleElement HTMLTableElement HTMLTableCellElement HTMLTableRowElement HTMLTableSectionElement
HTMLTemplateElement HTMLTextAreaElement HTMLTimeElement HTMLTitleElement HTMLTrackElement HTMLUListElement HTMLVideoElement
SVGElement SVGSVGElement SVGGraphicsElement SVGPathElement SVGGElement SVGAnimatedString
CSS CSSRule CSSStyleSheet CSSStyleDeclaration CSSStyleRule CSSMediaRule StyleSheet StyleSheetList MediaQueryList FontFace
Image Audio Option Path2D ImageData ImageBitmap OffscreenCanvas CanvasRenderingContext2D CanvasGradient CanvasPattern
WebGLRenderingContext WebGL2RenderingContext GPUBufferUsage
CustomEvent UIEvent MouseEvent PointerEvent KeyboardEvent FocusEvent InputEvent CompositionEvent WheelEvent TouchEvent DragEvent
ClipboardEvent AnimationEvent TransitionEvent SubmitEvent PopStateEvent HashChangeEvent ProgressEvent ErrorEvent CloseEvent
MutationObserver IntersectionObserver ResizeObserver PerformanceObserver ReportingObserver
XMLHttpRequest XMLHttpRequestUpload WebSocket EventSource File FileList FileReader DataTransfer ClipboardItem URLPattern
SharedWorker ServiceWorker WorkerGlobalScope DedicatedWorkerGlobalScope ServiceWorkerGlobalScope Worker
IDBKeyRange IDBDatabase IDBRequest IDBTransaction IDBObjectStore IDBCursor IDBIndex IDBFactory Cache CacheStorage
AudioContext OfflineAudioContext AudioWorkletNode AudioWorkletProcessor AudioNode AudioBuffer MediaStream MediaRecorder MediaSource
RTCPeerConnection RTCSessionDescription RTCIceCandidate RTCDataChannel SpeechSynthesisUtterance SpeechRecognition
Animation KeyframeEffect Notification PushManager Navigator Location History Screen Crypto CryptoKey SubtleCrypto`.trim().split(/\s+/)

const script = `
  const has = (name) => { try { (0, eval)(name); return true } catch (error) { return error.name !== 'ReferenceError' } }
  console.log(JSON.stringify(${JSON.stringify(names)}.filter(has)))`

const folder = mkdtempSync(join(tmpdir(), 'browser-globals-'))
const file = join(folder, 'ask.cjs')
writeFileSync(file, script)
const run = (exec, ...args) => execFileSync(exec, ['--no-warnings', ...args], { encoding: 'utf8' })
const more = (process.env.MORE ?? '').split(',').filter(Boolean)
const binaries = [...nodes().map(({ exec }) => exec), ...more]
const asked = binaries.map((exec) => ({ version: run(exec, '-v').trim().slice(1), has: new Set(JSON.parse(run(exec, file))) }))
rmSync(folder, { recursive: true })

// The newest version of a line speaks for it: none of these names came within one.
const lines = new Map(asked.map(({ version, has }) => [version.split('.')[0], has]))
for (const { version, has } of asked) {
  const newest = lines.get(version.split('.')[0])
  for (const name of names) if (newest.has(name) !== has.has(name)) console.error(`${name} differs within the line of ${version}`)
}
const majors = [...lines.keys()].sort()
const rows = names.sort().map((name) => [name, majors.filter((major) => lines.get(major).has(name))])
const text = rows.filter(([, where]) => where.length < majors.length).map((row) => `${row.flat().join(' ')}\n`).join('')
writeFileSync(fileURLToPath(new URL('../../src/node/browser_globals.txt', import.meta.url)), text)
console.log(`${names.length} names, Node ${majors.join(', ')}`)
