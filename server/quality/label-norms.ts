import { groupBy } from '#shared/group-by.ts'
import { area } from '#shared/shapes/index.ts'
import type { LabelledImage } from './measured-label.ts'
import { type Norm, normOf } from './robust.ts'

/** What is usual for a label: the size of its shapes, and how many of them are on an image that has any. Null where too few are known. */
export interface LabelNorm {
  readonly size: Norm | null
  readonly count: Norm | null
}

/** Fewer shapes, or images with the label, say too little about what is usual. */
const FEWEST = 20
/** Of the logarithm of two of a side: a twelfth of a doubling. */
const LEAST_SIZE_DEVIATION = 1 / 12
/** Of the root of a count: what chance alone makes of one (Anscombe, Biometrika 35, 1948). */
const LEAST_COUNT_DEVIATION = 0.5

/** The side of a shape as a share of the image's, as a logarithm of two; null for shapes without an inside. */
export function sizeOf(
  shape: Parameters<typeof area>[0],
  { width, height }: Pick<LabelledImage, 'width' | 'height'>,
): number | null {
  const share = area(shape) / (width * height)
  return share > 0 ? Math.log2(share) / 2 : null
}

/** Counts are compared by their roots, which vary alike whether they are small or large. */
export const rootOf = (count: number): number => Math.sqrt(count)

/** What is usual for every label on these images. */
export function labelNorms(images: readonly LabelledImage[]): ReadonlyMap<string, LabelNorm> {
  const sizes = new Map<string, number[]>()
  const counts = new Map<string, number[]>()
  for (const image of images)
    for (const [label, of] of groupBy(image.labels, (one) => one.label)) {
      const listed = sizes.get(label) ?? []
      for (const { shape } of of) {
        const size = sizeOf(shape, image)
        if (size !== null) listed.push(size)
      }
      sizes.set(label, listed)
      counts.set(label, [...(counts.get(label) ?? []), rootOf(of.length)])
    }
  return new Map(
    [...counts].map(([label, roots]) => [
      label,
      {
        size: normOf(sizes.get(label) ?? [], { fewest: FEWEST, leastDeviation: LEAST_SIZE_DEVIATION }),
        count: normOf(roots, { fewest: FEWEST, leastDeviation: LEAST_COUNT_DEVIATION }),
      },
    ]),
  )
}
