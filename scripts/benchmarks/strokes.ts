/**
 * Row 7 of the workbench: how long a stroke takes to be durable, and to be seen in another browser, in two real Chromium pages on one
 * machine; a bare socket echo runs between the strokes, as what the machine gives in that minute. Needs a built client (npm run build).
 * Run: npx tsx scripts/benchmarks/strokes.ts [strokes]
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import type { AssetId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import { dragOnImage, launchBrowser } from './browser.ts'
import { type EditorsServer, startEditorsServer } from './editors-server.ts'
import { figuresOf } from './operations-work.ts'
import { watchStrokes } from './strokes-page.ts'

const DEFAULT_STROKES = 200
const WARM_UP = 5
const SEED = 7
const ALLOWED_DURABLE_MS = 150
const ALLOWED_SEEN_MS = 100
const SEEN_WITHIN_MS = 15_000
/** Image pixels. */
const SMALLEST_CORNER = 250
const LARGEST_CORNER = 900
const STROKE_SIDE = 30
const VIEWPORT = { width: 1280, height: 800 }
const MS_PER_SECOND = 1000

const strokes = Number(process.argv[2] ?? DEFAULT_STROKES)
const started = performance.now()
const server = await startEditorsServer(2)
const browser = await launchBrowser()
const echo = await startEcho()
try {
  const assetId = await server.picture()
  const [drawing, watching] = await Promise.all(server.people.map(({ id }) => openPage(browser, server, assetId, id)))
  if (!drawing || !watching) throw new Error('Expected two pages')
  report(await measure(drawing, watching))
} finally {
  await echo.close()
  await browser.close()
  await server.close()
}

async function openPage(chromium: Browser, at: EditorsServer, assetId: AssetId, userId: EditorsServer['people'][number]['id']) {
  const context = await chromium.newContext({ viewport: VIEWPORT, baseURL: at.address })
  const page = await context.newPage()
  await page.goto(await at.signInUrl(userId))
  // The token works once: a page left before it was answered stays signed out.
  await page.locator('main').waitFor()
  await page.goto(`/projects/${at.projectId}/assets/${assetId}?role=annotator`)
  await page.getByTestId('save-state').waitFor()
  // The compiler names inner functions by this helper, which the page does not have.
  await page.evaluate('globalThis.__name = (named) => named')
  await page.evaluate(watchStrokes)
  return page
}

async function measure(drawing: Page, watching: Page) {
  const random = createRandom(SEED).next
  const [durable, seen, echoed]: [number[], number[], number[]] = [[], [], []]
  await drawing.keyboard.press('1')
  for (let stroke = 0; stroke < WARM_UP + strokes; stroke++) {
    const from = { x: placed(random()), y: placed(random()) }
    await dragOnImage(drawing, from, { x: from.x + STROKE_SIDE, y: from.y + STROKE_SIDE })
    const count = stroke + 1
    const options = { timeout: SEEN_WITHIN_MS, polling: 'raf' } as const
    await drawing.waitForFunction((wanted) => (window.strokes?.durable.length ?? 0) >= wanted, count, options)
    await watching.waitForFunction((wanted) => window.strokes?.counts.some(([n]) => n >= wanted), count, options)
    const times = await drawing.evaluate(() => window.strokes)
    const heard = await watching.evaluate(() => window.strokes?.counts)
    const lifted = times?.lifted.at(-1) ?? Number.NaN
    if (stroke >= WARM_UP) {
      durable.push((times?.durable.at(-1) ?? Number.NaN) - lifted)
      seen.push((heard?.find(([n]) => n >= count)?.[1] ?? Number.NaN) - lifted)
      echoed.push(await echo.once())
    }
  }
  return { durable, seen, echoed }
}

function placed(share: number): number {
  return SMALLEST_CORNER + share * (LARGEST_CORNER - SMALLEST_CORNER)
}

async function startEcho() {
  const http = createServer()
  const sockets = new Server(http, { transports: ['websocket'], serveClient: false })
  sockets.on('connection', (socket) =>
    socket.on('echo', (payload: unknown, acknowledge: (back: unknown) => void) => acknowledge(payload)),
  )
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const client: Socket = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: ['websocket'] })
  return {
    async once(): Promise<number> {
      const begun = performance.now()
      await client.emitWithAck('echo', 'x')
      return performance.now() - begun
    },
    async close() {
      client.disconnect()
      await sockets.close()
    },
  }
}

function report({ durable, seen, echoed }: Record<'durable' | 'seen' | 'echoed', number[]>): void {
  const seconds = (performance.now() - started) / MS_PER_SECOND
  const rows = {
    'stroke to durable': figuresOf(durable, seconds),
    'stroke to the other browser': figuresOf(seen, seconds),
    'bare socket echo': figuresOf(echoed, seconds),
  }
  for (const [name, { count, p50, p95, p99 }] of Object.entries(rows))
    process.stderr.write(
      `${name.padEnd(30)}${String(count).padStart(6)}   p50 ${p50.toFixed(1)}  p95 ${p95.toFixed(1)}  p99 ${p99.toFixed(1)} ms\n`,
    )
  const isDurableInTime = rows['stroke to durable'].p95 <= ALLOWED_DURABLE_MS
  const kept = isDurableInTime && rows['stroke to the other browser'].p95 <= ALLOWED_SEEN_MS
  process.stdout.write(`${JSON.stringify({ strokes, ...rows, seconds: Math.round(seconds), kept })}\n`)
}
