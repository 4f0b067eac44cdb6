import { beforeAll, describe, expect, test } from 'vitest'
import { createAnswering } from '#client/smart/answering.ts'
import type { OpenCv } from '#client/smart/opencv.ts'
import type { Picture } from '#client/smart/picture.ts'
import { boundsIou } from '#shared/shapes/bounds.ts'
import { contains, iou, type Mask } from '#shared/shapes/index.ts'
import { distanceToLine, pointsOf } from '#shared/shapes/ring.ts'
import { loadOpenCv } from './load-opencv.ts'
import { aScene, maskOfOval, type Oval } from './painted-scene.ts'

const RED = [190, 60, 60] as const
const fruit: Oval = { x: 100, y: 60, width: 90, height: 60, color: RED }
const box = { x: 96, y: 56, width: 98, height: 68 }
const overlap = (found: Mask | null, oval: Oval) => (found ? iou(found, maskOfOval(oval)) : 0)

let cv: OpenCv
beforeAll(async () => {
  cv = (await loadOpenCv()).cv
})

function asking(picture: Picture) {
  return createAnswering(cv, picture)
}

describe('on a noisy picture whose truth is known', () => {
  const scene = aScene(320, 240, [fruit, { ...fruit, x: 220, y: 150, width: 60, height: 60 }])

  test('a box around a thing cuts it out', () => {
    expect(overlap(asking(scene).answer('cutOut', { box, strokes: [] }), fruit)).toBeGreaterThan(0.95)
  })

  test('a click on a thing cuts it out too', () => {
    const strokes = [{ line: [145, 90], isObject: true }]
    expect(overlap(asking(scene).answer('cutOut', { box: null, strokes }), fruit)).toBeGreaterThan(0.9)
  })

  test('a stroke over the background takes away what was too much', () => {
    const answering = asking(aScene(320, 240, [fruit, { ...fruit, x: 150, color: [170, 150, 40] }]))
    const wide = { x: 96, y: 56, width: 150, height: 68 }
    const strokes = [{ line: [195, 75, 205, 90, 195, 105], isObject: false }]
    const first = answering.answer('cutOut', { box: wide, strokes: [] })
    const corrected = answering.answer('cutOut', { box: wide, strokes })
    expect(first && contains(first, { x: 200, y: 90 })).toBe(true)
    expect(corrected && contains(corrected, { x: 205, y: 90 })).toBe(false)
    expect(corrected && contains(corrected, { x: 120, y: 90 })).toBe(true)
  })

  test('the same question gets the same answer', () => {
    const answering = asking(scene)
    expect(answering.answer('cutOut', { box, strokes: [] })).toEqual(answering.answer('cutOut', { box, strokes: [] }))
  })

  test('a stroke floods the region up to its edges', () => {
    const strokes = [{ line: [125, 90, 165, 90], isObject: true }]
    expect(overlap(asking(scene).answer('region', { strokes }), fruit)).toBeGreaterThan(0.85)
  })

  test('the wand takes what has the colour, adds and takes away', () => {
    const answering = asking(scene)
    const pick = { at: { x: 145, y: 90 }, tolerance: 70, isAdded: true }
    expect(overlap(answering.answer('wand', { picks: [pick] }), fruit)).toBeGreaterThan(0.95)
    const other = { at: { x: 250, y: 180 }, tolerance: 70, isAdded: true }
    const both = answering.answer('wand', { picks: [pick, other] })
    expect(both).toMatchObject({ x: 100, y: 60, width: 180, height: 150 })
    expect(overlap(answering.answer('wand', { picks: [pick, other, { ...other, isAdded: false }] }), fruit)).toBeGreaterThan(0.95)
  })

  test('a wand outside the image finds nothing', () => {
    expect(asking(scene).answer('wand', { picks: [{ at: { x: -5, y: 20 }, tolerance: 9, isAdded: true }] })).toBeNull()
  })

  test('scissors follow the edge between two clicks, both of which stay where they are', () => {
    const [from, to] = [
      { x: 100.5, y: 90.5 },
      { x: 189.5, y: 90.5 },
    ]
    const way = asking(scene).answer('wire', { from, to, tolerance: 0.5 })
    expect(pointsOf(way).at(0)).toEqual(from)
    expect(pointsOf(way).at(-1)).toEqual(to)
    const rim = Array.from({ length: 60 }, (_, step) => {
      const angle = (step * Math.PI) / 30
      return [145 + 45 * Math.cos(angle), 90 + 30 * Math.sin(angle)]
    }).flat()
    for (const point of pointsOf(way)) expect(distanceToLine(rim, point, true)).toBeLessThan(3.5)
  })

  test('things that look like the sample are proposed with their score, labelled ones left out', () => {
    const cells = [30, 90, 150, 210].map((x) => ({ x, y: 40, width: 24, height: 24, color: RED }))
    const answering = asking(aScene(300, 120, cells))
    const [sample, labelled, ...others] = cells as [Oval, Oval, ...Oval[]]
    const found = answering.answer('similar', { box: sample, taken: [labelled] })
    const isFound = (cell: Oval) => found.some((likeness) => boundsIou(likeness.box, cell) > 0.5)
    expect(others.every(isFound)).toBe(true)
    expect(isFound(sample) || isFound(labelled)).toBe(false)
    for (const { score } of found) expect(score).toBeGreaterThan(0.5)
  })

  test('places are given and found in pixels of the image where its pixels come scaled down', () => {
    const small = aScene(320, 240, [fruit])
    const large = { ...small, image: { width: 1280, height: 960 } }
    const found = asking(large).answer('cutOut', { box: { x: 384, y: 224, width: 392, height: 272 }, strokes: [] })
    const truth = { x: 400, y: 240, width: 360, height: 240, color: RED }
    expect(overlap(found, truth)).toBeGreaterThan(0.93)
  })
})

test('nothing is left in OpenCV’s memory by a hundred questions', () => {
  const answering = asking(aScene(200, 160, [fruit]))
  const ask = () => {
    answering.answer('wand', { picks: [{ at: { x: 145, y: 90 }, tolerance: 60, isAdded: true }] })
    answering.answer('region', { strokes: [{ line: [130, 90, 150, 90], isObject: true }] })
    answering.answer('wire', { from: { x: 100, y: 90 }, to: { x: 145, y: 61 }, tolerance: 1 })
  }
  ask()
  const before = heapBytes()
  for (let turn = 0; turn < 100; turn++) ask()
  expect(heapBytes()).toBe(before)
})

const heapBytes = (): number => (cv as unknown as { HEAPU8: Uint8Array }).HEAPU8.length
