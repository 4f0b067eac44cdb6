import { useState } from 'react'
import { ActButton } from './act-button.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'

interface Props {
  readonly act: { readonly mutate: () => void; readonly isPending: boolean }
  /** The question, with the name of the thing. */
  readonly title: string
  /** What goes, and what stays. */
  readonly sentence: string
  /** What it does, in a word: on the button, and on the one that means it. */
  readonly children: string
  readonly color?: 'red' | 'gray'
  readonly 'data-testid'?: string
}

/** A small button at the end of a row for what no undo brings back: it asks first. */
export function AskingButton({ act, title, sentence, children, color = 'red', ...rest }: Props) {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <ActButton act={{ mutate: () => setAsking(true), isPending: act.isPending }} variant="subtle" color={color} {...rest}>
        {children}
      </ActButton>
      <ConfirmDialog
        opened={isAsking}
        title={title}
        verb={children}
        onClose={() => setAsking(false)}
        onConfirm={() => act.mutate()}
        data-testid="confirm"
      >
        {sentence}
      </ConfirmDialog>
    </>
  )
}
