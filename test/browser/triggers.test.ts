import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { routes } from '#shared/routes.ts'
import { chromiumPath } from '../../scripts/benchmarks/browser.ts'
import { describeWithMongo } from '../support/mongo.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { type BrowserBench, openBench, START_LIMIT_MS, STEP_LIMIT_MS } from './bench.ts'

const reason = chromiumPath === null ? ' (skipped: no Chromium on this machine)' : ''
const FAR_AWAY = 5000

describeWithMongo(`triggers and notifications in a browser${reason}`, () => {
  if (chromiumPath === null) return it.skip(`shows what triggers would do${reason}`)
  let bench: BrowserBench
  let page: Page
  let receiver: Receiver
  beforeAll(async () => {
    receiver = await startReceiver()
    process.env.LABELLOOP_EGRESS = 'private'
    bench = await openBench('triggers')
    page = await bench.enter('Ada')
  }, START_LIMIT_MS)
  afterAll(async () => {
    delete process.env.LABELLOOP_EGRESS
    await bench?.stop()
    await receiver?.close()
  })
  const settings = (tab: string) => page.goto(`/projects/${bench.projectId}/settings?tab=${tab}`)

  it(
    'says of settings in the form what they would start and would have started, before anybody saves them',
    async () => {
      const params = { projectId: bench.projectId }
      const { loop } = await bench.api.call(routes.projects.show, { params })
      const milestone = { ...loop.milestone, enabled: true, labels: FAR_AWAY }
      const expected = await bench.api.call(routes.triggers.dryRun, { params, body: { loop: { ...loop, milestone } } })
      await settings('loop')
      await page.getByTestId('loop-timeline').waitFor()
      expect(await page.getByTestId('standing-milestone').count()).toBe(0)
      // The switch itself is hidden below its picture.
      await page.getByRole('switch', { name: 'Milestone', exact: true }).click({ force: true })
      await page.getByLabel('New labels', { exact: true }).fill(String(FAR_AWAY))
      const wanted = expected.triggers.find(({ id }) => id === 'milestone')?.sentence ?? ''
      await page.getByTestId('standing-milestone').filter({ hasText: wanted }).waitFor()
      await page.getByTestId('dry-run').filter({ hasText: expected.sentence }).waitFor()
      expect((await bench.api.call(routes.projects.show, { params })).loop).toEqual(loop)
      expect(await bench.api.call(routes.loop.runs, { params })).toEqual([])
    },
    STEP_LIMIT_MS,
  )

  it(
    'puts triggers together in groups, and says what no group names',
    async () => {
      await page.getByText('all of a group are due').click()
      await page.getByTestId('rule-group').waitFor()
      await page.getByRole('switch', { name: 'Age', exact: true }).click({ force: true })
      await page.getByText('Switched on, but in no group: Age.').waitFor()
    },
    STEP_LIMIT_MS,
  )

  it(
    'tells a webhook what happens, with a secret that is shown once and a log of what it answered',
    async () => {
      await settings('notifications')
      await page.getByLabel('Address of the webhook').fill(`${receiver.url}/hook`)
      await page.getByTestId('add-subscription').click()
      expect(await page.getByTestId('secret').textContent()).toMatch(/^[\w-]{40,}$/)
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByTestId('send-test').click()
      await page.getByTestId('deliveries').getByText('delivered').waitFor()
      expect(receiver.received).toMatchObject([{ path: '/hook', headers: { 'x-labelloop-event': 'test' } }])
      await page.getByTestId('deliveries').getByText('200').click()
      await page.getByTestId('deliveries').locator('pre').getByText('ok').waitFor()
      expect(bench.problems).toEqual([])
    },
    STEP_LIMIT_MS,
  )
})
