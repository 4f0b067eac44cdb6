import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  distanceFromScreen,
  fromScreen,
  ontoScreen,
  type QuarterTurn,
  turnedCursor,
  turnedFurther,
  turnedStage,
} from '#client/canvas/quarter-turn.ts'
import { between, fitted, focusOn, pan, toImage, toScreen, visibleBounds, zoomAt } from '#client/canvas/viewport.ts'

const IMAGE = { width: 640, height: 480 }
const STAGE = { width: 1000, height: 700 }
const place = fc.record({ x: fc.double({ min: 0, max: 1000, noNaN: true }), y: fc.double({ min: 0, max: 700, noNaN: true }) })
const factor = fc.double({ min: 0.05, max: 20, noNaN: true })

test('zooming keeps the place under the pointer where it is', () => {
  fc.assert(
    fc.property(place, factor, (screen, by) => {
      const before = fitted(IMAGE, STAGE)
      const after = zoomAt(before, by, screen, IMAGE, STAGE)
      const moved = toScreen(after, toImage(before, screen))
      expect(moved.x).toBeCloseTo(screen.x, 6)
      expect(moved.y).toBeCloseTo(screen.y, 6)
    }),
    { seed: 1 },
  )
})

test('screen and image places are each other turned round', () => {
  fc.assert(
    fc.property(place, place, factor, (screen, offset, scale) => {
      const viewport = { scale, ...offset }
      const back = toScreen(viewport, toImage(viewport, screen))
      expect(back.x).toBeCloseTo(screen.x, 6)
      expect(back.y).toBeCloseTo(screen.y, 6)
    }),
    { seed: 1 },
  )
})

test('the whole image is centred and inside the stage', () => {
  const viewport = fitted(IMAGE, STAGE)
  const corner = toScreen(viewport, { x: 0, y: 0 })
  const opposite = toScreen(viewport, { x: IMAGE.width, y: IMAGE.height })
  expect(corner.x).toBeGreaterThanOrEqual(0)
  expect(corner.y).toBeGreaterThan(0)
  expect(corner.x + opposite.x).toBeCloseTo(STAGE.width)
  expect(corner.y + opposite.y).toBeCloseTo(STAGE.height)
})

test('the image cannot be pushed out of sight', () => {
  const away = pan(fitted(IMAGE, STAGE), -1e6, 1e6, IMAGE, STAGE)
  const { x, y, width, height } = visibleBounds(away, STAGE)
  expect(x).toBeLessThan(IMAGE.width)
  expect(y + height).toBeGreaterThan(0)
  expect(width).toBeGreaterThan(0)
})

test('a shape that the view goes to is in sight with its surroundings', () => {
  const shape = { x: 600, y: 10, width: 20, height: 20 }
  const seen = visibleBounds(focusOn(shape, IMAGE, STAGE), STAGE)
  expect(seen.x).toBeLessThan(shape.x)
  expect(seen.y).toBeLessThan(shape.y)
  expect(seen.x + seen.width).toBeGreaterThan(shape.x + shape.width)
  expect(seen.y + seen.height).toBeGreaterThan(shape.y + shape.height)
  expect(seen.width).toBeGreaterThan(3 * shape.width)
})

test('the view never goes farther away than the whole image', () => {
  const { scale } = focusOn({ x: 0, y: 0, ...IMAGE }, IMAGE, STAGE)
  expect(scale).toBe(fitted(IMAGE, STAGE).scale)
})

test('a moving view starts and ends where it should', () => {
  const from = fitted(IMAGE, STAGE)
  const to = focusOn({ x: 100, y: 100, width: 10, height: 10 }, IMAGE, STAGE)
  expect(between(from, to, 0)).toEqual(from)
  expect(between(from, to, 1)).toEqual(to)
  expect(between(from, to, 0.5).scale).toBeCloseTo(Math.sqrt(from.scale * to.scale))
})

const turns = fc.constantFrom<QuarterTurn>(0, 1, 2, 3)

test('places on a turned screen and in the drawing are each other turned round', () => {
  fc.assert(
    fc.property(place, turns, (screen, turn) => {
      const stage = turnedStage(STAGE, turn)
      for (const back of [ontoScreen(fromScreen(screen, stage), stage), fromScreen(ontoScreen(screen, stage), stage)]) {
        expect(back.x).toBeCloseTo(screen.x, 6)
        expect(back.y).toBeCloseTo(screen.y, 6)
      }
    }),
    { seed: 1 },
  )
})

test('a view turned right shows the image’s top at the right side of the screen', () => {
  const stage = turnedStage(STAGE, 1)
  const viewport = fitted(IMAGE, stage)
  const seen = (x: number, y: number) => ontoScreen(toScreen(viewport, { x, y }), stage)
  expect(seen(0, 0).x).toBeGreaterThan(seen(0, IMAGE.height).x)
  expect(seen(0, 0).y).toBeLessThan(seen(IMAGE.width, 0).y)
  expect(seen(IMAGE.width / 2, IMAGE.height / 2)).toEqual({ x: STAGE.width / 2, y: STAGE.height / 2 })
  expect(seen(IMAGE.width, 0).y).toBeLessThan(STAGE.height)
})

test('a turned image follows the pointer that drags it', () => {
  fc.assert(
    fc.property(place, place, turns, (from, to, turn) => {
      const stage = turnedStage(STAGE, turn)
      const start = fromScreen(from, stage)
      const by = distanceFromScreen({ x: to.x - from.x, y: to.y - from.y }, turn)
      const end = ontoScreen({ x: start.x + by.x, y: start.y + by.y }, stage)
      expect(end.x).toBeCloseTo(to.x, 6)
      expect(end.y).toBeCloseTo(to.y, 6)
    }),
    { seed: 1 },
  )
})

test('four turns are none, and the edges of a box are pulled the way they lie on the screen', () => {
  expect([1, 1, 1, 1].reduce<QuarterTurn>((turn) => turnedFurther(turn, 1), 2)).toBe(2)
  expect(turnedFurther(0, -1)).toBe(3)
  expect(turnedCursor('ns-resize', 1)).toBe('ew-resize')
  expect(turnedCursor('ns-resize', 2)).toBe('ns-resize')
  expect(turnedCursor('crosshair', 3)).toBe('crosshair')
})
