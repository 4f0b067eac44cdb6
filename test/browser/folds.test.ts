import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#shared/routes.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

describe.skipIf(chromiumPath === null)(`the folds of a version in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page

  beforeAll(async () => {
    bench = await openBench('folds')
    page = await bench.enter('Ada')
    const params = { projectId: bench.projectId }
    await bench.api.call(routes.data.takeSnapshot, { params })
    const version = await eventually(async () => {
      const [newest] = await bench.api.call(routes.data.snapshots, { params })
      if (!newest) throw new Error('Expected a version')
      return newest
    }, STEP_LIMIT_MS)
    await page.goto(`/projects/${bench.projectId}/data/versions/${version.id}`)
    await page.getByTestId('fold').first().waitFor()
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'are as many as asked for, with all images that are not for testing, and nobody has anything against them',
    async () => {
      await eventually(async () => expect(await page.getByTestId('fold').count()).toBe(5))
      await page.getByTestId('fold-count').fill('3')
      await eventually(async () => expect(await page.getByTestId('fold').count()).toBe(3), STEP_LIMIT_MS)
      const [{ assets } = { assets: { train: 0, validation: 0 } }] = await bench.api.call(routes.data.snapshots, {
        params: { projectId: bench.projectId },
      })
      const texts = await page.getByTestId('fold').allInnerTexts()
      const images = texts.map((text) => Number(/(\d+) images?/.exec(text)?.[1]))
      expect(images.reduce((sum, count) => sum + count, 0)).toBe(assets.train + assets.validation)
      await page.getByTestId('fold-leaks').filter({ hasText: 'Nothing lies in two folds' }).waitFor()
      expect(await violationsOf(page)).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it(
    'are taken away one by one',
    async () => {
      await page.getByTestId('export-fold').nth(1).click()
      await page
        .getByTestId('download')
        .filter({ hasText: /Download \d+ files/ })
        .waitFor()
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})
