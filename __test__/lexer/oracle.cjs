// Answers as Node's own lexer does, in the lines of `lex.rs`; run with --expose-internals.
const { readFileSync, writeSync } = require('node:fs')
const { createInterface } = require('node:readline')

const parse = lexer()

function lexer() {
  if (process.versions.merve) return require('internal/test/binding').internalBinding('cjs_lexer').parse
  const { parse, initSync, init } = require('internal/deps/cjs-module-lexer/lexer')
  const start = initSync ?? init
  start?.()
  return parse
}

function answer(source) {
  try {
    const found = parse(source)
    const [exports, reexports] = Array.isArray(found) ? found : [found.exports, found.reexports]
    return { exports: [...exports], reexports: [...reexports] }
  } catch (error) {
    return { error: /^Unexpected (import|export)/.test(error.message) ? 'esm' : error.message }
  }
}

// One write per answer, so that a crash of Node costs one answer only.
createInterface({ input: process.stdin }).on('line', line => {
  const question = JSON.parse(line)
  const source = typeof question === 'string' ? question : readFileSync(question.file, 'utf8')
  writeSync(1, JSON.stringify(answer(source)) + '\n')
})
