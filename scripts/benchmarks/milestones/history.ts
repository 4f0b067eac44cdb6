import { type AnnotationId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { AssetState, Operation } from '#shared/operations.ts'
import type { Random } from '#shared/random.ts'
import { createLedger, type Ledger, type MilestoneRule } from './ledger.ts'
import type { Fate, World, WorldProject } from './world.ts'

/** One thing that somebody does; numbers choose among what there is by their remainder. */
export type Act =
  | { readonly type: 'draw'; readonly asset: number; readonly label: number; readonly times: number }
  | { readonly type: 'edit' | 'erase'; readonly asset: number; readonly annotation: number }
  | { readonly type: 'approve' | 'reopen'; readonly asset: number }
  | { readonly type: 'import'; readonly images: number; readonly labels: number }
  | { readonly type: 'end-run'; readonly fate: Fate }
  | { readonly type: 'undo' | 'restart' }

export const FATES = ['succeeded', 'succeeded', 'failed-late', 'failed-early', 'cancelled'] as const satisfies readonly Fate[]

/** What one act came to: milestones that the independent ledger counted, and runs that the product started. */
export interface Step {
  readonly act: Act
  readonly crossed: number
  readonly fired: number
  /** Annotations that were saved one by one, for rules that count saves. */
  readonly saves: number
  /** Annotations that came in bulk. */
  readonly imported: number
}

const LABELS = ['cat', 'dog'] as const
/** Small, so that a short history crosses it often. */
export const RULE: MilestoneRule = { labels: 4, growth: 0.2, floors: { cat: 1, dog: 1 } }

/** Lives a history in a project of its own, in the product and in the ledger side by side. */
export async function live(world: World, acts: readonly Act[]): Promise<Step[]> {
  const project = await world.openProject(RULE)
  const ledger = createLedger(RULE)
  for (const { id, split } of project.assets) ledger.addAsset(id, split)
  const steps: Step[] = []
  try {
    for (const act of acts) {
      const before = { crossings: ledger.crossings, firings: await project.firings() }
      const saves = await perform(act, { world, project, ledger })
      await project.ask()
      ledger.ask()
      const fired = (await project.firings()) - before.firings
      const imported = act.type === 'import' ? act.images * act.labels : 0
      steps.push({ act, crossed: ledger.crossings - before.crossings, fired, saves, imported })
    }
    return steps
  } finally {
    project.close()
  }
}

/** A history to live, as long as asked for. */
export function randomHistory(random: Random, length: number): Act[] {
  return Array.from({ length }, (): Act => {
    const asset = random.integer(100)
    const kind = random.integer(21)
    if (kind < 7) return { type: 'draw', asset, label: random.integer(2), times: 1 + random.integer(6) }
    if (kind < 12) return { type: 'approve', asset }
    if (kind < 13) return { type: 'reopen', asset }
    if (kind < 14) return { type: 'edit', asset, annotation: random.integer(100) }
    if (kind < 15) return { type: 'erase', asset, annotation: random.integer(100) }
    if (kind < 17) return { type: 'undo' }
    if (kind < 18) return { type: 'import', images: 1 + random.integer(3), labels: 1 + random.integer(4) }
    if (kind < 19) return { type: 'restart' }
    return { type: 'end-run', fate: FATES[random.integer(FATES.length)] ?? 'succeeded' }
  })
}

interface Stage {
  readonly world: World
  readonly project: WorldProject
  readonly ledger: Ledger
}

// How many annotations were saved one by one.
async function perform(act: Act, { world, project, ledger }: Stage): Promise<number> {
  switch (act.type) {
    case 'draw': {
      const { id: assetId } = pick(project.assets, act.asset)
      for (let time = 0; time < act.times; time++) {
        const label = pick(LABELS, act.label + time)
        const annotationId = newId<AnnotationId>('ann')
        await project.change(assetId, () => drawing(annotationId, label))
        ledger.draw(assetId, annotationId, label)
      }
      return act.times
    }
    case 'edit':
    case 'erase': {
      const { id: assetId } = pick(project.assets, act.asset)
      const drawn = ledger.drawnOn(assetId)
      if (drawn.length === 0) return 0
      const annotationId = pick(drawn, act.annotation) as AnnotationId
      const label = pick(LABELS, act.annotation)
      const patch = act.type === 'edit' ? { label } : ({ status: 'deleted' } as const)
      await project.change(assetId, (state) => updating(state, annotationId, patch))
      if (act.type === 'edit') ledger.edit(assetId, annotationId, label)
      else ledger.erase(assetId, annotationId)
      return 1
    }
    case 'approve':
    case 'reopen': {
      const { id: assetId } = pick(project.assets, act.asset)
      const status = act.type === 'approve' ? 'approved' : 'begun'
      await project.change(assetId, ({ revision }) => ({ id: newId<OperationId>('op'), type: 'asset', base: revision, status }))
      ledger.setAsset(assetId, status)
      return 0
    }
    case 'undo': {
      if (!(await project.undo())) return 0
      ledger.undo()
      return 1
    }
    case 'import': {
      const labelsOfImages = Array.from({ length: act.images }, (_, image) =>
        Array.from({ length: act.labels }, (_each, index) => pick(LABELS, image + index)),
      )
      ledger.import(await project.import(labelsOfImages))
      return 0
    }
    case 'end-run': {
      if (!ledger.pending) return 0
      const wantsFreeze = act.fate === 'succeeded' || act.fate === 'failed-late'
      // Without any approved image there is nothing to freeze, and the run fails early.
      const fate = wantsFreeze && !ledger.hasApproved ? 'failed-early' : act.fate
      const frozen = await project.endRun(fate)
      if (frozen !== null && frozen !== ledger.labels)
        throw new Error(`The snapshot holds ${frozen} labels, the ledger ${ledger.labels}`)
      ledger.endRun({ frozen: frozen !== null })
      return 0
    }
    case 'restart':
      await world.restart()
      project.reconnect()
      return 0
    default:
      return act satisfies never
  }
}

const drawing = (annotationId: AnnotationId, label: string): Operation => ({
  id: newId<OperationId>('op'),
  type: 'create',
  annotationId,
  label,
  shape: { kind: 'box', x: 10, y: 10, width: 50, height: 40 },
  attributes: {},
  status: 'draft',
})

const updating = (
  state: AssetState,
  annotationId: AnnotationId,
  patch: { label: string } | { status: 'deleted' },
): Operation => ({
  id: newId<OperationId>('op'),
  type: 'update',
  annotationId,
  base: state.annotations.get(annotationId)?.revision ?? 0,
  patch,
})

function pick<T>(from: readonly T[], by: number): T {
  const item = from[by % from.length]
  if (item === undefined) throw new RangeError('Expected something to pick from')
  return item
}
