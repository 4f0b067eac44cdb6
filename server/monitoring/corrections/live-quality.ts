import type { LiveQuality, QualityReport } from '#shared/domain/monitoring.ts'
import type { CorrectionRow, LabelCorrections } from '../../store/monitoring-rows.ts'
import { type Counted, estimateShare } from './estimate-share.ts'
import { watchQuality } from './quality-detector.ts'

/** One point of the trend. */
const IMAGES_PER_POINT = 25
const SIGNALS = ['acceptance', 'findings'] as const

/** A decided image, as far as its quality is concerned. */
export type Decided = Pick<CorrectionRow, 'at' | 'labels' | 'timed'>

/** What the corrections of decided images say, over all labels first, then label by label. */
export function liveQuality(decided: readonly Decided[]): LiveQuality[] {
  const labels = [...new Set(decided.flatMap((image) => image.labels.map(({ label }) => label)))].sort()
  return [null, ...labels].map((label) => qualityOf(decided, label))
}

function qualityOf(decided: readonly Decided[], label: string | null): LiveQuality {
  const images = decided.map((image) => image.labels.filter((one) => label === null || one.label === label))
  const all = images.flat()
  const overlapped = sumOf(all, 'overlapped')
  const timed = decided.filter((_, place) => (images[place]?.length ?? 0) > 0).flatMap((image) => image.timed ?? [])
  const shapes = timed.reduce((sum, one) => sum + one.shapes, 0)
  return {
    label,
    accepted: sumOf(all, 'accepted'),
    edited: sumOf(all, 'edited'),
    rejected: sumOf(all, 'rejected'),
    missed: sumOf(all, 'missed'),
    precision: estimateShare(images.map((image) => countOf(image, 'acceptance'))),
    recall: estimateShare(images.map((image) => countOf(image, 'findings'))),
    iou: overlapped > 0 ? sumOf(all, 'overlap') / overlapped : null,
    seconds: shapes > 0 ? timed.reduce((sum, one) => sum + one.seconds, 0) / shapes : null,
  }
}

/** How many were right of what was suggested (acceptance), or of what was there (findings), over the labels of one image. */
export function countOf(labels: readonly LabelCorrections[], signal: (typeof SIGNALS)[number]): Counted {
  const hits = sumOf(labels, 'right')
  if (signal === 'findings') return { hits, of: sumOf(labels, 'there') }
  const of = sumOf(labels, 'accepted') + sumOf(labels, 'edited') + sumOf(labels, 'rejected')
  const isScored = of > 0 && labels.every(({ scores }) => scores !== undefined)
  return { hits, of, ...(isScored && { score: sumOf(labels, 'scores') / of }) }
}

/** The watches over both streams; together they alarm in `alpha` of unchanged streams at most. */
export function watchesOf(
  decided: readonly Decided[],
  { alpha, seed }: { alpha: number; seed: number },
): QualityReport['watches'] {
  const streamOf = (signal: (typeof SIGNALS)[number]) => decided.map(({ labels }) => countOf(labels, signal))
  const [accepted, found] = [streamOf('acceptance'), streamOf('findings')]
  const watched = (stream: readonly Counted[], level: number) => {
    const { alarms: _alarms, ...rest } = watchQuality(stream, { alpha: level, seed })
    return rest
  }
  // Where every image has one label and one suggestion, both are the same.
  if (accepted.every(({ hits, of }, place) => hits === found[place]?.hits && of === found[place]?.of)) {
    const both = watched(accepted, alpha)
    return SIGNALS.map((signal) => ({ signal, ...both }))
  }
  return [
    { signal: 'acceptance', ...watched(accepted, alpha / SIGNALS.length) },
    { signal: 'findings', ...watched(found, alpha / SIGNALS.length) },
  ]
}

/** Both shares over stretches of decided images, oldest first; the last stretch may be shorter. */
export function trendOf(decided: readonly Decided[]): QualityReport['trend'] {
  const points: QualityReport['trend'] = []
  for (let from = 0; from < decided.length; from += IMAGES_PER_POINT) {
    const images = decided.slice(from, from + IMAGES_PER_POINT)
    const share = (signal: (typeof SIGNALS)[number]) => estimateShare(images.map(({ labels }) => countOf(labels, signal))).value
    points.push({
      at: images.at(-1)?.at ?? 0,
      acceptance: share('acceptance'),
      findings: share('findings'),
      images: images.length,
    })
  }
  return points
}

const sumOf = (labels: readonly LabelCorrections[], field: Exclude<keyof LabelCorrections, 'label'>): number =>
  labels.reduce((sum, one) => sum + (one[field] ?? 0), 0)
