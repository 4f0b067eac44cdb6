import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { PipelineStep } from '#shared/domain/pipeline.ts'
import { ago } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { plural, t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import table from '../plain-table.module.css'
import { QueryError } from '../query-error.tsx'

interface Props {
  readonly projectId: ProjectId
  readonly onTake: (steps: readonly PipelineStep[]) => void
}

/** Every version of the pipeline, newest first; any of them can be taken into the form again. */
export function PipelineVersions({ projectId, onTake }: Props) {
  const { data: versions, error, refetch } = useQuery(queries.pipelineVersions(projectId))
  if (error && !versions) return <QueryError what={t('The versions')} error={error} retry={() => void refetch()} />
  if (!versions) return <Skeleton height={80} />
  return (
    <table className={table.table} data-testid="pipeline-versions">
      <thead>
        <tr>
          <th>{t('Version')}</th>
          <th>{t('Steps')}</th>
          <th>{t('What is different')}</th>
          <th>{t('By')}</th>
          <th>{t('When')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {versions.map(({ version, steps, note, by, at }, index) => (
          <tr key={version}>
            <td>{version}</td>
            <td>{plural(steps.filter(({ enabled }) => enabled).length, '{{count}} step', '{{count}} steps')}</td>
            <td>{translated(note) || '–'}</td>
            <td>{by ?? '–'}</td>
            <td>{version === 0 ? '–' : ago(at)}</td>
            <td>
              {index > 0 && (
                <Button size="compact-xs" variant="subtle" onClick={() => onTake(steps)}>
                  {t('Take into the form')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
