import { Button } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../components/empty-state.tsx'

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <EmptyState icon={IconMapOff} title="There is nothing at this address">
      <Button component={Link} to="/" variant="light">
        All projects
      </Button>
    </EmptyState>
  )
}
