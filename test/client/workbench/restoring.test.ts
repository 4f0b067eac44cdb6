import { expect, test } from 'vitest'
import { deedOf, restoring } from '#client/workbench/history/restoring.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { AnnotationVersion } from '#shared/routes/history.ts'
import { anAnnotation } from '../../support/builders.ts'

const version = (overrides: Partial<AnnotationVersion> = {}): AnnotationVersion => ({ ...anAnnotation(), ...overrides })
const ADA = 'ada' as UserId

test('restoring changes only what differs, and an answer given since goes away again', () => {
  const now = anAnnotation({ label: 'dog', attributes: { count: 3, blurred: true } })
  expect(restoring(now, version({ attributes: { count: 2 } }), 'draft')).toEqual({
    type: 'update',
    annotationId: now.id,
    patch: { label: 'cat', attributes: { count: 2, blurred: null } },
  })
})

test('what was deleted or rejected comes back as a decision of this person', () => {
  for (const status of ['deleted', 'rejected'] as const)
    expect(restoring(anAnnotation({ status }), version(), 'draft')).toMatchObject({ patch: { status: 'draft' } })
})

test('a decision made since is not unmade, and nothing to do is nothing', () => {
  expect(restoring(anAnnotation({ status: 'approved' }), version({ status: 'suggested' }), 'draft')).toBeNull()
  expect(restoring(anAnnotation({ status: 'suggested' }), version({ status: 'suggested' }), 'draft')).toBeNull()
})

test('each change is told as a deed', () => {
  const after = version({ label: 'dog', attributes: { count: 2 }, status: 'draft' })
  expect(deedOf({ before: null, after, userId: ADA })).toBe('drew dog')
  expect(deedOf({ before: null, after, userId: null })).toBe('suggested dog')
  expect(deedOf({ before: null, after: { ...after, status: 'suggested' }, userId: ADA })).toBe('had the model suggest dog')
  expect(deedOf({ before: version({ status: 'suggested' }), after, userId: ADA })).toBe(
    'accepted it, changed the label from cat to dog, set count to 2',
  )
})
