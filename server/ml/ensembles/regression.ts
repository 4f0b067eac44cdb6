import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { weightsByError } from './member-weights.ts'
import type { TaskFusion, Voice } from './task-fusion.ts'

/** A number for each label: the weighted mean of the members' numbers, and of how sure they are; members by their R². */
export const regression: TaskFusion = {
  learn: (_images, figures) => ({ weights: weightsByError(figures), biases: [] }),
  fuse: (voices, { weights }, labels) =>
    labels.flatMap((label) => meanOf(label, voices, weights) ?? []).sort((a, b) => b.score - a.score),
}

function meanOf(label: string, voices: readonly Voice[], weights: readonly number[]): LabelledPrediction | null {
  const said = voices.flatMap((voice, member) => {
    const found = voice.find((one) => one.label === label)
    return found && found.value !== null ? [{ score: found.score, value: found.value, weight: weights[member] ?? 0 }] : []
  })
  const trust = said.reduce((sum, { weight }) => sum + weight, 0)
  if (trust === 0) return null
  const mean = (of: 'score' | 'value') => said.reduce((sum, one) => sum + one.weight * one[of], 0) / trust
  const digits = Math.max(...said.map(({ value }) => decimalsOf(value)))
  return { label, score: mean('score'), shape: { kind: 'whole' }, value: Number(mean('value').toFixed(digits)) }
}

/** Digits behind the point as the number is written: together the members say no more of them than one does, and counts stay whole. */
function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e')
  return Math.min(MOST_DECIMALS, Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(exponent)))
}

/** JavaScript writes no more digits behind the point. */
const MOST_DECIMALS = 100
