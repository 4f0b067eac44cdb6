import { describe, expect, test } from 'vitest'
import { type FittingLabel, fittingLabels, type LabelFrame } from '#server/datasets/fitting-labels.ts'
import type { ReadAnnotation, ReadImage } from '#server/datasets/formats/format.ts'
import { type HeldAnnotation, type LabelledAsset, type LabelPlan, planLabels } from '#server/datasets/plan-labels.ts'
import type { AssetRow } from '#server/store/collections.ts'
import type { AnnotationId, AssetId, ImportId, UserId } from '#shared/domain/ids.ts'
import type { MergeRule } from '#shared/routes/data.ts'
import { anAnnotation } from '../../support/builders.ts'

const PERSON = 'usr_1' as UserId
const asset = { _id: 'ast_1', width: 100, height: 80, revision: 3, status: 'approved' } as AssetRow
const lost: string[] = []
const frame = (overrides: Partial<LabelFrame> = {}): LabelFrame => ({
  importId: 'imp_1' as ImportId,
  format: 'voc',
  task: 'detection',
  approve: false,
  merge: 'keep',
  presentName: (name) => (name === 'kitty' ? 'cat' : name),
  findings: { lose: (what, _example, _count, kind) => void lost.push(`${kind}: ${what}`) },
  ...overrides,
})
const box = (x: number, y: number, label = 'cat', width = 20, height = 10): ReadAnnotation => ({
  label,
  shape: { kind: 'box', x, y, width, height },
  attributes: {},
})
const suggested = (annotation: ReadAnnotation): ReadAnnotation => ({ ...annotation, suggested: { score: 0.8, by: 'yolo' } })
const image = (...annotations: ReadAnnotation[]): ReadImage => ({
  path: 'a.jpg',
  labelled: annotations.some((one) => !one.suggested),
  size: null,
  split: null,
  annotations,
})
const fitting = (...annotations: ReadAnnotation[]): FittingLabel[] => fittingLabels(image(...annotations), asset, frame())
const held = (annotation: ReadAnnotation, overrides: Partial<HeldAnnotation> = {}): HeldAnnotation =>
  anAnnotation({
    id: `ann_${annotation.label}_${JSON.stringify(annotation.shape).length}_${Math.random()}` as AnnotationId,
    label: annotation.label,
    shape: annotation.shape,
    assetId: 'ast_1' as AssetId,
    status: 'approved',
    ...overrides,
  })

function plan(
  there: HeldAnnotation[],
  incoming: ReadAnnotation[],
  overrides: Partial<LabelFrame> = {},
  of: Partial<LabelledAsset> = {},
) {
  const read = image(...incoming)
  const labels = fittingLabels(read, asset, frame(overrides))
  return planLabels({ asset, held: there, labels, labelled: read.labelled, ...of }, frame(overrides))
}
const counts = ({ counts: all }: LabelPlan) => Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0))
const done = ({ operations }: LabelPlan) =>
  operations.map((operation) => {
    if (operation.type === 'asset') return `asset ${operation.status}`
    return operation.type === 'create' ? `${operation.status} ${operation.label}` : `to ${operation.patch.status}`
  })

const RULES: readonly MergeRule[] = ['keep', 'add', 'replace', 'suggest']

describe('labels for an image that nobody has labelled', () => {
  const bare = { asset: { ...asset, status: 'new' as const, revision: 0 } }

  test.each(RULES)('all come, by the rule "%s" too', (merge) => {
    const drafts = plan([], [box(0, 0), box(50, 30, 'dog')], { merge }, bare)
    expect(done(drafts)).toEqual(['draft cat', 'draft dog', 'asset review'])
    expect(done(plan([], [box(0, 0)], { merge, approve: true }, bare))).toEqual(['approved cat', 'asset approved'])
  })

  test('take the place of what models suggested, and it can be put back', () => {
    const model = { type: 'model', version: 2, score: 0.4, label: 'cat', shape: box(0, 0).shape } as const
    const result = plan(
      [held(box(1, 1), { id: 'ann_s' as AnnotationId, status: 'suggested', origin: model })],
      [box(0, 0)],
      { approve: true },
      {
        asset: { ...asset, status: 'suggested', revision: 0 },
      },
    )
    expect(done(result)).toEqual(['approved cat', 'to deleted', 'asset approved'])
    expect(result.changed).toEqual([{ annotationId: 'ann_s', revision: 2, back: { status: 'suggested' } }])
    expect(result.status).toEqual({ revision: 1, back: 'suggested' })
  })

  test('that a file only proposes become suggestions with their score, and leave the image undecided', () => {
    const result = plan([], [suggested(box(0, 0))], {}, bare)
    expect(done(result)).toEqual(['suggested cat'])
    expect(result.operations[0]).toMatchObject({ origin: { type: 'file', by: 'yolo', score: 0.8, label: 'cat' } })
  })

  test('beside which a file proposes more: only what the labels do not say already is suggested', () => {
    const result = plan([], [suggested(box(1, 0)), box(0, 0), suggested(box(60, 40))], {}, bare)
    expect(done(result)).toEqual(['draft cat', 'suggested cat', 'asset review'])
  })
})

