// Chance that is equal on every run: numbers from a seed, and samples that keep the order of the list they are taken from.

import { createHash } from 'node:crypto'

/** A function that gives numbers from 0 up to 1, always the same for the same text (mulberry32). */
export function chance(text) {
  let state = createHash('sha256').update(text).digest().readUInt32LE(0)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** At most `count` of the list, in its order. */
export function sample(list, count, random) {
  if (list.length <= count) return [...list]
  const places = list.map((_, at) => [random(), at]).sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return places.slice(0, count).map(([, at]) => at).sort((a, b) => a - b).map((at) => list[at])
}
