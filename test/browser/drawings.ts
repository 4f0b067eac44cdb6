import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { bounds, contains, type Shape } from '#shared/shapes/index.ts'
import { clickOnImage, dragOnImage } from '../../scripts/benchmarks/browser.ts'

/** Pixels of the image: a pointer lands on whole pixels of the screen. */
const NEAR = 1.5

/** What a hand does with a tool, and what comes of it. */
export interface Drawing {
  readonly tool: string
  /** After which it is in hand. */
  readonly keys: readonly string[]
  readonly gesture: (page: Page) => Promise<void>
  readonly shape: Shape
}

/** Every tool that draws by places alone, each beside the others on an image of 640 x 480. */
export const drawings: readonly Drawing[] = [
  {
    tool: 'box',
    keys: ['1', 'Shift+b'],
    gesture: (page) => dragOnImage(page, { x: 20, y: 20 }, { x: 110, y: 90 }),
    shape: { kind: 'box', x: 20, y: 20, width: 90, height: 70 },
  },
  {
    tool: 'extreme-box',
    keys: ['2', 'Shift+x'],
    gesture: (page) => clickOnImage(page, [180, 20], [140, 60], [180, 100], [230, 60]),
    shape: { kind: 'box', x: 140, y: 20, width: 90, height: 80 },
  },
  {
    tool: 'rotated-box',
    keys: ['3', 'Shift+r'],
    async gesture(page) {
      await dragOnImage(page, { x: 270, y: 40 }, { x: 318, y: 76 })
      await clickOnImage(page, [294, 108])
    },
    shape: { kind: 'rotated-box', cx: 282, cy: 74, width: 60, height: 40, rotation: 36.87 },
  },
  {
    tool: 'polygon',
    keys: ['1', 'Shift+p'],
    async gesture(page) {
      await clickOnImage(page, [380, 20], [470, 30], [460, 100], [390, 90])
      await page.keyboard.press('Enter')
    },
    shape: { kind: 'polygon', ring: [380, 20, 470, 30, 460, 100, 390, 90], holes: [] },
  },
  {
    tool: 'polyline',
    keys: ['2', 'Shift+l'],
    async gesture(page) {
      await clickOnImage(page, [500, 20], [560, 60], [600, 30])
      await page.keyboard.press('Enter')
    },
    shape: { kind: 'polyline', points: [500, 20, 560, 60, 600, 30] },
  },
  {
    tool: 'points',
    keys: ['3', 'Shift+k'],
    async gesture(page) {
      await clickOnImage(page, [30, 160], [60, 200], [100, 170])
      await page.keyboard.press('Enter')
    },
    shape: { kind: 'points', points: [30, 160, 60, 200, 100, 170] },
  },
  {
    tool: 'ellipse',
    keys: ['1', 'Shift+o'],
    gesture: (page) => dragOnImage(page, { x: 140, y: 140 }, { x: 230, y: 210 }),
    shape: { kind: 'ellipse', cx: 185, cy: 175, rx: 45, ry: 35, rotation: 0 },
  },
  {
    tool: 'mask-polygon',
    keys: ['2', 'Shift+m'],
    async gesture(page) {
      await clickOnImage(page, [390, 140], [470, 140], [470, 200], [390, 200])
      await page.keyboard.press('Enter')
    },
    shape: { kind: 'mask', x: 390, y: 140, width: 80, height: 60, counts: '' },
  },
]

/** Everything about where a shape is, as numbers in one order; how a mask is written is left out. */
export function numbersOf(shape: Shape): number[] {
  const flatten = (value: unknown): number[] =>
    typeof value === 'number' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(flatten) : []
  return flatten(
    Object.entries(shape)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([, value]) => value),
  )
}

/** Numbers within reach of these. */
export const near = (numbers: readonly number[]) => numbers.map((number) => expect.closeTo(number, NEAR_DIGITS))

// `closeTo` counts digits: within half of ten to the power of their negative.
const NEAR_DIGITS = -Math.log10(2 * NEAR)

/** Where a press means the shape: well inside it, or on its first point. */
export function placeOn(shape: Shape): readonly [number, number] {
  if (shape.kind === 'skeleton') return [shape.keypoints[0] ?? 0, shape.keypoints[1] ?? 0]
  if ('points' in shape) return [shape.points[0] ?? 0, shape.points[1] ?? 0]
  const box = bounds(shape)
  const shares = Array.from({ length: 9 }, (_, index) => (index + 1) / 10)
  const places = shares.flatMap((down) =>
    shares.map((across) => ({ x: (box?.x ?? 0) + across * (box?.width ?? 0), y: (box?.y ?? 0) + down * (box?.height ?? 0) })),
  )
  const isWellInside = ({ x, y }: { x: number; y: number }) =>
    [-WELL, WELL].every((off) => contains(shape, { x: x + off, y }) && contains(shape, { x, y: y + off }))
  const place = places.find(isWellInside)
  if (!place) throw new Error(`Expected a ${shape.kind} with room for a press`)
  return [place.x, place.y]
}

/** Pixels of the image between a press and the shape's edge: not on a grip. */
const WELL = 8
