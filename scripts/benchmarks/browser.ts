import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { CHROMIUM_PLACES } from '../chromium-places.ts'

const FLAGS = [
  // Tests and benchmarks find some things by their English words, whatever language this machine speaks.
  '--lang=en-US',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The browser of this machine, or null: Debian's `chromium` package brings it. */
export const chromiumPath: string | null = process.env.CHROMIUM_PATH ?? CHROMIUM_PLACES.find((path) => existsSync(path)) ?? null

/** Starts it without a window; `more` are further flags. */
export const launchBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? '', args: [...FLAGS, ...more] })

/** Presses the mouse at one place of the image, moves to another and lets go; places are pixels of the image. */
export async function dragOnImage(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  const start = await screenPlace(page, from)
  const end = await screenPlace(page, to)
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2)
  await page.mouse.move(end.x, end.y)
  await page.mouse.up()
}

/** Clicks one place of the image after the other, in its pixels. */
export async function clickOnImage(page: Page, ...places: readonly (readonly [x: number, y: number])[]): Promise<void> {
  for (const [x, y] of places) await dragOnImage(page, { x, y }, { x, y })
}

/** Where a pixel of the image is on the screen now. */
export async function screenPlace(page: Page, { x, y }: { x: number; y: number }): Promise<{ x: number; y: number }> {
  const stage = page.getByTestId('stage')
  const box = await stage.boundingBox()
  const [scale, left, top] = await Promise.all(
    ['data-scale', 'data-x', 'data-y'].map(async (name) => Number(await stage.getAttribute(name))),
  )
  if (!box || scale === undefined || left === undefined || top === undefined) throw new Error('Expected a stage with its view')
  return { x: box.x + left + x * scale, y: box.y + top + y * scale }
}
