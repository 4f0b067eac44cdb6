import { Button, Group } from '@mantine/core'
import { t } from '../../i18n.ts'
import { LeaveQuestion } from './leave-question.tsx'

interface Props {
  readonly dirty: boolean
  /** What is changed cannot be saved as it is; it can be undone. */
  readonly isWrong?: boolean
  readonly saving: boolean
  readonly onSave: () => void
  readonly onReset: () => void
}

/** Save or go back; both rest while nothing is changed. Whoever leaves what is changed is asked. */
export function SaveBar({ dirty, isWrong = false, saving, onSave, onReset }: Props) {
  return (
    <Group gap={8} mt="lg">
      <Button onClick={onSave} loading={saving} disabled={!dirty || isWrong} data-testid="save">
        {t('Save')}
      </Button>
      <Button variant="subtle" color="gray" onClick={onReset} disabled={!dirty || saving}>
        {t('Undo changes')}
      </Button>
      <LeaveQuestion dirty={dirty && !saving} />
    </Group>
  )
}
