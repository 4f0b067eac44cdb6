import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#shared/routes.ts'
import { type Instance, startInstance } from '../../scripts/benchmarks/instance.ts'
import { eventually } from '../support/eventually.ts'
import { chromiumPath, launchBrowser } from './browser.ts'

const START_LIMIT_MS = 240_000
const STEP_LIMIT_MS = 120_000
const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

describe.skipIf(chromiumPath === null)(`the first day at the workbench in a browser${reason}`, () => {
  let instance: Instance
  let browser: Browser
  let page: Page
  const sheet = () => page.getByTestId('cheat-sheet').count()

  beforeAll(async () => {
    instance = await startInstance('first-day')
    const api = await instance.api()
    browser = await launchBrowser()
    const { signInUrl } = await api.call(routes.people.add, { body: { name: 'Ada', admin: true } })
    page = await (await browser.newContext({ viewport: { width: 1024, height: 700 }, baseURL: instance.url })).newPage()
    await page.goto(signInUrl ?? '/')
    await page.getByTestId('sample-project').first().click()
    const path = await eventually(async () => {
      const [project] = await api.call(routes.projects.list, {})
      if (!project) throw new Error('Expected the sample project')
      const params = { projectId: project.id }
      const { items } = await api.call(routes.data.assets, { params, query: { status: 'new', limit: 1 } })
      if (!items[0]) throw new Error('Expected an untouched asset')
      return `/projects/${project.id}/assets/${items[0].id}?role=annotator`
    }, STEP_LIMIT_MS)
    await page.goto(path)
    await page.getByTestId('stage').waitFor()
  }, START_LIMIT_MS)
  afterAll(async () => {
    await browser?.close()
    await instance?.stop()
  }, START_LIMIT_MS)

  it(
    'keeps the settings of a tool off the image, and the image where it is',
    async () => {
      const before = await page.getByTestId('stage').boundingBox()
      await page.keyboard.press('b')
      await page.getByText('Wipe away').waitFor()
      const panel = await page.getByTestId('tool-panel').boundingBox()
      expect(await page.getByTestId('stage').boundingBox()).toEqual(before)
      expect((panel?.y ?? 0) + (panel?.height ?? 0)).toBeLessThanOrEqual(before?.y ?? 0)
    },
    STEP_LIMIT_MS,
  )

  it(
    'shows the way on in full in a small window',
    async () => {
      for (const id of ['submit', 'approve']) {
        const words = page.getByTestId(id).locator('.mantine-Button-label')
        expect(await words.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true)
      }
    },
    STEP_LIMIT_MS,
  )

  it(
    'hears its keys after a click on a tab',
    async () => {
      await page.getByText('History', { exact: true }).click()
      await page.keyboard.press('?')
      await eventually(async () => expect(await sheet()).toBe(1))
      await page.keyboard.press('Escape')
      await eventually(async () => expect(await sheet()).toBe(0))
    },
    STEP_LIMIT_MS,
  )

  it(
    'hears Escape under the name of the button that was clicked',
    async () => {
      await page.getByTestId('keys').click()
      await page.locator('[role=tooltip]').waitFor()
      expect(await sheet()).toBe(1)
      await page.keyboard.press('Escape')
      await eventually(async () => expect(await sheet()).toBe(0))
    },
    STEP_LIMIT_MS,
  )
})
