import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMongod } from '#server/store/installed-parts.mjs'
import { createProject } from '#server/store/projects.ts'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { type BareServer, startBareServer } from '../../scripts/benchmarks/bare-server.ts'
import { chromiumPath, launchBrowser } from '../../scripts/benchmarks/browser.ts'
import { fillWithRuns } from '../../scripts/benchmarks/tracking/tracked-data.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { WAIT_LIMIT_MS } from './bench.ts'

const LIMIT_MS = 360_000
const missing = findMongod() === null ? 'no mongod' : chromiumPath === null ? 'no Chromium' : null
const reason = missing === null ? '' : ` (skipped: ${missing} on this machine)`

describe.skipIf(missing !== null)(`the runs of a project in the browser${reason}`, () => {
  let server: BareServer
  let projectId: ProjectId
  let ids: RunId[]

  beforeAll(async () => {
    server = await startBareServer('runs')
    projectId = (await createProject(server.store, { name: 'Cells', task: 'detection', labels: ['cell'] })).id
    ids = await fillWithRuns(server.store, projectId, { runs: 300, metrics: 3, curves: 2, points: 2000 }, 1)
  }, LIMIT_MS)
  afterAll(() => server?.close(), LIMIT_MS)

  test('are found, starred, opened and compared', { timeout: LIMIT_MS }, async () => {
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      page.setDefaultTimeout(WAIT_LIMIT_MS)
      await page.goto(await server.signInUrl())
      await page.getByText('Cells').first().waitFor()
      const at = (path: string) => `${server.address}/projects/${projectId}/${path}`
      await page.goto(at('runs'))
      const rows = page.getByTestId('run-row')
      await rows.first().waitFor()
      await page.getByTestId('run-count').getByText('300').waitFor()
      // Only what is in sight exists.
      expect(await rows.count()).toBeLessThan(60)

      const search = page.getByTestId('run-search')
      await search.fill("metrics.metric_1 < 0.05 AND params.batch = '16'")
      await search.press('Enter')
      const expected = await server.store.loggedRuns.countDocuments({ 'metrics.metric_1.v': { $lt: 0.05 }, 'params.batch': '16' })
      await page.getByTestId('run-count').getByText(`${expected} in all`).waitFor()
      await search.fill('metrics.metric_1 <')
      await search.press('Enter')
      await page.getByText(/Expected numeric value/).waitFor()
      await search.fill('')
      await search.press('Enter')
      await page.getByTestId('run-count').getByText('300').waitFor()

      await page.getByTestId('star-run').first().click()
      await page.getByTestId('only-favourites').click()
      await page.getByTestId('run-count').getByText('1 in all').waitFor()
      expect(await violationsOf(page)).toEqual([])

      await rows.first().getByRole('link').first().click()
      await page.getByTestId('run-note').waitFor()
      await page.getByTestId('run-note').fill('worth another try')
      await page.getByTestId('run-note').blur()
      await eventually(async () =>
        expect((await server.store.loggedRuns.findOne({ _id: ids[0] as RunId }))?.marks.note).toBe('worth another try'),
      )

      // The address that a client of MLflow prints leads to the same run.
      await page.goto('about:blank')
      await page.goto(`${server.address}/#/experiments/${projectId}/runs/${ids[0]}`)
      await page.getByText('worth another try').waitFor()

      await page.goto(at(`runs/compare?runs=${encodeURIComponent(JSON.stringify(ids.slice(0, 2)))}`))
      await page.getByTestId('compared-row').first().waitFor()
      await page.getByTestId('parallel-line').first().waitFor()
      await eventually(async () => expect(await page.getByTestId('scatter').locator('circle').count()).toBe(2))
      // A run that is none of the newest hundred is found by its name.
      const oldest = await server.store.loggedRuns.findOne({}, { sort: { startedAt: 1 } })
      await page.getByTestId('compared-runs').fill(oldest?.name ?? '')
      await page.getByRole('option', { name: oldest?.name ?? '', exact: true }).click()
      await eventually(async () => expect(await page.getByTestId('scatter').locator('circle').count()).toBe(3))
      // A list of options is scrolled by the keys of its field.
      await page.keyboard.press('Escape')
      expect(await violationsOf(page)).toEqual([])
    } finally {
      await browser.close()
    }
  })
})
