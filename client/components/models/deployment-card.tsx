import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ArmFigures, Deployment } from '#shared/domain/deployment.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { count, percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import styles from './deployment-card.module.css'
import { deploymentTitle, standingWords } from './deployment-words.ts'
import { ShadowSightings } from './shadow-sightings.tsx'

/** Two models that are compared on new images, as it stands; nothing where none are. */
export function DeploymentCard({ project }: { project: ProjectSummary }) {
  const { data } = useQuery(queries.deployment(project.id))
  if (!data?.running) return null
  return <Running project={project} deployment={data.running} />
}

function Running({ project, deployment }: { project: ProjectSummary; deployment: Deployment }) {
  const mayPromote = useMay('loop:promote', project.id)
  const cache = useQueryClient()
  const end = useAct(async (promote: boolean) => {
    await call(routes.deployment.end, { params: { projectId: project.id }, body: { promote } })
    await cache.invalidateQueries({ queryKey: projectKey(project.id) })
  })
  const { mode, standing, challenger, champion } = deployment
  return (
    <div data-testid="deployment" data-mode={mode}>
      <Panel
        title={deploymentTitle(deployment)}
        aside={
          mayPromote && (
            <>
              <Button
                size="xs"
                variant="default"
                onClick={() => end.mutate(false)}
                disabled={end.isPending}
                data-testid="keep-champion"
              >
                {t('Keep v{{champion}}', { champion })}
              </Button>{' '}
              <Button
                size="xs"
                variant="light"
                onClick={() => end.mutate(true)}
                disabled={end.isPending}
                data-testid="promote-challenger"
              >
                {t('Promote v{{challenger}}', { challenger })}
              </Button>
            </>
          )
        }
      >
        {mode === 'shadow' ? (
          <ShadowSightings projectId={project.id} />
        ) : (
          <>
            <p className={styles.words}>{standingWords(deployment)}</p>
            {standing && (
              <table className={styles.arms}>
                <thead>
                  <tr>
                    <th>{t('Version')}</th>
                    <th>{t('Images decided')}</th>
                    <th>{t('Suggestions')}</th>
                    <th>{t('Corrected')}</th>
                    <th>{t('Missed')}</th>
                    <th>{t('Share of an image to correct')}</th>
                  </tr>
                </thead>
                <tbody>
                  <Arm projectId={project.id} version={champion} figures={standing.champion} />
                  <Arm projectId={project.id} version={challenger} figures={standing.challenger} />
                </tbody>
              </table>
            )}
          </>
        )}
      </Panel>
    </div>
  )
}

function Arm({ projectId, version, figures }: { projectId: ProjectSummary['id']; version: number; figures: ArmFigures }) {
  const { images, suggestions, corrected, missed, rate } = figures
  return (
    <tr>
      <td>
        <Link to="/projects/$projectId/models/$version" params={{ projectId, version }}>
          v{version}
        </Link>
      </td>
      <td>{count(images)}</td>
      <td>{count(suggestions)}</td>
      <td>{count(corrected)}</td>
      <td>{count(missed)}</td>
      <td>{rate === null ? '–' : percent(rate)}</td>
    </tr>
  )
}
