import type { AssetId } from '#shared/domain/ids.ts'
import type { DriftReport, Look, SignalReport, WatchedSource } from '#shared/domain/monitoring.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model, Snapshot } from '#shared/domain/training.ts'
import type { Store } from '../store/store.ts'
import { raiseAlert, raisedSignals, settleAlerts } from './alert-records.ts'
import { compareWindows } from './compare-windows.ts'
import { driftSentence } from './drift-sentence.ts'
import { findDrifters } from './drifters.ts'
import { judgeAlerts } from './judge-alerts.ts'
import { measureAssets } from './measure-assets.ts'
import type { Observation, Sides, SignalGroup } from './observation.ts'
import { observeAssets } from './observe-assets.ts'
import { servedWindow } from './served-samples.ts'
import { chooseWindows, type Window } from './windows.ts'

export interface LookDeps {
  readonly store: Pick<
    Store,
    'assets' | 'assetStatistics' | 'assetEmbeddings' | 'annotations' | 'looks' | 'alerts' | 'servedSamples'
  >
  readonly fileOf: (hash: string) => Promise<string>
  readonly imagesOf: (snapshot: Snapshot) => Promise<AssetId[]>
  readonly signal: AbortSignal
  readonly now?: () => number
}

interface Seen {
  readonly source: WatchedSource
  readonly against: string
  readonly sides: Readonly<Partial<Record<SignalGroup, Sides>>>
  /** Grows with every image: where each image of the window lies. */
  readonly places: readonly number[]
}

/**
 * Looks at the newest images of a project, and at those sent for predictions. Every image is part of one tested window at most: once a whole
 * window has come since the last test, this look is one, and alarms are raised and settled by it. What is seen in between is shown only,
 * so that looking often does not bring more false alarms.
 */
export async function lookAtImages(deps: LookDeps, project: Project, model: Model, snapshot: Snapshot | null) {
  const windows = await chooseWindows(deps, project, model, snapshot)
  const { images, predictions, labels } = windows
  const everywhere = [images, predictions, labels].flatMap((window) => [...window.current, ...window.reference])
  const rows = [...new Map(everywhere.map((row) => [row._id, row])).values()]
  await measureAssets(deps, project.id, rows)
  const observed = new Map((await observeAssets(deps, rows, model.version)).map((one) => [one.id, one]))
  const known = (side: readonly { readonly _id: AssetId }[]): Observation[] => side.flatMap(({ _id }) => observed.get(_id) ?? [])
  const sidesOf = ({ reference, current }: Window): Sides => ({ reference: known(reference), current: known(current) })
  const sides = {
    images: sidesOf(images),
    embeddings: sidesOf(images),
    predictions: sidesOf(predictions),
    labels: sidesOf(labels),
  } satisfies Record<SignalGroup, Sides>
  const own = await judge(deps, project, model, {
    source: 'assets',
    against: windows.against,
    sides,
    places: images.current.map(({ order }) => order),
  })
  const sent = await servedWindow(deps.store, project, model)
  const served = await judge(deps, project, model, {
    source: 'served',
    against: windows.against,
    sides: {
      images: { reference: sides.images.reference, current: sent.map(({ observation }) => observation) },
      predictions: {
        reference: [...sides.predictions.reference, ...sides.predictions.current],
        current: sent.map(({ observation }) => observation),
      },
    },
    places: sent.map(({ at }) => at),
  })
  return { drift: served.current > 0 ? [own, served] : [own], drifters: findDrifters(sides, own.signals) }
}

async function judge(deps: LookDeps, project: Project, model: Model, seen: Seen): Promise<DriftReport> {
  const { store, now = Date.now } = deps
  const { alpha, off, window } = project.loop.monitoring
  const { source, against, sides, places } = seen
  const signals = compareWindows(sides, { alpha, off, seed: model.version })
  const key = { projectId: project.id, version: model.version, source }
  const last = await store.looks.findOne({ ...key, against }, { sort: { at: -1 } })
  const untested = places.filter((place) => place > (last?.upTo ?? -1)).length
  const upTo = Math.max(-1, ...places)
  const isWhole = untested >= window
  // Vectors and suggestions come after the images: what the test of this very window could not see yet is tested now.
  const before = !isWhole && last?.upTo === upTo ? last.sizes : []
  const measurable = signals.filter(({ state }) => state !== 'few')
  const fresh =
    isWhole || before.length > 0 ? measurable.filter(({ signal }) => before.every((size) => size.signal !== signal)) : []
  if (fresh.length > 0) {
    const at = now()
    const sizes = [...before, ...fresh.map(sizeOf)]
    const row = { ...key, against, upTo, at: last && !isWhole ? last.at : at, sizes }
    await store.looks.replaceOne({ _id: [...Object.values(key), against, upTo].join(':') }, row, { upsert: true })
    await settleByLook(deps, project, model, fresh, seen, at)
  }
  return {
    source,
    against,
    reference: sides.images?.reference.length ?? 0,
    current: places.length,
    untested: isWhole ? 0 : untested,
    signals,
  }
}

async function settleByLook(
  { store }: LookDeps,
  project: Project,
  { version }: Model,
  signals: readonly SignalReport[],
  { source, against }: Seen,
  at: number,
): Promise<void> {
  const nameOf = (signal: string) => (source === 'assets' ? signal : `${source}.${signal}`)
  const all = await raisedSignals(store, project.id, version)
  const raised = new Set(signals.map(({ signal }) => signal as string).filter((signal) => all.has(nameOf(signal))))
  const { raise, settle } = judgeAlerts(signals, raised)
  for (const report of raise)
    await raiseAlert(
      store,
      {
        projectId: project.id,
        kind: 'drift',
        signal: nameOf(report.signal),
        version,
        value: report.size,
        line: report.line,
        sentence: `${driftSentence(report, againstOf(report, against), source)}.`,
      },
      at,
    )
  await settleAlerts(store, project.id, { signals: settle.map(({ signal }) => nameOf(signal)), version }, at)
}

const sizeOf = ({ signal, size, adjusted, state }: SignalReport): Look['sizes'][number] => ({
  signal,
  size,
  adjusted,
  drifted: state === 'drifted',
})

// What a model says is held against what it said first, not against what it learned from.
const againstOf = ({ signal }: SignalReport, against: string): string =>
  ['suggestedMix', 'suggestedCount', 'suggestedArea', 'score'].includes(signal) ? 'at first' : against
