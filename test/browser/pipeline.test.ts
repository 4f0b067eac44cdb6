import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#shared/routes.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''
const RUN_LIMIT_MS = 600_000

describe.skipIf(chromiumPath === null)(`the pipeline of a project in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  const said = (id: string, words: RegExp) => page.getByTestId(id).filter({ hasText: words }).waitFor()
  const open = () => page.goto(`/projects/${bench.projectId}/runs/pipeline`)

  beforeAll(async () => {
    bench = await openBench('pipeline')
    page = await bench.enter('Ada')
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'takes a step more, says what is missing, and becomes the next version',
    async () => {
      await open()
      await page.getByTestId('step-promote').waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.getByTestId('add-step').click()
      await page.getByRole('menuitem', { name: 'HTTP call' }).click()
      await said('pipeline-problems', /call\.url/)
      await eventually(async () => expect(await page.getByTestId('save').isDisabled()).toBe(true))
      await page.getByLabel('Address').fill('http://127.0.0.1:9/nobody')
      await page.getByRole('switch', { name: 'Its failure stops nothing else' }).check()
      await page.getByLabel('What is different, for the others').fill('tell the line')
      expect(await violationsOf(page)).toEqual([])
      await page.getByTestId('save').click()
      await page.getByRole('heading', { name: 'Version 1' }).waitFor()
      await page.getByTestId('pipeline-versions').getByText('tell the line').waitFor()
    },
    STEP_LIMIT_MS,
  )

  it(
    'is written as YAML and read back; what cannot be read stays, with its place',
    async () => {
      await page.getByText('YAML', { exact: true }).click()
      const yaml = page.getByTestId('pipeline-yaml')
      const written = await yaml.inputValue()
      expect(written).toMatch(/url: http:\/\/127\.0\.0\.1:9\/nobody/)
      await yaml.fill(written.replace('uses: gate', 'uses: gates'))
      await page.getByText('Form', { exact: true }).click()
      await said('pipeline-problems', /line \d+/)
      await yaml.fill(written.replace('id: call', 'id: tell'))
      await page.getByText('Form', { exact: true }).click()
      await page.getByTestId('step-tell').waitFor()
      await page.getByTestId('save').click()
      await page.getByRole('heading', { name: 'Version 2' }).waitFor()
    },
    STEP_LIMIT_MS,
  )

  it(
    'is what a run goes through, step by step, with what each was given and gave',
    async () => {
      const body = { epochs: 1, architecture: 'center-point' }
      const { run } = await bench.api.call(routes.loop.train, { params: { projectId: bench.projectId }, body })
      await page.goto(`/projects/${bench.projectId}/runs/${run.id}`)
      await page.locator('[data-testid="step-promote"][data-state="succeeded"]').waitFor({ timeout: RUN_LIMIT_MS })
      await page.locator('[data-testid="step-tell"][data-state="failed"]').waitFor({ timeout: RUN_LIMIT_MS })
      await page.getByTestId('step-tell').click()
      await said('step-panel', /no public address/)
      await page.getByTestId('step-train').click()
      await said('step-panel', /"digest"/)
      expect(await violationsOf(page)).toEqual([])
      await page.getByText('done', { exact: true }).first().waitFor({ timeout: RUN_LIMIT_MS })
    },
    2 * RUN_LIMIT_MS,
  )
})
