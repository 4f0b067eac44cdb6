import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AssetId } from '#shared/domain/ids.ts'
import { chromiumPath, clickOnImage } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { tinyDecoder, tinyEncoder } from '../support/tiny-segmenter.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'
import { shoot } from './screenshots.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''

describe.skipIf(chromiumPath === null)(`a project's own segmenter in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  beforeAll(async () => {
    bench = await openBench('own-segmenter')
    page = await bench.enter('Ada')
    page.on('console', (message) => message.type() === 'error' && bench.problems.push(message.text()))
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'is brought in the settings, as two files, after a trial',
    async () => {
      await page.goto(`/projects/${bench.projectId}/settings?tab=project`)
      const choose = async (label: string, name: string, buffer: Buffer) => {
        const chooser = page.waitForEvent('filechooser')
        await page.getByLabel(label, { exact: true }).click()
        await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer })
      }
      await choose('Encoder', 'tiny-encoder.onnx', tinyEncoder())
      await choose('Decoder', 'tiny-decoder.onnx', tinyDecoder())
      await page.getByTestId('send-segmenter').click()
      await page.getByTestId('segmenter').filter({ hasText: 'tiny-encoder.onnx' }).waitFor({ timeout: STEP_LIMIT_MS })
      await shoot(page, 'own-segmenter-01-settings')
    },
    STEP_LIMIT_MS,
  )

  it(
    'cuts out what is clicked on, within the page’s policy, and leaves OpenCV where it is',
    async () => {
      const assetId = bench.fresh[0] as AssetId
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await bench.open(page, assetId)
      await page.keyboard.press('x')
      await clickOnImage(page, [20, 20])
      await page
        .getByTestId('note')
        .filter({ hasText: /Click what is missing/ })
        .waitFor({ timeout: STEP_LIMIT_MS })
      await shoot(page, 'own-segmenter-02-cut-out')
      await page.keyboard.press('Enter')
      const made = await eventually(async () => {
        const found = (await bench.annotations(assetId)).find(({ shape }) => shape.kind === 'mask')
        if (!found) throw new Error('Expected a mask')
        return found
      }, STEP_LIMIT_MS)
      expect(made.shape.kind).toBe('mask')
      expect(asked.filter((url) => url.includes('/embeddings/'))).toHaveLength(1)
      expect(asked.filter((url) => url.includes('smart-worker'))).toEqual([])
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})
