import type { SignalId, SignalReport } from '#shared/domain/monitoring.ts'

/** What images are that have more of a signal, or less. */
const WORDS: Readonly<Partial<Record<SignalId, { more: string; less: string; name: string }>>> = {
  brightness: { more: 'are brighter than in', less: 'are darker than in', name: 'brightness' },
  contrast: { more: 'have more contrast than in', less: 'have less contrast than in', name: 'contrast' },
  sharpness: { more: 'are sharper than in', less: 'are blurrier than in', name: 'sharpness' },
  colour: { more: 'are more colourful than in', less: 'are paler than in', name: 'colour' },
  warmth: { more: 'are warmer in colour than in', less: 'are cooler in colour than in', name: 'warmth' },
  pixels: { more: 'have more pixels than in', less: 'have fewer pixels than in', name: 'size' },
  aspect: { more: 'are wider than in', less: 'are narrower than in', name: 'aspect' },
  compression: { more: 'are compressed less than in', less: 'are compressed more than in', name: 'compression' },
  suggestedCount: { more: 'show more objects to the model than', less: 'show fewer objects to the model than', name: 'objects' },
  suggestedArea: { more: 'show larger objects to the model than', less: 'show smaller objects to the model than', name: 'size' },
  score: { more: 'leave the model surer than', less: 'leave the model less sure than', name: 'score' },
  labelCount: { more: 'have more labels than in', less: 'have fewer labels than in', name: 'labels' },
  labelArea: { more: 'have larger labels than in', less: 'have smaller labels than in', name: 'size' },
}
/** What has no more or less. */
const OTHERS: Readonly<Partial<Record<SignalId, string>>> = {
  looks: 'look different from',
  suggestedMix: 'show the model other labels than',
  labelMix: 'have other labels than in',
}

/** One sentence about a signal that drifted: "The newest 200 images are darker than in snapshot 3: brightness 0.41 instead of 0.52". */
export function driftSentence({ signal, current, medians }: SignalReport, against: string, source: 'assets' | 'served'): string {
  const images = source === 'assets' ? `The newest ${current} images` : `The last ${current} images sent for predictions`
  const words = WORDS[signal]
  if (!words || !medians) return `${images} ${OTHERS[signal] ?? 'differ from'} ${against}`
  const isMore = medians.current >= medians.reference
  const figures = `${words.name} ${figure(signal, medians.current)} instead of ${figure(signal, medians.reference)}`
  return `${images} ${isMore ? words.more : words.less} ${against}: ${figures}`
}

const DIGITS = 3
const MEGA = 1e6
const BITS = 8
const PERCENT = 100
const rounded = (value: number): string => String(Number(value.toPrecision(DIGITS)))
const asPercent = (share: number): string => `${rounded(share * PERCENT)} %`

/** Signals that are kept in another unit than people read. */
const UNITS: Readonly<Partial<Record<SignalId, (value: number) => string>>> = {
  pixels: (value) => `${rounded(2 ** value / MEGA)} MP`,
  aspect: (value) => rounded(2 ** value),
  compression: (value) => `${rounded(2 ** value * BITS)} bit`,
  suggestedArea: asPercent,
  labelArea: asPercent,
}
const figure = (signal: SignalId, value: number): string => (UNITS[signal] ?? rounded)(value)
