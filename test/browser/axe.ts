import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

/** All of it once; what depends on the colours in the other scheme, too. */
const SCHEMES = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
} as const
/** Free drawing is what WCAG lets off (2.1.1: input that depends on the path of the movement): the canvas has its list of objects beside it. */
const DRAWING = '[data-testid=stage] canvas'
/** Longer than any motion of the product. */
const SETTLE_MS = 250
const MOST_NODES = 6

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What WCAG 2.2 AA has against the page as it stands, in light and in dark: one line a finding. */
export async function violationsOf(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.evaluate((value) => document.documentElement.setAttribute('data-mantine-color-scheme', value), scheme)
    await page.waitForTimeout(SETTLE_MS)
    await page.evaluate(endMotion)
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await source)
    const { violations } = await page.evaluate(
      // Of what it has nothing against it would describe every element, too.
      ([exclude, runOnly]) =>
        (window as unknown as AxeWindow).axe.run({ exclude: [exclude] }, { runOnly, resultTypes: ['violations'] }),
      [DRAWING, SCHEMES[scheme]] as const,
    )
    for (const { id, nodes } of violations)
      for (const { target, failureSummary } of nodes.slice(0, MOST_NODES))
        found.push(`${scheme}: ${id} at ${target.join(' ')}: ${failureSummary?.replace(/\s+/g, ' ')}`)
  }
  return found
}

// A colour on its way to another is neither: on a busy machine that takes longer than any pause.
async function endMotion() {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  for (const animation of document.getAnimations())
    if (animation.effect?.getTiming().iterations === Number.POSITIVE_INFINITY) animation.cancel()
    else animation.finish()
}

interface AxeWindow {
  readonly axe: {
    run(
      place: { exclude: readonly string[] },
      options: { runOnly: (typeof SCHEMES)[keyof typeof SCHEMES]; resultTypes: readonly ['violations'] },
    ): Promise<AxeResults>
  }
}
