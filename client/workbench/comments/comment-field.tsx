import { Button, Textarea, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { may } from '#shared/policy.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { useUser } from '../../session.ts'
import { useOpenDesk } from '../desk-context.ts'
import styles from './comments-panel.module.css'
import { commentsState, keepDraft } from './comments-state.ts'
import { completed, mentionAt, offeredFor } from './mention-completion.ts'

interface Props {
  /** Under which the words are kept until they are sent. */
  readonly draft: string
  readonly placeholder: string
  readonly send: string
  readonly isSending: boolean
  /** Why it was not sent. */
  readonly error: string | null
  readonly onSend: (text: string) => void
  readonly onCancel?: () => void
  readonly testId: string
}

/** A field for words, with names completed after an @. Ctrl+Enter sends. */
export function CommentField({ draft, placeholder, send, isSending, error, onSend, onCancel, testId }: Props) {
  const { desk } = useOpenDesk()
  const text = useStore(commentsState, ({ drafts }) => drafts[draft] ?? '')
  const asked = useStore(commentsState, (state) => state.asked)
  const field = useRef<HTMLTextAreaElement>(null)
  const [caret, setCaret] = useState(0)
  const [chosen, setChosen] = useState(0)
  const me = useUser()
  const { data: users = [] } = useQuery(queries.users())
  const begun = mentionAt(text, caret)
  const offered = begun
    ? offeredFor(
        begun,
        users.filter((user) => user.id !== me?.id && may(user, 'project:view', desk.project.id)),
      )
    : []

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for again, focused again
  useEffect(() => field.current?.focus(), [asked])

  function take(name: string) {
    if (!begun) return
    const next = completed(text, caret, begun, name)
    keepDraft(draft, next.text)
    setCaret(next.caret)
    setChosen(0)
    requestAnimationFrame(() => field.current?.setSelectionRange(next.caret, next.caret))
  }

  function press(event: KeyboardEvent) {
    const pick = offered[Math.min(chosen, offered.length - 1)]
    const isPicking = pick && ['Enter', 'Tab', 'ArrowDown', 'ArrowUp'].includes(event.key) && !event.ctrlKey
    if (isPicking) {
      event.preventDefault()
      if (event.key === 'ArrowDown') setChosen((chosen + 1) % offered.length)
      else if (event.key === 'ArrowUp') setChosen((chosen + offered.length - 1) % offered.length)
      else take(pick.name)
      return
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim() !== '') onSend(text.trim())
    if (event.key === 'Escape') onCancel?.()
  }

  return (
    <div className={styles.field}>
      <Textarea
        ref={field}
        size="xs"
        autosize
        minRows={2}
        maxRows={8}
        aria-label={placeholder}
        placeholder={placeholder}
        value={text}
        error={error}
        disabled={isSending}
        onChange={(event) => {
          keepDraft(draft, event.currentTarget.value)
          setCaret(event.currentTarget.selectionStart)
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={press}
        data-testid={testId}
      />
      {offered.length > 0 && (
        <div className={styles.names} role="listbox" aria-label={t('People')} data-testid="mention-names">
          {offered.map(({ id, name }, index) => (
            <UnstyledButton
              key={id}
              role="option"
              aria-selected={index === chosen}
              className={styles.name}
              data-chosen={index === chosen}
              onClick={() => take(name)}
            >
              {name}
            </UnstyledButton>
          ))}
        </div>
      )}
      <div className={styles.fieldActs}>
        {onCancel && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={onCancel}>
            {t('Cancel')}
          </Button>
        )}
        <Button
          size="compact-xs"
          loading={isSending}
          disabled={text.trim() === ''}
          onClick={() => onSend(text.trim())}
          data-testid={`${testId}-send`}
        >
          {send}
        </Button>
      </div>
    </div>
  )
}
