import { z } from 'zod'
import { route } from '../contract.ts'
import { CommentTarget, CommentText, CommentView } from '../domain/comment.ts'
import { AssetId, CommentId, ProjectId } from '../domain/ids.ts'

const byAsset = z.object({ projectId: ProjectId, assetId: AssetId })
const byComment = z.object({ projectId: ProjectId, commentId: CommentId })
const byReply = byComment.extend({ replyId: CommentId })

/** What people say to each other about an image. Who may look may comment; a repeated id is the same comment. */
export const comments = {
  list: route({
    method: 'get',
    path: '/api/projects/:projectId/assets/:assetId/comments',
    summary: 'The comments on an asset, oldest first, resolved ones included.',
    access: 'project:view',
    params: byAsset,
    response: z.array(CommentView),
  }),
  create: route({
    method: 'post',
    path: '/api/projects/:projectId/assets/:assetId/comments',
    summary: 'Say something about an asset, a place on it or an annotation; @name mentions a person.',
    access: 'project:view',
    params: byAsset,
    body: z.object({ id: CommentId, target: CommentTarget, text: CommentText }),
    response: CommentView,
  }),
  seen: route({
    method: 'post',
    path: '/api/projects/:projectId/assets/:assetId/comments/seen',
    summary: 'You have looked at the comments on this asset: those that name you count as read.',
    access: 'project:view',
    params: byAsset,
    response: z.null(),
  }),
  mentions: route({
    method: 'get',
    path: '/api/mentions',
    summary: 'Comments that name you, in all your projects, newest first.',
    access: 'user',
    response: z.array(CommentView),
  }),
  reply: route({
    method: 'post',
    path: '/api/projects/:projectId/comments/:commentId/replies',
    summary: 'Answer a comment.',
    access: 'project:view',
    params: byComment,
    body: z.object({ id: CommentId, text: CommentText }),
    response: CommentView,
  }),
  resolve: route({
    method: 'put',
    path: '/api/projects/:projectId/comments/:commentId/resolved',
    summary: 'Say that a comment is dealt with, or open it again.',
    access: 'project:view',
    params: byComment,
    body: z.object({ resolved: z.boolean() }),
    response: CommentView,
  }),
  edit: route({
    method: 'put',
    path: '/api/projects/:projectId/comments/:commentId/words/:replyId',
    summary: 'Put something you said (the comment itself, or one of its replies) into other words.',
    access: 'project:view',
    params: byReply,
    body: z.object({ text: CommentText }),
    response: CommentView,
  }),
  remove: route({
    method: 'delete',
    path: '/api/projects/:projectId/comments/:commentId/words/:replyId',
    summary: 'Take back something you said; what others answered stays.',
    access: 'project:view',
    params: byReply,
    response: z.null(),
  }),
} as const
