import type { ParameterValue, Study, StudyState } from '#shared/domain/study.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import { decimal } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import type { Tone } from '../state-tag.tsx'

const WORDS = {
  running: t('searching'),
  paused: t('paused'),
  judging: t('at the gate'),
  succeeded: t('done'),
  failed: t('failed'),
  cancelled: t('cancelled'),
} as const satisfies Record<StudyState, string>

const TONES = {
  running: 'active',
  paused: 'warn',
  judging: 'active',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'quiet',
} as const satisfies Record<StudyState, Tone>

/** A study's state in a word or two. */
export const studyStateWord = ({ state }: Pick<Study, 'state'>): string => WORDS[state]

export const studyTone = ({ state }: Pick<Study, 'state'>): Tone => TONES[state]

const SMALL = 0.001
const LARGE = 10_000

/** A parameter's value as people read it: three digits, powers of ten where they are shorter. */
export function valueWord(value: ParameterValue | undefined): string {
  if (value === undefined) return '–'
  if (typeof value === 'boolean') return value ? t('on') : t('off')
  if (typeof value === 'string') return value
  if (Number.isInteger(value) && Math.abs(value) < LARGE) return String(value)
  if (value !== 0 && (Math.abs(value) < SMALL || Math.abs(value) >= LARGE)) return value.toExponential(1)
  return Math.abs(value) < 1 ? decimal(value, 3) : decimal(value, 2)
}

/** What a parameter is called; its own name where nobody has said. */
export function parameterTitle(name: string, tunables: readonly Tunable[] | undefined): string {
  const known = tunables?.find(({ parameter }) => parameter.name === name)
  return known ? translated(known.title) : name
}
