import sharp from 'sharp'
import type { Case, Examination, LabelCurves } from '#shared/domain/examination.ts'
import type { Run } from '#shared/domain/training.ts'
import { bounds, outline, type Shape } from '#shared/shapes/index.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { Store } from '../../store/store.ts'
import { type EventPlace, writeEvents } from './event-file.ts'
import { image, precisionRecall, type Summary, scalar, summaries, type ThresholdRow } from './events.ts'

/** Thresholds of a precision-recall curve: 0, 0.01 … 1. */
const THRESHOLDS = 101
const IMAGES_SHOWN = 4
const IMAGE_SIDE_PX = 480
const COLOURS = { truth: '#2ecc71', found: '#ff9f1c' } as const
const STROKE_PX = 2

type JudgementStore = Pick<Store, 'examinations' | 'cases' | 'assets'>

/**
 * Writes what came out of a run beside its curve: precision-recall curves and figures of its model on each split, and images with what is true
 * (green) and what the model said (orange), sure mistakes first.
 */
export async function writeJudgement(
  deps: { store: JudgementStore; blobs: BlobStore },
  run: Run,
  place: EventPlace,
): Promise<void> {
  const { projectId, modelVersion } = run
  if (modelVersion === null) return
  const examinations = await deps.store.examinations.find({ projectId, version: modelVersion }).toArray()
  if (examinations.length === 0) return
  const at = { seconds: (run.finishedAt ?? Date.now()) / 1000, step: run.progress?.step ?? 0 }
  const values = examinations.flatMap((examination) => [...figuresOf(examination), ...curvesOf(examination)])
  const images = await imagesOf(deps, examinations.find(({ split }) => split === 'validation') ?? examinations[0])
  await writeEvents(
    place,
    'judgement',
    [...values, ...images].map((value) => summaries(at, [value])),
  )
}

const figuresOf = ({ split, figures }: Examination): Summary[] =>
  figures.flatMap(({ name, value }) => (value === null ? [] : [scalar(`${split}/${name}`, value)]))

function curvesOf({ split, curves, perLabel }: Examination): Summary[] {
  return curves.flatMap((curve) => {
    const count = perLabel.find(({ label }) => label === curve.label)?.count ?? 0
    if (curve.precisionRecall.length === 0 || count === 0) return []
    return [precisionRecall(`${split}/${curve.label}`, `${curve.label}, ${split}`, thresholdRows(curve, count))]
  })
}

/**
 * A curve as counts at even thresholds: at each, the last of its points whose score reaches it. What is rightly not claimed nobody counts among
 * objects: 0.
 */
export function thresholdRows({ precisionRecall: points }: Pick<LabelCurves, 'precisionRecall'>, count: number): ThresholdRow[] {
  return Array.from({ length: THRESHOLDS }, (_, place) => {
    const threshold = place / (THRESHOLDS - 1)
    const reached = points.findLast(([, , score]) => score >= threshold)
    // Nothing is claimed: by convention every claim is right.
    const [recall, precision] = reached ?? [0, 1]
    const truePositives = recall * count
    const falsePositives = precision > 0 ? (truePositives * (1 - precision)) / precision : 0
    return { truePositives, falsePositives, trueNegatives: 0, falseNegatives: count - truePositives, precision, recall }
  })
}

async function imagesOf(
  { store, blobs }: { store: JudgementStore; blobs: BlobStore },
  examination: Examination | undefined,
): Promise<Summary[]> {
  if (!examination) return []
  const { projectId, version, split } = examination
  const cases = await store.cases
    .find({ projectId, version, split })
    .sort({ worth: -1, _id: 1 })
    .limit(IMAGES_SHOWN * 10)
    .toArray()
  const assetIds = [...new Set(cases.map(({ assetId }) => assetId))].slice(0, IMAGES_SHOWN)
  const shown = await Promise.all(
    assetIds.map(async (assetId) => {
      const asset = await store.assets.findOne({ _id: assetId })
      if (!asset) return []
      const about = await store.cases.find({ projectId, version, split, assetId }).toArray()
      return [image(`${split}/${asset.name}`, await drawn(await blobs.onDisk(asset.hash), asset, about))]
    }),
  )
  return shown.flat()
}

async function drawn(
  file: string,
  { width, height }: { width: number; height: number },
  cases: readonly Pick<Case, 'truth' | 'found'>[],
) {
  const scale = Math.min(1, IMAGE_SIDE_PX / Math.max(width, height))
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  const paths = (['truth', 'found'] as const).flatMap((kind) =>
    cases.flatMap((each) => (each[kind] ? [`<path d="${pathOf(each[kind])}" stroke="${COLOURS[kind]}"/>`] : [])),
  )
  const stroke = `fill="none" stroke-width="${STROKE_PX / scale}"`
  const lines = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${width} ${height}"><g ${stroke}>${paths.join('')}</g></svg>`
  const bytes = await sharp(file)
    .autoOrient()
    .resize({ ...size, fit: 'fill' })
    .composite([{ input: Buffer.from(lines) }])
    .flatten()
    .toColourspace('srgb')
    .png()
    .toBuffer()
  return { ...size, channels: 3 as const, bytes }
}

function pathOf(shape: Shape): string {
  const rings = outline(shape)
  if (rings.length > 0) return rings.map(ringPath).join('')
  const around = bounds(shape)
  return around ? `M${around.x} ${around.y}h${around.width}v${around.height}h${-around.width}Z` : ''
}

function ringPath(ring: readonly number[]): string {
  const corners = ring.flatMap((value, at) => (at % 2 === 0 ? [`${value} ${ring[at + 1] ?? 0}`] : []))
  return `M${corners.join('L')}Z`
}
