import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { QUALITY_RULE_IDS, QUALITY_RULES, type QualityRuleId, type QualityRules } from '#shared/domain/quality-rule.ts'
import { groupBy } from '#shared/group-by.ts'
import type { AssetRow } from '../store/collections.ts'
import type { AssetQualityRow } from '../store/quality-rows.ts'
import type { Store } from '../store/store.ts'
import { readColourMode } from './colour-mode.ts'
import { findRepeats } from './find-repeats.ts'
import { judgeImage, type Measure, type Measures, valuesOf, worstOf } from './judge-image.ts'
import { type JudgedImage, type KeepDeps, keepFindings } from './keep-findings.ts'
import type { LabelNorm } from './label-norms.ts'
import { measureLabels } from './measure-labels.ts'
import { pixelMeasures } from './measure-pixels.ts'
import type { LabelledImage } from './measured-label.ts'

export interface ExamineDeps extends KeepDeps {
  readonly store: KeepDeps['store'] & Pick<Store, 'annotations' | 'assetStatistics' | 'assetQuality'>
  readonly fileOf: (hash: string) => Promise<string>
  /** Sees that the pixels of images are measured. */
  readonly measure: (projectId: ProjectId, assets: readonly AssetRow[]) => Promise<void>
}

/** What images are judged by. `around` is what is known of the others; null where only what each shows by itself is asked. */
export interface Judging {
  readonly projectId: ProjectId
  readonly rules: QualityRules
  readonly digest: string
  readonly around: Around | null
}
export interface Around {
  readonly norms: ReadonlyMap<string, LabelNorm>
  /** The share of a colour mode among the images of the project; null where too few are known. */
  readonly shareOf: (colourMode: string) => number | null
  /** What vectors say of an image; null where it has none (yet). */
  readonly look: (asset: AssetRow) => Promise<Pick<Measures, 'look-alike' | 'outlier'> | null>
}

/** Measures images and judges them by the rules: keeps the numbers, what was found, and sets aside what a rule says. */
export async function examineImages(
  deps: ExamineDeps,
  judging: Judging,
  assets: readonly AssetRow[],
): Promise<{ found: number; aside: number }> {
  if (assets.length === 0) return { found: 0, aside: 0 }
  const { store } = deps
  const { projectId, rules, around } = judging
  const ids = assets.map(({ _id }) => _id)
  await deps.measure(projectId, assets)
  const known = await store.assetQuality.find({ _id: { $in: ids } }).toArray()
  const knownOf = new Map(known.map((row) => [row._id, row]))
  const [statistics, colourModes, labels, repeats] = await Promise.all([
    store.assetStatistics.find({ _id: { $in: ids } }).toArray(),
    Promise.all(assets.map(async ({ _id, hash }) => knownOf.get(_id)?.colourMode ?? readColourMode(await deps.fileOf(hash)))),
    labelsOf(store, ids),
    findRepeats(store, projectId, assets),
  ])
  const numbersOf = new Map(statistics.map(({ _id, numbers }) => [_id, numbers]))
  const rows: AssetQualityRow[] = []
  const judged: JudgedImage[] = []
  for (const [place, asset] of assets.entries()) {
    const before = knownOf.get(asset._id)
    const colourMode = colourModes[place] ?? null
    const look = around && (await around.look(asset))
    const measures: Measures = {
      ...pixelMeasures(asset, numbersOf.get(asset._id) ?? null),
      repeat: repeats.get(asset._id) ?? null,
      ...labelMeasures({ width: asset.width, height: asset.height, labels: labels.get(asset._id) ?? [] }, around),
      ...(around && { 'colour-mode': modeMeasure(colourMode, around) }),
      ...look,
    }
    const asked = Object.keys(measures) as QualityRuleId[]
    rows.push({
      _id: asset._id,
      projectId,
      judgedBy: around ? judging.digest : (before?.judgedBy ?? ''),
      looked: look !== null || (before?.looked ?? false),
      colourMode,
      values: { ...unasked(before?.values, asked), ...valuesOf(measures) },
    })
    judged.push({ asset, asked, found: judgeImage(rules, measures) })
  }
  const kept = await keepFindings(deps, judging, judged)
  // Last: whoever dies before has not examined them.
  await store.assetQuality.bulkWrite(
    rows.map(({ _id, ...replacement }) => ({ replaceOne: { filter: { _id }, replacement, upsert: true } })),
    { ordered: false },
  )
  return kept
}

/** The labels that people stand for, or that were brought as such: not what a model proposes. */
export async function labelsOf(
  store: Pick<Store, 'annotations'>,
  ids: readonly AssetId[],
): Promise<ReadonlyMap<AssetId, LabelledImage['labels']>> {
  const rows = await store.annotations
    .find(
      { assetId: { $in: [...ids] }, status: { $in: ['draft', 'approved'] } },
      { projection: { assetId: 1, label: 1, shape: 1 } },
    )
    .toArray()
  const grouped = [...groupBy(rows, ({ assetId }) => assetId)]
  return new Map(grouped.map(([id, of]) => [id, of.map(({ _id, label, shape }) => ({ id: _id, label, shape }))]))
}

const LABEL_RULES = QUALITY_RULE_IDS.filter((rule) => QUALITY_RULES[rule].about === 'labels')

function labelMeasures(image: LabelledImage, around: Around | null): Measures {
  const measured: Partial<Record<QualityRuleId, ReturnType<typeof measureLabels>['tiny-label']>> = measureLabels(
    image,
    around?.norms ?? null,
  )
  return Object.fromEntries(
    LABEL_RULES.flatMap((rule) => {
      const worst = worstOf(rule, measured[rule])
      return worst === undefined ? [] : [[rule, worst]]
    }),
  )
}

function modeMeasure(colourMode: string | null, around: Around): Measure {
  const share = colourMode === null ? null : around.shareOf(colourMode)
  return share === null || colourMode === null ? null : { value: share, what: colourMode }
}

const unasked = (values: AssetQualityRow['values'] | undefined, asked: readonly QualityRuleId[]) =>
  Object.fromEntries(Object.entries(values ?? {}).filter(([rule]) => !asked.includes(rule as QualityRuleId)))
