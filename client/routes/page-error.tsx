import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { sentenceOf } from '../api-error.ts'
import { EmptyState } from '../components/empty-state.tsx'

/** A page that broke, with what broke and the way to try again. */
export function PageError({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <EmptyState icon={IconAlertTriangle} title="This page could not be shown" sentence={sentenceOf(error)}>
      <Button variant="light" onClick={reset}>
        Try again
      </Button>
    </EmptyState>
  )
}
