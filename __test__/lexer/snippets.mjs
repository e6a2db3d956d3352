// Makes snippets that exercise every shape of the grammar, its neighbours, and both with small accidents.

/** `count` snippets that depend on the seed only. */
export function snippets(count, seed) {
  const random = xorshift(seed)
  return Array.from({ length: count }, () => snippet(random).toWellFormed?.() ?? '')
}

function xorshift(state) {
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const SPACE = [' ', '  ', '\n', '\t', '/*c*/', '//l\n', '\r\n', '/**/ ', '\u00a0', '\u2028', '\ufeff', '\v', '//\r', '/*']
const NAMES = 'a b k x _x $ é a𝒳 日本 exports require get default __esModule let if function'.split(' ')
const TEXTS = [
  'a', 'a-b', '', './m', '__esModule', 'default', '\\n', '\\x41', '\\u0041', '\\u{1F600}', '\\ud83d\\ude00', '\\ud800',
  '\\0', '\\101', '\\8', '\\\n', '\\\r\n', '\\\u2028', '😀', 'é', '\ue000', '\\u{110000}', '\\xg', '\n', "\\'", '"a"', '/*',
]
const SLASHES = ["/re'/g", '/ 2', "/[/']/", '/\\//', '/x/ / y/', '/ a / b', "/[']", '/=1', '//', '/']
const BEFORE_SLASH = [
  'if', 'while', 'for', 'return', 'catch', 'else', 'class A', 'class', '=>', 'of', 'typeof', 'x.if', 'éif', 'case', '1.', '.',
  'a++', '+', '`t`', "'s'", '=', ']', 'a', 'é', '\\', '#', 'void', 'yield', 'x.in',
]
const ODDS = [
  '<!-- x\n', '-->', '#!x\n', '/*', '*/', '\ufeff', '\0', '...', '?.', 'xexports.c=1', '$exports.d=1', "'s'exports.g=1",
  'x.module.exports.b=1', 'exports?.l=1', 'class {', '`${`b${c}`}`', '`${', '}`', '`\\${`', '`${"}"}`', '(', ')', '{', '}',
]
const JUNK = [...'(){}[];,.=/\'"`\\!+-:$0', '\n', ' ', '//', '/*', '${', 'exports', 'module', 'Object', 'require', 'return', 'é']

function snippet(random) {
  const pick = list => list[Math.floor(random() * list.length)]
  const chance = share => random() < share
  const maybe = (text, share = 0.5) => (chance(share) ? text : '')
  const tokens = (...list) => list.map(token => token + maybe(pick(SPACE), 0.2)).join('')
  const name = () => pick(NAMES)
  const string = () => {
    const quote = pick(['"', "'", "'", '"', '`'])
    return quote + pick(TEXTS) + maybe(quote, 0.97)
  }
  const exported = () => pick(['exports', tokens('module', '.') + 'exports'])
  const required = () => tokens('require', '(', string()) + ')'
  const getter = value =>
    tokens('get', ...(chance(0.6) ? [':', pick(['function', 'function f'])] : []), '(', ')', '{') +
    pick(['return ', 'return\n', 'return']) + tokens(value, maybe(';'), '}', maybe(',', 0.3), '}')

  const property = () =>
    pick([
      () => tokens(name()),
      () => tokens(pick([name, string])(), ':', name()),
      () => '...' + maybe(' ', 0.1) + tokens(pick([name, required])()),
      () => tokens(pick([name, string])(), ':', required()),
      () => tokens(name(), ':', pick(['1', '-a', 'a.b', 'a()', '()=>x', '{}', '`t`', '/r/'])),
      () => tokens(pick(['get', 'set', 'async', '*']), name(), '(', ')', '{', '}'),
      () => tokens(pick(['get ', 'set ', '']) + name(), '(', ')', '{', '}'),
    ])()

  const star = () => {
    const [module, key] = [pick(['x', '_x', 'é']), pick(['k', 'key', 'x'])]
    const own = tokens('[', key, ']')
    const call = tokens('Object', maybe('.prototype'), '.', 'hasOwnProperty', '.', 'call', '(', name(), ',', key, ')')
    const returns = () => tokens(')') + tokens('return', maybe(';', 0.8))
    const babel = () =>
      tokens('if', '(', key, '===', pick(['"default"', "'default'"]), '||', key, '===', '"__esModule"') + returns() +
      maybe(tokens('if', '(') + call + returns(), 0.4) +
      maybe(tokens('if', '(', key + pick([' ', '\n']) + pick(['in ', 'in']), exported(), '&&', exported(), own) +
        tokens('===', module, own) + returns(), 0.4)
    const negated = pick(['', call, tokens(name(), '.', 'hasOwnProperty', '(', key, ')')])
    const rollup = () => tokens('if', '(', key, '!==', "'default'") + maybe(tokens('&&', '!') + negated) + tokens(')')
    const copied = tokens('Object', '.', 'defineProperty', '(', exported(), ',', key, ',', '{', 'enumerable', ':', 'true', ',')
    const copy = pick([
      () => tokens(exported(), own, '=', module, own, maybe(';')),
      () => copied + getter(module + own) + tokens(')', maybe(';')),
    ])()
    const declared = pick(['var ', 'let  ', 'const\n', 'vvar ', '']) + module + pick([' = ', '=', '\n='])
    const helper = pick(['', '', '_interopRequireWildcard(', 'x._interopRequireWildcard('])
    return (
      `${declared}${helper}${required()}${helper && ')'};` + tokens('Object', '.', 'keys', '(', module, ')', '.', 'forEach', '(') +
      tokens('function ', '(', key, ')', '{') + pick([babel, rollup])() + copy + tokens('}', ')')
    )
  }

  const defined = () => tokens('Object', '.', 'defineProperty', '(', exported(), ',', string(), ',')
  const member = () => tokens(name(), ...pick([[], ['.', name()], ['[', string(), ']']]))
  const shape = () =>
    pick([
      () => tokens(exported(), '.', name(), '='),
      () => tokens(exported(), '[', string(), ']', '='),
      () => tokens('module', '.', 'exports', '=', '{') + Array.from({ length: random() * 5 }, property).join(',') + '}',
      () => tokens('module', '.', 'exports', '=') + required(),
      () => defined() + tokens('{', maybe('enumerable:true,')) + pick(['value:1}', getter(member()), 'value}', 'get:()=>x}']) + ')',
      () => defined() + '({enumerable:!0,get:function(){return x}}))',
      star,
      star,
      () => pick(['', 'tslib.', 'x']) + pick(['__export', '__exportStar', '_export']) + tokens('(', required()) + ')',
      () => pick(['import', 'export']) + pick(SPACE) + pick(['"x"', '{a}', '("x")', '.meta', '.x', '', '=', ';', '`x`', 'é', '*']),
      () => pick(BEFORE_SLASH) + pick(['', ' ', '(a)', '{}', '(a){}', '{}{}']) + pick(SLASHES),
      () => pick(ODDS),
    ])()

  const accident = text => {
    const parts = text.match(/[\w$]+|\s+|\/\*|\*\/|===|!==|&&|\.\.\.|[^]/gu) ?? []
    const place = Math.floor(random() * parts.length)
    parts.splice(place, Math.floor(random() * 2), ...pick([[], [pick(JUNK)], [parts[place] ?? '']]))
    return parts.join('')
  }

  const shapes = Array.from({ length: 1 + random() * 4 }, () => (chance(0.3) ? accident(shape()) : shape()) + pick(['', ';', '\n']))
  // Two exports around all tell an error from silence, where the lexer keeps errors to itself.
  return maybe('exports.S=1;', 0.8) + shapes.join('') + maybe('\n;exports.E=1')
}
