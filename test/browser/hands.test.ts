import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#shared/routes.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'
import { shoot } from './screenshots.ts'

const FINGER = { radiusX: 8, radiusY: 8, force: 0.5 }
const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

type Places = readonly (readonly [number, number])[]

describe.skipIf(chromiumPath === null)(`hands on the workbench in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  let devtools: CDPSession
  const stage = () => page.getByTestId('stage')
  const scale = async () => Number(await stage().getAttribute('data-scale'))
  const count = async () => Number(await page.getByTestId('object-count').textContent())
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', places: Places = []) => {
    const box = await stage().boundingBox()
    const touchPoints = places.map(([x, y], id) => ({ x: (box?.x ?? 0) + x, y: (box?.y ?? 0) + y, id, ...FINGER }))
    await devtools.send('Input.dispatchTouchEvent', { type, touchPoints })
  }

  beforeAll(async () => {
    bench = await openBench('hands')
    page = await bench.enter('Ada', { hasTouch: true })
    devtools = await page.context().newCDPSession(page)
    const params = { projectId: bench.projectId }
    const { items } = await bench.api.call(routes.data.assets, { params, query: { status: 'approved', limit: 1 } })
    if (!items[0]) throw new Error('Expected an asset with labels')
    await page.goto(`/projects/${bench.projectId}/assets/${items[0].id}`)
    await stage().waitFor()
    await eventually(async () => expect(await count()).toBeGreaterThan(3))
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'two fingers twice as far apart show the image twice as large, and draw nothing',
    async () => {
      const [before, shapes] = [await scale(), await count()]
      await touch('touchStart', [[400, 300]])
      await touch('touchStart', [
        [400, 300],
        [600, 300],
      ])
      for (let step = 1; step <= 5; step++)
        await touch('touchMove', [
          [400 - 20 * step, 300],
          [600 + 20 * step, 300],
        ])
      await touch('touchEnd')
      await eventually(async () => expect((await scale()) / before).toBeCloseTo(2, 1))
      expect(await count()).toBe(shapes)
      await page.keyboard.press('Shift+1')
    },
    STEP_LIMIT_MS,
  )

  it(
    'one finger draws a box, also on a turned view',
    async () => {
      const shapes = await count()
      await page.keyboard.press('Control+r')
      await page.keyboard.press('Shift+b')
      await touch('touchStart', [[560, 420]])
      for (let step = 1; step <= 5; step++) await touch('touchMove', [[560 + 12 * step, 420 + 9 * step]])
      await touch('touchEnd')
      await eventually(async () => expect(await count()).toBe(shapes + 1))
      await page.keyboard.press('Control+z')
      await eventually(async () => expect(await count()).toBe(shapes))
      await page.keyboard.press('Control+Shift+r')
      await page.locator('[data-testid=stage][data-turn="0"]').waitFor()
      await page.keyboard.press('v')
    },
    STEP_LIMIT_MS,
  )

  it(
    'a finger that rests opens the menu of what lies under it',
    async () => {
      await page.getByTestId('object-row').first().click()
      await page.keyboard.press('Escape')
      await touch('touchStart', [[400, 350]])
      await page.getByTestId('context-menu').waitFor()
      await touch('touchEnd')
      expect(await page.getByTestId('context-menu').isVisible()).toBe(true)
      await page.keyboard.press('Escape')
      await page.getByTestId('context-menu').waitFor({ state: 'detached' })
      await page.keyboard.press('Escape')
    },
    STEP_LIMIT_MS,
  )

  it(
    'a person’s own key works at once and after a reload, and a conflict is told',
    async () => {
      await page.keyboard.press('?')
      await page.getByTestId('change-keys').click()
      await page.getByTestId('key-grid').locator('button').first().click()
      await page.getByTestId('recording-keys').waitFor()
      await page.keyboard.press('d')
      await page.getByTestId('key-grid').getByText('Previous image').waitFor()
      await page.getByTestId('key-grid').locator('button').first().click()
      await page.getByTestId('recording-keys').waitFor()
      await page.keyboard.press('Alt+q')
      await page.getByTestId('key-grid').getByText('Alt Q').waitFor()
      await shoot(page, 'hands-keys')
      await page.reload()
      await stage().waitFor()
      await eventually(async () => expect(await count()).toBeGreaterThan(3))
      await page.keyboard.press('Alt+q')
      await page.keyboard.press('F2')
      await eventually(async () => expect(await page.getByTestId('view-grid').isChecked()).toBe(true))
      await shoot(page, 'hands-view')
      const menu = page.getByTestId('view-options')
      await eventually(async () => expect(await menu.evaluate((element) => element.contains(document.activeElement))).toBe(true))
      await page.keyboard.press('Escape')
      await menu.waitFor({ state: 'detached' })
    },
    STEP_LIMIT_MS,
  )

  it(
    'every act is in the palette with the person’s key',
    async () => {
      await page.keyboard.press('Control+k')
      const palette = page.getByPlaceholder('Go to a page or project, or do something')
      await palette.fill('rulers')
      await page.keyboard.press('Enter')
      await palette.waitFor({ state: 'detached' })
      await page.keyboard.press('F2')
      await eventually(async () => expect(await page.getByTestId('view-rulers').isChecked()).toBe(true))
      await page.keyboard.press('Escape')
    },
    STEP_LIMIT_MS,
  )

  it('no page threw an error on the way', () => {
    expect(bench.problems).toEqual([])
  })
})
