import { Button, Group, Modal, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../i18n.ts'

interface Props {
  readonly opened: boolean
  /** The question, with the name of the thing. */
  readonly title: string
  /** What goes, and what stays. */
  readonly children: ReactNode
  /** What the button does that does it. */
  readonly verb: string
  readonly onClose: () => void
  readonly onConfirm: () => void
  readonly 'data-testid'?: string
}

/** Asks before something is lost that no undo brings back. */
export function ConfirmDialog({ opened, title, children, verb, onClose, onConfirm, 'data-testid': testId }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Text size="sm" component="div">
        {children}
      </Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button
          color="var(--bad)"
          c="var(--on-accent)"
          onClick={() => {
            onConfirm()
            onClose()
          }}
          data-testid={testId}
        >
          {verb}
        </Button>
      </Group>
    </Modal>
  )
}
