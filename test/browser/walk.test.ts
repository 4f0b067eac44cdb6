import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MODEL_TABS } from '#client/routes/model-tabs.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { chromiumPath, dragOnImage, launchBrowser } from '../../scripts/benchmarks/browser.ts'
import { type Instance, startInstance } from '../../scripts/benchmarks/instance.ts'
import type { Api } from '../../scripts/cli/api.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { WAIT_LIMIT_MS } from './bench.ts'
import { shoot } from './screenshots.ts'

const START_LIMIT_MS = 240_000
const WALK_LIMIT_MS = 300_000
/** Counted in epochs, so that a busy machine trains as well as an idle one; a cell is still thirty pixels wide. */
const TRAINING = { architecture: 'center-point', parameters: { epochs: 80, inputWidth: 192, inputHeight: 144 } }
const VIEWPORT = { width: 1440, height: 900 }
/** One is accepted, one rejected, and one is left. */
const DECIDED = 3
const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

describe.skipIf(chromiumPath === null)(`a new user walks through the product in a browser${reason}`, () => {
  let instance: Instance
  let api: Api
  let browser: Browser
  let page: Page
  let projectId: ProjectId
  const problems: string[] = []

  const newPage = async (who: string): Promise<Page> => {
    const { signInUrl } = await api.call(routes.people.add, { body: { name: who, admin: true } })
    const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-US', baseURL: instance.url })
    const fresh = await context.newPage()
    fresh.setDefaultTimeout(WAIT_LIMIT_MS)
    fresh.on('pageerror', (error) => problems.push(`${who}: ${error.message}`))
    await fresh.goto(signInUrl ?? '/')
    // The token works once: a page left before it was answered stays signed out.
    await fresh.locator('main').waitFor()
    return fresh
  }
  const assetWith = async (status: 'new' | 'suggested', suggestions: number): Promise<AssetId> => {
    const { items } = await api.call(routes.data.assets, { params: { projectId }, query: { status } })
    const found = items.find(({ counts }) => counts.suggested >= suggestions)
    if (!found) throw new Error(`Expected an asset that is ${status}, with ${suggestions} suggestions at least`)
    return found.id
  }
  const annotationsOf = async (assetId: AssetId) =>
    (await api.call(routes.data.asset, { params: { projectId, assetId } })).annotations
  const saved = (of: Page) =>
    of
      .getByTestId('save-state')
      .filter({ hasText: /^saved/i })
      .waitFor()

  beforeAll(async () => {
    instance = await startInstance('walk')
    api = await instance.api()
    browser = await launchBrowser()
    page = await newPage('Ada')
  }, START_LIMIT_MS)
  afterAll(async () => {
    await browser?.close()
    await instance?.stop()
  }, START_LIMIT_MS)

  it(
    'starts with an offer to try a ready sample',
    async () => {
      await page.getByTestId('sample-project').first().waitFor()
      await shoot(page, '01-first-start')
      await page.getByTestId('sample-project').first().click()
      const project = await eventually(async () => {
        const [first] = await api.call(routes.projects.list, {})
        if (!first) throw new Error('Expected the sample project')
        return first
      })
      projectId = project.id
      const training = { ...project.loop.training, ...TRAINING }
      await api.call(routes.projects.changeLoop, { params: { projectId }, body: { ...project.loop, training } })
      await eventually(
        async () => expect((await api.call(routes.projects.show, { params: { projectId } })).assets.approved).toBeGreaterThan(10),
        WALK_LIMIT_MS,
      )
    },
    WALK_LIMIT_MS,
  )

  it(
    'draws a box with two keys and a drag, and takes it back',
    async () => {
      const assetId = await assetWith('new', 0)
      await page.goto(`/projects/${projectId}/assets/${assetId}?role=annotator`)
      await page.getByTestId('stage').waitFor()
      await page.keyboard.press('1')
      await dragOnImage(page, { x: 100, y: 120 }, { x: 220, y: 230 })
      await saved(page)
      await eventually(async () => expect(await annotationsOf(assetId)).toMatchObject([{ label: 'RBC', status: 'draft' }]))
      await page.keyboard.press('Control+z')
      await eventually(async () => expect((await annotationsOf(assetId)).filter(({ status }) => status === 'draft')).toEqual([]))
      await page.keyboard.press('Control+Shift+Z')
      await eventually(async () => expect(await annotationsOf(assetId)).toMatchObject([{ status: 'draft' }]))
      await page.keyboard.press('2')
      await dragOnImage(page, { x: 300, y: 200 }, { x: 420, y: 330 })
      await saved(page)
      await shoot(page, '02-workbench')
      await page.keyboard.press('?')
      await page.getByTestId('cheat-sheet').waitFor()
      await shoot(page, '03-keys')
      await page.keyboard.press('Escape')
      await page.getByTestId('cheat-sheet').waitFor({ state: 'detached' })
    },
    WALK_LIMIT_MS,
  )

  it(
    'shows what another person draws on the same image',
    async () => {
      const assetId = page.url().match(/assets\/([^?]+)/)?.[1] as AssetId
      const other = await newPage('Grace')
      await other.goto(`/projects/${projectId}/assets/${assetId}?role=annotator`)
      await other.getByTestId('object-row').nth(1).waitFor()
      await other.keyboard.press('3')
      await dragOnImage(other, { x: 40, y: 300 }, { x: 80, y: 340 })
      await page.getByTestId('object-row').nth(2).waitFor()
      await other.context().close()
    },
    WALK_LIMIT_MS,
  )

  it(
    'keeps what is drawn while the server is dead, and sends it when it is back',
    async () => {
      const assetId = page.url().match(/assets\/([^?]+)/)?.[1] as AssetId
      await instance.killServer()
      await page.keyboard.press('1')
      await dragOnImage(page, { x: 450, y: 60 }, { x: 540, y: 140 })
      await page
        .getByTestId('save-state')
        .filter({ hasText: /offline/i })
        .waitFor()
      await shoot(page, '04-offline')
      await instance.start()
      await saved(page)
      api = await instance.api()
      await eventually(async () =>
        expect((await annotationsOf(assetId)).filter(({ status }) => status === 'draft')).toHaveLength(4),
      )
    },
    WALK_LIMIT_MS,
  )

  it(
    'submits, and shows the loop at work',
    async () => {
      const assetId = page.url().match(/assets\/([^?]+)/)?.[1] as AssetId
      await page.keyboard.press('Control+Enter')
      await eventually(async () =>
        expect((await api.call(routes.data.asset, { params: { projectId, assetId } })).asset.status).toBe('review'),
      )
      await page.goto(`/projects/${projectId}`)
      await page.getByTestId('loop-picture').waitFor()
      await shoot(page, '05-overview-training')
      expect(await violationsOf(page)).toEqual([])
      await eventually(
        async () => expect((await api.call(routes.projects.show, { params: { projectId } })).champion).toBe(1),
        WALK_LIMIT_MS,
      )
      await eventually(
        async () => expect((await api.call(routes.projects.show, { params: { projectId } })).assets.suggested).toBeGreaterThan(5),
        WALK_LIMIT_MS,
      )
      await page.reload()
      await page.getByTestId('loop-picture').waitFor()
      await shoot(page, '06-overview')
      expect(await violationsOf(page)).toEqual([])
    },
    2 * WALK_LIMIT_MS,
  )

  it(
    'accepts and rejects suggestions by one key each, and approves the image',
    async () => {
      const assetId = await eventually(() => assetWith('suggested', DECIDED), WALK_LIMIT_MS)
      const before = await annotationsOf(assetId)
      await page.goto(`/projects/${projectId}/assets/${assetId}?role=reviewer`)
      await page.getByTestId('object-row').first().waitFor()
      await shoot(page, '07-review')
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await eventually(async () =>
        expect((await annotationsOf(assetId)).filter(({ status }) => status === 'approved')).toHaveLength(1),
      )
      await page.keyboard.press('Backspace')
      await eventually(async () =>
        expect((await annotationsOf(assetId)).filter(({ status }) => status === 'rejected')).toHaveLength(1),
      )
      await page.keyboard.press('Shift+Enter')
      await eventually(async () => {
        const after = await api.call(routes.data.asset, { params: { projectId, assetId } })
        expect(after.asset.status).toBe('approved')
        expect(after.annotations.filter(({ status }) => status === 'approved')).toHaveLength(before.length - 1)
      })
    },
    WALK_LIMIT_MS,
  )

  it.each([
    ['08-projects', ''],
    ['09-assets', '/assets'],
    ['10-runs', '/runs'],
    ['11-models', '/models'],
    ['12-data', '/data'],
    ['13-settings', '/settings'],
  ])(
    'shows the page %s',
    async (name, path) => {
      await page.goto(path === '' ? '/' : `/projects/${projectId}${path}`)
      await page.waitForLoadState('networkidle')
      await page.locator('main').waitFor()
      await shoot(page, name)
      expect(await page.getByTestId('error').count()).toBe(0)
      expect(await violationsOf(page)).toEqual([])
    },
    WALK_LIMIT_MS,
  )

  it(
    'shows a run with its curves',
    async () => {
      await page.goto(`/projects/${projectId}/runs`)
      await page.getByTestId('run-row').first().click()
      await page.waitForURL(/runs\/run_/)
      await page.waitForLoadState('networkidle')
      await shoot(page, '14-run')
      expect(await violationsOf(page)).toEqual([])
    },
    WALK_LIMIT_MS,
  )

  it.each(MODEL_TABS)(
    'shows the view "%s" of the first model',
    async (tab) => {
      await page.goto(`/projects/${projectId}/models/1?tab=${tab}`)
      await page.waitForLoadState('networkidle')
      await page.locator('main').waitFor()
      await shoot(page, `15-model-${tab}`)
      expect(await page.getByTestId('error').count()).toBe(0)
      expect(await violationsOf(page)).toEqual([])
    },
    WALK_LIMIT_MS,
  )

  it('never failed on a script error', () => {
    expect(problems).toEqual([])
  })
})
