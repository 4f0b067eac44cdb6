import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TrainRequest } from '#shared/routes/loop.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { describeWithMongo } from '../support/mongo.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'

const PREVIEWS = 6
const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

describeWithMongo(`the train dialog in a browser${reason}`, () => {
  if (chromiumPath === null) return it.skip(`shows how images are varied${reason}`)
  let bench: BrowserBench
  let page: Page
  beforeAll(async () => {
    bench = await openBench('train-dialog')
    page = await bench.enter('Ada')
    await page.goto(`/projects/${bench.projectId}/runs`)
    await page.getByTestId('train-now').first().click()
    await page.getByTestId('show-augmentation').click()
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop())

  const pictures = () => page.getByTestId('augmented-image').locator('img')
  const sources = async () => Promise.all((await pictures().all()).map((picture) => picture.getAttribute('src')))
  /** All of them, and none of those that were there before. */
  const others = (before: readonly (string | null)[]) =>
    eventually(async () => {
      const now = await sources()
      expect(now).toHaveLength(PREVIEWS)
      expect(now.filter((source) => before.includes(source))).toEqual([])
      return now
    }, STEP_LIMIT_MS)

  it(
    'shows approved images as a training would see them, with their objects, and other ones when asked',
    async () => {
      const before = await others([])
      await eventually(async () =>
        expect(await page.getByTestId('augmented-image').locator('path').count()).toBeGreaterThan(PREVIEWS),
      )
      await page.getByTestId('other-pictures').click()
      await others(before)
    },
    STEP_LIMIT_MS,
  )

  it(
    'changes the pictures with a strength, and trains with what was set',
    async () => {
      const before = await sources()
      await page.getByTestId('augmentation-mosaic').getByRole('slider').press('End')
      await page.getByTestId('augmentation-horizontalFlip').setChecked(false)
      await eventually(async () => expect(await sources()).not.toEqual(before))
      await page.route('**/runs', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
      const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/runs'))
      await page.getByTestId('confirm-train').click()
      const { parameters } = TrainRequest.parse((await asked).postDataJSON())
      expect(parameters).toEqual({ mosaic: 1, horizontalFlip: false })
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})
