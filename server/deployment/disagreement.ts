import type { TaskId } from '#shared/tasks/index.ts'
import { tasks, VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { saysTheSame } from '#shared/tasks/suggestion.ts'

/**
 * How far two models lie apart on one image, 0 to 1, by what each would show people: one minus the F1 of one against the other, where two
 * claims are the same when they give one label to the same object (IoU of 0.5), each matched once. Of numbers: how far they lie apart, as a
 * share of the larger one.
 */
export function disagreement(task: TaskId, some: readonly LabelledPrediction[], others: readonly LabelledPrediction[]): number {
  if (tasks[task].asks?.some(({ name }) => name === VALUE_ATTRIBUTE)) return distanceOfNumbers(some, others)
  if (some.length + others.length === 0) return 0
  const left = [...others]
  let matched = 0
  for (const one of some) {
    const place = left.findIndex((other) => saysTheSame(one, other))
    if (place === -1) continue
    left.splice(place, 1)
    matched++
  }
  return 1 - (2 * matched) / (some.length + others.length)
}

function distanceOfNumbers(some: readonly LabelledPrediction[], others: readonly LabelledPrediction[]): number {
  const labels = new Set([...some, ...others].map(({ label }) => label))
  if (labels.size === 0) return 0
  const distances = [...labels].map((label) => {
    const [a, b] = [some, others].map((said) => said.find((one) => one.label === label)?.value)
    if (a == null || b == null) return 1
    const larger = Math.max(Math.abs(a), Math.abs(b))
    return larger === 0 ? 0 : Math.min(1, Math.abs(a - b) / larger)
  })
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length
}
