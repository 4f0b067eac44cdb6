import { Button } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../components/empty-state.tsx'
import { t } from '../i18n.ts'

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <EmptyState icon={IconMapOff} title={t('There is nothing at this address')}>
      <Button component={Link} to="/" variant="light">
        {t('All projects')}
      </Button>
    </EmptyState>
  )
}
