import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newOntology } from '#shared/ontology.ts'
import type { TrackRun } from '#shared/routes/videos.ts'
import { routes } from '#shared/routes.ts'
import { chromiumPath, dragOnImage, launchBrowser } from '../../scripts/benchmarks/browser.ts'
import type { Instance } from '../../scripts/benchmarks/instance.ts'
import { aPicture } from '../server/datasets/made-up-images.ts'
import { eventually } from '../support/eventually.ts'
import { startTestInstance } from '../support/instance.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { WAIT_LIMIT_MS } from './bench.ts'

const START_LIMIT_MS = 240_000
const STEP_LIMIT_MS = 120_000
const IMPORT_LIMIT_S = 120
const FRAMES = 12
const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

describe.skipIf(chromiumPath === null)(`a video in a browser${reason}`, () => {
  const folder = temporaryFolder(afterAll)
  let instance: Instance
  let browser: Browser
  let page: Page
  let tracks: () => Promise<TrackRun[]>
  const problems: string[] = []
  const frame = () => page.getByTestId('frame-number').inputValue()
  const isOn = (number: number) => eventually(async () => expect(await frame()).toBe(String(number)))
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())

  beforeAll(async () => {
    mkdirSync(join(folder, 'clip'))
    for (let number = 0; number < FRAMES; number++)
      writeFileSync(join(folder, 'clip', `frame_${number}.png`), await aPicture(number, { width: 320, height: 240 }))
    instance = await startTestInstance('video', { pretrained: false })
    await instance.command(['import', 'Clip', join(folder, 'clip'), '--create', '--task', 'detection', '--video'], IMPORT_LIMIT_S)
    const api = await instance.api()
    const [project] = await api.call(routes.projects.list, {})
    if (!project) throw new Error('Expected the project that was imported into')
    const params = { projectId: project.id }
    const labels = [...newOntology(['cell']).labels]
    await api.call(routes.projects.changeOntology, { params, body: { version: project.ontology.version, labels } })
    const { items } = await api.call(routes.data.assets, { params, query: { limit: FRAMES } })
    const first = items.find(({ video }) => video?.frame === 0)
    const videoId = first?.video?.id
    if (!first || !videoId) throw new Error('Expected frames of a video')
    tracks = () => api.call(routes.videos.tracks, { params: { ...params, videoId } })
    const { signInUrl } = await api.call(routes.people.add, { body: { name: 'Ada', admin: true } })
    browser = await launchBrowser()
    page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: instance.url })).newPage()
    page.setDefaultTimeout(WAIT_LIMIT_MS)
    page.on('pageerror', (error) => problems.push(error.message))
    await page.goto(signInUrl ?? '/')
    await page.getByText('Clip').first().waitFor()
    await page.goto(`/projects/${project.id}/assets/${first.id}`)
    await page.getByTestId('frame-number').waitFor()
  }, START_LIMIT_MS)
  afterAll(async () => {
    await browser?.close()
    await instance?.stop()
  }, START_LIMIT_MS)

  it(
    'a box becomes a track by two keyframes, is cut, and one undo makes it whole',
    async () => {
      await press('1')
      await dragOnImage(page, { x: 60, y: 60 }, { x: 120, y: 120 })
      await press('Escape')
      await page.getByTestId('object-row').getByRole('button').first().click()
      await press('k', 'v')
      await isOn(10)
      await press('k')
      await page.getByTestId('object-row').waitFor()
      await press('Shift+ArrowRight')
      await eventually(
        async () => expect(await tracks()).toMatchObject([{ spans: [[0, 10]], keyframes: [0, 10] }]),
        STEP_LIMIT_MS,
      )
      await press('d')
      await isOn(9)
      await eventually(async () => expect(await page.getByTestId('tracks').getByRole('button').count()).toBe(1))
      await page.getByTestId('object-row').getByRole('button', { pressed: true }).first().waitFor()
      await press('Alt+m')
      await eventually(
        async () => expect(await tracks()).toMatchObject([{ spans: [[0, 8]] }, { spans: [[9, 10]] }]),
        STEP_LIMIT_MS,
      )
      await press('Control+z')
      await page.getByRole('button', { name: 'Track 1, cell, frames 0 to 10' }).waitFor({ timeout: STEP_LIMIT_MS })
      await eventually(
        async () => expect(await tracks()).toMatchObject([{ spans: [[0, 10]], keyframes: [0, 10], outside: [] }]),
        STEP_LIMIT_MS,
      )
    },
    STEP_LIMIT_MS,
  )

  it(
    'E and R go to its keyframes, and Space plays to the end',
    async () => {
      await eventually(async () => expect(await page.getByTestId('tracks').getByRole('button').count()).toBe(1))
      await press('e')
      await isOn(0)
      await press('r')
      await isOn(10)
      await press('e')
      await isOn(0)
      await press('Space')
      await eventually(async () => expect(await frame()).toBe(String(FRAMES - 1)), STEP_LIMIT_MS)
      expect(problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})
