import { expect, it } from 'vitest'
import { inPresentNames, labelsOf } from '#server/models/present-names.ts'
import type { ProjectId, RunId, SnapshotId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { changed } from '#shared/ontology/label-change.ts'
import { newOntology } from '#shared/ontology.ts'
import { shown } from '#shared/tasks/shown.ts'

const threshold = (label: string, least: number | null) => ({
  label,
  threshold: least,
  basis: 'measured' as const,
  precision: null,
  recall: null,
  samples: 9,
})

const MODEL: Model = {
  projectId: 'prj_1' as ProjectId,
  version: 1,
  runId: 'run_1' as RunId,
  snapshotId: 'snp_1' as SnapshotId,
  snapshotNumber: 1,
  labels: 9,
  task: 'detection',
  architecture: 'center-point',
  engine: 'wasm',
  labelNames: ['cat', 'dog', 'bird'],
  files: [],
  parametersCount: 1,
  evaluation: null,
  validation: null,
  thresholds: [threshold('cat', 0.5), threshold('dog', 0.7), threshold('bird', null)],
  gate: null,
  trainingSeconds: 1,
  createdAt: 0,
}
const learned = { shape: { kind: 'box', x: 0, y: 0, width: 1, height: 1 }, value: null } as const

it('lets a champion go on suggesting under the names its labels have now', () => {
  const renamed = changed(newOntology(['cat', 'dog', 'bird']), { type: 'rename', label: 'cat', to: 'feline' })
  const model = inPresentNames(renamed, MODEL)
  expect(model.labelNames).toEqual(['feline', 'dog', 'bird'])
  const predictions = [
    { label: model.labelNames[0] ?? '', score: 0.6, ...learned },
    { label: 'dog', score: 0.6, ...learned },
  ]
  expect(shown('detection', predictions, model.thresholds).map(({ label }) => label)).toEqual(['feline'])
})

it('shows merged labels above the higher of their scores, and judges them as one', () => {
  const merged = changed(newOntology(['cat', 'dog', 'bird']), { type: 'merge', label: 'cat', into: 'dog' })
  const model = inPresentNames(merged, MODEL)
  expect(labelsOf(model)).toEqual(['dog', 'bird'])
  expect(model.thresholds.map(({ label, threshold }) => [label, threshold])).toEqual([
    ['dog', 0.7],
    ['bird', null],
  ])
})
