import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beginDeployment } from '#server/deployment/deployment-records.ts'
import { findMongod } from '#server/store/installed-parts.mjs'
import { createProject, loadProject, updateProject } from '#server/store/projects.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { type BareServer, startBareServer } from '../../scripts/benchmarks/bare-server.ts'
import { chromiumPath, launchBrowser } from '../../scripts/benchmarks/browser.ts'
import { aModel } from '../server/known-models.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { WAIT_LIMIT_MS } from './bench.ts'

const LIMIT_MS = 360_000
const missing = findMongod() === null ? 'no mongod' : chromiumPath === null ? 'no Chromium' : null
const reason = missing === null ? '' : ` (skipped: ${missing} on this machine)`

describe.skipIf(missing !== null)(`models that are compared or wait for a word, in the browser${reason}`, () => {
  let server: BareServer
  let projectId: ProjectId

  beforeAll(async () => {
    server = await startBareServer('deployment')
    const { store } = server
    projectId = (await createProject(store, { name: 'Cells', task: 'detection', labels: ['cat', 'dog'] })).id
    const models = [1, 2].map((version) => ({ _id: `m${version}`, ...aModel({ projectId, version }) }))
    const waiting = { state: 'waiting', by: null, reason: '', at: 1 } as const
    await store.models.insertMany([...models, { _id: 'm3', ...aModel({ projectId, version: 3, approval: waiting }) }])
    await updateProject(store, projectId, { champion: 1 })
    const asked = { mode: 'canary', challenger: 2, share: 0.1, startedBy: null } as const
    await beginDeployment(store, await loadProject(store, projectId), asked)
  }, LIMIT_MS)
  afterAll(() => server?.close(), LIMIT_MS)

  test('are seen on the overview, and decided on by a click', { timeout: LIMIT_MS }, async () => {
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      page.setDefaultTimeout(WAIT_LIMIT_MS)
      await page.goto(await server.signInUrl())
      await page.getByText('Cells').first().waitFor()
      const overview = () => page.goto(`${server.address}/projects/${projectId}`)
      await overview()
      const note = page.getByTestId('deployment-note')
      await note.getByText('Canary: v2 on 10 % of the images').waitFor()
      expect(await violationsOf(page)).toEqual([])

      await note.getByRole('link').click()
      await page.getByTestId('deployment').getByTestId('keep-champion').click()
      await page.getByTestId('deployment').waitFor({ state: 'detached' })
      await eventually(async () =>
        expect(await server.store.deployments.findOne({ projectId })).toMatchObject({ state: 'ended', outcome: 'stopped' }),
      )
      await overview()
      await page.getByTestId('approval').waitFor()
      await eventually(async () => expect(await note.count()).toBe(0))

      await page.getByTestId('approval').getByRole('textbox').fill('seen it')
      await page.getByTestId('approve').click()
      await page.getByTestId('approval').waitFor({ state: 'detached' })
      await eventually(async () => expect((await loadProject(server.store, projectId)).champion).toBe(3))
    } finally {
      await browser.close()
    }
  })
})
