import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#shared/routes.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''
/** Longer than the field waits before it asks. */
const ASKED_MS = 1000
const LABELS = Array.from({ length: 30 }, (_, index) => ({ name: `label ${index}` }))

describe.skipIf(chromiumPath === null)(`images that are asked for, and what is no longer wanted, in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page

  beforeAll(async () => {
    bench = await openBench('asked-images', { labels: LABELS })
    page = await bench.enter('Ada')
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'a name that is asked for is forgotten when its piece is taken away',
    async () => {
      await page.goto(`/projects/${bench.projectId}/assets`)
      const field = page.getByLabel('Part of the name')
      await field.fill('Image_0001')
      const chip = page.getByTestId('asked-chips')
      await chip.getByRole('button').click()
      await chip.waitFor({ state: 'detached' })
      await page.waitForTimeout(ASKED_MS)
      expect(await field.inputValue()).toBe('')
      expect(await chip.count()).toBe(0)
    },
    STEP_LIMIT_MS,
  )

  it(
    'of many labels the first stand beside the images, the others one click away',
    async () => {
      const last = page.getByRole('button', { name: /^label 29\b/ })
      await page.getByRole('button', { name: /^RBC/ }).waitFor()
      expect(await last.count()).toBe(0)
      await page.getByRole('button', { name: 'Show all 33' }).click()
      await last.waitFor()
    },
    STEP_LIMIT_MS,
  )

  it(
    'a saved view goes once somebody means it',
    async () => {
      const params = { projectId: bench.projectId }
      const view = { name: 'Mine', query: 'status:new', order: 'oldest', shared: true } as const
      await bench.api.call(routes.savedViews.save, { params, body: view })
      await page.goto(`/projects/${bench.projectId}/assets?query=status:new`)
      await page.getByRole('button', { name: 'Remove the view Mine' }).click()
      await page.getByRole('dialog').getByText('It goes for everybody of the project').waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(await bench.api.call(routes.savedViews.list, { params })).toHaveLength(1)
      await page.getByRole('button', { name: 'Remove the view Mine' }).click()
      await page.getByTestId('confirm').click()
      await eventually(async () => expect(await bench.api.call(routes.savedViews.list, { params })).toEqual([]))
    },
    STEP_LIMIT_MS,
  )

  it(
    'a connection is forgotten once somebody means it',
    async () => {
      const params = { projectId: bench.projectId }
      const place = { kind: 'addresses', url: 'https://images.example.org/list.txt' } as const
      await bench.api.call(routes.connections.save, { params: { ...params, name: 'Archive' }, body: { place } })
      await page.goto(`/projects/${bench.projectId}/data`)
      await page.getByTestId('remove-connection').click()
      await page.getByRole('dialog', { name: 'Disconnect Archive?' }).waitFor()
      await page.getByTestId('confirm').click()
      await eventually(async () => expect(await bench.api.call(routes.connections.list, { params })).toEqual([]))
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})
