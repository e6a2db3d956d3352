// Reads a step's output as the runner of GitHub Actions does.

/** Returns the commands in an output (their kind, properties and data, unescaped) and the lines that are none. */
export function parse(output) {
  const commands = []
  const text = []
  for (const line of output.split(/\r\n|\r|\n/)) {
    const command = read(line)
    if (command) commands.push(command)
    else text.push(line)
  }
  return { commands, text }
}

/** A command starts with `::` after blanks, and ends its head at the next `::`. */
function read(line) {
  const command = line.trimStart()
  const end = command.indexOf('::', 2)
  if (!command.startsWith('::') || end < 0) return undefined
  const head = command.slice(2, end)
  const blank = head.indexOf(' ')
  const [kind, list] = blank < 0 ? [head, ''] : [head.slice(0, blank), head.slice(blank + 1)]
  const properties = {}
  for (const pair of list.split(',').filter(Boolean)) {
    const at = pair.indexOf('=')
    properties[pair.slice(0, at).trim()] = unescape(pair.slice(at + 1), { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' })
  }
  return { kind, properties, data: unescape(command.slice(end + 2), { '%0D': '\r', '%0A': '\n', '%25': '%' }) }
}

function unescape(text, escapes) {
  return Object.entries(escapes).reduce((text, [from, to]) => text.replaceAll(from, to), text)
}
