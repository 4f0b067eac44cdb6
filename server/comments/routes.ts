import { routes } from '#shared/routes.ts'
import type { Mount } from '../wire/mount.ts'
import {
  type CommentStore,
  keepComment,
  keepReply,
  listComments,
  listMentions,
  loadComment,
  mentionsOf,
  reword,
  viewFor,
} from './comment-records.ts'

/** Mounts what people say about images: list, say, answer, resolve, put into other words, take back. */
export function mountComments(mount: Mount, { store, now = Date.now }: { store: CommentStore; now?: () => number }): void {
  const { comments } = routes
  const said = { editedAt: null, deletedAt: null }

  mount(comments.list, async ({ params, user }) =>
    (await listComments(store, params.projectId, params.assetId)).map((row) => viewFor(user, row)),
  )
  mount(comments.mentions, async ({ user }) => (await listMentions(store, user)).map((row) => viewFor(user, row)))
  mount(comments.create, async ({ params, body, user }) => {
    const at = now()
    const mentions = await mentionsOf(store, params.projectId, body.text)
    const comment = { ...said, ...body, ...params, author: user.id, mentions, createdAt: at, changedAt: at }
    return viewFor(user, await keepComment(store, { ...comment, replies: [], resolved: null }))
  })
  mount(comments.reply, async ({ params, body, user }) => {
    const mentions = await mentionsOf(store, params.projectId, body.text)
    const reply = { ...said, ...body, author: user.id, mentions, createdAt: now() }
    return viewFor(user, await keepReply(store, params.projectId, params.commentId, reply))
  })
  mount(comments.resolve, async ({ params, body, user }) => {
    const resolved = body.resolved ? { by: user.id, at: now() } : null
    await store.comments.updateOne({ _id: params.commentId, projectId: params.projectId }, { $set: { resolved } })
    return viewFor(user, await loadComment(store, params.projectId, params.commentId))
  })
  mount(comments.seen, async ({ params, user }) => {
    const { assetId, projectId } = params
    await store.comments.updateMany({ assetId, projectId, unreadBy: user.id }, { $pull: { unreadBy: user.id } })
    return null
  })
  mount(comments.edit, async ({ params, body, user }) => {
    const { projectId, commentId, replyId } = params
    return viewFor(user, await reword(store, { projectId, commentId, wordsId: replyId, user, text: body.text, at: now() }))
  })
  mount(comments.remove, async ({ params, user }) => {
    const { projectId, commentId, replyId } = params
    await reword(store, { projectId, commentId, wordsId: replyId, user, text: '', at: now() })
    return null
  })
}
