import type { Ring } from '#shared/shapes/index.ts'
import type { Corner } from './snapping.ts'

/**
 * The vertices from one corner of a line to another, the first left out: the shorter way round a closed line, or the other way.
 * Null where the two stand on different lines.
 */
export function alongBorder(from: Corner | null, to: Corner | null, isOtherWay: boolean): number[] | null {
  if (!from || !to || from.key !== to.key || from.index === to.index || to.line.joins === 'loose') return null
  const { flat, joins } = to.line
  if (joins === 'open') return walk(flat, from.index, to.index, from.index < to.index ? 1 : -1)
  const forwards = walk(flat, from.index, to.index, 1)
  const backwards = walk(flat, from.index, to.index, -1)
  const start = [flat[from.index] as number, flat[from.index + 1] as number]
  const isForwardsShorter = lengthOf([...start, ...forwards]) <= lengthOf([...start, ...backwards])
  return isForwardsShorter !== isOtherWay ? forwards : backwards
}

function walk(flat: Ring, from: number, to: number, direction: 1 | -1): number[] {
  const way: number[] = []
  for (let at = from; at !== to; ) {
    at = (at + 2 * direction + flat.length) % flat.length
    way.push(flat[at] as number, flat[at + 1] as number)
  }
  return way
}

function lengthOf(flat: Ring): number {
  let length = 0
  for (let at = 2; at + 1 < flat.length; at += 2)
    length += Math.hypot((flat[at] as number) - (flat[at - 2] as number), (flat[at + 1] as number) - (flat[at - 1] as number))
  return length
}
