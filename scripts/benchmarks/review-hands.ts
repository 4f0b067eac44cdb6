import type { Page } from 'playwright-core'
import type { AnnotationId, AssetId, ProjectId } from '#shared/domain/ids.ts'
import { HUMAN_SECONDS } from '#shared/human-cost.ts'
import type { Ontology } from '#shared/ontology.ts'
import type { Answer, Proposals } from './review-proposals.ts'

const APPEARS_WITHIN_MS = 30_000

/** What reviewing cost: keys as pressed (a chord is one), and the seconds a person takes for it by the cost model. */
export interface Cost {
  keys: number
  seconds: number
}

interface Scene {
  readonly page: Page
  readonly projectId: ProjectId
  readonly ontology: Ontology
  readonly proposals: Proposals
}

/** Reviews in the workbench: image by image, proposal by proposal, no pointer. */
export async function reviewInWorkbench({ page, projectId, ontology, proposals }: Scene): Promise<Cost> {
  const cost: Cost = { keys: 0, seconds: 0 }
  const [first] = proposals.assets
  await page.goto(`/projects/${projectId}/assets/${first}?role=reviewer`)
  for (let image = 0; image < proposals.assets.length; image++) {
    const isLast = image === proposals.assets.length - 1
    for (let focus = await focusAfter(page, PROPOSAL, null); focus; ) {
      await answer(page, ontology, proposals.answers.get(focus), cost)
      focus = await focusAfter(page, PROPOSAL, focus)
    }
    cost.seconds += HUMAN_SECONDS.look
    const before = assetIn(page.url())
    await press(page, 'Shift+Enter', cost)
    if (!isLast) await page.waitForURL((url) => assetIn(url.href) !== before, { timeout: APPEARS_WITHIN_MS })
  }
  await page
    .getByTestId('save-state')
    .filter({ hasText: /^saved/i })
    .waitFor()
  return cost
}

/** Reviews in triage: crop by crop, then all images that are complete at once, no pointer. */
export async function reviewInTriage({ page, projectId, ontology, proposals }: Scene): Promise<Cost> {
  const cost: Cost = { keys: 0, seconds: 0 }
  await page.goto(`/projects/${projectId}/triage`)
  await page.getByTestId('crop').first().waitFor()
  for (let focus = await focusAfter(page, CROP, null); focus; ) {
    await answer(page, ontology, proposals.answers.get(focus), cost)
    focus = await focusAfter(page, CROP, focus)
  }
  cost.seconds += HUMAN_SECONDS.look * proposals.assets.length
  await page
    .getByTestId('close-images')
    .filter({ hasText: `${proposals.assets.length} image` })
    .waitFor({ timeout: APPEARS_WITHIN_MS })
  await press(page, 'Shift+Enter', cost)
  await page
    .getByTestId('save-state')
    .filter({ hasText: /^saved/i })
    .waitFor()
  return cost
}

const PROPOSAL = '[data-testid=proposal][aria-selected=true]'
const CROP = '[data-testid=crop][data-focused=true][data-status=suggested]'

async function answer(page: Page, ontology: Ontology, given: Answer | undefined, cost: Cost): Promise<void> {
  if (!given) throw new Error('Expected a proposal whose answer is known')
  cost.seconds += given.type === 'relabel' ? HUMAN_SECONDS.relabel : HUMAN_SECONDS.decide
  await press(page, keyFor(ontology, given), cost)
}

function keyFor(ontology: Ontology, given: Answer): string {
  if (given.type === 'accept') return 'Enter'
  if (given.type === 'reject') return 'Backspace'
  const key = ontology.labels.find(({ name }) => name === given.label)?.key
  if (!key) throw new Error(`Expected a key for ${given.label}`)
  return key
}

async function press(page: Page, key: string, cost: Cost): Promise<void> {
  cost.keys++
  await page.keyboard.press(key)
}

/** What is in focus once it is not what it was; null where nothing undecided is left. */
async function focusAfter(page: Page, selector: string, before: AnnotationId | null): Promise<AnnotationId | null> {
  const handle = await page.waitForFunction(
    ({ selector: wanted, before: old }) => {
      const id = document.querySelector<HTMLElement>(wanted)?.dataset.id ?? null
      if (id !== null && id !== old) return { id }
      const isEmpty = document.querySelector('[data-testid=proposals], [data-testid=crop][data-status=suggested]') === null
      return old !== null && isEmpty ? { id: null } : null
    },
    { selector, before },
    { timeout: APPEARS_WITHIN_MS },
  )
  const found = await handle.jsonValue()
  return (found?.id ?? null) as AnnotationId | null
}

const assetIn = (url: string): AssetId | null => (/assets\/([^?]+)/.exec(url)?.[1] ?? null) as AssetId | null
