import type { QualityReport } from '#shared/domain/monitoring.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import type { CorrectionRow } from '../../store/monitoring-rows.ts'
import type { Store } from '../../store/store.ts'
import { raiseAlert, settleAlerts } from '../alert-records.ts'
import { gatherCorrections } from './gather-corrections.ts'
import { liveQuality, trendOf, watchesOf } from './live-quality.ts'
import { sliceByLot } from './slice-by-lot.ts'

/** Older ones are history. */
const MOST_DECIDED = 5000
const PERCENT = 100

export interface QualityDeps {
  readonly store: Pick<Store, 'operations' | 'assets' | 'annotations' | 'corrections' | 'alerts'>
  readonly signal: AbortSignal
  readonly now?: () => number
}

/** Reads what people corrected since `from`, judges the champion by all of it, and raises or settles the alerts about it. */
export async function judgeQuality(
  deps: QualityDeps,
  project: Project,
  { version }: Model,
  from: number,
): Promise<{ quality: QualityReport; upTo: number }> {
  const { store, signal, now = Date.now } = deps
  const upTo = await gatherCorrections(store, { projectId: project.id, version, from, signal })
  const newest = await store.corrections.find({ projectId: project.id, version }).sort({ at: -1 }).limit(MOST_DECIDED).toArray()
  const decided = newest.reverse()
  const slice = await sliceByLot<CorrectionRow>(store, project, decided)
  const watches = watchesOf(decided, { alpha: project.loop.monitoring.alpha, seed: version })
  for (const watch of watches) await tell(store, project, version, watch, now())
  return {
    upTo,
    quality: {
      version,
      decided: decided.length,
      all: decided.length > 0 ? liveQuality(decided) : [],
      byLot: slice.length > 0 ? liveQuality(slice) : [],
      lotCount: slice.length,
      watches,
      trend: trendOf(decided),
    },
  }
}

async function tell(
  store: QualityDeps['store'],
  { id: projectId }: Project,
  version: number,
  { signal, state, usual, now }: QualityReport['watches'][number],
  at: number,
): Promise<void> {
  if (state === 'steady') await settleAlerts(store, projectId, { signals: [signal], version }, at)
  if (state !== 'dropped' || usual === null || now === null) return
  const sentence = SENTENCES[signal](version, Math.round(now * PERCENT), Math.round(usual * PERCENT))
  await raiseAlert(store, { projectId, kind: 'quality', signal, version, value: now, line: usual, sentence }, at)
}

const SENTENCES = {
  acceptance: (version: number, now: number, usual: number) =>
    `Of what v${version} suggests ${now} % is right lately, instead of ${usual} %.`,
  findings: (version: number, now: number, usual: number) =>
    `v${version} lately finds ${now} % of what people leave on the images, instead of ${usual} %.`,
} as const
