// The odd archives: each row is a name and its bytes.

import { deflateSync, gzipSync } from 'node:zlib'
import { BLOCK, END, base256, entry, file, global, header, long, nulls, pad, pax, record, sum, tar, tgz } from './build.mjs'

const first = file('package/package.json', '{}')
const last = file('package/last.js', 'last')
const between = (...parts) => tgz(first, ...parts, last, END)

const rows = {}
const add = (name, bytes) => (rows[name] = bytes)
const each = (name, values, make) => values.forEach((value, i) => add(`${name} ${i}: ${JSON.stringify(value)?.slice(0, 60)}`, make(value)))

// ── gzip
const plain = tar(first, last, END)
const packed = gzipSync(plain)
const withByte = (offset, change) => {
  const copy = Buffer.from(packed)
  const at = offset < 0 ? copy.length + offset : offset
  copy[at] = change(copy[at])
  return copy
}
const damagedAt = (offset, bytes) => {
  bytes[bytes.length + offset] ^= 0xff
  return bytes
}
add('gzip: plain tar', plain)
add('gzip: nothing', Buffer.alloc(0))
each('gzip: short', ['a', 'ab', 'abc', 'abcd', '\x1f', 'hello world'.repeat(100)], (text) => Buffer.from(text))
add('gzip: of nothing', gzipSync(''))
add('gzip: of text', gzipSync('hello'))
add('gzip: of long text', gzipSync('hello world'.repeat(1000)))
add('gzip: of end mark', gzipSync(END))
add('gzip: of one null block', gzipSync(nulls(1)))
each('gzip: cut by', [1, 4, 8, 9, 20, 60, packed.length - 2, packed.length - 3, packed.length - 11], (n) => packed.subarray(0, packed.length - n))
each('gzip: byte changed at', [-1, -4, -5, -8, 2, 3, 4, 8, 9, 40], (at) => withByte(at, (byte) => byte ^ 0xe5))
each('gzip: reserved flags', [0x20, 0x40, 0x80], (flags) => withByte(3, () => flags))
add('gzip: two members', Buffer.concat([gzipSync(first), gzipSync(tar(last, END))]))
add('gzip: member border inside a header', Buffer.concat([gzipSync(plain.subarray(0, 700)), gzipSync(plain.subarray(700))]))
add('gzip: second member is zlib', Buffer.concat([gzipSync(first), deflateSync(tar(last, END))]))
add('gzip: zlib alone', deflateSync(plain))
add('gzip: empty members', Buffer.concat([gzipSync(''), gzipSync(''), packed, gzipSync('')]))
add('gzip: trailing zeros', Buffer.concat([packed, Buffer.alloc(1000)]))
each('gzip: trailing', ['x', 'garbage after the end', '\x1f', '\x1f\x8b', '\0x', '\0\0\x1f\x8b'], (text) => Buffer.concat([packed, Buffer.from(text, 'latin1')]))
add('gzip: second member cut', Buffer.concat([gzipSync(first), gzipSync(tar(last, END)).subarray(0, 30)]))
const behind = Buffer.from(Array.from({ length: 4000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 13))
add('gzip: damage behind the end mark', damagedAt(-200, gzipSync(tar(first, last, END, behind))))
add('gzip: name and comment', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0x18, 0, 0, 0, 0, 0, 3]), Buffer.from('name\0comment\0'), packed.subarray(10)]))
add('gzip: extra field', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 2, 0, 65, 66]), packed.subarray(10)]))
add('gzip: wrong header crc', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 2, 0, 0, 0, 0, 0, 3, 1, 2]), packed.subarray(10)]))

// ── the end of the archive
add('end: no mark', tgz(first, last))
add('end: one null block', tgz(first, last, nulls(1)))
add('end: null block inside', tgz(first, nulls(1), last, END))
add('end: null block inside, often', tgz(nulls(1), first, nulls(1), last, nulls(1), file('package/c')))
add('end: entries behind', tgz(first, END, last, END))
add('end: data behind', tgz(first, last, END, Buffer.alloc(5000, 'x')))
each('end: rest', [1, 100, 511], (n) => tgz(first, last, Buffer.alloc(n, 'x')))
each('end: cut at', [500, 512, 513, 600, 1024, 1100, 1536, 1537, 2000], (n) => tgz(plain.subarray(0, n)))
add('end: bad number between null blocks', tgz(first, nulls(1), header({ size: base256(1, 12, 0x81) }), nulls(1), last, END))
add('end: bad checksum between null blocks', tgz(first, nulls(1), header({ checksum: '0' }), nulls(1), last, END))

