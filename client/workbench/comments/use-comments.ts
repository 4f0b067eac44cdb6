import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { CommentTarget, CommentView } from '#shared/domain/comment.ts'
import { type AssetId, type CommentId, newId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { projectKey } from '../../queries.ts'
import { useUser } from '../../session.ts'
import { onNotice, socket } from '../../socket.ts'
import { commentsState, keepDraft } from './comments-state.ts'

const commentsOf = (projectId: ProjectId, assetId: AssetId) =>
  queryOptions({
    queryKey: [...projectKey(projectId), 'comments', assetId],
    queryFn: ({ signal }) => call(routes.comments.list, { params: { projectId, assetId } }, signal),
  })

interface Place {
  readonly projectId: ProjectId
  readonly assetId: AssetId
}

/** The comments on an asset, kept up to date while it is open; oldest first. */
export function useComments({ projectId, assetId }: Place): readonly CommentView[] {
  const cache = useQueryClient()
  const query = commentsOf(projectId, assetId)
  const { data } = useQuery(query)
  useEffect(() => {
    const refresh = () => void cache.invalidateQueries({ queryKey: commentsOf(projectId, assetId).queryKey })
    const stop = onNotice('comments:changed', (notice) => notice.assetId === assetId && refresh())
    socket.on('connect', refresh)
    return () => {
      stop()
      socket.off('connect', refresh)
    }
  }, [cache, projectId, assetId])
  return data ?? NONE
}

const NONE: readonly CommentView[] = []

/** What to send: a new comment, or an answer to one. */
export interface Words {
  readonly text: string
  /** The thread answered; null for a new comment. */
  readonly thread: CommentId | null
  readonly target: CommentTarget
  /** Under which the words are kept until the server has them. */
  readonly draft: string
}

/** Sends words; they show at once, and stay in their field when the server cannot be reached. */
export function useSaying({ projectId, assetId }: Place) {
  const cache = useQueryClient()
  const user = useUser()
  const { queryKey } = commentsOf(projectId, assetId)
  return useMutation({
    // The words wait in their field, with the reason: trying again is the person's word.
    networkMode: 'always',
    mutationFn: ({ id, text, thread, target }: Words & { id: CommentId }) =>
      thread === null
        ? call(routes.comments.create, { params: { projectId, assetId }, body: { id, target, text } })
        : call(routes.comments.reply, { params: { projectId, commentId: thread }, body: { id, text } }),
    onMutate: (words) => {
      const before = cache.getQueryData(queryKey)
      if (user) cache.setQueryData(queryKey, withWords(before ?? [], words, { ...{ projectId, assetId }, author: user.id }))
      return { before }
    },
    onError: (_error, _words, context) => context?.before && cache.setQueryData(queryKey, context.before),
    onSuccess(_answer, { draft, thread, id }) {
      keepDraft(draft, '')
      if (thread === null) commentsState.setState({ thread: id, target: { type: 'asset' } })
      void cache.invalidateQueries({ queryKey })
    },
  })
}

/** A new id for words about to be sent. */
export const newWordsId = (): CommentId => newId<CommentId>('com')

/** Acts on comments that are there already; each reads the list again. */
export function useCommentActs({ projectId, assetId }: Place) {
  const cache = useQueryClient()
  const onSettled = () => readAgain(cache, { projectId, assetId })
  const resolve = useMutation({
    onSettled,
    mutationFn: ({ id, resolved }: { id: CommentId; resolved: boolean }) =>
      call(routes.comments.resolve, { params: { projectId, commentId: id }, body: { resolved } }),
  })
  const edit = useMutation({
    onSettled,
    mutationFn: ({ thread, id, text }: { thread: CommentId; id: CommentId; text: string }) =>
      call(routes.comments.edit, { params: { projectId, commentId: thread, replyId: id }, body: { text } }),
  })
  const remove = useMutation({
    onSettled,
    mutationFn: ({ thread, id }: { thread: CommentId; id: CommentId }) =>
      call(routes.comments.remove, { params: { projectId, commentId: thread, replyId: id } }),
  })
  return { resolve, edit, remove }
}

/** Counts what names this person as read once they look at the comments of an asset. */
export function useSeen({ projectId, assetId }: Place, comments: readonly CommentView[]): void {
  const cache = useQueryClient()
  const isUnread = comments.some(({ unread }) => unread)
  useEffect(() => {
    if (!isUnread) return
    call(routes.comments.seen, { params: { projectId, assetId } }).then(
      () => readAgain(cache, { projectId, assetId }),
      // It stays unread, which is what it is.
      () => undefined,
    )
  }, [cache, projectId, assetId, isUnread])
}

function readAgain(cache: QueryClient, { projectId, assetId }: Place): void {
  void cache.invalidateQueries({ queryKey: commentsOf(projectId, assetId).queryKey })
  void cache.invalidateQueries({ queryKey: ['mentions'] })
}

function withWords(
  comments: readonly CommentView[],
  { id, text, thread, target }: Words & { id: CommentId },
  place: Place & { author: UserId },
): CommentView[] {
  const at = Date.now()
  const { author } = place
  const said = { id, author, text, mentions: [], createdAt: at, editedAt: null, deletedAt: null }
  if (thread === null)
    return [...comments, { ...said, ...place, target, replies: [], resolved: null, changedAt: at, unread: false }]
  return comments.map((comment) => (comment.id === thread ? { ...comment, replies: [...comment.replies, said] } : comment))
}
