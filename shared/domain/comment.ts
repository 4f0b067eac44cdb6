import { z } from 'zod'
import { AnnotationId, AssetId, CommentId, ProjectId, UserId } from './ids.ts'
import type { User } from './people.ts'

/** What a comment is pinned to: a shape, a place in image pixels, or the image as a whole. */
export const CommentTarget = z.discriminatedUnion('type', [
  z.object({ type: z.literal('annotation'), annotationId: AnnotationId }),
  z.object({ type: z.literal('place'), x: z.number(), y: z.number() }),
  z.object({ type: z.literal('asset') }),
])
export type CommentTarget = z.infer<typeof CommentTarget>

export const CommentText = z.string().trim().min(1).max(2000)

const said = {
  id: CommentId,
  author: UserId,
  /** Empty once its author took it back; what others answered stays. */
  text: z.string(),
  /** Who is named in it by @name. */
  mentions: z.array(UserId),
  createdAt: z.number(),
  editedAt: z.number().nullable(),
  deletedAt: z.number().nullable(),
}

/** An answer below a comment. */
export const Reply = z.object(said)
export type Reply = z.infer<typeof Reply>

export const Comment = z.object({
  ...said,
  projectId: ProjectId,
  assetId: AssetId,
  target: CommentTarget,
  replies: z.array(Reply),
  /** Who said that it is dealt with, and when; null while it is open. */
  resolved: z.object({ by: UserId, at: z.number() }).nullable(),
  /** When somebody last said something here. */
  changedAt: z.number(),
})
export type Comment = z.infer<typeof Comment>

/** A comment as one person sees it. */
export const CommentView = Comment.extend({
  /** It names this person, who has not looked at it since. */
  unread: z.boolean(),
})
export type CommentView = z.infer<typeof CommentView>

type Named = Pick<User, 'id' | 'name'>

/** The people a text names by @name; of two names that begin alike the longer one is meant. */
export function mentionedIn(text: string, people: readonly Named[]): UserId[] {
  const longestFirst = [...people].sort((a, b) => b.name.length - a.name.length)
  const found = new Set<UserId>()
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const person = longestFirst.find(({ name }) => namesAt(text, at + 1, name))
    if (person) found.add(person.id)
  }
  return [...found]
}

const WORD = /[\p{L}\p{N}_]/u

function namesAt(text: string, start: number, name: string): boolean {
  const end = start + name.length
  if (text.slice(start, end).toLowerCase() !== name.toLowerCase()) return false
  const next = text.charAt(end)
  return next === '' || !WORD.test(next)
}
