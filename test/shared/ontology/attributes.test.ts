import { expect, it } from 'vitest'
import type { AnnotationId, AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { initialAttributes, newOntology, type Ontology, unanswered } from '#shared/ontology.ts'
import { type AssetState, apply, invert, judge, type Stamp } from '#shared/operations.ts'
import { anAnnotation } from '../../support/builders.ts'
import { changing } from '../../support/operations.ts'

const CAT = 'ann_1' as AnnotationId
const GRACE: Stamp = { userId: 'usr_grace' as UserId, at: 1 }

const stateWith = (...annotations: ReturnType<typeof anAnnotation>[]): AssetState => ({
  projectId: 'prj_1' as ProjectId,
  assetId: 'ast_1' as AssetId,
  status: 'begun',
  revision: 1,
  annotations: new Map(annotations.map((annotation) => [annotation.id, annotation])),
})

const attributesOf = (state: AssetState) => state.annotations.get(CAT)?.attributes

function asking(): Ontology {
  const { version, labels } = newOntology(['cat', 'dog'])
  const attributes = [
    { type: 'choice', name: 'coat', required: true, initial: null, choices: ['black', 'red'] },
    { type: 'number', name: 'age', required: false, initial: 1, least: 0, most: 30 },
    { type: 'boolean', name: 'collar', required: true, initial: false },
  ] as const
  return {
    version,
    labels: labels.map((label) =>
      label.name === 'cat'
        ? { ...label, attributes: attributes.map((asked) => ({ ...asked, choices: ['black', 'red'] })) }
        : label,
    ),
  }
}

it('lets two people change different attributes of one annotation from the same revision', () => {
  const before = stateWith(anAnnotation({ attributes: { coat: 'black' } }))
  const first = apply(before, changing(CAT, 1, { attributes: { coat: 'red' } }), GRACE)
  const second = changing(CAT, 1, { attributes: { collar: true } })
  expect(judge(first, second)).toBeNull()
  expect(attributesOf(apply(first, second, GRACE))).toEqual({ coat: 'red', collar: true })
})

it('refuses the second change of the same attribute, and names it', () => {
  const first = apply(stateWith(anAnnotation()), changing(CAT, 1, { attributes: { coat: 'red' } }), GRACE)
  expect(judge(first, changing(CAT, 1, { attributes: { coat: 'black' } }))).toEqual({
    code: 'stale',
    message: 'The coat was changed by somebody else first',
  })
})

it('takes an answer away with null, and back with the inverse, other answers untouched', () => {
  const before = stateWith(anAnnotation({ attributes: { coat: 'black', age: 3 } }))
  const taken = changing(CAT, 1, { attributes: { coat: null, collar: true } })
  const after = apply(before, taken, GRACE)
  expect(attributesOf(after)).toEqual({ age: 3, collar: true })
  expect(attributesOf(apply(after, invert(before, taken)(after, taken.id), GRACE))).toEqual({ coat: 'black', age: 3 })
})

it('starts an annotation with the initial values', () => {
  const [cat] = asking().labels
  expect(cat && initialAttributes(cat)).toEqual({ age: 1, collar: false })
})

it('says which required attribute is missing, of which annotation, and how many more lack one', () => {
  const complete = anAnnotation({ id: 'ann_2' as AnnotationId, attributes: { coat: 'red', collar: false } })
  const odd = anAnnotation({ id: 'ann_3' as AnnotationId, attributes: { coat: 'green', collar: true } })
  const suggestion = anAnnotation({ id: 'ann_4' as AnnotationId, status: 'suggested' })
  expect(unanswered(asking(), [complete, suggestion])).toBeNull()
  expect(unanswered(asking(), [complete, anAnnotation(), odd])).toEqual({
    annotationId: CAT,
    attribute: 'coat',
    sentence: 'cat lacks "coat", and 1 more lacks a required attribute',
  })
})
