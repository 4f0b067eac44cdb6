import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AssetId } from '#shared/domain/ids.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

describe.skipIf(chromiumPath === null)(`the first day at the workbench in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  const sheet = () => page.getByTestId('cheat-sheet').count()

  beforeAll(async () => {
    bench = await openBench('first-day')
    page = await bench.enter('Ada', { viewport: { width: 1024, height: 700 } })
    await bench.open(page, bench.fresh[0] as AssetId)
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'keeps the settings of a tool off the image, and the image where it is',
    async () => {
      const before = await page.getByTestId('stage').boundingBox()
      await page.keyboard.press('b')
      await page.getByText('Wipe away').waitFor()
      await eventually(async () => {
        const panel = await page.getByTestId('tool-panel').boundingBox()
        expect((panel?.y ?? 0) + (panel?.height ?? 0)).toBeLessThanOrEqual(before?.y ?? 0)
      })
      expect(await page.getByTestId('stage').boundingBox()).toEqual(before)
    },
    STEP_LIMIT_MS,
  )

  it(
    'shows the way on in full in a small window',
    async () => {
      for (const id of ['submit', 'approve']) {
        const words = page.getByTestId(id).locator('.mantine-Button-label')
        await eventually(async () =>
          expect(await words.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true),
        )
      }
    },
    STEP_LIMIT_MS,
  )

  it(
    'hears its keys after a click on a tab',
    async () => {
      await page.getByText('History', { exact: true }).click()
      await page.keyboard.press('?')
      await eventually(async () => expect(await sheet()).toBe(1))
      await page.keyboard.press('Escape')
      await eventually(async () => expect(await sheet()).toBe(0))
    },
    STEP_LIMIT_MS,
  )

  it(
    'hears Escape under the name of the button that was clicked',
    async () => {
      await page.getByTestId('keys').click()
      await page.locator('[role=tooltip]').waitFor()
      await eventually(async () => expect(await sheet()).toBe(1))
      await page.keyboard.press('Escape')
      await eventually(async () => expect(await sheet()).toBe(0))
    },
    STEP_LIMIT_MS,
  )
})
