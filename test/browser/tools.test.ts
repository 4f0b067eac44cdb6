import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { area, bounds } from '#shared/shapes/index.ts'
import { chromiumPath, clickOnImage, dragOnImage } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { type BrowserBench, type MoreLabel, openBench, START_LIMIT_MS, STEP_LIMIT_MS, saved } from './bench.ts'
import { drawings, near, numbersOf, placeOn } from './drawings.ts'
import { shoot } from './screenshots.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

const LABELS: MoreLabel[] = [
  {
    name: 'Bird',
    key: '4',
    shape: 'skeleton',
    skeleton: {
      keypoints: ['head', 'tail', 'wing'],
      edges: [
        [0, 1],
        [1, 2],
      ],
      places: [0.5, 0, 0.5, 1, 1, 0.5],
    },
  },
  { name: 'Blurred', key: '5', shape: 'whole' },
]

describe.skipIf(chromiumPath === null)(`every tool in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  let assetId: AssetId
  const drawn: Annotation[] = []
  const annotations = () => bench.annotations(assetId)
  const live = async () => (await annotations()).filter(({ status }) => status === 'draft')
  const press = (key: string) => page.keyboard.press(key)
  const inHand = (tool: string) => page.locator(`[data-testid=tool-${tool}][aria-pressed=true]`).waitFor()
  const byId = async (id: Annotation['id']) => (await annotations()).find((one) => one.id === id)
  /** What one gesture adds. */
  const adding = async (gesture: () => Promise<void>): Promise<Annotation> => {
    const before = new Set((await annotations()).map(({ id }) => id))
    await gesture()
    return eventually(async () => {
      const [fresh] = (await live()).filter(({ id }) => !before.has(id))
      if (!fresh) throw new Error('Expected one more annotation')
      return fresh
    })
  }
  const changing = async (id: Annotation['id'], gesture: () => Promise<void>): Promise<Annotation> => {
    const before = (await byId(id))?.revision
    await gesture()
    return eventually(async () => {
      const now = await byId(id)
      if (!now || now.revision === before) throw new Error('Expected a change of the annotation')
      return now
    })
  }

  beforeAll(async () => {
    bench = await openBench('tools', { labels: LABELS })
    assetId = bench.fresh[0] as AssetId
    page = await bench.enter('Ada')
    await bench.open(page, assetId)
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it.each(drawings)(
    'draws with the tool $tool what is durable at once',
    async ({ tool, keys, gesture, shape }) => {
      for (const key of keys) await press(key)
      const made = await adding(() => gesture(page))
      await inHand(tool)
      expect(numbersOf(made.shape)).toEqual(near(numbersOf(shape)))
      drawn.push(made)
      await press('Escape')
    },
    STEP_LIMIT_MS,
  )

  it(
    'paints a mask, wipes a part away, fills an outline in and cuts one out, all on one annotation',
    async () => {
      await press('b')
      await press('Shift+1')
      const painted = await adding(() => dragOnImage(page, { x: 270, y: 170 }, { x: 350, y: 170 }))
      expect(painted.shape.kind).toBe('mask')
      expect(bounds(painted.shape)).toMatchObject({ y: expect.any(Number) })
      await press('Shift+2')
      const wiped = await changing(painted.id, () => dragOnImage(page, { x: 310, y: 140 }, { x: 310, y: 200 }))
      expect(area(wiped.shape)).toBeLessThan(area(painted.shape))
      await press('Shift+3')
      const filled = await changing(painted.id, async () => {
        await clickOnImage(page, [265, 180], [355, 180], [355, 215], [265, 215])
        await press('Enter')
      })
      expect(area(filled.shape) - area(wiped.shape)).toBeGreaterThan(1500)
      await press('Shift+4')
      const cut = await changing(painted.id, async () => {
        await clickOnImage(page, [300, 185], [330, 185], [330, 205], [300, 205])
        await press('Enter')
      })
      expect(area(filled.shape) - area(cut.shape)).toBeGreaterThan(400)
      drawn.push(cut)
      await press('Shift+1')
      await press('Escape')
      await press('Escape')
    },
    STEP_LIMIT_MS,
  )

  it(
    'sets the joints of a skeleton where they were pulled',
    async () => {
      await press('4')
      const made = await adding(async () => {
        await dragOnImage(page, { x: 500, y: 140 }, { x: 590, y: 210 })
        await dragOnImage(page, { x: 545, y: 140 }, { x: 520, y: 150 })
        await press('Enter')
      })
      expect(numbersOf(made.shape)).toEqual(near([520, 150, 2, 545, 210, 2, 590, 175, 2]))
      expect(made.label).toBe('Bird')
      drawn.push(made)
      await press('Escape')
    },
    STEP_LIMIT_MS,
  )

  it(
    'gives the whole image a label by one key, and takes it away by the same',
    async () => {
      const made = await adding(() => press('5'))
      expect(made.shape).toEqual({ kind: 'whole' })
      await press('5')
      await eventually(async () => expect((await byId(made.id))?.status).toBe('deleted'))
      drawn.push(await adding(() => press('5')))
    },
    STEP_LIMIT_MS,
  )

  it(
    'slices, joins and subtracts',
    async () => {
      await press('1')
      await press('Shift+b')
      const box = await adding(() => dragOnImage(page, { x: 20, y: 280 }, { x: 110, y: 350 }))
      await press('v')
      await press('Alt+j')
      const half = await adding(async () => {
        await clickOnImage(page, [65, 262], [65, 368])
        await press('Enter')
      })
      await eventually(async () => {
        const rest = await byId(box.id)
        expect(area(half.shape) + area(rest?.shape ?? half.shape)).toBeCloseTo(area(box.shape), -2)
      })
      await press('Escape')
      await press('v')
      await clickOnImage(page, [40, 310])
      await page.keyboard.down('Shift')
      await clickOnImage(page, [90, 310])
      await page.keyboard.up('Shift')
      const left = async (count: number) => {
        const those = (await live()).filter(({ id }) => id === box.id || id === half.id)
        expect(those).toHaveLength(count)
        return those[0] as Annotation
      }
      await press('j')
      await eventually(() => left(1))
      await press('Control+z')
      await eventually(() => left(2))
      await press('Escape')
      await press('j')
      await inHand('join')
      await clickOnImage(page, [40, 310], [90, 310])
      await press('Enter')
      const joined = await eventually(() => left(1))
      expect(area(joined.shape)).toBeCloseTo(area(box.shape), -2)
      await press('Escape')
      await press('Shift+b')
      const bite = await adding(() => dragOnImage(page, { x: 80, y: 300 }, { x: 130, y: 330 }))
      await press('v')
      await clickOnImage(page, [40, 310])
      await page.keyboard.down('Shift')
      await clickOnImage(page, [120, 315])
      await page.keyboard.up('Shift')
      const bitten = await changing(joined.id, () => press('Shift+j'))
      expect(area(bitten.shape)).toBeLessThan(area(joined.shape) - 800)
      drawn.push(bitten, bite)
      await press('Escape')
    },
    STEP_LIMIT_MS,
  )

  it(
    'moves a vertex, adds one and takes one away',
    async () => {
      const polygon = drawn.find(({ shape }) => shape.kind === 'polygon') as Annotation
      await press('v')
      await clickOnImage(page, [425, 60])
      const moved = await changing(polygon.id, () => dragOnImage(page, { x: 380, y: 20 }, { x: 370, y: 12 }))
      expect(numbersOf(moved.shape).slice(0, 2)).toEqual(near([370, 12]))
      const grown = await changing(polygon.id, () => dragOnImage(page, { x: 465, y: 65 }, { x: 485, y: 65 }))
      expect(numbersOf(grown.shape)).toHaveLength(10)
      await page.keyboard.down('Alt')
      const shrunk = await changing(polygon.id, () => clickOnImage(page, [485, 65]))
      await page.keyboard.up('Alt')
      expect(numbersOf(shrunk.shape)).toHaveLength(8)
      drawn[drawn.indexOf(polygon)] = shrunk
      await press('Escape')
    },
    STEP_LIMIT_MS,
  )

  it(
    'moves several at once, takes it back and does it again',
    async () => {
      const [box, other] = drawn as [Annotation, Annotation]
      await press('v')
      await clickOnImage(page, [60, 50])
      await page.keyboard.down('Shift')
      await clickOnImage(page, [180, 60])
      await page.keyboard.up('Shift')
      await eventually(async () => expect(await page.locator('[data-testid=object-row][data-selected=true]').count()).toBe(2))
      const xOf = async (id: Annotation['id']) => bounds((await byId(id))?.shape ?? { kind: 'whole' })?.x ?? Number.NaN
      const [boxX, otherX] = [await xOf(box.id), await xOf(other.id)]
      await dragOnImage(page, { x: 60, y: 50 }, { x: 66, y: 54 })
      const isAt = (by: number) =>
        eventually(async () => {
          expect((await xOf(box.id)) - boxX).toBeCloseTo(by, 0)
          expect((await xOf(other.id)) - otherX).toBeCloseTo(by, 0)
        })
      await isAt(6)
      await press('Control+z')
      await isAt(0)
      await press('Control+Shift+z')
      await isAt(6)
      await press('Control+z')
      await isAt(0)
      await press('Escape')
    },
    STEP_LIMIT_MS,
  )

  it(
    'shows after a reload what was drawn, each where it was',
    async () => {
      await saved(page)
      const before = await live()
      await shoot(page, 'tools-01-all')
      await page.reload()
      await page.getByTestId('stage').waitFor()
      await eventually(async () => expect(Number(await page.getByTestId('object-count').textContent())).toBe(before.length))
      expect(await live()).toEqual(before)
      for (const { id, shape } of drawn.filter(({ shape: { kind } }) => kind !== 'whole')) {
        await clickOnImage(page, placeOn(shape))
        await page.locator(`[data-testid=object-row][data-selected=true][data-id=${id}]`).waitFor()
      }
      await shoot(page, 'tools-02-selected')
    },
    STEP_LIMIT_MS,
  )

  it('no page threw an error on the way', () => {
    expect(bench.problems).toEqual([])
  })
})
