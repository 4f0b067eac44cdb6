import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AssetId } from '#shared/domain/ids.ts'
import { bounds } from '#shared/shapes/index.ts'
import { chromiumPath, clickOnImage, dragOnImage, screenPlace } from '../../scripts/benchmarks/browser.ts'
import { eventually } from '../support/eventually.ts'
import { violationsOf } from './axe.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS, saved, signIn } from './bench.ts'
import { shoot } from './screenshots.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''
const PASSWORD = 'correct horse battery'

describe.skipIf(chromiumPath === null)(`several hands in a browser${reason}`, () => {
  let bench: BrowserBench
  let ada: Page
  let grace: Page
  const image = (index: number) => bench.fresh[index] as AssetId
  const rows = (page: Page) => page.getByTestId('object-row')

  beforeAll(async () => {
    bench = await openBench('together')
    ada = await bench.enter('Ada', { password: PASSWORD })
    grace = await bench.enter('Grace')
  }, START_LIMIT_MS)
  afterAll(() => bench?.stop(), START_LIMIT_MS)

  it(
    'what one person pins to a place the other sees there, and resolves',
    async () => {
      await Promise.all([bench.open(ada, image(0)), bench.open(grace, image(0))])
      const place = await screenPlace(ada, { x: 300, y: 200 })
      await ada.mouse.move(place.x, place.y)
      await ada.keyboard.press('Shift+C')
      await ada.getByTestId('comment-new').fill('What is this?')
      await ada.keyboard.press('Control+Enter')
      const pin = grace.getByTestId('comment-pin')
      await pin.waitFor()
      await eventually(async () => {
        const seen = await pin.boundingBox()
        const meant = await screenPlace(grace, { x: 300, y: 200 })
        expect(Math.hypot((seen?.x ?? 0) - meant.x, (seen?.y ?? 0) + (seen?.height ?? 0) - meant.y)).toBeLessThan(30)
      })
      await pin.click()
      await grace.getByTestId('comment-thread').filter({ hasText: 'What is this?' }).waitFor()
      await shoot(grace, 'together-01-comment')
      expect(await violationsOf(grace)).toEqual([])
      await grace.getByTestId('comment-resolve').click()
      await ada.getByTestId('comment-pin').waitFor({ state: 'detached' })
    },
    STEP_LIMIT_MS,
  )

  it(
    'what one person has in hand the other sees held, and cannot move',
    async () => {
      await bench.open(ada, image(1))
      await bench.open(grace, image(1))
      await ada.keyboard.press('1')
      await dragOnImage(ada, { x: 100, y: 100 }, { x: 200, y: 180 })
      await rows(grace).first().waitFor()
      await ada.keyboard.press('v')
      const [from, to] = [await screenPlace(ada, { x: 150, y: 140 }), await screenPlace(ada, { x: 250, y: 200 })]
      await ada.mouse.move(from.x, from.y)
      await ada.mouse.down()
      await ada.mouse.move(to.x, to.y, { steps: 4 })
      await grace.getByTestId('people-here').waitFor()
      await rows(grace).first().locator('button').first().click()
      await grace.getByTestId('held').waitFor()
      await shoot(grace, 'together-02-held')
      await dragOnImage(grace, { x: 150, y: 140 }, { x: 400, y: 300 })
      await ada.mouse.up()
      await grace.getByTestId('held').waitFor({ state: 'detached' })
      await eventually(async () => {
        const [box] = await bench.annotations(image(1))
        expect(box && bounds(box.shape)?.x).toBeCloseTo(200, -1)
      })
    },
    STEP_LIMIT_MS,
  )

  it(
    'a change that came too late says who was first, and lets both versions stand to choose from',
    async () => {
      const late = await holdBack(grace)
      await bench.open(ada, image(5))
      await bench.open(grace, image(5))
      await ada.keyboard.press('1')
      await dragOnImage(ada, { x: 100, y: 100 }, { x: 200, y: 180 })
      for (const page of [ada, grace]) {
        await rows(page).first().waitFor()
        await page.keyboard.press('v')
        await clickOnImage(page, [150, 140])
      }
      late.hold()
      await grace.keyboard.press('3')
      await ada.keyboard.press('2')
      await eventually(async () => expect(await bench.annotations(image(5))).toMatchObject([{ label: 'WBC' }]))
      late.release()
      await grace.getByTestId('conflicts').filter({ hasText: 'Ada' }).waitFor()
      await shoot(grace, 'together-06-conflict')
      expect(await violationsOf(grace)).toEqual([])
      await grace.getByTestId('keep-mine').click()
      await eventually(async () => expect(await bench.annotations(image(5))).toMatchObject([{ label: 'Platelets' }]))
      await ada.getByTestId('object-row').filter({ hasText: 'Platelets' }).waitFor()
    },
    STEP_LIMIT_MS,
  )

  it(
    'what one person decides in triage the other sees decided on the image',
    async () => {
      const box = (x: number) => ({ kind: 'box', x, y: 100, width: 80, height: 70 }) as const
      await bench.propose(image(2), [
        { label: 'RBC', shape: box(100), score: 0.9 },
        { label: 'RBC', shape: box(300), score: 0.8 },
      ])
      await grace.goto(`/projects/${bench.projectId}/assets/${image(2)}?role=reviewer`)
      await grace.locator('[data-testid=object-row][data-status=suggested]').nth(1).waitFor()
      await ada.goto(`/projects/${bench.projectId}/triage`)
      await ada.getByTestId('crop').nth(1).waitFor()
      await shoot(ada, 'together-03-triage')
      expect(await violationsOf(ada)).toEqual([])
      await ada.keyboard.press('Enter')
      await ada.keyboard.press('Backspace')
      await grace.locator('[data-testid=object-row]:not([data-status=suggested])').waitFor()
      await eventually(async () => expect(await rows(grace).count()).toBe(1))
    },
    STEP_LIMIT_MS,
  )

  it(
    'a session that ends in the middle of work is begun again in place, and nothing is lost',
    async () => {
      await bench.open(ada, image(3))
      await ada.keyboard.press('1')
      await dragOnImage(ada, { x: 100, y: 100 }, { x: 200, y: 180 })
      await eventually(async () => expect(await bench.annotations(image(3))).toHaveLength(1))
      await saved(ada)
      const before = await ada.getByTestId('stage').getAttribute('data-scale')
      await bench.instance.killServer()
      await dragOnImage(ada, { x: 300, y: 100 }, { x: 400, y: 180 })
      await ada.locator('[data-testid=save-state][data-kind=offline]').waitFor()
      await bench.revokeSessions('Ada')
      await bench.instance.start()
      await ada.getByTestId('sign-in').waitFor()
      await shoot(ada, 'together-04-sign-in-again')
      expect(await violationsOf(ada)).toEqual([])
      expect(await bench.annotations(image(3))).toHaveLength(1)
      await signIn(ada, 'Ada', PASSWORD)
      await eventually(async () => expect(await bench.annotations(image(3))).toHaveLength(2), STEP_LIMIT_MS)
      await saved(ada)
      expect(await ada.getByTestId('stage').getAttribute('data-scale')).toBe(before)
      await dragOnImage(ada, { x: 100, y: 300 }, { x: 200, y: 380 })
      await eventually(async () => expect(await bench.annotations(image(3))).toHaveLength(3))
    },
    STEP_LIMIT_MS,
  )

  it(
    'a private window says that it keeps nothing, and saves all the same',
    async () => {
      const alan = await bench.enter('Alan', { before: refuseStorage })
      await bench.open(alan, image(4))
      await alan.getByTestId('remark').waitFor()
      await shoot(alan, 'together-05-private')
      expect(await violationsOf(alan)).toEqual([])
      await alan.keyboard.press('2')
      await dragOnImage(alan, { x: 100, y: 100 }, { x: 200, y: 180 })
      await eventually(async () => expect(await bench.annotations(image(4))).toMatchObject([{ label: 'WBC', status: 'draft' }]))
      await clickOnImage(alan, [150, 140])
      await alan.context().close()
    },
    STEP_LIMIT_MS,
  )

  it('no page threw an error on the way', () => {
    expect(bench.problems).toEqual([])
  })
})

/** Lets a page's changes wait on their way, while everything else goes on; for pages that are opened from now on. */
async function holdBack(page: Page) {
  const waiting: (() => void)[] = []
  let isHolding = false
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      if (isHolding && String(message).includes('annotation:commit')) waiting.push(() => server.send(message))
      else server.send(message)
    })
  })
  return {
    hold() {
      isHolding = true
    },
    release() {
      isHolding = false
      for (const send of waiting.splice(0)) send()
    },
  }
}

// As some browsers do in a private window.
function refuseStorage() {
  IDBFactory.prototype.open = () => {
    throw new DOMException('A mutation operation was attempted on a database that did not allow mutations.', 'InvalidStateError')
  }
}