// ── header fields
const numbers = ['', '0', '5', '5x7', '58', 'zzzz', '  5', '\t5', '+5', '-5', '-0', '0x5', '5 5', '5\x005', '\x005', '\x00\n5', '00000000005', '77777777777', '777777777777', '8', '5\n', '\n5', '5.5', '5e3', '_5', '０', '\u00a05', '\ufeff5', ' \u00a05', ' \ufeff5', ' \u00855', ' \u20285']
each('size', numbers, (size) => between(header({ path: 'package/a', size }), pad(Buffer.from('hello'))))
each('mode', [...numbers, '4755', '7777', '777', '1644', '2644', '6777', '1', '600'], (mode) => between(file('package/a', 'a', { mode })))
for (const name of ['uid', 'gid', 'mtime', 'devmajor', 'devminor', 'atime', 'ctime'])
  each(name, ['zzz', '8', Buffer.from([0x81, 0, 0]), Buffer.from([0x80, 0, 0, 1]), Buffer.from([0xff, 0, 0]), base256(-1, 12, 0xff), base256(1n << 60n, 12, 0x80)], (value) => between(file('package/a', 'a', { [name]: value })))
each('base-256 size', [0, 5, 511, 512, 513, -1, -5, -600, 1n << 33n, (1n << 53n) - 1n, 1n << 53n, 1n << 60n].map(String), (value) => between(header({ path: 'package/a', size: base256(value, 12, BigInt(value) < 0 ? 0xff : 0x80) }), pad(Buffer.from('hello'))))
each('base-256 first byte', [0x80, 0x81, 0xc0, 0xfe, 0xff, 0xa0], (byte) => between(header({ path: 'package/a', size: base256(5, 12, byte) }), pad(Buffer.from('hello'))))
each('base-256 mode', [0o755, -1, 0o100755, 1 << 20], (value) => between(file('package/a', 'a', { mode: base256(value, 8, value < 0 ? 0xff : 0x80) })))
add('base-256 mode, all ff', between(file('package/a', 'a', { mode: Buffer.alloc(8, 0xff) })))
add('base-256 mode, ff and zeros', between(file('package/a', 'a', { mode: base256(0, 8, 0xff) })))

const checksummed = (make, fields = {}) => {
  const block = header({ path: 'package/a', ...fields })
  block.fill(0, 148, 156)
  make(sum(block)).copy(block, 148)
  return between(block, file('package/b'))
}
const text = (value) => Buffer.from(value)
add('checksum: wrong', checksummed((n) => text((n + 1).toString(8))))
add('checksum: seven digits', checksummed((n) => text(n.toString(8).padStart(7, '0') + '\0')))
add('checksum: eight digits', checksummed((n) => text(n.toString(8).padStart(8, '0'))))
add('checksum: eight digits, NUL type', checksummed((n) => text(n.toString(8).padStart(8, '0')), { type: '\0' }))
add('checksum: eight digits, type 7', checksummed((n) => text(n.toString(8).padStart(8, '0')), { type: '7' }))
add('checksum: blanks first', checksummed((n) => text('  ' + n.toString(8) + '\0')))
add('checksum: garbage after', checksummed((n) => text(n.toString(8) + 'x')))
add('checksum: base-256', checksummed((n) => base256(n, 8)))
add('checksum: base-256 over 12 bytes', checksummed((n) => Buffer.concat([base256(0, 8), text('')]), { type: '0' }))
add('checksum: signed', checksummed((n) => text((n - 256).toString(8)), { path: Buffer.from('package/\xe4', 'latin1') }))
add('checksum: empty', checksummed(() => Buffer.alloc(8)))
add('checksum field alone', between(Buffer.concat([Buffer.alloc(148), text('garbage!'), Buffer.alloc(356)]), file('package/b')))
add('checksum field alone, 400', between(Buffer.concat([Buffer.alloc(148), text('400\0    '), Buffer.alloc(356)]), file('package/b')))

