// Recorded answers as text: equal answers of several Nodes are one line that names those Nodes.

/** Map version → answer, as `[{ node: [version…], …answer }]` in the order of the versions. */
export function group(answers) {
  const groups = new Map()
  for (const [version, answer] of answers) {
    const key = JSON.stringify(answer)
    if (!groups.has(key)) groups.set(key, { node: [], ...answer })
    groups.get(key).node.push(version)
  }
  return [...groups.values()]
}

/** The inverse of `group`. */
export function ungroup(groups) {
  return new Map(groups.flatMap(({ node, ...answer }) => node.map((version) => [version, answer])))
}

/** One question a paragraph, one group a line: a diff shows which Node changed its mind about what. */
export function render(questions) {
  const blocks = questions.map(({ ask, answers }) => {
    const lines = answers.map((answer) => `      ${JSON.stringify(answer)}`)
    return `    { "ask": ${JSON.stringify(ask)}, "answers": [\n${lines.join(',\n')}\n    ] }`
  })
  return `{\n  "questions": [\n${blocks.join(',\n')}\n  ]\n}\n`
}
