import { describe, expect, test } from 'vitest'
import { createPointIndex } from '#client/components/assets/map/map-points.ts'
import { fitted, moved, onMap, onScreen, showing, zoomed } from '#client/components/assets/map/map-view.ts'
import { grouped } from '#client/components/assets/map/point-groups.ts'
import type { EmbeddingMap } from '#shared/domain/embedding.ts'
import { newOntology } from '#shared/ontology.ts'

const SIZE = { width: 800, height: 600 }
// A cross with a point aside: left, right, top, bottom, middle, and one at the upper right.
const PLACES = { x: [0.1, 0.9, 0.5, 0.5, 0.5, 0.8], y: [0.5, 0.5, 0.1, 0.9, 0.5, 0.2] }
const [LEFT, RIGHT, TOP, BOTTOM, MIDDLE, ASIDE] = [0, 1, 2, 3, 4, 5]

describe('the view of the map', () => {
  test('begins with the whole map in the middle', () => {
    const view = fitted(SIZE)
    expect(onScreen(view, { x: 0.5, y: 0.5 })).toEqual({ x: 400, y: 300 })
    expect(onScreen(view, { x: 0, y: 0 }).y).toBeGreaterThan(0)
    expect(onScreen(view, { x: 1, y: 1 }).y).toBeLessThan(600)
  })

  test('zooming keeps the place below the pointer where it is', () => {
    const at = { x: 123, y: 456 }
    const before = onMap(fitted(SIZE), at)
    const view = zoomed(fitted(SIZE), at, 3, SIZE)
    expect(view.scale).toBeCloseTo(3 * fitted(SIZE).scale)
    expect(onScreen(view, before).x).toBeCloseTo(at.x)
    expect(onScreen(view, before).y).toBeCloseTo(at.y)
  })

  test('never zooms out until the map is lost', () => {
    let view = fitted(SIZE)
    for (let step = 0; step < 20; step++) view = zoomed(view, { x: 0, y: 0 }, 0.5, SIZE)
    expect(view.scale).toBe(fitted(SIZE).scale / 2)
  })

  test('follows the focus only where it leaves the screen', () => {
    const view = zoomed(fitted(SIZE), { x: 400, y: 300 }, 4, SIZE)
    expect(showing(view, { x: 0.5, y: 0.5 }, SIZE)).toBe(view)
    const followed = onScreen(showing(view, { x: 0.1, y: 0.9 }, SIZE), { x: 0.1, y: 0.9 })
    expect(followed.x).toBeCloseTo(400)
    expect(followed.y).toBeCloseTo(300)
    expect(moved(view, { x: 5, y: -5 })).toEqual({ ...view, x: view.x + 5, y: view.y - 5 })
  })
})

describe('the points of the map', () => {
  const index = createPointIndex(PLACES)

  test('the nearest within reach is found, and nothing beyond', () => {
    expect(index.at({ x: 0.52, y: 0.48 }, 0.05)).toBe(MIDDLE)
    expect(index.at({ x: 0.3, y: 0.3 }, 0.05)).toBeNull()
  })

  test('arrows go to the next point of their direction and stop at the edge', () => {
    expect(index.towards(MIDDLE, 'ArrowLeft')).toBe(LEFT)
    expect(index.towards(MIDDLE, 'ArrowRight')).toBe(RIGHT)
    expect(index.towards(MIDDLE, 'ArrowUp')).toBe(TOP)
    expect(index.towards(MIDDLE, 'ArrowDown')).toBe(BOTTOM)
    expect(index.towards(RIGHT, 'ArrowRight')).toBeNull()
    expect(index.towards(MIDDLE, 'Home')).toBeNull()
  })

  test('a lasso holds what lies inside its line, not inside its frame', () => {
    const triangle = [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 0, y: 1 },
    ]
    expect(index.inside(triangle)).toEqual([LEFT, TOP])
    const whole = [...triangle.slice(0, 2), { x: 1, y: 1 }, { x: 0, y: 1 }]
    expect(index.inside(whole)).toEqual([LEFT, RIGHT, TOP, BOTTOM, MIDDLE, ASIDE])
  })

  test('a map without points has nothing anywhere', () => {
    const empty = createPointIndex({ x: [], y: [] })
    expect(empty.at({ x: 0.5, y: 0.5 }, 1)).toBeNull()
    expect(empty.inside([{ x: 0, y: 0 }])).toEqual([])
  })
})

test('points are grouped and counted by state, label, split and doubt', () => {
  const map: EmbeddingMap = {
    drawnAt: 0,
    assetIds: ['a', 'b', 'c'] as EmbeddingMap['assetIds'],
    names: ['a', 'b', 'c'],
    revisions: [0, 0, 0],
    x: [0, 0, 0],
    y: [0, 0, 0],
    status: [1, 0, 1],
    statuses: ['new', 'approved'],
    split: [0, 0, 1],
    splits: ['train', 'test'],
    label: [0, -1, 0],
    labels: ['cat'],
    uncertainty: [0, 0.5, 1],
  }
  const counts = (by: Parameters<typeof grouped>[1]) => grouped(map, by, newOntology(['cat'])).groups.map(({ count }) => count)
  expect(counts('status')).toEqual([1, 2])
  expect(counts('split')).toEqual([2, 1])
  expect(counts('label')).toEqual([1, 2])
  expect(counts('unsure')).toEqual([1, 0, 1, 0, 1])
  const { groups, groupOf } = grouped(map, 'label', newOntology(['cat']))
  expect(groups[groupOf[0] ?? 0]?.title).toBe('cat')
})