const inner = tar(file('package/smuggled.js', 'smuggled'))
const dropped = {
  'wrong checksum': { checksum: '0' },
  'no name': { path: '' },
  'link target on a file': { link: 'x' },
  'link without target': { type: '2' },
  'hard link without target': { type: '1' },
  'bad number': { uid: Buffer.from([0x81]) },
  'folder': { type: '5', path: 'package/dir/' },
  'folder by slash': { path: 'package/dir/' },
  'negative size': { size: '-1000' },
  'no size': { size: '' },
}
for (const [name, fields] of Object.entries(dropped)) {
  add(`body of dropped: ${name}`, between(Buffer.concat([header({ path: 'package/a', size: inner.length, ...fields }), inner])))
  add(`body of dropped, text: ${name}`, between(entry({ path: 'package/a', body: 'text'.repeat(300), ...fields })))
}

// ── names
const names = ['package/a', 'a', '', '/', 'package', 'package/', 'package//a', '//package/a', '/package/a', './package/a', '../package/a', '../a', 'package/../a', 'package/./a', 'package/a/..', 'package/..', 'package/.', 'package/...', 'package/a/./b', 'package/a//b', 'package/a/', 'package/b/../../a', 'package/..\\a', 'package/a\\..\\b', 'package/a\\b', 'package\\a', 'package/\\a', 'package/\\\\server\\share\\a', 'package/C:/a', 'package/C:\\a', 'package/C:a', 'package/c:', 'package/a:b.js', 'package/a:b:c', 'package/ab:c', 'package/C:../a', 'package/C:/../a', 'package/C:..', 'C:/package/a', 'package//server/share/x', 'package///x', 'package/\\\\x', 'package//?/C:/x', 'package//?/UNC/s/x', 'package/\\\\?\\C:\\x', '/abs.js', '//a', 'other/a', 'package/last.js/x', 'package/con', 'package/a.', 'package/a ', 'package/ a', 'package/?', 'package/*', 'package/\t', 'package/a\nb', 'package/a\rb', 'package/\u202e', 'package/é', 'package/e\u0301', 'package/😀', 'package/%2e%2e/a', 'package/~/a', 'package/.git/config', 'package/node_modules/x/index.js', 'package/' + 'x'.repeat(91), 'package/package.json', 'package/package.json/x', 'PACKAGE/a', 'package/LAST.js', 'package/.gitignore', 'package/.npmignore', '.gitignore', 'package/a\0b', 'package/a\0b\nc', 'package/a\0b\0\nc', 'package/a\0b\u2028c', 'package/a\n\0b\nc\0d', 'a\0/\n/b', 'package/a\0\n\0']
for (const name of names) {
  add(`name ${JSON.stringify(name)}`, between(file(name, 'named')))
  add(`pax name ${JSON.stringify(name)}`, between(pax({ path: name }), file('package/other', 'named')))
  add(`GNU name ${JSON.stringify(name)}`, between(long(name), file('package/other', 'named')))
  add(`type 7 name ${JSON.stringify(name)}`, between(file(name, 'named', { type: '7' })))
}
each('invalid UTF-8', ['\xe4', '\xff\xfe', '\xc3', '\xe2\x82', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xc0\xaf..'], (bytes) => between(file(Buffer.from('package/' + bytes, 'latin1'), 'x'), file(Buffer.from('package/' + bytes + 'z', 'latin1'), 'x')))
add('two invalid names become one', between(file(Buffer.from('package/\xe4', 'latin1'), '1'), file(Buffer.from('package/\xe5', 'latin1'), '2')))
add('name cut in a character', between(file('package/' + 'x'.repeat(91) + 'é')))

const prefixes = [['package', 'a'], ['package/x'.padEnd(120, 'y'), 'a'], ['package/'.padEnd(131, 'y'), 'a'], ['package/'.padEnd(140, 'y'), 'a'], ['package/'.padEnd(155, 'y'), 'a'], ['package', ''], ['', 'package/a'], ['package', 'a/'], ['/package', 'a'], ['package/', '/a'], ['..', 'a/b'], ['package', '../a']]
for (const magic of ['ustar\x0000', 'ustar  \0', 'ustar\x0001', 'ustar\0\0\0', '', 'USTAR\x0000'])
  each(`prefix with magic ${JSON.stringify(magic)}`, prefixes, ([prefix, path]) => between(file(path, 'x', { prefix, magic })))
add('prefix starting with NUL, byte 475 set', between(file('package/a', 'x', { patch: (block) => (block[475] = 65) })))
add('prefix and pax name', between(pax({ path: 'package/pax' }), file('a', 'x', { prefix: 'package/prefix' })))
add('prefix and empty pax name', between(pax({ path: '' }), file('a', 'x', { prefix: 'package/prefix' })))
add('prefix and pax folder name', between(pax({ path: 'package/dir/' }), file('a', 'x', { prefix: 'package' })))
add('prefix with a slash in pax', between(pax({ path: 'package/q' }), file('a/', 'x', { prefix: 'package' })))

// ── types
for (const type of ['0', '\0', '1', '2', '3', '4', '5', '6', '7', 'A', 'D', 'I', 'K', 'L', 'M', 'N', 'S', 'V', 'X', 'x', 'g', 'Z', ' ', '8', '\xff']) {
  const raw = Buffer.from(type, 'latin1')
  add(`type ${JSON.stringify(type)}`, between(entry({ path: 'package/a', body: 'body', type: raw })))
  add(`type ${JSON.stringify(type)} with link`, between(entry({ path: 'package/a', body: 'body', type: raw, link: 'package/b' }), file('package/b')))
  add(`type ${JSON.stringify(type)} with a body of headers`, between(entry({ path: 'package/a', body: inner, type: raw })))
  add(`type ${JSON.stringify(type)} after pax`, between(pax({ path: 'package/p', size: '4' }), entry({ path: 'package/a', body: 'body', type: raw }), file('package/c')))
  add(`type ${JSON.stringify(type)} after pax size 0`, between(pax({ size: '0' }), entry({ path: 'package/a', body: inner, type: raw }), file('package/c')))
  add(`type ${JSON.stringify(type)} after huge pax size`, between(pax({ size: '2000000' }), entry({ path: 'package/a', body: inner, type: raw }), file('package/c')))
  add(`type ${JSON.stringify(type)} after global size`, between(global({ size: '4' }), entry({ path: 'package/a', body: 'body', type: raw }), file('package/c', 'four')))
  add(`type ${JSON.stringify(type)} with an empty body after pax size`, between(pax({ size: '4' }), entry({ path: 'package/a', type: raw }), file('package/c')))
}
add('links only', tgz(entry({ path: 'package/package.json', type: '2', link: 'x' }), END))
add('link in the way', between(entry({ path: 'package/dir', type: '2', link: '/tmp' }), file('package/dir/x')))
add('folders only', tgz(entry({ path: 'package/', type: '5' }), END))
add('folders with modes', between(entry({ path: 'package/dir/', type: '5', mode: 0 }), file('package/dir/x')))

// ── pax
const bodies = ['', '\n', '\n\n', record('path', 'package/p'), record('path', 'package/p').slice(0, -1), record('path', 'package/p') + 'x', '99 path=package/p\n', '5 path=package/p\n', '020 path=package/p\n', ' ' + record('path', 'package/p').trimStart(), ' 19path=package/pq\n', '19\tpath=package/p\n', '20xpath=package/p1\n', '+20path=package/p12\n', '18 path=package/p\n', '19 path=package/p\n', '20 path=package/p\n', 'path=package/p\n', '18path=package/pp\n', record('comment', 'a\n' + record('path', 'package/hidden').slice(0, -1)), record('path', 'package/new\nline'), record('path', 'package/p') + record('path', 'package/q'), record('path', 'package/p') + '7 bad\n' + record('path', 'package/q'), record('PATH', 'package/p'), record(' path', 'package/p'), record('path ', 'package/p'), record('path', 'package/a=b'), record('path', '=package/a'), record('', 'package/p'), record('GNU.sparse.name', 'package/p'), record('SCHILY.path', 'package/p'), record('path', 'package/\u2028p'), record('path', 'package/p\0q'), record('path', 'package/p\0q\u2028r'), record('path', 'package/p\r'), record('path', 'package/é'), record('path', 'package/😀'), record('hdrcharset', 'BINARY') + record('path', 'package/p'), record('mode', '4755'), record('type', '5'), record('uid', 'x') + record('gid', 'y'), record('global', 'x'), record('size', '3') + record('path', 'package/p'), record('path', 'package/' + 'x'.repeat(300)), record('path', 'package/' + 'y/'.repeat(600) + 'z'), record('path', 'package/' + 'y/'.repeat(1023) + 'z'), record('path', 'package/' + 'y/'.repeat(1024) + 'z'), record('path', 'package/' + 'y/'.repeat(1025) + 'z'), record('path', 'package/' + '/'.repeat(1025) + 'z')]
each('pax', bodies, (body) => between(pax(body), file('package/o', 'other'), file('package/after')))
each('OldExtendedHeader', bodies.slice(0, 12), (body) => between(pax(body, { type: 'X' }), file('package/o', 'other'), file('package/after')))
each('global', bodies, (body) => between(global(body), file('package/o', 'other'), file('package/after')))
const sizes = ['', '0', '3', '5', '600', '0x5', '0X5', '0b101', '0o5', '5e0', '0.5e1', '  5 ', '5.5', '0.5', '-1', '-0', '+5', '5 5', '5_0', 'Infinity', '-Infinity', 'infinity', 'NaN', 'inf', '1e300', '1e400', '512', '512.5', '1024.0000001', '9007199254740993', '18446744073709551616', '5n', '.5', '5.', 'e5', '\u00a05', '\ufeff5', '\u00855']
each('pax size', sizes, (size) => between(pax({ size }), file('package/o', 'other'), file('package/after')))
each('pax size, long body', sizes, (size) => between(pax({ size }), file('package/o', 'other'.repeat(300)), file('package/after')))
each('global size', sizes, (size) => between(global({ size }), file('package/o', 'other'), file('package/after')))
each('pax size, header 0', sizes.slice(0, 12), (size) => between(pax({ size }), header({ path: 'package/o', size: 0 }), pad(Buffer.from('other')), file('package/after')))
const targets = ['x', '../x', '../../x', '../../../x', '/x', '/../x', 'a/../../../x', '..', '.', '', 'C:\\..\\..\\x', '..\\..\\x', '\\..\\x', '/etc/passwd', 'C:..', 'package/../../..', '....']
for (const name of ['package/a', 'package/d/a', 'package/d//a', 'package/d/./a', 'package/C:/a']) {
  each(`pax link of ${name}`, targets, (linkpath) => between(pax({ linkpath }), file(name)))
  each(`global link of ${name}`, targets, (linkpath) => between(global({ linkpath }), file(name)))
  each(`GNU link of ${name}`, targets, (target) => between(long(target, 'K'), file(name)))
}
add('global link over pax link', between(global({ linkpath: 'ok' }), pax({ linkpath: '../../../x' }), file('package/a')))
add('pax link over global link', between(global({ linkpath: '../../../x' }), pax({ linkpath: 'ok' }), file('package/a')))
add('link with a long target', between(long('package/x', 'K'), entry({ path: 'package/a', type: '2' }), file('package/b')))
add('pax then GNU', between(pax({ path: 'package/pax' }), long('package/gnu'), file('package/o')))
add('GNU then pax', between(long('package/gnu'), pax({ path: 'package/pax' }), file('package/o')))
add('N then pax', between(long('package/gnu', 'N'), pax({ uid: '5' }), file('package/o')))
add('two GNU', between(long('package/1'), long('package/2'), file('package/o')))
add('two pax merge', between(pax({ path: 'package/pax' }), pax({ size: '3' }), file('package/o', 'other')))
add('pax then global', between(pax({ path: 'package/pax' }), global({ comment: 'x' }), file('package/o')))
add('two global', between(global({ size: '3' }), global({ comment: 'x' }), file('package/o', 'other'), file('package/q', 'other')))
add('global size, own pax size', between(global({ size: '3' }), pax({ size: '5' }), file('package/o', 'other'), file('package/q', 'other')))
add('pax survives a dropped header', between(pax({ path: 'package/pax' }), header({ checksum: '0' }), file('package/o'), file('package/q')))
add('pax used up by a link', between(pax({ path: 'package/pax' }), entry({ type: '2', link: 'x', path: 'package/l' }), file('package/o')))
add('pax used up by a folder', between(pax({ path: 'package/pax' }), entry({ type: '5', path: 'package/l/' }), file('package/o')))
add('pax used up by an unknown type', between(pax({ path: 'package/pax' }), entry({ type: 'Z', path: 'package/l' }), file('package/o')))
add('pax at the end', tgz(first, pax({ path: 'package/pax' }), END))
add('pax frees a bad uid', between(pax({ uid: '5' }), file('package/a', 'a', { uid: Buffer.from([0x81]) })))
add('pax frees a bad size', between(pax({ size: '1' }), file('package/a', 'a', { size: Buffer.from([0x81]) })))
add('pax frees a bad mtime', between(pax({ mtime: 'x' }), file('package/a', 'a', { mtime: Buffer.from([0x81]) })))
add('pax frees a bad atime', between(pax({ atime: '1' }), file('package/a', 'a', { atime: Buffer.from([0x81]) })))
add('pax frees no bad mode', between(pax({ mode: '5' }), file('package/a', 'a', { mode: Buffer.from([0x81]) })))
add('global frees a bad gid', between(global({ gid: '5' }), file('package/a', 'a', { gid: Buffer.from([0x81]) })))
add('pending pax frees no bad size of an extension', between(pax({ size: '5' }), pax({ path: 'package/p' }, { size: Buffer.from([0x81]) }), file('package/q')))
each('extension of bytes', [1 << 20, (1 << 20) + 1], (n) => between(pax(record('path', 'package/p') + 'x'.repeat(n - 18)), file('package/o')))
add('GNU name without NUL', between(long('package/gnu', 'L', ''), file('package/o')))
add('GNU name with a line end', between(long('package/a\nb'), file('package/o')))
add('GNU empty name', between(long(''), file('package/o')))
add('sparse file', between(entry({ path: 'package/s', type: 'S', body: 'sparse' }), file('package/o')))
add('pax sparse 1.0', between(pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'package/s', 'GNU.sparse.realsize': '10' }), file('package/GNUSparseFile.0/s', '1\n0\n5\n'.padEnd(512, '\0') + 'hello')))

