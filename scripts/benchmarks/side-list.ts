/**
 * Row 3 of the workbench's table: 3,000 labels and 10,000 rows in the side list. Somebody searches, scrolls, chooses rows, finds labels
 * by typing, groups and sorts, in the real workbench in headless Chromium, beside a plain list in the same run.
 * Run: npx tsx scripts/benchmarks/side-list.ts
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { buildClient } from './side-list/built-client.ts'
import { type Crowd, startCrowdedServer } from './side-list/crowded-server.ts'
import { openPlainList } from './side-list/plain-list.ts'
import { type Felt, felt, watchPage } from './side-list/watch-page.ts'

const CROWD: Crowd = { labels: 3000, rows: 10_000 }
const VIEWPORT = { width: 1440, height: 900 }
// The page's files are given by the script, not by an address: a browser would keep such a page from the local socket.
const FLAGS = ['--disable-features=LocalNetworkAccessChecks']
const OPEN_LIMIT_MS = 60_000
/** As fast as people who know what they look for. */
const KEY_EVERY_MS = 90
const REST_MS = 700
const WHEELS = 25
const WHEEL_PIXELS = 900
const ROWS_CHOSEN = 12
const ALLOWED_TASK_MS = 100
const ALLOWED_DELAY_MS = 100

const folder = await mkdtemp(join(tmpdir(), 'labelloop-side-list-client-'))
const serveClient = await buildClient(folder)
const server = await startCrowdedServer(CROWD)
const browser = await launchBrowser(FLAGS)
try {
  const context = await browser.newContext({ viewport: VIEWPORT, baseURL: server.address })
  await serveClient(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(error))
  await page.goto(await server.signInUrl())
  await page.locator('main').waitFor()
  await page.goto(`/projects/${server.projectId}/assets/${server.assetId}`)
  await page.getByTestId('object-row').first().waitFor({ timeout: OPEN_LIMIT_MS })
  await page.waitForTimeout(REST_MS)
  const ours = await workOn(page, workInWorkbench)

  const plainPage = await browser.newPage({ viewport: VIEWPORT })
  await openPlainList(plainPage, CROWD)
  const plain = await workOn(plainPage, workInPlainList)

  print(ours, plain)
  const kept = ours.tasksOver100 === 0 && ours.inputDelayP95 <= ALLOWED_DELAY_MS
  process.stdout.write(`${JSON.stringify({ ...CROWD, ours, plain, kept })}\n`)
} finally {
  await browser.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
}

async function workOn(page: Page, work: (page: Page) => Promise<void>): Promise<Felt> {
  await watchPage(page)
  await work(page)
  await page.waitForTimeout(REST_MS)
  return felt(page)
}

async function workInWorkbench(page: Page): Promise<void> {
  const search = page.getByTestId('object-search')
  await typeInto(page, search, 'label 0123')
  await clear(page)
  await page.keyboard.press('Escape')
  await scroll(page, page.getByTestId('object-list'))
  for (let row = 0; row < ROWS_CHOSEN; row++) {
    await page.getByTestId('object-row').nth(row).click()
    await page.waitForTimeout(KEY_EVERY_MS)
  }
  await page.keyboard.press('Escape')
  await page.keyboard.press('i')
  await typeInto(page, page.getByTestId('label-search'), 'label 29')
  for (let step = 0; step < ROWS_CHOSEN; step++) await press(page, 'ArrowDown')
  await page.keyboard.press('Escape')
  for (const way of ['By label', 'Least certain first', 'As they were made']) {
    await page.getByRole('button', { name: 'Sort and group the list' }).click()
    await page.getByRole('menuitem', { name: way }).last().click()
    await page.waitForTimeout(REST_MS)
  }
}

async function workInPlainList(page: Page): Promise<void> {
  await typeInto(page, page.locator('#search'), 'label 0123')
  await clear(page)
  await scroll(page, page.locator('#list'))
  for (let row = 0; row < ROWS_CHOSEN; row++) {
    await page.locator('#list .row').nth(row).click({ force: true })
    await page.waitForTimeout(KEY_EVERY_MS)
  }
  await typeInto(page, page.locator('#labels'), 'label 29')
}

async function typeInto(page: Page, field: ReturnType<Page['locator']>, text: string): Promise<void> {
  await field.click()
  for (const letter of text) await press(page, letter === ' ' ? 'Space' : letter)
}

async function clear(page: Page): Promise<void> {
  await page.keyboard.press('Control+a')
  await press(page, 'Backspace')
}

async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key)
  await page.waitForTimeout(KEY_EVERY_MS)
}

async function scroll(page: Page, list: ReturnType<Page['locator']>): Promise<void> {
  await list.hover()
  for (let turn = 0; turn < WHEELS; turn++) {
    await page.mouse.wheel(0, WHEEL_PIXELS)
    await page.waitForTimeout(KEY_EVERY_MS)
  }
}

function print(ours: Felt, plain: Felt): void {
  const line = (what: string, of: (felt: Felt) => number, allowed: string) =>
    process.stderr.write(
      `${what.padEnd(44)} ${of(ours).toFixed(1).padStart(9)} ${of(plain).toFixed(1).padStart(11)} ${allowed.padStart(9)}\n`,
    )
  process.stderr.write(`${''.padEnd(44)} workbench  plain list   allowed\n`)
  line('longest task, ms', ({ longestTask }) => longestTask, String(ALLOWED_TASK_MS))
  line('tasks over 100 ms', ({ tasksOver100 }) => tasksOver100, '0')
  line('input delay, ms, p95', ({ inputDelayP95 }) => inputDelayP95, String(ALLOWED_DELAY_MS))
  line('press to the frame that answers, ms, p95', ({ answerP95 }) => answerP95, '–')
  line('inputs', ({ inputs }) => inputs, '–')
}
