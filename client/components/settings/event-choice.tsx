import { Chip, Group } from '@mantine/core'
import type { NotificationType } from '#shared/domain/notification.ts'
import styles from './notification-settings.module.css'
import { EVENT_WORDS } from './notification-words.ts'

interface Props {
  readonly label: string
  readonly options: readonly NotificationType[]
  readonly value: readonly NotificationType[]
  readonly onChange: (events: NotificationType[]) => void
}

/** What is told: any number of the things that happen. */
export function EventChoice({ label, options, value, onChange }: Props) {
  return (
    <div className={styles.events}>
      <span className={styles.word}>{label}</span>
      <Chip.Group multiple value={[...value]} onChange={(chosen) => onChange(chosen as NotificationType[])}>
        <Group gap={6}>
          {options.map((event) => (
            <Chip key={event} value={event} size="xs" variant="light">
              {EVENT_WORDS[event]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </div>
  )
}
