import type { Model, Snapshot } from '#shared/domain/training.ts'
import type { CaseRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { Findings } from './examination/examine.ts'
import type { Measurement } from './tasks/task-evaluation.ts'

const CASES_AT_A_TIME = 2_000

interface Examined {
  readonly model: Pick<Model, 'projectId' | 'version'>
  readonly snapshot: Pick<Snapshot, 'number'>
  readonly measurement: Measurement
  readonly findings: Findings
}

/** Keeps what was found of a model on a split, in place of what was found there before. */
export async function keepExamination(
  store: Pick<Store, 'examinations' | 'cases'>,
  { model: { projectId, version }, snapshot, measurement, findings }: Examined,
): Promise<void> {
  const { split, images } = measurement
  const examinedAt = Date.now()
  // A look that was cut short is seen as none: its cases are not those of the figures.
  await store.examinations.deleteOne({ projectId, version, split })
  await store.cases.deleteMany({ projectId, version, split })
  const rows = findings.cases.flatMap(({ image, ...found }, index): CaseRow[] => {
    const assetId = images[image]?.assetId
    return assetId ? [{ _id: `${projectId}:${version}:${split}:${index}`, projectId, version, split, assetId, ...found }] : []
  })
  for (let at = 0; at < rows.length; at += CASES_AT_A_TIME)
    await store.cases.insertMany(rows.slice(at, at + CASES_AT_A_TIME), { ordered: false })
  const examination = { ...findings.examination, projectId, version, snapshotNumber: snapshot.number, examinedAt }
  await store.examinations.insertOne({ _id: `${projectId}:${version}:${split}`, ...examination })
}
