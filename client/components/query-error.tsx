import { Button } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { sentenceOf } from '../api-error.ts'
import { t } from '../i18n.ts'
import { EmptyState } from './empty-state.tsx'

/** What could not be read, why, and another try. */
export function QueryError({ what, error, retry }: { what: string; error: unknown; retry: () => void }) {
  return (
    <EmptyState icon={IconCloudOff} title={t('{{what}} could not be read', { what })} sentence={sentenceOf(error)}>
      <Button variant="light" onClick={retry}>
        {t('Try again')}
      </Button>
    </EmptyState>
  )
}
