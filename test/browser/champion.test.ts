import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AssetId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'
import { PredictAnswer } from '#shared/routes/serving.ts'
import { routes } from '#shared/routes.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { openSharedBlobs } from './a-champion.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS, saved } from './bench.ts'
import { shoot } from './screenshots.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''
const LABELS = ['RBC', 'WBC', 'Platelets'] as const
/** A network of random weights sees something nearly everywhere: above this score lies a handful. */
const THRESHOLD = 0.8
/** Chromium and the server decode a photograph alike but for rounding; which cells have a say in a box turns on less than that here and there. */
const SCORE_BESIDE = 0.01
const SAME_BOX_IOU = 0.95
const SAME_BOXES = 0.75

describe.skipIf(chromiumPath === null)(`the champion in a browser${reason}`, () => {
  let bench: BrowserBench
  let page: Page
  let shared: Awaited<ReturnType<typeof openSharedBlobs>>
  let assetId: AssetId
  let version: number

  beforeAll(async () => {
    shared = await openSharedBlobs()
    bench = await openBench('champion')
    // Else the worker suggests, too, once a minute, on what nobody has begun.
    const params = { projectId: bench.projectId }
    const { loop } = await bench.api.call(routes.projects.show, { params })
    const prelabel = { ...loop.prelabel, enabled: false }
    await bench.api.call(routes.projects.changeLoop, { params, body: { ...loop, prelabel } })
    version = await shared.champion(bench, LABELS, THRESHOLD)
    assetId = bench.fresh[0] as AssetId
    page = await bench.enter('Ada')
  }, START_LIMIT_MS)
  afterAll(async () => {
    await bench?.stop()
    await shared?.remove()
  }, START_LIMIT_MS)

  it(
    'suggests without a connection, and what is decided meanwhile is saved afterwards',
    async () => {
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).pathname))
      await bench.open(page, assetId)
      await page.getByTestId('suggest-note').waitFor()
      await eventually(async () => expect(await keptVersion(page, bench.projectId)).toBe(version), STEP_LIMIT_MS)
      await shoot(page, 'champion-01-not-seen-yet')

      await page.context().setOffline(true)
      await page.keyboard.press('y')
      await page
        .getByTestId('note')
        .filter({ hasText: /suggests/ })
        .waitFor()
      await page.locator('[data-testid=save-state][data-kind=offline]').waitFor()
      await shoot(page, 'champion-02-suggested-offline')
      // To the one worth most, and yes to it; the next one is none.
      for (const key of ['Enter', 'Enter', 'Backspace']) await page.keyboard.press(key)
      expect(await bench.annotations(assetId)).toEqual([])

      await page.context().setOffline(false)
      await saved(page)
      const made = await bench.annotations(assetId)
      expect(made.length).toBeGreaterThan(3)
      expect(made.filter(({ status }) => status === 'draft')).toHaveLength(1)
      expect(made.filter(({ status }) => status === 'rejected')).toHaveLength(1)
      for (const { label, shape, origin } of made) expect(origin).toMatchObject({ type: 'model', version, label, shape })
      expect(asked.filter((path) => path.endsWith('network.onnx'))).toHaveLength(1)
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it(
    'says what the server says of the same image',
    async () => {
      const made = await bench.annotations(assetId)
      const { images } = await predictedByServer(page, bench.projectId, assetId)
      const pairs = made.map(({ label, shape, origin }) => {
        const same = images[0]?.annotations.filter((one) => one.label === label) ?? []
        const shared = Math.max(0, ...same.map((one) => overlap(one.shape, shape)))
        const best = same.find((one) => overlap(one.shape, shape) === shared)
        return { shared, beside: Math.abs((best?.score ?? 1) - (origin.type === 'model' ? origin.score : 0)) }
      })
      expect(Math.max(...pairs.map(({ beside }) => beside))).toBeLessThan(SCORE_BESIDE)
      expect(pairs.filter(({ shared }) => shared > SAME_BOX_IOU).length).toBeGreaterThan(SAME_BOXES * pairs.length)
    },
    STEP_LIMIT_MS,
  )

  it(
    'is not fetched again by a page that comes later, and suggests nothing twice',
    async () => {
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).pathname))
      // The image comes when the key has been pressed: the model waits for it.
      let show = () => {}
      const isToShow = new Promise<void>((resolve) => {
        show = resolve
      })
      const image = (url: URL) => url.pathname === paths.image(bench.projectId, assetId)
      await page.route(image, (route) => isToShow.then(() => route.continue()))
      await page.reload()
      await page.getByTestId('object-row').first().waitFor()
      const before = await bench.annotations(assetId)
      await page.keyboard.press('y')
      await page
        .getByTestId('note')
        .filter({ hasText: /made ready/ })
        .waitFor()
      show()
      await page
        .getByTestId('note')
        .filter({ hasText: /sees nothing here/ })
        .waitFor()
      expect(await bench.annotations(assetId)).toEqual(before)
      expect(asked.filter((path) => path.endsWith('network.onnx') || path.endsWith('.wasm'))).toEqual([])
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})

/** All that the champion says at the server of the file that the page shows. */
async function predictedByServer(page: Page, projectId: string, assetId: AssetId): Promise<PredictAnswer> {
  const answer = await page.evaluate(
    async ({ image, predict }) => {
      const body = await (await fetch(image)).blob()
      return (await fetch(predict, { method: 'POST', body })).json()
    },
    { image: paths.image(projectId, assetId), predict: `/api/projects/${projectId}/predict?all=true` },
  )
  return PredictAnswer.parse(answer)
}

/** The version of a project's model in the browser's database, once what runs it is there too; null before. */
function keptVersion(page: Page, projectId: string): Promise<number | null> {
  return page.evaluate(async (id) => {
    // Opening it before the page has made it would make an empty one.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'labelloop-models')) return null
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const database = await asked(indexedDB.open('labelloop-models'))
    const rows = database.transaction(['models', 'runtimes'])
    const kept = await asked(rows.objectStore('models').get(id))
    const runtimes = await asked(rows.objectStore('runtimes').count())
    database.close()
    return runtimes === 1 ? ((kept?.model.version as number | undefined) ?? null) : null
  }, projectId)
}
