// Tarballs for tests, written by hand: any bytes, also those that no archiver would write.
'use strict'

const { gzipSync } = require('node:zlib')

const BLOCK = 512

/** A `.tgz` of `{ path: contents }`, under `package/`. */
function tgz(files) {
  return gzipSync(tar(files))
}

/** A plain `.tar`. */
function tar(files) {
  const entries = Object.entries(files).flatMap(([path, contents]) => entry(`package/${path}`, Buffer.from(contents)))
  return Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)])
}

function entry(name, body) {
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        0', 148)
  header.write('ustar\0' + '00', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]
}

/** A small package that offers something of everything. */
const orchestra = {
  'package.json': JSON.stringify({
    name: 'orchestra',
    version: '1.2.3',
    type: 'module',
    exports: {
      '.': { import: './index.js', require: './index.cjs' },
      './strings': './lib/strings.js',
      './winds': './lib/winds.js',
    },
    bin: './bin.js',
  }),
  'index.js': 'export const conductor = 1\n',
  'index.cjs': 'exports.conductor = 1\n',
  'lib/strings.js': "import '#tuning'\n",
  'bin.js': '#!/usr/bin/env node\n',
}

module.exports = { orchestra, tar, tgz }
