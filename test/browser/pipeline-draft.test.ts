import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { savePipeline } from '#server/pipelines/pipeline-records.ts'
import { findMongod } from '#server/store/installed-parts.mjs'
import { createProject, recordDecision } from '#server/store/projects.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { LOOP_STEPS } from '#shared/pipeline/graph.ts'
import { type BareServer, startBareServer } from '../../scripts/benchmarks/bare-server.ts'
import { chromiumPath, launchBrowser } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { START_LIMIT_MS, STEP_LIMIT_MS, WAIT_LIMIT_MS } from './bench.ts'

const missing = findMongod() === null ? 'no mongod' : chromiumPath === null ? 'no Chromium' : null
const reason = missing === null ? '' : ` (skipped: ${missing} on this machine)`

describe.skipIf(missing !== null)(`a pipeline that is being changed${reason}`, () => {
  let server: BareServer
  let browser: Browser
  let page: Page
  let projectId: ProjectId
  const said = (id: string, words: RegExp) => page.getByTestId(id).filter({ hasText: words }).waitFor()

  beforeAll(async () => {
    server = await startBareServer('pipeline-draft')
    projectId = (await createProject(server.store, { name: 'Cells', task: 'detection', labels: ['cell'] })).id
    browser = await launchBrowser()
    page = await browser.newPage()
    page.setDefaultTimeout(WAIT_LIMIT_MS)
    await page.goto(await server.signInUrl())
    await page.getByText('Cells').first().waitFor()
    await page.goto(`${server.address}/projects/${projectId}/runs/pipeline`)
    await page.getByTestId('step-promote').waitFor()
  }, START_LIMIT_MS)
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  }, START_LIMIT_MS)

  test('says that steps wait for each other in a circle, and still shows them', { timeout: STEP_LIMIT_MS }, async () => {
    await page.getByTestId('step-snapshot').click()
    await page.getByLabel('Comes after').first().click()
    await page.getByRole('option', { name: 'promote' }).click()
    await said('pipeline-problems', /in a circle/)
    expect(await page.getByTestId(/^step-(snapshot|train|evaluate|gate|promote)$/).count()).toBe(LOOP_STEPS.length)
    await page.getByRole('button', { name: 'Undo changes' }).click()
    await page.getByTestId('pipeline-problems').waitFor({ state: 'detached' })
  })

  test('gives a step another name past one that is taken', { timeout: STEP_LIMIT_MS }, async () => {
    for (const _ of ['call', 'call-2']) {
      await page.getByTestId('add-step').click()
      await page.getByRole('menuitem', { name: 'HTTP call' }).click()
    }
    const name = page.getByTestId('step-form').getByLabel('Name', { exact: true })
    await name.press('End')
    for (let press = 0; press < '-2'.length; press++) await name.press('Backspace')
    await page.getByText('Another step is called that').waitFor()
    await name.press('e')
    await name.press('r')
    await page.getByTestId('step-caller').waitFor()
    expect(await page.getByTestId('step-call').count()).toBe(1)
  })

  test('is kept while somebody else saves another version, until it is given up', { timeout: STEP_LIMIT_MS }, async () => {
    const steps = LOOP_STEPS.map((step) => (step.id === 'train' ? { ...step, retries: 2 } : step))
    await savePipeline(server.store, projectId, { steps, basedOn: 0, note: 'more tries', by: 'Grace' })
    await recordDecision(server.store, { projectId, userId: null, type: 'settings', sentence: 'Grace changed the pipeline' })
    await page.getByText('The pipeline was changed meanwhile').waitFor()
    expect(await page.getByTestId('step-caller').count()).toBe(1)
    await page.getByRole('button', { name: 'Start from the new one' }).click()
    await page.getByRole('heading', { name: 'Version 1' }).waitFor()
    expect(await page.getByTestId('step-caller').count()).toBe(0)
    await said('step-train', /2 more tries/)
  })

  test('takes an earlier version into the form, and is as it was saved afterwards', { timeout: STEP_LIMIT_MS }, async () => {
    await page.getByRole('button', { name: 'Take into the form' }).click()
    await page.getByTestId('step-promote').click()
    await page.getByRole('switch', { name: 'On' }).click({ force: true })
    await page.getByTestId('save').click()
    await page.getByRole('heading', { name: 'Version 2' }).waitFor()
    await page.getByTestId('save').waitFor({ state: 'detached' })
    await said('step-promote', /switched off/)
  })

  test('says which line of the training parameters is none', { timeout: STEP_LIMIT_MS }, async () => {
    await page.getByTestId('step-train').click()
    const parameters = page.getByLabel('Training parameters')
    await parameters.fill('epochs 40')
    await parameters.blur()
    await page.getByText('got “epochs 40”').waitFor()
    await parameters.fill('epochs: 40')
    await parameters.blur()
    await eventually(async () => expect(await page.getByText('got “epochs 40”').count()).toBe(0))
    await page.getByTestId('save').click()
    await page.getByRole('heading', { name: 'Version 3' }).waitFor()
    const saved = await server.store.pipelines.findOne({ projectId, version: 3 })
    expect(saved?.steps.find(({ id }) => id === 'train')?.with).toEqual({ epochs: 40 })
  })

  test('is not lost by leaving the page or by other steps without being asked', { timeout: STEP_LIMIT_MS }, async () => {
    const draft = page.getByTestId('step-caller')
    const settings = page.getByRole('link', { name: 'Settings' }).first()
    await page.getByTestId('add-step').click()
    await page.getByRole('menuitem', { name: 'HTTP call' }).click()
    const name = page.getByTestId('step-form').getByLabel('Name', { exact: true })
    for (const key of ['End', 'e', 'r']) await name.press(key)
    await draft.waitFor()

    await page.getByRole('button', { name: 'Take into the form' }).first().click()
    await page.getByRole('heading', { name: 'Take other steps into the form?' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('confirm-take').waitFor({ state: 'detached' })
    await draft.waitFor()

    await settings.click()
    await page.getByTestId('confirm-leave').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('confirm-leave').waitFor({ state: 'detached' })
    expect(page.url()).toMatch(/pipeline$/)
    await draft.waitFor()

    await page.getByRole('button', { name: 'Take into the form' }).first().click()
    await page.getByTestId('confirm-take').click()
    await draft.waitFor({ state: 'detached' })
    await settings.click()
    await page.getByTestId('confirm-leave').click()
    await page.waitForURL(/settings/)
  })
})
