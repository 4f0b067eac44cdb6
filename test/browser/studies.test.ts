import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { type BrowserBench, openBench, START_LIMIT_MS } from './bench.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''
const STUDY_LIMIT_MS = 600_000
const RUNS = 3

describe.skipIf(chromiumPath === null)(`a study in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  const rows = () => page.getByTestId('trial-row').count()
  const lines = () => page.getByTestId('parallel-line')

  beforeAll(async () => {
    bench = await openBench('studies')
    page = await bench.enter('Ada')
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'is set up in a dialog, and shown as it goes on',
    async () => {
      await page.goto(`/projects/${bench.projectId}/runs`)
      await page.getByRole('link', { name: 'Studies' }).click()
      await page.getByTestId('empty-state').waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('n')
      await page.getByTestId('search-parameter').first().waitFor()
      expect(await violationsOf(page)).toEqual([])
      // Of what is recommended only the learning rate is left.
      for (const row of await page.getByTestId('search-parameter').all()) await row.getByRole('checkbox').first().uncheck()
      await eventually(async () => expect(await page.getByTestId('confirm-study').isDisabled()).toBe(true))
      await page.getByTestId('search-parameter').getByRole('checkbox', { name: 'Learning rate' }).check()
      await page.getByLabel('Runs', { exact: true }).fill(String(RUNS))
      await page.getByLabel('Epochs of a whole run').fill('1')
      await page.getByText('None', { exact: true }).click()
      await page.getByTestId('confirm-study').click()
      await page.getByTestId('parallel-coordinates').waitFor()
      await page.locator('[data-testid="trial-row"]').first().waitFor({ timeout: STUDY_LIMIT_MS })
      await page.getByText('Model v1').waitFor({ timeout: STUDY_LIMIT_MS })
      await eventually(async () => expect([await rows(), await lines().count()]).toEqual([RUNS, RUNS]))
      expect(await violationsOf(page)).toEqual([])
    },
    2 * STUDY_LIMIT_MS,
  )

  it(
    'shows only the runs that pass through a stretch of an axis, by arrow keys, and all again by Escape',
    async () => {
      await page.getByRole('slider', { name: 'Learning rate: from' }).focus()
      for (let press = 0; press < 20 && (await rows()) === RUNS; press++) await page.keyboard.press('ArrowUp')
      await eventually(async () => {
        const left = await rows()
        expect(left).toBeLessThan(RUNS)
        expect(await page.locator('[data-testid="parallel-line"][data-shown="true"]').count()).toBe(left)
      })
      await page.keyboard.press('Escape')
      await eventually(async () => expect(await rows()).toBe(RUNS))
    },
    START_LIMIT_MS,
  )

  it(
    'leads to its best runs side by side, with what differs first',
    async () => {
      await page.getByRole('link', { name: 'Compare the best' }).click()
      await page.getByTestId('compared-row').first().waitFor()
      await eventually(async () => {
        expect(await page.getByTestId('compared-row').first().getByRole('rowheader').textContent()).toBe('Learning rate')
        const differs = await page
          .getByTestId('compared-row')
          .evaluateAll((all) => all.map((row) => row.getAttribute('data-differs')))
        expect(differs).toEqual([...differs].sort().reverse())
      })
      expect(await violationsOf(page)).toEqual([])
      expect(bench.problems).toEqual([])
    },
    START_LIMIT_MS,
  )
})