describe('labels for an image that is labelled', () => {
  test.each(RULES)('change nothing where they are here just like that, by the rule "%s"', (merge) => {
    const result = plan([held(box(10, 10)), held(box(50, 30, 'dog'))], [box(10.004, 10), box(50, 30, 'dog')], {
      merge,
      approve: true,
    })
    expect(done(result)).toEqual([])
    expect(counts(result)).toEqual({ unchanged: 2 })
  })

  test('are passed over to keep those here', () => {
    const result = plan([held(box(10, 10))], [box(60, 40), box(10, 10)], { merge: 'keep' })
    expect(done(result)).toEqual([])
    expect(counts(result)).toEqual({ unchanged: 1, kept: 1 })
  })

  test('join those here where none of the same label lies in their place', () => {
    const result = plan([held(box(10, 10))], [box(12, 10), box(12, 10, 'dog'), box(60, 40)], { merge: 'add' })
    expect(done(result)).toEqual(['draft dog', 'draft cat', 'asset review'])
    expect(counts(result)).toEqual({ kept: 1, added: 2 })
    expect(result.created).toHaveLength(2)
  })

  test('replace those here, but for the ones that are the same', () => {
    const result = plan([held(box(10, 10)), held(box(50, 30, 'dog'))], [box(10, 10), box(52, 30, 'dog')], {
      merge: 'replace',
      approve: true,
    })
    expect(done(result)).toEqual(['approved dog', 'to deleted'])
    expect(counts(result)).toEqual({ unchanged: 1, added: 1, removed: 1 })
    expect(result.changed).toMatchObject([{ revision: 2, back: { status: 'approved' } }])
  })

  test('become suggestions that send the image back to review', () => {
    const result = plan([held(box(10, 10))], [box(12, 10), box(60, 40)], { merge: 'suggest', approve: true })
    expect(done(result)).toEqual(['suggested cat', 'asset review'])
    expect(counts(result)).toEqual({ kept: 1, suggested: 1 })
  })

  test('never approve what a person has still to finish', () => {
    const result = plan(
      [held(box(10, 10), { status: 'draft' })],
      [box(60, 40)],
      { merge: 'add', approve: true },
      {
        asset: { ...asset, status: 'begun' },
      },
    )
    expect(done(result)).toEqual(['approved cat'])
  })

  test('are passed over on an image that is set aside, whatever the rule', () => {
    for (const merge of RULES)
      expect(done(plan([held(box(1, 1))], [box(60, 40)], { merge }, { asset: { ...asset, status: 'quarantined' } }))).toEqual([])
  })

  test('that people moved since they were brought count as here; the rule "replace" brings them back', () => {
    const [label] = fitting(box(10, 10))
    const id = label?.annotationId as AnnotationId
    const moved = held(box(30, 30), { id, changedBy: PERSON, revision: 2 })
    expect(counts(plan([moved], [box(10, 10)], { merge: 'add' }))).toEqual({ unchanged: 1 })
    const replaced = plan([moved], [box(10, 10)], { merge: 'replace', approve: true })
    expect(replaced.operations).toMatchObject([
      { type: 'update', annotationId: id, base: 2, patch: { shape: { x: 10 }, status: 'approved' } },
    ])
    expect(replaced.changed).toMatchObject([{ annotationId: id, revision: 3, back: { shape: { x: 30 } } }])
  })

  test('that people deleted stay deleted, and those that an undone import took away come back', () => {
    const [label] = fitting(box(10, 10))
    const id = label?.annotationId as AnnotationId
    const gone = (changedBy: UserId | null) => held(box(10, 10), { id, status: 'deleted', changedBy, revision: 2 })
    const there = held(box(70, 60))
    expect(counts(plan([gone(PERSON), there], [box(10, 10)], { merge: 'add' }))).toEqual({ kept: 1 })
    expect(done(plan([gone(null), there], [box(10, 10)], { merge: 'add', approve: true }))).toEqual(['to approved'])
  })

  test('of one class are not put beside another where an image takes one', () => {
    const whole = (label: string): ReadAnnotation => ({ label, shape: { kind: 'whole' }, attributes: {} })
    const classes = { task: 'classification' } as const
    expect(counts(plan([held(whole('cat'))], [whole('dog')], { ...classes, merge: 'add' }))).toEqual({ kept: 1 })
    expect(done(plan([held(whole('cat'))], [whole('dog')], { ...classes, merge: 'replace', approve: true }))).toEqual([
      'approved dog',
      'to deleted',
    ])
  })
})

