import type { Attributes } from '#shared/domain/annotation.ts'
import type { Box } from '#shared/shapes/index.ts'
import { claimsToBeImage } from '../sources/tree-path.ts'

/** All that the data set labels. */
export const WIDER_LABEL = 'face'
/** The columns after the box, in their order (Yang et al., 2016); each is 0 where there is nothing to say. */
export const WIDER_COLUMNS = ['blur', 'expression', 'illumination', 'invalid', 'occlusion', 'pose'] as const
const BOX = 4

/** An image of a list with its faces. */
export interface WiderImage {
  readonly name: string
  readonly faces: readonly {
    readonly box: Box
    /** Those of the columns that say something. */
    readonly attributes: Attributes
    /** 0 visible, 1 partly hidden, 2 largely hidden. */
    readonly occlusion: number
  }[]
}

/** Reads a list: an image, how many faces it has, a line for each. An image without faces has a line of zeros. `lose` is told of any other line. */
export function readWiderList(lines: readonly string[], lose: (line: string) => void): WiderImage[] {
  const images: { name: string; faces: WiderImage['faces'][number][] }[] = []
  for (const line of lines) {
    const numbers = line.split(/\s+/).map(Number)
    const image = images.at(-1)
    if (claimsToBeImage(line)) images.push({ name: line, faces: [] })
    else if (image && numbers.length > BOX && numbers.every(Number.isFinite)) image.faces.push(...faceOf(numbers))
    else if (!image || !/^\d+$/.test(line)) lose(line)
  }
  return images
}

function faceOf([x = 0, y = 0, width = 0, height = 0, ...said]: readonly number[]): WiderImage['faces'] {
  if ([x, y, width, height, ...said].every((value) => value === 0)) return []
  const columns = WIDER_COLUMNS.map((name, at) => [name, said[at] ?? 0] as const)
  const attributes = columns.filter(([name, value]) => name !== 'occlusion' && value !== 0)
  const occlusion = new Map(columns).get('occlusion') ?? 0
  return [{ box: { kind: 'box', x, y, width, height }, attributes: Object.fromEntries(attributes), occlusion }]
}