// ── several entries, one place
const one = (...parts) => tgz(...parts, END)
add('same path', one(first, file('package/a', 'long first'), file('package/a', '2')))
add('same path, modes', one(first, file('package/a', '1', { mode: 0o755 }), file('package/a', '2', { mode: 0o644 })))
add('same path, type 7 later', one(first, file('package/a', '1', { mode: 0o755 }), file('package/a', '2', { type: '7' })))
add('same path, type 7 first', one(first, file('package/a', '1', { type: '7' }), file('package/a', '2', { mode: 0o755 })))
add('same path, other spelling', one(first, file('package/a', '1'), file('other//./a', '2')))
add('file, then folder', one(first, file('package/a', '1'), file('package/a/b', '2'), file('package/a/b/c', '3')))
add('folder, then file', one(first, file('package/a/b', '1'), file('package/a', '2')))
add('empty folder, then file', one(first, pax({ path: 'package/d/' + 'x'.repeat(256) }), file('package/o', '1'), file('package/d', '2')))
add('nested empty folder, then file', one(first, pax({ path: 'package/d/e/' + 'x'.repeat(256) }), file('package/o', '1'), file('package/d/e', '2'), file('package/d', '3')))
add('folder with a too long part', one(first, pax({ path: 'package/d/' + 'x'.repeat(256) + '/e' }), file('package/o', '1'), file('package/d', '2', { type: '7' })))
add('empty folder replaced, then used', one(first, pax({ path: 'package/d/' + 'x'.repeat(256) }), file('package/o', '1'), file('package/d', '2'), file('package/d/x', '3')))
add('segments of 255 and 256 bytes', one(first, pax({ path: 'package/' + 'é'.repeat(127) + 'x' }), file('package/o', '1'), pax({ path: 'package/' + 'é'.repeat(128) }), file('package/o', '2')))
add('case only', one(first, file('package/a', '1'), file('package/A', '2')))
add('NFC and NFD', one(first, file('package/é', '1'), file('package/e\u0301', '2')))
add('gitignore alone', one(first, file('package/.gitignore', 'g'), file('package/d/.gitignore', 'dg')))
add('npmignore, gitignore', one(first, file('package/.npmignore', 'n'), file('package/.gitignore', 'g')))
add('gitignore, npmignore', one(first, file('package/.gitignore', 'g'), file('package/.npmignore', 'n')))
add('npmignore, gitignore, other spelling', one(first, file('package/.npmignore', 'n'), file('./package/.gitignore', 'g'), file('package//.gitignore', 'h')))
add('npmignore link, gitignore', one(first, entry({ path: 'package/.npmignore', type: '2', link: 'x' }), file('package/.gitignore', 'g')))
add('npmignore of type S, gitignore', one(first, entry({ path: 'package/.npmignore', type: 'S', body: 'x' }), file('package/.gitignore', 'g')))
add('npmignore of type 7, gitignore', one(first, file('package/.npmignore', 'n', { type: '7' }), file('package/.gitignore', 'g')))
add('npmignore dropped, gitignore', one(first, file('package/../.npmignore', 'n'), file('package/../.gitignore', 'g')))
add('gitignore of type 7 with a slash', one(first, file('package/.gitignore/', 'g', { type: '7' })))
add('two roots', one(file('a/x'), file('b/y'), file('a/x', '2')))
add('no package.json', one(file('package/index.js')))
add('many deep folders', one(...Array.from({ length: 4 }, (_, i) => tar(pax({ path: 'package/' + `${i}/`.repeat(900) + 'f' }), file('package/o')))))
add('a body of 70000 bytes', one(first, file('package/big', 'x'.repeat(70000)), last))
add('size of 8 GiB', one(first, header({ path: 'package/a', size: '77777777777' }), last))
add('no body padding at the end', tgz(first, header({ path: 'package/a', size: 5 }), Buffer.from('hello')))

