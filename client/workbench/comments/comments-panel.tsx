import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { sentenceOf } from '../../api-error.ts'
import { t } from '../../i18n.ts'
import { useOpenDesk } from '../desk-context.ts'
import { CommentField } from './comment-field.tsx'
import { aboutOf, CommentThread } from './comment-thread.tsx'
import styles from './comments-panel.module.css'
import { commentsState } from './comments-state.ts'
import { newWordsId, useComments, useSaying, useSeen } from './use-comments.ts'

/** What people say about this image. Who may look may comment. */
export function CommentsPanel() {
  const { desk, state } = useOpenDesk()
  const place = { projectId: desk.project.id, assetId: desk.asset.id }
  const comments = useComments(place)
  useSeen(place, comments)
  const target = useStore(commentsState, (one) => one.target)
  const thread = useStore(commentsState, (one) => one.thread)
  const saying = useSaying(place)
  const [isAllShown, showAll] = useState(false)
  const shown = comments.filter(({ resolved, id }) => resolved === null || isAllShown || id === thread)
  const resolvedCount = comments.filter(({ resolved }) => resolved !== null).length
  return (
    <section className={styles.panel} aria-label={t('Comments')} data-testid="comments">
      <div className={styles.list}>
        {shown.length === 0 && (
          <p className={styles.hint}>
            {t('Nothing was said here. Shift+C comments on the selected shape, or where the pointer is.')}
          </p>
        )}
        {shown.map((comment) => (
          <CommentThread key={comment.id} comment={comment} />
        ))}
        {resolvedCount > 0 && (
          <Checkbox
            size="xs"
            label={t('Show {{resolved}} resolved', { resolved: resolvedCount })}
            checked={isAllShown}
            onChange={(event) => showAll(event.currentTarget.checked)}
          />
        )}
      </div>
      <div className={styles.fresh}>
        <div className={styles.who}>
          <strong>{aboutOf({ target }, state)}</strong>
          {target.type !== 'asset' && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() => commentsState.setState({ target: { type: 'asset' } })}
            >
              {t('the whole image instead')}
            </Button>
          )}
        </div>
        <CommentField
          draft={desk.asset.id}
          placeholder={t('Comment, @name to ask somebody')}
          send={t('Comment')}
          isSending={saying.isPending}
          error={saying.error && t('{{error}}: not sent yet, your words stay here.', { error: sentenceOf(saying.error) })}
          onSend={(text) => saying.mutate({ id: newWordsId(), text, thread: null, target, draft: desk.asset.id })}
          testId="comment-new"
        />
      </div>
    </section>
  )
}
