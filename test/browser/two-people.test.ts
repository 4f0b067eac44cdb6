import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMongod } from '#server/store/installed-parts.mjs'
import { createProject, loadProject, updateProject } from '#server/store/projects.ts'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { type BareServer, startBareServer } from '../../scripts/benchmarks/bare-server.ts'
import { chromiumPath, launchBrowser } from '../../scripts/benchmarks/browser.ts'
import { fillWithRuns } from '../../scripts/benchmarks/tracking/tracked-data.ts'
import { aModel } from '../server/known-models.ts'
import { eventually } from '../support/eventually.ts'
import { START_LIMIT_MS, STEP_LIMIT_MS, WAIT_LIMIT_MS } from './bench.ts'

const missing = findMongod() === null ? 'no mongod' : chromiumPath === null ? 'no Chromium' : null
const reason = missing === null ? '' : ` (skipped: ${missing} on this machine)`

describe.skipIf(missing !== null)(`a page of the loop while somebody else works in the project${reason}`, () => {
  let server: BareServer
  let browser: Browser
  let page: Page
  let projectId: ProjectId
  let runId: RunId
  const open = (path: string) => page.goto(`${server.address}/projects/${projectId}/${path}`)

  beforeAll(async () => {
    server = await startBareServer('two-people')
    const { store } = server
    projectId = (await createProject(store, { name: 'Cells', task: 'detection', labels: ['cat', 'dog'] })).id
    await store.models.insertMany([1, 2].map((version) => ({ _id: `m${version}`, ...aModel({ projectId, version }) })))
    await updateProject(store, projectId, { champion: 1 })
    const [run] = await fillWithRuns(store, projectId, { runs: 1, metrics: 1, curves: 0, points: 0 }, 1)
    runId = run as RunId
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

  test('an open dialog to promote never becomes one to roll back', { timeout: STEP_LIMIT_MS }, async () => {
    await open('models/2')
    await page.getByTestId('promote-this').click()
    await page.getByTestId('confirm-promote').waitFor()
    await updateProject(server.store, projectId, { champion: 2 })
    await page.getByTestId('confirm-promote').waitFor({ state: 'detached' })
    await page.getByText('champion', { exact: true }).first().waitFor()
    expect(await page.getByTestId('confirm-rollback').count()).toBe(0)
    await updateProject(server.store, projectId, { champion: 1 })
  })

  test('a note on a model is the one that is kept, until this person writes', { timeout: STEP_LIMIT_MS }, async () => {
    await open('models/2?tab=gate')
    const note = page.getByTestId('model-note')
    await note.waitFor()
    await server.store.models.updateOne({ _id: 'm2' }, { $set: { note: 'theirs' } })
    await eventually(async () => expect(await note.inputValue()).toBe('theirs'))
    expect(await page.getByTestId('save-note').isDisabled()).toBe(true)
  })

  test('a note on a run is not written over by the one before it', { timeout: STEP_LIMIT_MS }, async () => {
    await open(`runs/${runId}`)
    const note = page.getByTestId('run-note')
    await note.waitFor()
    await server.store.loggedRuns.updateOne({ _id: runId }, { $set: { 'marks.note': 'theirs' } })
    // Notes of logged runs are in no notice: any change of the project reads them again.
    await updateProject(server.store, projectId, { challenger: 2 })
    await eventually(async () => expect(await note.inputValue()).toBe('theirs'))
    await note.focus()
    await note.blur()
    await note.fill('theirs, and mine')
    await note.blur()
    await eventually(async () =>
      expect((await server.store.loggedRuns.findOne({ _id: runId }))?.marks.note).toBe('theirs, and mine'),
    )
  })

  test('a tag whose name has a colon stays when another is added', { timeout: STEP_LIMIT_MS }, async () => {
    await server.store.loggedRuns.updateOne({ _id: runId }, { $set: { 'marks.tags': { 'git:branch': 'main' } } })
    await open(`runs/${runId}`)
    await page.getByText('git:branch: main').waitFor()
    await page.getByTestId('run-tags').fill('team: red')
    await page.getByTestId('run-tags').press('Enter')
    await eventually(async () =>
      expect((await server.store.loggedRuns.findOne({ _id: runId }))?.marks.tags).toEqual({ 'git:branch': 'main', team: 'red' }),
    )
  })

  test('settings that others save stay theirs when this person saves others', { timeout: STEP_LIMIT_MS }, async () => {
    await open('settings?tab=loop')
    const growth = page.getByLabel('Growth')
    await growth.fill('57')
    await eventually(async () => expect(await growth.inputValue()).toBe('57 %'))
    const { loop } = await loadProject(server.store, projectId)
    await updateProject(server.store, projectId, { loop: { ...loop, age: { ...loop.age, days: 3 } } })
    await eventually(async () => expect(await page.getByLabel('Days', { exact: true }).inputValue()).toBe('3 days'))
    await page.getByTestId('save').click()
    await eventually(async () => {
      const saved = await loadProject(server.store, projectId)
      expect([saved.loop.milestone.growth, saved.loop.age.days]).toEqual([0.57, 3])
    })
    await eventually(async () => expect(await page.getByTestId('save').isDisabled()).toBe(true))
  })
})
