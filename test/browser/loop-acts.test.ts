import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMongod } from '#server/store/installed-parts.mjs'
import { createProject, updateProject } from '#server/store/projects.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { DriftReport } from '#shared/domain/monitoring.ts'
import { type BareServer, startBareServer } from '../../scripts/benchmarks/bare-server.ts'
import { chromiumPath, launchBrowser } from '../../scripts/benchmarks/browser.ts'
import { aModel } from '../server/known-models.ts'
import { eventually } from '../support/eventually.ts'
import { START_LIMIT_MS, STEP_LIMIT_MS, WAIT_LIMIT_MS } from './bench.ts'

const missing = findMongod() === null ? 'no mongod' : chromiumPath === null ? 'no Chromium' : null
const reason = missing === null ? '' : ` (skipped: ${missing} on this machine)`
const NOTHING_CAME: DriftReport = {
  source: 'assets',
  against: 'snapshot 1',
  reference: 200,
  current: 0,
  untested: 0,
  signals: [],
}
const SENT: DriftReport = {
  ...NOTHING_CAME,
  source: 'served',
  current: 60,
  signals: [
    {
      signal: 'brightness',
      state: 'drifted',
      reference: 200,
      current: 60,
      medians: { reference: 0.4, current: 0.3 },
      test: 'ks',
      statistic: 0.4,
      p: 0.001,
      adjusted: 0.004,
      size: 0.5,
      line: 0.1,
      psi: 0.3,
      histogram: { reference: [0.5, 0.5], current: [0.9, 0.1], names: [], range: [0, 1] },
    },
  ],
}

describe.skipIf(missing !== null)(`what people do on the pages of the loop${reason}`, () => {
  let server: BareServer
  let browser: Browser
  let page: Page
  let projectId: ProjectId
  const open = (path: string) => page.goto(`${server.address}/projects/${projectId}/${path}`)

  beforeAll(async () => {
    server = await startBareServer('loop-acts')
    const { store } = server
    projectId = (await createProject(store, { name: 'Cells', task: 'detection', labels: ['cat', 'dog'] })).id
    await store.models.insertOne({ _id: 'm1', ...aModel({ projectId }) })
    await updateProject(store, projectId, { champion: 1 })
    const source = { type: 'rules', text: 'reject: area < 0.001' } as const
    const changed = { changedBy: null, changedAt: 1 }
    await store.labelingFunctions.insertOne({ _id: 'f1', projectId, name: 'tiny', version: 1, state: 'on', source, ...changed })
    const found = { version: 1, lookedAt: 1, drift: [NOTHING_CAME, SENT], drifters: [], quality: null, correctedUpTo: 0 }
    await store.monitorings.insertOne({ _id: projectId, ...found })
    browser = await launchBrowser()
    page = await browser.newPage()
    page.setDefaultTimeout(WAIT_LIMIT_MS)
    await page.goto(await server.signInUrl())
    await page.getByText('Cells').first().waitFor()
  }, START_LIMIT_MS)
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  }, START_LIMIT_MS)

  test('a labeling function is opened by the keyboard, and removed only after asking', { timeout: STEP_LIMIT_MS }, async () => {
    await open('data/functions')
    await page.getByRole('button', { name: 'tiny', exact: true }).press('Enter')
    await page.getByTestId('rules').waitFor()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    expect(await server.store.labelingFunctions.countDocuments({ name: 'tiny', state: 'removed' })).toBe(0)
    await page.getByTestId('confirm-remove').click()
    await eventually(async () =>
      expect(await server.store.labelingFunctions.countDocuments({ name: 'tiny', state: 'removed' })).toBe(1),
    )
  })

  test('what is sent for predictions is watched though nothing came into the project', { timeout: STEP_LIMIT_MS }, async () => {
    await open('monitoring')
    await page.getByTestId('signal-brightness').waitFor()
    await page.getByText('Images of the project').click()
    await page.getByText('No new images yet').waitFor()
    await page.getByText('Sent for predictions').click()
    await page.getByTestId('signal-brightness').waitFor()
  })

  test('an examination is under way after a reload too, and says why it failed', { timeout: STEP_LIMIT_MS }, async () => {
    await open('models/1')
    await page.getByTestId('examine').click()
    await page.getByText('waits for the worker').waitFor()
    await page.reload()
    await page.getByText('waits for the worker').waitFor()
    expect(await page.getByTestId('examine').count()).toBe(0)
    const ended = { state: 'failed', reason: 'The weights are gone', finishedAt: 1 } as const
    await server.store.jobs.updateOne({ projectId, name: 'evaluate' }, { $set: ended })
    await page.getByText('The weights are gone').waitFor()
    await page.getByTestId('examine').waitFor()
  })
})
