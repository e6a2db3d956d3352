// Draws how the cost of each stage grows with the package, from the figures of `cargo bench --bench measure -- growth`:
// docs/growth.svg, plain SVG that is readable on light and on dark. `node __test__/speed/growth.mjs`; DATA=file draws
// figures that were measured before.

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const measured = () => execFileSync('cargo', ['bench', '--quiet', '--bench', 'measure', '--', 'growth'], { cwd: here('../..'), encoding: 'utf8', maxBuffer: 1 << 26 })
const lines = process.env.DATA ? readFileSync(process.env.DATA, 'utf8') : measured()
const rows = lines.trim().split('\n').map((line) => JSON.parse(line))
const stages = ['open', 'entry points', 'scan and link', 'rules', 'report']
const colours = ['#2f81f7', '#d29922', '#e5534b', '#3fb950', '#a371f7']
const shapes = [...new Set(rows.map((row) => row.shape))]

const panel = { width: 250, height: 230, gap: 46 }
const counts = rows.map((row) => row.files)
const costs = rows.flatMap((row) => stages.map((stage) => row[stage])).filter((cost) => cost > 0)
const x = scale(Math.min(...counts), Math.max(...counts), 0, panel.width)
const y = scale(Math.max(0.001, Math.min(...costs)), Math.max(...costs), panel.height, 0)

const width = panel.gap + 3 * (panel.width + panel.gap)
const height = 2 * (panel.height + panel.gap + 20) + 20
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="11">
<style>text { fill: #57606a } .grid { stroke: #8b949e; stroke-opacity: .3 } .linear { stroke: #8b949e; stroke-dasharray: 3 3 }
@media (prefers-color-scheme: dark) { text { fill: #b1bac4 } }</style>
${shapes.map(draw).join('\n')}
${legend()}
</svg>
`
writeFileSync(here('../../docs/growth.svg'), svg)

/** Logarithmic. */
function scale(from, to, start, end) {
  const place = (value) => Math.round((start + ((Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))) * (end - start)) * 10) / 10
  return Object.assign(place, { from, to })
}

function corner(index) {
  return [panel.gap + (index % 3) * (panel.width + panel.gap), 24 + Math.floor(index / 3) * (panel.height + panel.gap + 20)]
}

function draw(shape, index) {
  const own = rows.filter((row) => row.shape === shape)
  const [left, top] = corner(index)
  const curves = stages.map((stage, nth) => {
    const points = own.filter((row) => row[stage] >= y.from).map((row) => `${x(row.files)},${y(row[stage])}`)
    return `<polyline fill="none" stroke="${colours[nth]}" stroke-width="1.8" points="${points.join(' ')}"/>`
  })
  return `<g transform="translate(${left} ${top})"><text y="-8" font-weight="600">${shape}</text>${axes()}${linear(own)}${curves.join('')}</g>`
}

/** The cost of the most expensive stage if it grew from its first figure as the number of files does. */
function linear(own) {
  const [first] = own
  const most = Math.max(...stages.map((stage) => first[stage]))
  const end = Math.min(x.to, (first.files * y.to) / most)
  return `<line class="linear" x1="${x(first.files)}" y1="${y(most)}" x2="${x(end)}" y2="${y((most * end) / first.files)}"/>`
}

function axes() {
  const decades = ({ from, to }) => Array.from({ length: 20 }, (_, power) => 10 ** (power - 8)).filter((value) => value >= from && value <= to)
  const vertical = decades(x).map((value) => `<line class="grid" x1="${x(value)}" x2="${x(value)}" y2="${panel.height}"/><text x="${x(value)}" y="${panel.height + 14}" text-anchor="middle">${value.toLocaleString('en')}</text>`)
  const horizontal = decades(y).map((value) => `<line class="grid" x2="${panel.width}" y1="${y(value)}" y2="${y(value)}"/><text x="-4" y="${y(value) + 4}" text-anchor="end">${time(value)}</text>`)
  return [...vertical, ...horizontal].join('')
}

function time(milliseconds) {
  if (milliseconds >= 1000) return `${milliseconds / 1000} s`
  return milliseconds >= 1 ? `${milliseconds} ms` : `${Math.round(milliseconds * 1000)} µs`
}

function legend() {
  const [left, top] = corner(shapes.length)
  const lines = stages.map((stage, nth) => `<line x1="0" x2="22" y1="${nth * 20}" y2="${nth * 20}" stroke="${colours[nth]}" stroke-width="2"/><text x="30" y="${nth * 20 + 4}">${stage}</text>`)
  const dashed = `<line class="linear" x2="22" y1="${stages.length * 20}" y2="${stages.length * 20}"/><text x="30" y="${stages.length * 20 + 4}">linear</text>`
  return `<g transform="translate(${left + 20} ${top + 40})">${lines.join('')}${dashed}</g>`
}
