import { isActiveRun, type Run, type RunState } from '#shared/domain/training.ts'
import { duration } from '../figures.ts'
import { t } from '../i18n.ts'
import type { Tone } from './state-tag.tsx'

const WORDS = {
  queued: t('waiting'),
  snapshot: t('freezing labels'),
  training: t('training'),
  evaluating: t('evaluating'),
  gate: t('at the gate'),
  succeeded: t('done'),
  skipped: t('skipped'),
  failed: t('failed'),
  cancelled: t('cancelled'),
} as const satisfies Record<RunState, string>

const TONES: Partial<Record<RunState, Tone>> = { succeeded: 'good', failed: 'bad', skipped: 'warn', cancelled: 'quiet' }

/** A run's state in a word or two. */
export const runStateWord = ({ state }: Pick<Run, 'state'>): string => WORDS[state]

export const runTone = (run: Pick<Run, 'state'>): Tone => TONES[run.state] ?? (isActiveRun(run) ? 'active' : 'quiet')

/** How much of its training a run has done, 0 to 1. */
export function runShare({ progress, state }: Pick<Run, 'progress' | 'state'>): number {
  if (state === 'evaluating' || state === 'gate') return 1
  return progress && progress.steps > 0 ? progress.step / progress.steps : 0
}

/** "3 min left", or what happens instead of training. */
export function timeLeft(run: Pick<Run, 'progress' | 'state'>): string {
  if (run.state !== 'training') return `${WORDS[run.state].slice(0, 1).toUpperCase()}${WORDS[run.state].slice(1)}`
  const left = run.progress?.secondsLeft ?? null
  return left === null ? t('Starting') : t('{{time}} left', { time: duration(left) })
}

/** How long a run took, or has been at it until now; null before its start. */
export function runSeconds({ startedAt, finishedAt }: Pick<Run, 'startedAt' | 'finishedAt'>, now = Date.now()): number | null {
  return startedAt === null ? null : ((finishedAt ?? now) - startedAt) / 1000
}
