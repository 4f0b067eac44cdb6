import type { Comment, CommentView, Reply } from '#shared/domain/comment.ts'
import { mentionedIn } from '#shared/domain/comment.ts'
import type { AssetId, CommentId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { may } from '#shared/policy.ts'
import { conflict, forbidden, notFound } from '../errors.ts'
import { type CommentRow, fromStored } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { Store } from '../store/store.ts'

/** Mentions older than the newest of these are found at their images. */
export const MOST_MENTIONS = 100

export type CommentStore = Pick<Store, 'comments' | 'assets' | 'users'>

/** A comment as this person sees it. */
export const viewFor = (user: Pick<User, 'id'>, row: CommentRow): CommentView => ({
  ...fromStored(row),
  unread: row.unreadBy.includes(user.id),
})

/** Who may read a project and is named in a text. */
export async function mentionsOf(store: Pick<Store, 'users'>, projectId: ProjectId, text: string): Promise<UserId[]> {
  if (!text.includes('@')) return []
  const people = await store.users.find({ $or: [{ admin: true }, { [`roles.${projectId}`]: { $exists: true } }] }).toArray()
  return mentionedIn(text, people.map(fromStored))
}

/** The comments of an asset that still say something, oldest first. */
export async function listComments(
  store: Pick<Store, 'comments'>,
  projectId: ProjectId,
  assetId: AssetId,
): Promise<CommentRow[]> {
  const rows = await store.comments.find({ assetId, projectId }).sort({ createdAt: 1 }).toArray()
  return rows.filter(saysSomething)
}

/** The comments that name a person, in the projects they may enter, newest first. */
export async function listMentions(store: Pick<Store, 'comments'>, user: User): Promise<CommentRow[]> {
  const rows = await store.comments.find({ mentioned: user.id }).sort({ changedAt: -1 }).limit(MOST_MENTIONS).toArray()
  return rows.filter((row) => saysSomething(row) && may(user, 'project:view', row.projectId))
}

/** Keeps a new comment; the same id from the same person again is the same comment. */
export async function keepComment(store: CommentStore, comment: Comment): Promise<CommentRow> {
  const { id, projectId, assetId, author, mentions } = comment
  const asset = await store.assets.findOne({ _id: assetId, projectId }, { projection: { _id: 1 } })
  if (!asset) throw notFound(`Asset ${assetId}`)
  const { id: _, ...rest } = comment
  const row: CommentRow = { ...rest, _id: id, mentioned: mentions, unreadBy: othersThan(author, mentions) }
  try {
    await store.comments.insertOne(row)
    return row
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    const known = await store.comments.findOne({ _id: id })
    if (known?.author === author && known.assetId === assetId) return known
    throw conflict(`Comment ${id} exists already: expected an id of its own`)
  }
}

/** Adds an answer below a comment; the same id again changes nothing. */
export async function keepReply(store: CommentStore, projectId: ProjectId, id: CommentId, reply: Reply): Promise<CommentRow> {
  await store.comments.updateOne(
    { _id: id, projectId, 'replies.id': { $ne: reply.id } },
    {
      $push: { replies: reply },
      $addToSet: { mentioned: { $each: reply.mentions }, unreadBy: { $each: othersThan(reply.author, reply.mentions) } },
      $set: { changedAt: reply.createdAt },
    },
  )
  return loadComment(store, projectId, id)
}

/** What a person says instead of what they said before; an empty text takes it back. */
export async function reword(
  store: CommentStore,
  { projectId, commentId, wordsId, user, text, at }: Rewording,
): Promise<CommentRow> {
  const row = await loadComment(store, projectId, commentId)
  const words = wordsId === commentId ? row : row.replies.find(({ id }) => id === wordsId)
  if (!words || words.deletedAt !== null) throw notFound(`Comment ${wordsId}`)
  if (words.author !== user.id) throw forbidden('Only who said it can change it')
  const mentions = await mentionsOf(store, projectId, text)
  const change = text === '' ? { text, mentions, deletedAt: at } : { text, mentions, editedAt: at }
  const path = wordsId === commentId ? '' : 'replies.$[one].'
  const fresh = othersThan(user.id, mentions).filter((id) => !words.mentions.includes(id))
  await store.comments.updateOne(
    { _id: commentId },
    {
      $set: Object.fromEntries(Object.entries(change).map(([key, value]) => [path + key, value])),
      $addToSet: { mentioned: { $each: mentions }, unreadBy: { $each: fresh } },
    },
    path === '' ? {} : { arrayFilters: [{ 'one.id': wordsId }] },
  )
  return loadComment(store, projectId, commentId)
}

interface Rewording {
  readonly projectId: ProjectId
  readonly commentId: CommentId
  /** The comment itself or one of its replies. */
  readonly wordsId: CommentId
  readonly user: Pick<User, 'id'>
  readonly text: string
  readonly at: number
}

/** A comment of this project; not_found where there is none. */
export async function loadComment(store: Pick<Store, 'comments'>, projectId: ProjectId, id: CommentId): Promise<CommentRow> {
  const row = await store.comments.findOne({ _id: id, projectId })
  if (!row) throw notFound(`Comment ${id}`)
  return row
}

const saysSomething = ({ deletedAt, replies }: CommentRow): boolean =>
  deletedAt === null || replies.some((reply) => reply.deletedAt === null)

const othersThan = (author: UserId, people: readonly UserId[]): UserId[] => people.filter((id) => id !== author)
