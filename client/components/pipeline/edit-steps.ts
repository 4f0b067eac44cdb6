import { PipelineStep, type StepUse } from '#shared/domain/pipeline.ts'

/** A new step at the end of a graph: after the steps that nothing waits for, under a name that is free. */
export function newStep(steps: readonly PipelineStep[], uses: StepUse): PipelineStep {
  const taken = new Set(steps.map(({ id }) => id))
  const waited = new Set(steps.flatMap(({ needs }) => needs))
  const base = uses === 'http' ? 'call' : uses
  let id: string = base
  for (let number = 2; taken.has(id); number++) id = `${base}-${number}`
  const needs = steps.map((step) => step.id).filter((one) => !waited.has(one))
  return PipelineStep.parse({ id, uses, needs })
}

/** The steps with the one at a place changed; whoever waited for it by its old name waits for it by the new one. */
export const changed = (steps: readonly PipelineStep[], place: number, next: PipelineStep): PipelineStep[] => {
  const before = steps[place]?.id
  return steps.map((step, index) =>
    index === place ? next : { ...step, needs: step.needs.map((need) => (need === before ? next.id : need)) },
  )
}
