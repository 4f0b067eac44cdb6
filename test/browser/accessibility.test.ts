import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''
const PAGES = ['', '/assets', '/triage', '/runs', '/runs/studies', '/runs/compare', '/models', '/data', '/settings']
/** Top, tools, side and bottom; the bar of the tool has nothing to stand on while none is in hand. */
const REGIONS = 4
const MOST_TABS = 25
const SETTINGS = ['labels', 'loop', 'people', 'keys', 'tokens', 'project']

describe.skipIf(chromiumPath === null)(`WCAG 2.2 AA in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  let empty: ProjectId
  let at: (path: string) => Promise<void>

  beforeAll(async () => {
    bench = await openBench('accessibility', {
      pretrained: true,
      labels: [
        {
          name: 'Cell',
          attributes: [
            { name: 'stain', type: 'choice', choices: ['weak', 'strong'], required: true, initial: null },
            { name: 'note', type: 'text', required: false, initial: null },
            { name: 'age', type: 'number', least: 0, most: 120, required: false, initial: 3 },
            { name: 'broken', type: 'boolean', required: false, initial: false },
          ],
        },
      ],
    })
    page = await bench.enter('Ada')
    const box = (x: number) => ({ kind: 'box', x, y: 100, width: 80, height: 70 }) as const
    await bench.propose(bench.fresh[0] as AssetId, [
      { label: 'RBC', shape: box(100), score: 0.9 },
      { label: 'WBC', shape: box(200), score: 0.7 },
      { label: 'Cell', shape: box(300), score: 0.6 },
    ])
    empty = (await bench.api.call(routes.projects.create, { body: { name: 'Nothing yet', task: 'detection', labels: [] } })).id
    at = async (path) => {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
    }
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'nothing is against the sign-in',
    async () => {
      const stranger = await (await page.context().browser()?.newContext({ baseURL: bench.instance.url }))?.newPage()
      await stranger?.goto('/')
      await stranger?.getByTestId('sign-in').waitFor()
      expect(stranger && (await violationsOf(stranger))).toEqual([])
      await stranger?.context().close()
    },
    STEP_LIMIT_MS,
  )

  it(
    'nothing is against the projects, with the palette and a new project',
    async () => {
      await at('/')
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByTestId('new-project').click()
      await page.getByTestId('project-name').waitFor()
      expect(await violationsOf(page)).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it.each(PAGES)(
    'nothing is against the page "%s" of a project',
    async (path) => {
      await at(`/projects/${bench.projectId}${path}`)
      expect(await violationsOf(page)).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it.each(PAGES)(
    'nothing is against the page "%s" of a project without anything in it',
    async (path) => {
      await at(`/projects/${empty}${path}`)
      expect(await violationsOf(page)).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it.each(SETTINGS)(
    'nothing is against the settings of %s',
    async (tab) => {
      await at(`/projects/${bench.projectId}/settings?tab=${tab}`)
      expect(await violationsOf(page)).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it(
    'nothing is against the keys of a page',
    async () => {
      await at(`/projects/${bench.projectId}`)
      await page.keyboard.press('?')
      await page.getByTestId('cheat-sheet').waitFor()
      expect(await violationsOf(page)).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it(
    'nothing is against the workbench with its panels',
    async () => {
      await bench.open(page, bench.fresh[0] as AssetId)
      await page.getByTestId('object-row').first().waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.getByTestId('object-row').last().click()
      await page.keyboard.press('Enter')
      await page.getByTestId('object-row').filter({ hasText: 'Cell' }).locator('button').first().click()
      await page.getByTestId('attribute-panel').waitFor()
      expect(await violationsOf(page)).toEqual([])
      for (const [tab, place] of Object.entries({ comments: 1, history: 2 })) {
        await page.getByTestId('side-tabs').locator('label').nth(place).click()
        await page.getByTestId(tab).waitFor()
        expect(await violationsOf(page)).toEqual([])
      }
    },
    STEP_LIMIT_MS,
  )

  it(
    'nothing is against what opens over the workbench',
    async () => {
      await bench.open(page, bench.fresh[0] as AssetId)
      await page.getByTestId('object-row').first().waitFor()
      for (const [key, opened] of [
        ['?', 'cheat-sheet'],
        ['F2', 'view-options'],
        ['i', 'label-picker'],
      ] as const) {
        await page.keyboard.press(key)
        await page.getByTestId(opened).waitFor()
        expect(await violationsOf(page), opened).toEqual([])
        await page.keyboard.press('Escape')
        await page.getByTestId(opened).waitFor({ state: 'detached' })
      }
      await page.keyboard.press('b')
      expect(await violationsOf(page), 'brush').toEqual([])
      await page.keyboard.press('Shift+s')
      expect(await violationsOf(page), 'sweep').toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it(
    'the keyboard reaches every bar and panel of the workbench, is seen wherever it stands, and goes back to the image',
    async () => {
      await bench.open(page, bench.fresh[0] as AssetId)
      await page.getByTestId('object-row').first().waitFor()
      const places = new Set<string>()
      for (let step = 0; step < REGIONS; step++) {
        const before = await standing(page)
        await page.keyboard.press('F6')
        await eventually(async () => expect(await standing(page)).not.toBe(before))
        places.add(await standing(page))
        for (let press = 0; press < 2; press++) {
          await page.keyboard.press('Tab')
          expect(await isSeen(page), await standing(page)).toBe(true)
        }
      }
      expect(places.size).toBe(REGIONS)
      await page.keyboard.press('Escape')
      await eventually(async () => expect(await standing(page)).toBe('BODY'))
      await page.keyboard.press('n')
      await page.locator('[data-testid=tool-box][aria-pressed=true]').waitFor()
    },
    STEP_LIMIT_MS,
  )

  it.each(['', '/assets', '/settings'])(
    'the keyboard is seen wherever it stands on the page "%s"',
    async (path) => {
      await at(`/projects/${bench.projectId}${path}`)
      for (let press = 0; press < MOST_TABS; press++) {
        await page.keyboard.press('Tab')
        expect(await isSeen(page), await standing(page)).toBe(true)
      }
    },
    STEP_LIMIT_MS,
  )
})

const standing = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { tagName, ariaLabel, textContent } = document.activeElement ?? document.body
    return tagName === 'BODY' ? tagName : `${tagName} ${ariaLabel ?? textContent?.slice(0, 40)}`
  })

// By an outline, a border or a shadow of its own, or of what surrounds it, that is not there without the keyboard.
const isSeen = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { activeElement } = document
    if (!(activeElement instanceof HTMLElement) || activeElement === document.body) return true
    const shown = [activeElement, activeElement.nextElementSibling, activeElement.parentElement]
    for (const element of shown) if (element instanceof HTMLElement) element.style.transition = 'none'
    const look = () =>
      shown.map((element) => {
        if (!element) return ''
        const { outline, borderColor, boxShadow, backgroundColor } = getComputedStyle(element)
        return `${outline} ${borderColor} ${boxShadow} ${backgroundColor}`
      })
    const withKeyboard = look()
    activeElement.blur()
    const without = look()
    activeElement.focus()
    return withKeyboard.some((style, index) => style !== without[index])
  })
