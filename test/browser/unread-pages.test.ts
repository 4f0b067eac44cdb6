import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMongod } from '#server/store/installed-parts.mjs'
import { createProject, updateProject } from '#server/store/projects.ts'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { type BareServer, startBareServer } from '../../scripts/benchmarks/bare-server.ts'
import { chromiumPath, launchBrowser } from '../../scripts/benchmarks/browser.ts'
import { fillWithRuns } from '../../scripts/benchmarks/tracking/tracked-data.ts'
import { aModel } from '../server/known-models.ts'
import { START_LIMIT_MS, STEP_LIMIT_MS, WAIT_LIMIT_MS } from './bench.ts'

const missing = findMongod() === null ? 'no mongod' : chromiumPath === null ? 'no Chromium' : null
const reason = missing === null ? '' : ` (skipped: ${missing} on this machine)`
const FAILURE = { status: 500, contentType: 'application/problem+json', body: '{"code": "internal", "detail": "It broke"}' }

describe.skipIf(missing !== null)(`what cannot be read on the pages of the loop${reason}`, () => {
  let server: BareServer
  let browser: Browser
  let page: Page
  let projectId: ProjectId
  let runId: RunId

  beforeAll(async () => {
    server = await startBareServer('unread-pages')
    const { store } = server
    projectId = (await createProject(store, { name: 'Cells', task: 'classification', labels: ['cat', 'dog'] })).id
    await store.models.insertMany(
      [1, 2].map((version) => ({ _id: `m${version}`, ...aModel({ projectId, version, architecture: 'classifier-small' }) })),
    )
    await updateProject(store, projectId, { champion: 1 })
    const [run] = await fillWithRuns(store, projectId, { runs: 1, metrics: 1, curves: 0, points: 0 }, 1)
    runId = run as RunId
    browser = await launchBrowser()
    page = await browser.newPage()
    page.setDefaultTimeout(WAIT_LIMIT_MS)
    // Whoever begins to hear the server reads everything again: it would be there before anybody tried.
    await page.routeWebSocket(/socket\.io/, () => undefined)
    await page.goto(await server.signInUrl())
    await page.getByText('Cells').first().waitFor()
  }, START_LIMIT_MS)
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  }, START_LIMIT_MS)

  test.each([
    ['the figures of a model', () => 'models/2', '**/examination?*', async () => {}, 'Not examined on the test split'],
    ['where a model comes from', () => 'models/2?tab=gate', '**/lineage?*', async () => {}, 'It has suggested nothing'],
    ['the card of a model', () => 'models/2', '**/models/2/card', () => page.getByTestId('read-card').click(), 'Keep as a file'],
    ['the parameters of a study', () => 'runs/studies', '**/study-parameters', () => page.keyboard.press('n'), 'Early stopping'],
    ['the versions of the pipeline', () => 'runs/pipeline', '**/pipeline/versions', async () => {}, 'What is different'],
    ['a run', () => `runs/${runId}`, '**/api/**/run_*', async () => {}, 'What it was given'],
  ])('%s: says so, and is read when it is tried again', { timeout: STEP_LIMIT_MS }, async (_, path, pattern, act, seen) => {
    await page.route(pattern, (route) => route.fulfill(FAILURE))
    await page.goto(`${server.address}/projects/${projectId}/${path()}`)
    await page.getByRole('heading').first().waitFor()
    await act()
    await page.getByText(/could not be read/).waitFor()
    expect(await page.getByText(seen).count()).toBe(0)
    await page.unroute(pattern)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText(seen).first().waitFor()
  })

  test('how many images a filter would show is no number as long as nobody knows', { timeout: STEP_LIMIT_MS }, async () => {
    const pattern = '**/asset-counts'
    await page.route(pattern, (route) => route.fulfill(FAILURE))
    await page.goto(`${server.address}/projects/${projectId}/assets`)
    const approved = page.getByTestId('filter-approved')
    expect(await approved.textContent()).toBe('Approved–')
    await page.unroute(pattern)
    await page.reload()
    await approved.getByText('0', { exact: true }).waitFor()
  })

  test('a search among the runs of an experiment that finds none says so', { timeout: STEP_LIMIT_MS }, async () => {
    await page.goto(`${server.address}/experiments`)
    await page.getByRole('heading', { name: 'Experiments' }).waitFor()
    await page.getByTestId('run-search').fill("params.batch = 'none'")
    await page.getByTestId('run-search').press('Enter')
    await page.getByTestId('nothing-found').waitFor()
    expect(await page.getByText('MLFLOW_TRACKING_URI').count()).toBe(0)
  })
})
