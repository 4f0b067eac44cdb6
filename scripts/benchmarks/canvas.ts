/**
 * Rows 1, 2, 4 and 9 of the workbench's table: the real stage in headless Chromium (software rendering) beside a plain Konva page with a
 * node per shape, in the same run. Run: npx tsx scripts/benchmarks/canvas.ts
 */
import type { Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { buildPage } from './canvas/build-page.ts'
import type { CanvasBenchmark } from './canvas/page.ts'
import { type Line, print } from './canvas/print-rows.ts'

const SCREEN = { width: 1280, height: 800 }
/** Without a limit on the frame rate a frame's length is its work. */
const FLAGS = ['--disable-frame-rate-limit', '--disable-gpu-vsync', '--enable-precise-memory-info']
const ASSETS = 500
const WARM_UP_ASSETS = 50
const MOST_GROWTH = 1.05

const browser = await launchBrowser(FLAGS)
try {
  const open = await buildPage()
  const only = process.argv.slice(2)
  const lines: Line[] = []
  for (const [row, measure] of Object.entries({ 1: rowOne, 2: rowTwo, 4: rowFour, 9: rowNine })) {
    if (only.length > 0 && !only.includes(row)) continue
    const page = await browser.newPage({ viewport: SCREEN })
    page.on('pageerror', (error) => console.error(error))
    await open(page)
    lines.push(...(await measure(page)))
    await page.close()
  }
  print(lines)
} finally {
  await browser.close()
}

async function rowOne(page: Page): Promise<Line[]> {
  const plain = await page.evaluate(() => pageBenchmark().nodePerShape(5000))
  const ours = await page.evaluate(() => pageBenchmark().boxes(5000))
  const row = '1: 5,000 boxes'
  return [
    { row, what: 'open, ms', ours: ours.open, allowed: 300, plain: plain.open },
    { row, what: 'pan, ms a frame, p95', ours: ours.pan, allowed: 16.7, plain: plain.pan },
    { row, what: 'zoom, ms a frame, p95', ours: ours.zoom, allowed: 16.7 },
    { row, what: 'drag, ms a frame, p95', ours: ours.drag, allowed: 8, plain: plain.drag },
    { row, what: 'new box on the screen, ms, p95', ours: ours.create, allowed: 50 },
    { row, what: 'pan against node-per-shape, times faster', ours: plain.pan / ours.pan, atLeast: 20 },
    { row, what: 'drag against node-per-shape, times faster', ours: plain.drag / ours.drag, atLeast: 20 },
  ]
}

async function rowTwo(page: Page): Promise<Line[]> {
  const hundred = await page.evaluate(() => pageBenchmark().boxes(100))
  const tenThousand = await page.evaluate(() => pageBenchmark().boxes(10_000))
  const polygons = await page.evaluate(() => pageBenchmark().polygons(5000))
  const twentyThousand = await page.evaluate(() => pageBenchmark().boxes(20_000))
  return [
    { row: '2: 10,000 boxes', what: 'open, ms', ours: tenThousand.open, allowed: 1000 },
    { row: '2: 10,000 boxes', what: 'edit on the screen, ms, p95', ours: tenThousand.edit, allowed: 50 },
    { row: '2: 5,000 polygons', what: 'open, ms', ours: polygons.open, allowed: 1000 },
    { row: '2: 5,000 polygons', what: 'edit on the screen, ms, p95', ours: polygons.edit, allowed: 50 },
    { row: '2: 20,000 boxes', what: 'pan, ms a frame, p95', ours: twentyThousand.pan, allowed: 33 },
    { row: '2: 10,000 boxes', what: 'drag against 100 boxes, times', ours: tenThousand.drag / hundred.drag, allowed: 2 },
  ]
}

async function rowFour(page: Page): Promise<Line[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    return usedSize
  }
  await page.evaluate((to) => pageBenchmark().openAssets(0, to), WARM_UP_ASSETS)
  const before = await heap()
  await page.evaluate(([from, to]) => pageBenchmark().openAssets(from, to), [WARM_UP_ASSETS, ASSETS] as const)
  const after = await heap()
  const row = `4: ${ASSETS} assets in turn`
  return [
    { row, what: `heap after ${WARM_UP_ASSETS}, MB`, ours: before / 1e6 },
    { row, what: 'heap in the end, times that', ours: after / before, allowed: MOST_GROWTH },
  ]
}

async function rowNine(page: Page): Promise<Line[]> {
  const mask = await page.evaluate(() => pageBenchmark().mask())
  const row = '9: mask 4000 x 3000'
  return [
    { row, what: 'paint, ms a frame, p95', ours: mask.frame, allowed: 16.7 },
    { row, what: 'slowest frame, ms', ours: mask.worstFrame },
    { row, what: 'stroke encoded and shown, ms, slowest', ours: mask.saved, allowed: 300 },
    { row, what: 'the mask on the wire, kB', ours: mask.bytes / 1000, allowed: 200 },
    { row, what: 'the same deflated, kB', ours: mask.deflatedBytes / 1000 },
    { row, what: 'of the image painted, %', ours: mask.covered * 100 },
  ]
}

declare function pageBenchmark(): CanvasBenchmark
