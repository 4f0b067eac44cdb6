import { expect, test } from 'vitest'
import { pinsOf } from '#client/workbench/comments/comment-pins.tsx'
import { completed, mentionAt, offeredFor } from '#client/workbench/comments/mention-completion.ts'
import { type CommentView, mentionedIn } from '#shared/domain/comment.ts'
import type { AnnotationId, AssetId, CommentId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { anAnnotation } from '../../support/builders.ts'

const person = (name: string): User => ({ id: name as UserId, name, color: '#000000', admin: false, roles: {}, createdAt: 0 })
const PEOPLE = ['Ada', 'Adam', 'Grace Hopper'].map(person)

function said(id: string, target: CommentView['target'], rest: Partial<CommentView> = {}): CommentView {
  const place = { projectId: 'prj_1' as ProjectId, assetId: 'ast_1' as AssetId }
  const when = { createdAt: 0, editedAt: null, deletedAt: null, changedAt: 0 }
  const words = { id: id as CommentId, author: 'ada' as UserId, text: id, mentions: [] }
  return { ...words, ...place, ...when, target, replies: [], resolved: null, unread: false, ...rest }
}

test('a name is completed while it is typed after an @, and nowhere else', () => {
  expect(mentionAt('ask @gr', 7)).toEqual({ from: 4, query: 'gr' })
  expect(mentionAt('mail a@b', 8)).toBeNull()
  expect(mentionAt('ask @ada ', 9)).toBeNull()
  expect(mentionAt('ask @gr about', 7)).toEqual({ from: 4, query: 'gr' })
})

test('those whose name begins so are offered first, then those with such a second name', () => {
  const offered = (query: string) => offeredFor({ from: 0, query }, PEOPLE).map(({ name }) => name)
  expect(offered('ad')).toEqual(['Ada', 'Adam'])
  expect(offered('hop')).toEqual(['Grace Hopper'])
  expect(offered('')).toHaveLength(3)
  expect(offered('zz')).toEqual([])
})

test('the completed text has the whole name and the caret behind it', () => {
  expect(completed('ask @gr about', 7, { from: 4, query: 'gr' }, 'Grace Hopper')).toEqual({
    text: 'ask @Grace Hopper about',
    caret: 18,
  })
})

test('of two names that begin alike the longer one is meant', () => {
  expect(mentionedIn('@Adam and @ada, not @Adams', PEOPLE)).toEqual(['Adam', 'Ada'])
})

test('what is open at one place is one pin with its count; the rest has none', () => {
  const annotation = anAnnotation({ id: 'ann_1' as AnnotationId })
  const state = {
    projectId: annotation.projectId,
    assetId: annotation.assetId,
    status: 'begun' as const,
    revision: 1,
    annotations: new Map([[annotation.id, annotation]]),
  }
  const onShape = { type: 'annotation', annotationId: annotation.id } as const
  const pins = pinsOf(
    [
      said('one', onShape),
      said('two', onShape),
      said('three', { type: 'place', x: 5, y: 6 }),
      said('four', { type: 'asset' }),
      said('five', { type: 'annotation', annotationId: 'gone' as AnnotationId }),
      said('six', { type: 'place', x: 9, y: 9 }, { resolved: { by: 'ada' as UserId, at: 1 } }),
    ],
    state,
  )
  expect(pins).toMatchObject([
    { id: 'one', count: 2, point: { x: 40, y: 20 } },
    { id: 'three', count: 1, point: { x: 5, y: 6 } },
  ])
})
