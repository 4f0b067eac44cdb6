import type { QualityRuleId } from '#shared/domain/quality-rule.ts'
import { groupBy } from '#shared/group-by.ts'
import { area, type Bounds, bounds, outline } from '#shared/shapes/index.ts'
import { type LabelNorm, rootOf, sizeOf } from './label-norms.ts'
import type { LabelledImage, MeasuredLabel } from './measured-label.ts'
import { repeatedLabels } from './repeated-labels.ts'
import { deviationsOf } from './robust.ts'

type LabelRule = Extract<QualityRuleId, 'tiny-label' | 'huge-label' | 'off-image' | 'repeated-label' | 'odd-size' | 'odd-count'>
/** Every number that rules ask of the labels on an image, label by label. */
export type LabelMeasures = Readonly<Partial<Record<LabelRule, readonly MeasuredLabel[]>>>

/**
 * Measures the labels on an image, in pixels of the image and shares of it. `norms` (null: not known) says what is usual for each label. Labels of
 * the whole image and single points have no size, and are passed over where one is asked for.
 */
export function measureLabels(image: LabelledImage, norms: ReadonlyMap<string, LabelNorm> | null): LabelMeasures {
  const placed = image.labels.flatMap(({ id, shape }) => {
    const extent = bounds(shape)
    return extent ? [{ id, extent, hasInside: area(shape) > 0 || outline(shape).length > 0 }] : []
  })
  const sized = placed.filter(({ hasInside }) => hasInside)
  return {
    'tiny-label': sized.map(({ id, extent }) => ({ id, value: Math.min(extent.width, extent.height) })),
    'huge-label': sized.map(({ id, extent }) => ({
      id,
      value: Math.min(1, (extent.width * extent.height) / (image.width * image.height)),
    })),
    'off-image': placed.map(({ id, extent }) => ({ id, value: shareOff(extent, image) })),
    'repeated-label': repeatedLabels(image.labels),
    ...(norms && { 'odd-size': oddSizes(image, norms), 'odd-count': oddCounts(image, norms) }),
  }
}

/** How much of a rectangle lies off the image, 0 to 1; of a point or a line, by its length. */
function shareOff({ x, y, width, height }: Bounds, image: LabelledImage): number {
  const across = inside(x, width, image.width)
  const along = inside(y, height, image.height)
  return 1 - across * along
}

function inside(from: number, length: number, end: number): number {
  if (length === 0) return from >= 0 && from <= end ? 1 : 0
  return Math.max(0, Math.min(from + length, end) - Math.max(from, 0)) / length
}

function oddSizes(image: LabelledImage, norms: ReadonlyMap<string, LabelNorm>): MeasuredLabel[] {
  return image.labels.flatMap(({ id, label, shape }) => {
    const norm = norms.get(label)?.size
    const size = norm ? sizeOf(shape, image) : null
    return norm && size !== null ? [{ id, value: Math.abs(deviationsOf(size, norm)) }] : []
  })
}

// The first label of each kind stands for all of them.
function oddCounts(image: LabelledImage, norms: ReadonlyMap<string, LabelNorm>): MeasuredLabel[] {
  return [...groupBy(image.labels, ({ label }) => label)].flatMap(([label, of]) => {
    const norm = norms.get(label)?.count
    const [first] = of
    return norm && first ? [{ id: first.id, value: Math.abs(deviationsOf(rootOf(of.length), norm)) }] : []
  })
}
