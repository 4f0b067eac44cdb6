import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BatchReport, QualityState } from '#shared/domain/quality.ts'
import type { ImportReport } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { oddImages } from '../server/quality/odd-images.ts'
import { eventually } from '../support/eventually.ts'
import { commandHere } from '../support/run-here.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { violationsOf } from './axe.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''
const SAMPLE_IMAGES = 60

describe.skipIf(chromiumPath === null)(`quality control in a browser and on the command line${reason}`, () => {
  const folder = temporaryFolder(afterAll)
  let bench: BrowserBench
  let page: Page
  let name: string
  const command = (...words: string[]) => commandHere(bench.instance, words)
  const openNumber = async (rule: string): Promise<number> => {
    const state = (await command('quality', name)) as QualityState
    return state.counts.find((one) => one.rule === rule)?.open ?? -1
  }
  const areOpen = (rule: string, count: number) =>
    eventually(async () => expect(await openNumber(rule)).toBe(count), STEP_LIMIT_MS)
  const shown = () => page.getByTestId('finding')

  beforeAll(async () => {
    bench = await openBench('quality', { pretrained: true })
    name = (await bench.api.call(routes.projects.show, { params: { projectId: bench.projectId } })).name
    for (const [path, bytes] of Object.entries(await oddImages(3))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), bytes)
    }
    page = await bench.enter('Ada')
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'the sample has nothing to be set aside, and everything in it is looked at',
    async () => {
      const state = await eventually(async () => {
        const now = (await command('quality', name)) as QualityState
        if (now.examined < SAMPLE_IMAGES) throw new Error(`Expected ${SAMPLE_IMAGES} images to be looked at, got ${now.examined}`)
        return now
      }, STEP_LIMIT_MS)
      const found = state.counts.filter(({ open }) => open > 0).map(({ rule }) => rule)
      for (const rule of ['blank', 'blur', 'dark', 'bright', 'small', 'large', 'off-image']) expect(found).not.toContain(rule)
    },
    STEP_LIMIT_MS,
  )

  it(
    'the command line says what an import brought beside the one before, and what was found in it',
    async () => {
      const { assets } = (await command('import', name, folder, '--approve')) as ImportReport
      expect(assets).toBe(10)
      const [report, before] = (await command('batches', name)) as BatchReport[]
      expect(before).toMatchObject({ images: SAMPLE_IMAGES, against: null })
      expect(report).toMatchObject({ images: 10, against: { batches: 1, images: SAMPLE_IMAGES } })
      expect(report?.labels).toContainEqual({ name: 'cell', count: 13, isNew: true })
      expect(report?.findings).toContainEqual({ rule: 'blank', open: 1, dismissed: 0, mended: 0, aside: 1 })
      const found = await command('quality', name, '--rule', 'dark')
      expect(found).toMatchObject({ rule: 'dark', findings: [{ asset: { name: 'dark.png' } }] })
    },
    STEP_LIMIT_MS,
  )

  it(
    'one key dismisses, sets aside and takes back in; undo puts each back',
    async () => {
      await page.goto(`/projects/${bench.projectId}/data/quality?rule=dark`)
      await shown().waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('d')
      await shown().waitFor({ state: 'detached' })
      await areOpen('dark', 0)
      await page.keyboard.press('Control+z')
      await shown().waitFor()
      await page.keyboard.press('q')
      await page.locator('[data-testid=finding][data-aside=true]').waitFor()
      await areOpen('dark', 1)
      await page.keyboard.press('r')
      await shown().waitFor({ state: 'detached' })
      await page.keyboard.press('Control+z')
      await page.locator('[data-testid=finding][data-aside=true]').waitFor()
      await page.keyboard.press('Control+z')
      await page.locator('[data-testid=finding][data-aside=false]').waitFor()
      await page.keyboard.press('Enter')
      await page.getByTestId('stage').waitFor()
    },
    STEP_LIMIT_MS,
  )

  it(
    'a focused button keeps its Enter, and what was decided under another rule can be undone',
    async () => {
      await page.goto(`/projects/${bench.projectId}/data/quality?rule=dark`)
      await shown().waitFor()
      await page.getByTestId('dismiss').focus()
      await page.keyboard.press('Enter')
      await shown().waitFor({ state: 'detached' })
      await areOpen('dark', 0)
      expect(new URL(page.url()).pathname).toContain('/data/quality')
      await page.getByTestId('rule-repeat').click()
      await shown().first().waitFor()
      await page.getByTestId('undo-decision').click()
      await areOpen('dark', 1)
    },
    STEP_LIMIT_MS,
  )

  it(
    'the rules say what they would find before they are kept, and find that afterwards',
    async () => {
      await page.goto(`/projects/${bench.projectId}/data/quality?rule=small`)
      await page.getByTestId('quality-rules').click()
      const field = page.getByTestId('setting-small').getByRole('textbox').first()
      await field.fill('130')
      await page.getByTestId('preview-small').getByText('would find 10 of 70 images').waitFor()
      expect(await openNumber('small')).toBe(1)
      expect(await violationsOf(page)).toEqual([])
      await page.getByTestId('save').click()
      await areOpen('small', 10)
    },
    STEP_LIMIT_MS,
  )

  it(
    'keys decide on the finding that has the focus, however it came there',
    async () => {
      await page.goto(`/projects/${bench.projectId}/data/quality?rule=small`)
      await shown().nth(2).waitFor()
      const name = await shown().nth(2).getAttribute('title')
      await shown().nth(2).focus()
      await page.keyboard.press('d')
      await shown()
        .and(page.getByTitle(String(name), { exact: true }))
        .waitFor({ state: 'detached' })
      await page.getByTestId('undo-decision').click()
      await shown()
        .and(page.getByTitle(String(name), { exact: true }))
        .waitFor()
    },
    STEP_LIMIT_MS,
  )

  it(
    'an import shows its report',
    async () => {
      await page.goto(`/projects/${bench.projectId}/data`)
      await page.getByTestId('show-batch-report').first().click()
      const report = page.getByTestId('batch-report')
      await report.getByText('Held against 60 images of the import before.').waitFor()
      await report.getByText('too few to judge').first().waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('Escape')
      await report.waitFor({ state: 'detached' })
      await page.locator('[data-testid=show-batch-report]:focus').press('Enter')
      await report.getByRole('link', { name: 'Tiny labels' }).click()
      await page.getByTestId('rule-tiny-label').waitFor()
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})
