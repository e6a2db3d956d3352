// Builds tar archives byte by byte, odd ones included.

import { gzipSync } from 'node:zlib'

export const BLOCK = 512
export const nulls = (count) => Buffer.alloc(BLOCK * count)
export const END = nulls(2)

const field = (block, offset, length, value) => {
  if (value === undefined) return
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(value))
  bytes.copy(block, offset, 0, Math.min(bytes.length, length))
}

const octal = (value, length) =>
  typeof value === 'number' ? value.toString(8).padStart(length - 1, '0') + '\0' : value

/** One header block. Every field takes a number, text or bytes as they are to stand there. */
export function header({ path = 'package/file.js', mode = 0o644, uid = 0, gid = 0, size = 0, mtime = 0, type = '0', link = '', magic = 'ustar\x0000', prefix = '', devmajor, devminor, atime, ctime, checksum, patch }) {
  const block = nulls(1)
  field(block, 0, 100, path)
  field(block, 100, 8, octal(mode, 8))
  field(block, 108, 8, octal(uid, 8))
  field(block, 116, 8, octal(gid, 8))
  field(block, 124, 12, octal(size, 12))
  field(block, 136, 12, octal(mtime, 12))
  field(block, 156, 1, type)
  field(block, 157, 100, link)
  field(block, 257, 8, magic)
  field(block, 329, 8, devmajor)
  field(block, 337, 8, devminor)
  field(block, 345, 155, prefix)
  field(block, 476, 12, atime)
  field(block, 488, 12, ctime)
  patch?.(block)
  field(block, 148, 8, checksum ?? octal(sum(block), 7) + ' ')
  return block
}

export function sum(block) {
  let total = 8 * 0x20
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) total += block[i]
  return total
}

export const pad = (body) => Buffer.concat([body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)])

/** A header and its body; `size` may lie. */
export function entry({ body = '', ...fields } = {}) {
  const bytes = Buffer.from(body)
  return Buffer.concat([header({ size: bytes.length, ...fields }), pad(bytes)])
}

export const file = (path, body = path, fields = {}) => entry({ path, body, ...fields })

/** One pax record with the right length. */
export function record(key, value) {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + 1
  while (String(length).length + rest !== length) length = String(length).length + rest
  return `${length} ${key}=${value}\n`
}

export const records = (values) => Object.entries(values).map(([key, value]) => record(key, value)).join('')

export const pax = (values, fields = {}) =>
  entry({ path: 'PaxHeader/x', type: 'x', body: typeof values === 'string' || Buffer.isBuffer(values) ? values : records(values), ...fields })

export const global = (values, fields = {}) => pax(values, { path: 'pax_global_header', type: 'g', ...fields })

export const long = (path, type = 'L', end = '\0') => entry({ path: '././@LongLink', type, body: path + end })

/** A base-256 number of the given width. */
export function base256(value, width = 12, first = 0x80) {
  const bytes = Buffer.alloc(width)
  let rest = BigInt.asUintN(8 * width, BigInt(value))
  for (let i = width - 1; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn)
  bytes[0] = first
  return bytes
}

export const tar = (...parts) => Buffer.concat(parts.flat())
export const tgz = (...parts) => gzipSync(tar(...parts))
