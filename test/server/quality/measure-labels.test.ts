import { describe, expect, test } from 'vitest'
import { labelNorms } from '#server/quality/label-norms.ts'
import { measureLabels } from '#server/quality/measure-labels.ts'
import type { LabelledImage } from '#server/quality/measured-label.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import type { Shape } from '#shared/shapes/index.ts'

const box = (x: number, y: number, width: number, height: number): Shape => ({ kind: 'box', x, y, width, height })
const image = (...shapes: (Shape | [label: string, Shape])[]): LabelledImage => ({
  width: 200,
  height: 100,
  labels: shapes.map((one, index) => {
    const [label, shape] = Array.isArray(one) ? one : (['cell', one] as const)
    return { id: `ann_${index}` as AnnotationId, label, shape }
  }),
})
const valuesOf = (measured: readonly { value: number }[] | undefined) => measured?.map(({ value }) => value)

describe('labels on an image', () => {
  test('are measured by their shorter side and the share of the image they cover', () => {
    const measured = measureLabels(image(box(0, 0, 20, 10), box(0, 0, 200, 100)), null)
    expect(valuesOf(measured['tiny-label'])).toEqual([10, 100])
    expect(valuesOf(measured['huge-label'])).toEqual([0.01, 1])
  })

  test('lie off it by the share of their rectangle that does', () => {
    const measured = measureLabels(image(box(190, 10, 20, 10), box(-5, -5, 10, 10), box(10, 10, 20, 20)), null)
    expect(valuesOf(measured['off-image'])).toEqual([0.5, 0.75, 0])
  })

  test('that are points lie on it or off it, and have no size', () => {
    const point = (x: number): Shape => ({ kind: 'points', points: [x, 5] })
    const measured = measureLabels(image(point(5), point(300)), null)
    expect(valuesOf(measured['off-image'])).toEqual([0, 1])
    expect(measured['tiny-label']).toEqual([])
  })

  test('of the whole image are no place', () => {
    const measured = measureLabels(image({ kind: 'whole' }), null)
    expect(measured['huge-label']).toEqual([])
    expect(measured['off-image']).toEqual([])
  })

  test('repeat each other where two of the same name overlap; the later one is named', () => {
    const measured = measureLabels(image(box(50, 10, 10, 10), box(50, 10, 10, 9), ['nucleus', box(50, 10, 10, 10)]), null)
    expect(measured['repeated-label']).toEqual([{ id: 'ann_1', value: 0.9 }])
  })

  test('are found to repeat each other among ten thousand as they are by comparing all', () => {
    const random = createRandom(7)
    const labels = Array.from({ length: 300 }, () =>
      box(random.integer(180), random.integer(80), 4 + random.integer(16), 4 + random.integer(16)),
    )
    const found = new Map(measureLabels(image(...labels), null)['repeated-label']?.map(({ id, value }) => [id, value]))
    const expected = new Map<string, number>()
    for (const [later, a] of labels.entries())
      for (const [earlier, b] of labels.slice(0, later).entries()) {
        const overlap = overlapOf(a as Rectangle, b as Rectangle)
        const id = `ann_${later}`
        if (overlap >= 0.1 && earlier < later) expected.set(id, Math.max(overlap, expected.get(id) ?? 0))
      }
    expect([...found.keys()].sort()).toEqual([...expected.keys()].sort())
    for (const [id, overlap] of expected) expect(found.get(id as AnnotationId)).toBeCloseTo(overlap, 9)
  })

  test('are odd beside what is usual for the label: in size and in number', () => {
    const random = createRandom(3)
    const usual = Array.from({ length: 40 }, () =>
      image(...Array.from({ length: 4 + random.integer(3) }, () => box(10, 10, 19 + random.integer(3), 20))),
    )
    const norms = labelNorms(usual)
    const ordinary = measureLabels(usual[0] as LabelledImage, norms)
    expect(Math.max(...(valuesOf(ordinary['odd-size']) ?? []))).toBeLessThan(3)
    expect(Math.max(...(valuesOf(ordinary['odd-count']) ?? []))).toBeLessThan(3)
    const odd = measureLabels(image(...Array.from({ length: 60 }, () => box(0, 0, 150, 80))), norms)
    expect(Math.min(...(valuesOf(odd['odd-size']) ?? []))).toBeGreaterThan(6)
    expect(valuesOf(odd['odd-count'])?.[0]).toBeGreaterThan(6)
  })

  test('of which too few are known are not odd', () => {
    const norms = labelNorms(Array.from({ length: 5 }, () => image(box(0, 0, 10, 10))))
    expect(measureLabels(image(box(0, 0, 150, 90)), norms)['odd-size']).toEqual([])
  })
})

type Rectangle = Extract<Shape, { kind: 'box' }>
function overlapOf(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  return (width * height) / (a.width * a.height + b.width * b.height - width * height)
}
