import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPretrained } from '#server/embeddings/routes.ts'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'
import type { EmbeddingMap } from '#shared/domain/embedding.ts'
import { routes } from '#shared/routes.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'

const missing =
  (chromiumPath === null && 'no Chromium on this machine') ||
  (!hasPretrained(pretrainedFolder()) && 'the pretrained network is not on this machine')
const reason = missing ? ` (skipped: ${missing})` : ''

/** All images are compared before, by processes that let everything else go first. */
const MAP_LIMIT_MS = 240_000
/** A key is answered before this, or leads nowhere. */
const NEAR_MS = 3_000

describe.skipIf(missing)(`the map of all images in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  let map: EmbeddingMap

  beforeAll(async () => {
    bench = await openBench('map', { pretrained: true })
    // Nobody asked for it: it follows the import.
    map = await eventually(async () => {
      const answer = await bench.api.call(routes.embeddings.map, { params: { projectId: bench.projectId } })
      if (!answer.map) throw new Error('Expected the map to be drawn')
      return answer.map
    }, MAP_LIMIT_MS)
    page = await bench.enter('Ada')
  }, START_LIMIT_MS + MAP_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'arrows go from image to image and say which; what is like it is one key away',
    async () => {
      await page.goto(`/projects/${bench.projectId}/assets/map`)
      await page.getByTestId('map').focus()
      await page.keyboard.press('ArrowRight')
      const said = page.locator('#map-point')
      await said.filter({ hasText: ': ' }).waitFor()
      const first = await said.textContent()
      // Where everything lies follows from the images' random ids: an arrow may find nothing in its direction, and the next may lead back.
      const led = async (left: readonly string[]): Promise<void> => {
        const [key, ...others] = left
        if (key === undefined) throw new Error('Expected an arrow to lead from an image to another')
        await page.keyboard.press(key)
        const isElsewhere = await eventually(async () => expect(await said.textContent()).not.toBe(first), NEAR_MS).then(
          () => true,
          () => false,
        )
        if (!isElsewhere) await led(others)
      }
      await led(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'])
      const name = (await said.textContent())?.split(': ')[0] ?? ''
      await page.keyboard.press('s')
      await page.waitForURL(/similar=/)
      await page.getByTestId('like-one').waitFor()
      await page.getByTestId('asset-tile').first().waitFor()
      await eventually(async () => expect(await page.getByTestId('asset-tile').first().getAttribute('title')).toBe(name))
    },
    STEP_LIMIT_MS,
  )

  it(
    'a lasso selects what it encloses, and Escape lets go of it',
    async () => {
      await page.goto(`/projects/${bench.projectId}/assets/map?colour=split`)
      const frame = await page.getByTestId('map').boundingBox()
      if (!frame) throw new Error('Expected a map')
      await page.getByTestId('lasso').click()
      const [left, right] = [frame.x + 2, frame.x + frame.width - 2]
      const [top, bottom] = [frame.y + 2, frame.y + frame.height - 2]
      await page.mouse.move(left, top)
      await page.mouse.down()
      for (const [x, y] of [
        [right, top],
        [right, bottom],
        [left, bottom],
        [left, top + 4],
      ] as const)
        await page.mouse.move(x, y, { steps: 4 })
      await page.mouse.up()
      await page.getByText(`${map.assetIds.length} images selected`).waitFor()
      await page.getByTestId('map').focus()
      await page.keyboard.press('Escape')
      await page.getByText(`${map.assetIds.length} images`, { exact: true }).waitFor()
    },
    STEP_LIMIT_MS,
  )

  it(
    'nothing is against it in light and dark, and no page failed',
    async () => {
      expect(await violationsOf(page)).toEqual([])
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})
