import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { sentenceOf } from '../api-error.ts'
import { EmptyState } from '../components/empty-state.tsx'
import { t } from '../i18n.ts'

/** A page that broke, with what broke and the way to try again. */
export function PageError({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <EmptyState icon={IconAlertTriangle} title={t('This page could not be shown')} sentence={sentenceOf(error)}>
      <Button variant="light" onClick={reset}>
        {t('Try again')}
      </Button>
    </EmptyState>
  )
}
