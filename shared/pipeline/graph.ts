import { PipelineStep } from '../domain/pipeline.ts'
import { type Port, stepKinds } from './step-kinds.ts'

/** The loop as it comes: one step after another. A run of this graph is DESIGN.md section 4. */
export const LOOP_STEPS: readonly PipelineStep[] = [
  step('snapshot'), //              approved labels ─► snapshot
  step('train', 'snapshot'), //     snapshot ─► weights ─► model
  step('evaluate', 'train'), //     model ─► figures on the frozen test split
  step('gate', 'evaluate'), //      challenger against champion ─► verdict
  step('promote', 'gate'), //       verdict ─► champion | held
]

/** Something that keeps a graph from running, at a step or in the whole. */
export interface PipelineProblem {
  readonly step: string | null
  readonly sentence: string
}

/** Everything that is wrong with a graph of steps, in words; empty where it can run. */
export function problemsOf(steps: readonly PipelineStep[]): PipelineProblem[] {
  const shape = [...repeated(steps), ...unknownNeeds(steps), ...tooMany(steps), ...wrongParameters(steps)]
  if (shape.length > 0) return shape
  const circle = steps.filter((step) => ancestorsOf(steps, step.id).has(step.id))
  if (circle.length > 0)
    return [{ step: circle[0]?.id ?? null, sentence: `${circle.map(({ id }) => id).join(', ')} wait for each other in a circle` }]
  return missingInputs(steps)
}

/** Ids of all steps that come before a step, however far; its own among them where it waits for itself. */
export function ancestorsOf(steps: readonly PipelineStep[], id: string): Set<string> {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const found = new Set<string>()
  const open = [...(byId.get(id)?.needs ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue
    found.add(next)
    open.push(...(byId.get(next)?.needs ?? []))
  }
  return found
}

/** The steps before a step that are on and give something of this sort. */
export function providersOf(steps: readonly PipelineStep[], id: string, port: Port): PipelineStep[] {
  const before = ancestorsOf(steps, id)
  return steps.filter((step) => before.has(step.id) && step.enabled && stepKinds[step.uses].gives(step).includes(port))
}

/** Steps by how many must come before them: what stands in the same layer may run at the same time. A circle, which cannot run, is cut somewhere, so that it can be shown. */
export function layersOf(steps: readonly PipelineStep[]): PipelineStep[][] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const depths = new Map<string, number>()
  const depthOf = (id: string): number => {
    const known = depths.get(id)
    if (known !== undefined) return known
    // Whoever comes back here by a circle finds this, and not the way round again.
    depths.set(id, 0)
    const depth = Math.max(-1, ...(byId.get(id)?.needs ?? []).map(depthOf)) + 1
    depths.set(id, depth)
    return depth
  }
  const layers: PipelineStep[][] = []
  for (const step of steps) {
    const depth = depthOf(step.id)
    layers[depth] = [...(layers[depth] ?? []), step]
  }
  // Around a circle nothing comes first: no layer is left empty for it.
  return Object.values(layers)
}

function step(id: Exclude<PipelineStep['uses'], 'http' | 'command'>, ...needs: string[]): PipelineStep {
  return PipelineStep.parse({ id, uses: id, needs })
}

function repeated(steps: readonly PipelineStep[]): PipelineProblem[] {
  const ids = steps.map(({ id }) => id)
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => ({
    step: id,
    sentence: `Two steps are named ${id}`,
  }))
}

function unknownNeeds(steps: readonly PipelineStep[]): PipelineProblem[] {
  const ids = new Set(steps.map(({ id }) => id))
  return steps.flatMap(({ id, needs }) =>
    needs.filter((need) => !ids.has(need)).map((need) => ({ step: id, sentence: `${id} needs ${need}, which is not a step` })),
  )
}

function tooMany(steps: readonly PipelineStep[]): PipelineProblem[] {
  return Object.entries(stepKinds).flatMap(([uses, { many }]) => {
    const found = steps.filter((step) => step.uses === uses)
    return many || found.length < 2
      ? []
      : [{ step: found[1]?.id ?? null, sentence: `A run trains one model: only one step may be "${uses}"` }]
  })
}

function wrongParameters(steps: readonly PipelineStep[]): PipelineProblem[] {
  return steps.flatMap(({ id, uses, with: given, cache }) => {
    const parsed = stepKinds[uses].parameters.safeParse(given)
    const wrong = parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => ({ step: id, sentence: `${[id, ...path].join('.')}: ${message}` }))
    const cannot = cache && !stepKinds[uses].cacheable
    return cannot
      ? [...wrong, { step: id, sentence: `${id} looks at the present, so it cannot be taken over from before` }]
      : wrong
  })
}

function missingInputs(steps: readonly PipelineStep[]): PipelineProblem[] {
  return steps
    .filter(({ enabled }) => enabled)
    .flatMap(({ id, uses }) =>
      stepKinds[uses].takes
        .filter((port) => providersOf(steps, id, port).length === 0)
        .map((port) => ({ step: id, sentence: `${id} takes ${WORDS[port]}, and no step before it that is on gives one` })),
    )
}

const WORDS: Readonly<Record<Port, string>> = {
  snapshot: 'a snapshot',
  model: 'a model',
  evaluation: 'an evaluation',
  verdict: 'a verdict',
}
