import { Button } from '@mantine/core'
import { IconChecks, IconSparkles } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { EmptyState } from '../components/empty-state.tsx'

interface Props {
  readonly project: ProjectSummary
  readonly hasLabel: boolean
  readonly onAll: () => void
}

/** Why there is nothing to decide, and the one thing to do next. */
export function NothingLeft({ project, hasLabel, onAll }: Props) {
  const navigate = useNavigate()
  if (hasLabel)
    return (
      <EmptyState icon={IconChecks} title="Nothing of this label is undecided">
        <Button variant="light" onClick={onAll}>
          Show all labels
        </Button>
      </EmptyState>
    )
  if (project.champion === null)
    return (
      <EmptyState
        icon={IconSparkles}
        title="No suggestions yet"
        sentence="A model makes them, once enough images are labelled and approved."
      >
        <Button component={Link} to={`/projects/${project.id}/assets`}>
          Label images
        </Button>
      </EmptyState>
    )
  return (
    <EmptyState icon={IconChecks} title="Every suggestion is decided" sentence="Images that are complete wait for their review.">
      <Button
        onClick={() =>
          void navigate({ to: '/projects/$projectId/assets', params: { projectId: project.id }, search: { status: 'review' } })
        }
      >
        Images in review
      </Button>
    </EmptyState>
  )
}
