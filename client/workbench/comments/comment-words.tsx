import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import type { Reply } from '#shared/domain/comment.ts'
import type { CommentId } from '#shared/domain/ids.ts'
import { agoOf } from '../../annotations/what-happened.ts'
import { sentenceOf } from '../../api-error.ts'
import { language, t } from '../../i18n.ts'
import { useUser } from '../../session.ts'
import { useOpenDesk } from '../desk-context.ts'
import { useNames } from '../use-names.ts'
import { CommentField } from './comment-field.tsx'
import styles from './comments-panel.module.css'
import { keepDraft } from './comments-state.ts'
import { useCommentActs } from './use-comments.ts'

const ICON = { size: 14, stroke: 1.8 } as const
const MENTION = /(@[^\s@]+)/

/** What one person said, with the acts of who said it. */
export function CommentWords({ said, thread }: { said: Reply; thread: CommentId }) {
  const { project, asset } = useOpenDesk().desk
  const { edit, remove } = useCommentActs({ projectId: project.id, assetId: asset.id })
  const me = useUser()
  const nameOf = useNames()
  const [isEditing, setEditing] = useState(false)
  const draft = `edit ${said.id}`
  if (said.deletedAt !== null)
    return <p className={styles.gone}>{t('{{name}} took this back.', { name: nameOf(said.author) })}</p>
  const begin = () => {
    keepDraft(draft, said.text)
    setEditing(true)
  }
  return (
    <div className={styles.words} data-testid="comment-words">
      <div className={styles.who}>
        <strong>{nameOf(said.author)}</strong>
        <span className={styles.when} title={new Date(said.createdAt).toLocaleString(language())}>
          {agoOf(Date.now() - said.createdAt)}
          {said.editedAt !== null && `, ${t('edited')}`}
        </span>
        {me?.id === said.author && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size="xs" variant="subtle" color="gray" aria-label={t('Change what you said')}>
                <IconDots {...ICON} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={begin}>{t('Edit')}</Menu.Item>
              <Menu.Item color="red" onClick={() => remove.mutate({ thread, id: said.id })} data-testid="comment-remove">
                {t('Take back')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {isEditing ? (
        <CommentField
          draft={draft}
          placeholder={t('In other words')}
          send={t('Save')}
          isSending={edit.isPending}
          error={edit.error && sentenceOf(edit.error)}
          onSend={(text) => edit.mutate({ thread, id: said.id, text }, { onSuccess: () => setEditing(false) })}
          onCancel={() => setEditing(false)}
          testId="comment-edit"
        />
      ) : (
        <p className={styles.text}>
          {said.text.split(MENTION).map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no identity but their place
            <Fragment key={index}>{part.startsWith('@') ? <mark className={styles.mention}>{part}</mark> : part}</Fragment>
          ))}
        </p>
      )}
    </div>
  )
}
