import { describe, expect, test } from 'vitest'
import type { Shape } from '#shared/shapes/index.ts'
import { createTruth, flatName } from '../../../scripts/simulate/truth.ts'

const SIZE = { width: 100, height: 80 }
const box = (x: number, y: number, width: number, height: number): Shape => ({ kind: 'box', x, y, width, height })
const anImage = (path: string, shape: Shape = box(10, 10, 20, 20)) => ({ path, split: null, objects: [{ label: path, shape }] })

describe('the truth of a campaign', () => {
  const truth = createTruth([anImage('1/a.jpg'), anImage('2/a.jpg'), anImage('2/b.jpg')])
  const labelOf = (name: string) => truth.find({ name, ...SIZE })?.[0]?.label ?? null

  test('finds an asset by its path, by the name a campaign gave it, and by a file name that is unique', () => {
    expect(labelOf('2/a.jpg')).toBe('2/a.jpg')
    expect(labelOf(`images/${flatName('1/a.jpg')}`)).toBe('1/a.jpg')
    expect(labelOf('elsewhere/b.jpg')).toBe('2/b.jpg')
  })

  test('does not guess where a file name stands for several images', () => {
    expect(labelOf('elsewhere/a.jpg')).toBeNull()
    expect(() => truth.of({ name: 'elsewhere/a.jpg', ...SIZE })).toThrow('elsewhere/a.jpg')
  })

  test('holds only what a person can draw: inside the image, and with a size', () => {
    const images = [
      anImage('over.jpg', box(90, 70, 30, 30)),
      anImage('empty.jpg', box(50, 50, 0, 10)),
      anImage('outside.jpg', box(200, 0, 5, 5)),
    ]
    const clipped = createTruth(images)
    expect(clipped.find({ name: 'over.jpg', ...SIZE })).toEqual([{ label: 'over.jpg', shape: box(90, 70, 10, 10) }])
    expect(clipped.find({ name: 'empty.jpg', ...SIZE })).toEqual([])
    expect(clipped.find({ name: 'outside.jpg', ...SIZE })).toEqual([])
  })
})
