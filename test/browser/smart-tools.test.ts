import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AssetId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { bounds } from '#shared/shapes/index.ts'
import { chromiumPath, dragOnImage } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'
import { shoot } from './screenshots.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

describe.skipIf(chromiumPath === null)(`the smart tools in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  let assetId: AssetId
  const annotations = () => bench.annotations(assetId)
  const noted = (words: RegExp) => page.getByTestId('note').filter({ hasText: words }).waitFor({ timeout: STEP_LIMIT_MS })

  beforeAll(async () => {
    bench = await openBench('smart-tools')
    const { items } = await bench.api.call(routes.data.assets, { params: { projectId: bench.projectId }, query: { limit: 1 } })
    assetId = items[0]?.id as AssetId
    page = await bench.enter('Ada')
    page.on('console', (message) => message.type() === 'error' && bench.problems.push(message.text()))
    await bench.open(page, assetId)
    await page.getByTestId('object-row').first().waitFor()
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'cut out what a box is drawn around, as a mask, after loading OpenCV once and without leave of the page’s policy',
    async () => {
      const before = (await annotations()).length
      await page.keyboard.press('x')
      await dragOnImage(page, { x: 150, y: 150 }, { x: 320, y: 320 })
      await noted(/Loading OpenCV|Click what is missing/)
      await page.keyboard.press('Enter')
      const made = await eventually(async () => {
        const all = await annotations()
        if (all.length === before) throw new Error('Expected one more annotation')
        return all.at(-1)
      }, STEP_LIMIT_MS)
      expect(made?.shape.kind).toBe('mask')
      expect(made && (bounds(made.shape)?.width ?? 0)).toBeGreaterThan(10)
      await shoot(page, 'smart-01-cut-out')
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it(
    'propose what looks like a shape, and make it an annotation only when it is accepted',
    async () => {
      const before = (await annotations()).length
      await page.keyboard.press('v')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Shift+W')
      await noted(/Click a shape/)
      await dragOnImage(page, CELL, CELL)
      await noted(/to decide/)
      await shoot(page, 'smart-03-similar')
      expect(await annotations()).toHaveLength(before)
      await page.keyboard.press('Enter')
      await eventually(async () => expect(await annotations()).toHaveLength(before + 1), STEP_LIMIT_MS)
      await page.keyboard.press('Escape')
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it(
    'take a colour, a region of strokes and an outline along edges, each as one annotation',
    async () => {
      for (const [key, work] of Object.entries(WORK)) {
        const before = (await annotations()).length
        await page.keyboard.press(key)
        await work(page)
        await page.keyboard.press('Enter')
        await eventually(async () => {
          if ((await annotations()).length === before) throw new Error(`Expected one more annotation by ${key}`)
        }, STEP_LIMIT_MS)
        await page.keyboard.press('Escape')
      }
      await shoot(page, 'smart-02-all')
      const before = await annotations()
      await page.reload()
      await page.getByTestId('stage').waitFor()
      await eventually(async () => expect(Number(await page.getByTestId('object-count').textContent())).toBe(before.length))
      expect(await annotations()).toEqual(before)
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})

/** In a red cell of the sample's first image that others look like. */
const CELL = { x: 60, y: 380 }

/** What a hand does with each tool, by its key. */
const WORK: Record<string, (page: Page) => Promise<void>> = {
  w: (page) => dragOnImage(page, { x: 400, y: 200 }, { x: 430, y: 200 }),
  'Alt+x': (page) => dragOnImage(page, { x: 380, y: 320 }, { x: 420, y: 340 }),
  async 'Shift+I'(page) {
    for (const [x, y] of [
      [100, 100],
      [200, 110],
      [180, 200],
    ] as const)
      await dragOnImage(page, { x, y }, { x, y })
  },
}
