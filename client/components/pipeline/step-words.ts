import type { StepExecution, StepState } from '#shared/domain/pipeline.ts'
import { duration } from '../../figures.ts'
import { t } from '../../i18n.ts'
import type { Tone } from '../state-tag.tsx'

const MS = 1000

const WORDS = {
  waiting: t('waiting'),
  running: t('at work'),
  succeeded: t('done'),
  skipped: t('skipped'),
  failed: t('failed'),
  cancelled: t('cancelled'),
  off: t('switched off'),
} as const satisfies Record<StepState, string>

const TONES = {
  waiting: 'quiet',
  running: 'active',
  succeeded: 'good',
  skipped: 'warn',
  failed: 'bad',
  cancelled: 'quiet',
  off: 'quiet',
} as const satisfies Record<StepState, Tone>

/** A step's state in a word or two. */
export const stepStateWord = ({ state }: Pick<StepExecution, 'state'>): string => WORDS[state]

export const stepTone = ({ state }: Pick<StepExecution, 'state'>): Tone => TONES[state]

/** "done, 3 min 2 s", or what it took over. */
export function stepNote(step: StepExecution, now: number): string {
  if (step.cachedFrom !== null) return t('taken over from run {{number}}', { number: step.cachedFrom })
  if (step.startedAt === null || step.state === 'waiting' || step.state === 'skipped') return stepStateWord(step)
  const took = duration(((step.finishedAt ?? now) - step.startedAt) / MS)
  return t('{{state}}, {{time}}', { state: stepStateWord(step), time: took })
}
