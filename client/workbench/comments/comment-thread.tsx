import { Button, UnstyledButton } from '@mantine/core'
import { useStore } from 'zustand'
import type { CommentView } from '#shared/domain/comment.ts'
import type { AssetState } from '#shared/operations.ts'
import { sentenceOf } from '../../api-error.ts'
import { plural, t } from '../../i18n.ts'
import { useOpenDesk } from '../desk-context.ts'
import { goTo } from '../review-acts.ts'
import { useNames } from '../use-names.ts'
import { CommentField } from './comment-field.tsx'
import { CommentWords } from './comment-words.tsx'
import styles from './comments-panel.module.css'
import { commentsState } from './comments-state.ts'
import { newWordsId, useCommentActs, useSaying } from './use-comments.ts'

/** One comment with its answers; open, one answers, resolves, and goes to what it is about. */
export function CommentThread({ comment }: { comment: CommentView }) {
  const { desk, state } = useOpenDesk()
  const place = { projectId: desk.project.id, assetId: desk.asset.id }
  const isOpen = useStore(commentsState, ({ thread }) => thread === comment.id)
  const { resolve } = useCommentActs(place)
  const saying = useSaying(place)
  const nameOf = useNames()
  const { id, target, replies, resolved } = comment

  function show() {
    commentsState.setState({ thread: isOpen ? null : id })
    const annotation = target.type === 'annotation' ? state.annotations.get(target.annotationId) : undefined
    if (annotation && !isOpen) goTo(desk, annotation)
  }

  return (
    <article className={styles.thread} data-open={isOpen} data-resolved={resolved !== null} data-testid="comment-thread">
      <UnstyledButton className={styles.about} onClick={show} aria-expanded={isOpen}>
        {aboutOf(comment, state)}
        {comment.unread && <span className={styles.unread}>{t('names you')}</span>}
        {!isOpen && replies.length > 0 && (
          <span className={styles.when}>{plural(replies.length, '{{count}} answer', '{{count}} answers')}</span>
        )}
      </UnstyledButton>
      <CommentWords said={comment} thread={id} />
      {isOpen && replies.map((reply) => <CommentWords key={reply.id} said={reply} thread={id} />)}
      {resolved && (
        <p className={styles.gone}>
          {resolved.by === comment.author ? t('Resolved.') : t('{{name}} resolved it.', { name: nameOf(resolved.by) })}
        </p>
      )}
      {isOpen && (
        <>
          <CommentField
            draft={id}
            placeholder={t('Answer, @name to ask somebody')}
            send={t('Answer')}
            isSending={saying.isPending}
            error={saying.error && sentenceOf(saying.error)}
            onSend={(text) => saying.mutate({ id: newWordsId(), text, thread: id, target, draft: id })}
            testId="comment-reply"
          />
          <Button
            size="compact-xs"
            variant="default"
            loading={resolve.isPending}
            onClick={() => resolve.mutate({ id, resolved: resolved === null })}
            data-testid="comment-resolve"
          >
            {resolved ? t('Open again') : t('Resolve')}
          </Button>
        </>
      )}
    </article>
  )
}

/** What a comment is about, in words. */
export function aboutOf({ target }: Pick<CommentView, 'target'>, state: AssetState): string {
  switch (target.type) {
    case 'annotation':
      return state.annotations.get(target.annotationId)?.label ?? t('A shape that is gone')
    case 'place':
      return t('At {{x}}, {{y}}', { x: Math.round(target.x), y: Math.round(target.y) })
    case 'asset':
      return t('The whole image')
    default:
      return target satisfies never
  }
}
