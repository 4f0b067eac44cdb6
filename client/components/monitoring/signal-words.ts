import { SIGNALS, type SignalId, type SignalReport } from '#shared/domain/monitoring.ts'
import { count, decimal, percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import type { Tone } from '../state-tag.tsx'

/** What each signal is called. */
export const SIGNAL_TITLES = {
  brightness: t('Brightness'),
  contrast: t('Contrast'),
  sharpness: t('Sharpness'),
  colour: t('Colourfulness'),
  warmth: t('Warmth'),
  pixels: t('Size of the image'),
  aspect: t('Width to height'),
  compression: t('Compression'),
  looks: t('Looks'),
  suggestedMix: t('Labels suggested'),
  suggestedCount: t('Suggestions an image'),
  suggestedArea: t('Size of what is suggested'),
  score: t('Score'),
  labelMix: t('Labels approved'),
  labelCount: t('Labels an image'),
  labelArea: t('Size of what is labelled'),
} as const satisfies Record<SignalId, string>

/** Signals in groups, as they stand below each other. */
export const GROUP_TITLES = {
  images: t('Images'),
  embeddings: t('What the images look like'),
  predictions: t('What the champion suggests'),
  labels: t('What people approve'),
} as const satisfies Record<(typeof SIGNALS)[SignalId]['group'], string>
export type SignalGroup = keyof typeof GROUP_TITLES
export const SIGNAL_GROUPS = Object.keys(GROUP_TITLES) as SignalGroup[]

/** The signals of a group that were looked at. */
export const ofGroup = (signals: readonly SignalReport[], group: SignalGroup): SignalReport[] =>
  signals.filter(({ signal }) => SIGNALS[signal].group === group)

const STATES = {
  steady: { tone: 'quiet', word: t('as before') },
  drifted: { tone: 'bad', word: t('drifted') },
  queued: { tone: 'warn', word: t('chosen by the queue') },
  few: { tone: 'quiet', word: t('too few images') },
} as const satisfies Record<SignalReport['state'], { tone: Tone; word: string }>

/** A signal's state as a word and its tone. */
export const stateWord = ({ state }: SignalReport): { tone: Tone; word: string } => STATES[state]

const MEGA = 1e6
const BITS = 8
const FIGURES: Partial<Record<SignalId, (value: number) => string>> = {
  pixels: (value) => `${decimal(2 ** value / MEGA, 2)} MP`,
  aspect: (value) => decimal(2 ** value, 2),
  compression: (value) => t('{{bits}} bit', { bits: decimal(2 ** value * BITS, 1) }),
  suggestedArea: percent,
  labelArea: percent,
  suggestedCount: count,
  labelCount: count,
  looks: (value) => decimal(value, 2),
}

/** A value of a signal in its unit. */
export const signalFigure = (signal: SignalId, value: number): string =>
  (FIGURES[signal] ?? ((v: number) => decimal(v, 2)))(value)

const RARE = 0.001
const COMMON = 0.2

/** How often chance alone brings as much, in words. */
export function chanceWords({ state, adjusted }: SignalReport): string {
  if (state === 'few') return t('nothing can be said yet')
  if (adjusted < RARE) return t('by chance in fewer than 1 of 1,000 windows')
  if (adjusted < COMMON) return t('by chance in 1 of {{windows}} windows', { windows: count(1 / adjusted) })
  return t('as chance has it')
}

const TESTS = {
  ks: t('Kolmogorov-Smirnov'),
  'chi-square': t('chi-square'),
  permutation: t('chi-square, whole images dealt out anew'),
  mmd: t('maximum mean discrepancy of two kernels, images dealt out anew'),
} as const satisfies Record<SignalReport['test'], string>

/** The test in figures, for those who want them. */
export function testWords({ test, statistic, p, adjusted, size, line, psi }: SignalReport): string {
  const figures = t('{{test}} {{statistic}}, p {{p}}, among all signals {{adjusted}}, size {{size}} of {{line}}', {
    test: TESTS[test],
    statistic: decimal(statistic, 3),
    p: decimal(p, 3),
    adjusted: decimal(adjusted, 3),
    size: decimal(size, 3),
    line: decimal(line, 3),
  })
  return psi === null ? figures : `${figures}, PSI ${decimal(psi, 2)}`
}