export const oddArchives = () => Object.entries(rows)

// ── mutants

/** A small generator of random numbers, the same for the same seed. */
function random(seed) {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const FIELDS = [[0, 100], [100, 8], [108, 8], [116, 8], [124, 12], [136, 12], [148, 8], [156, 1], [157, 100], [257, 8], [329, 8], [337, 8], [345, 155], [475, 1], [476, 12], [488, 12]]
const BYTES = [0, 9, 10, 32, 43, 45, 46, 47, 48, 49, 53, 55, 56, 58, 61, 92, 97, 120, 128, 129, 255]
const TYPES = '0000777123456ADgxXLKNSMVZ\0'

/** An archive of a few entries with some bytes of its headers changed, most checksums put right again. */
export function mutant(seed) {
  const pick = random(seed)
  const choose = (list) => list[pick(list.length)]
  const path = () => choose(['package/', 'package/', 'package/d/', '../', '', 'package/d/e/']) + choose(['a', 'b', 'd', 'e/f', '.gitignore', '.npmignore', 'x'.repeat(80)])
  const extension = () => choose([
    () => pax({ path: path() }), () => pax({ size: String(pick(700)) }), () => global({ size: String(pick(700)) }), () => long(path()),
    () => pax({ path: path(), linkpath: choose(['x', '../x', '../../x']) }), () => pax(choose(bodies)), () => global({ comment: 'x' }), () => long('x', 'K'),
  ])()
  const parts = [first]
  for (let i = 0, n = 1 + pick(6); i < n; i++) {
    if (pick(3) === 0) parts.push(extension())
    const body = choose(['', 'body', 'x'.repeat(pick(1200)), inner.toString('latin1')])
    parts.push(entry({ path: path(), body, type: choose([...TYPES]), mode: choose([0o644, 0o755, 0, 0o7777]), link: choose(['', '', '', '', 'l']), magic: choose(['ustar\x0000', 'ustar\x0000', 'ustar  \0', '']) }))
    if (pick(8) === 0) parts.push(nulls(1))
  }
  const bytes = tar(...parts, pick(4) ? END : [])
  for (let i = 0, n = pick(4); i < n; i++) mutate(bytes, pick, choose)
  const cut = pick(12) === 0 ? bytes.subarray(0, pick(bytes.length)) : bytes
  return pick(10) === 0 ? cut : gzipSync(cut)
}

function mutate(bytes, pick, choose) {
  const start = BLOCK * pick(bytes.length / BLOCK)
  const block = bytes.subarray(start, start + BLOCK)
  const [offset, length] = choose(FIELDS)
  for (let i = 0, n = 1 + pick(3); i < n; i++) block[offset + pick(length)] = choose(BYTES)
  if (pick(5)) header({ checksum: '' }) && Buffer.from(sum(block).toString(8).padStart(6, '0') + '\0 ').copy(block, 148)
}