describe('labels that a file calls by an id', () => {
  const called = (id: string, x: number, more: Partial<ReadAnnotation> = {}): ReadAnnotation => ({ ...box(x, 40), id, ...more })
  const here = (id: string, overrides: Partial<HeldAnnotation> = {}) =>
    held(box(0, 0), { origin: { type: 'import', format: 'label-studio', id }, ...overrides })

  test('are the object that came with it, whatever format they come back in', () => {
    for (const format of ['label-studio', 'darwin']) {
      expect(counts(plan([here('Kq7')], [called('Kq7', 60)], { merge: 'add', format }))).toEqual({ kept: 1 })
      expect(done(plan([here('Kq7')], [called('Kq7', 60)], { merge: 'replace', format }))).toEqual(['to draft', 'asset review'])
    }
  })

  test('are others where the label differs', () => {
    expect(done(plan([here('Kq7')], [called('Kq7', 60, { label: 'dog' })], { merge: 'add' }))).toEqual([
      'draft dog',
      'asset review',
    ])
  })

  test('that only counts are never passed over for an object elsewhere: only where all is replaced they are that object', () => {
    for (const merge of ['add', 'suggest'] as const)
      expect(counts(plan([here('7')], [called('7', 60)], { merge })).kept).toBeUndefined()
    expect(plan([here('7', { id: 'ann_7' as AnnotationId })], [called('7', 60)], { merge: 'replace' }).changed).toMatchObject([
      { annotationId: 'ann_7' },
    ])
  })

  test('bring what they say along, leave what they do not say, and it can be put back', () => {
    const there = here('Kq7', { attributes: { color: 'red', age: 3 }, order: 2 })
    const said = called('Kq7', 60, { attributes: { age: 4, tame: true }, occluded: true })
    const { operations, changed } = plan([there], [said], { merge: 'replace' })
    expect(operations[0]).toMatchObject({ patch: { attributes: { age: 4, tame: true }, occluded: true, shape: { x: 60 } } })
    expect((operations[0] as { patch: object }).patch).not.toHaveProperty('order')
    expect(changed[0]?.back).toMatchObject({ attributes: { age: 3, tame: null }, occluded: false, shape: { x: 0 } })
  })
})

test('the ids follow from the content alone: another import, path or format finds what is here', () => {
  const once = fittingLabels(image(box(10, 10)), asset, frame())
  const again = fittingLabels(
    { ...image(box(10, 10)), path: 'else/where.jpg' },
    asset,
    frame({ format: 'coco', importId: 'imp_2' as ImportId }),
  )
  expect(again.map(({ annotationId }) => annotationId)).toEqual(once.map(({ annotationId }) => annotationId))
})

test('every kind of loss is called by its kind', () => {
  lost.length = 0
  fittingLabels(image(box(90, 70), box(10, 10), box(10, 10), box(200, 10), box(5, 5, 'kitty'), box(1, 1, ' ')), asset, frame())
  expect(lost).toEqual([
    'clipped: boxes clipped to the image',
    'merged: boxes given twice',
    'left-out: boxes outside the image',
    'renamed: labels under a name of before: they get the present one',
    'left-out: labels without a usable name',
  ])
})
