import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const FOLDER = fileURLToPath(new URL('../screenshots', import.meta.url))
const SETTLE_MS = 400

/** Takes a page in light and dark into test/screenshots, which git ignores, where somebody wants to look: with LABELLOOP_SCREENSHOTS=1. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (!process.env.LABELLOOP_SCREENSHOTS) return
  mkdirSync(FOLDER, { recursive: true })
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    // The workbench is dark whatever the system says, until its button is pressed.
    await page.evaluate((value) => document.documentElement.setAttribute('data-mantine-color-scheme', value), scheme)
    await page.waitForTimeout(SETTLE_MS)
    await page.screenshot({ path: join(FOLDER, `${name}-${scheme}.png`) })
  }
}
