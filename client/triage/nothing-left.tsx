import { Button } from '@mantine/core'
import { IconChecks, IconSparkles } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { EmptyState } from '../components/empty-state.tsx'
import { t } from '../i18n.ts'

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
      <EmptyState icon={IconChecks} title={t('Nothing of this label is undecided')}>
        <Button variant="light" onClick={onAll}>
          {t('Show all labels')}
        </Button>
      </EmptyState>
    )
  if (project.champion === null)
    return (
      <EmptyState
        icon={IconSparkles}
        title={t('No suggestions yet')}
        sentence={t('A model makes them, once enough images are labelled and approved.')}
      >
        <Button component={Link} to={`/projects/${project.id}/assets`}>
          {t('Label images')}
        </Button>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={IconChecks}
      title={t('Every suggestion is decided')}
      sentence={t('Images that are complete wait for their review.')}
    >
      <Button
        onClick={() =>
          void navigate({ to: '/projects/$projectId/assets', params: { projectId: project.id }, search: { status: 'review' } })
        }
      >
        {t('Images in review')}
      </Button>
    </EmptyState>
  )
}
