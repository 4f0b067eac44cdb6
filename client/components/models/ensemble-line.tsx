import { Switch } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Ensemble } from '#shared/domain/ensemble.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import styles from './ensemble-line.module.css'
import { ensembleWords } from './ensemble-words.ts'
import { IntervalBar } from './interval-bar.tsx'

/** Whether the champion suggests with other models, and what was measured of that; nothing where it was not measured for this champion, or nobody is to suggest. */
export function EnsembleLine({ project }: { project: ProjectSummary }) {
  const { data: ensemble } = useQuery(queries.ensemble(project.id))
  if (!ensemble || ensemble.champion !== project.champion || !project.loop.prelabel.enabled) return null
  return <Shown project={project} ensemble={ensemble} />
}

function Shown({ project, ensemble }: { project: ProjectSummary; ensemble: Ensemble }) {
  const { together } = project.loop.prelabel
  const { headline, numbers } = ensembleWords(project.task, ensemble, together)
  const { difference, low, high, verdict } = ensemble
  return (
    <section className={styles.line} data-testid="ensemble" data-verdict={verdict}>
      <div className={styles.words}>
        <b>{headline}</b>
        <span>{numbers}</span>
        <span className={styles.members}>
          {ensemble.members.map(({ version }) => (
            <Link key={version} to="/projects/$projectId/models/$version" params={{ projectId: project.id, version }}>
              v{version}
            </Link>
          ))}
        </span>
      </div>
      {difference !== null && low !== null && high !== null && (
        <IntervalBar low={low} value={difference} high={high} width={180} />
      )}
      {verdict === 'together' && <TogetherSwitch project={project} />}
    </section>
  )
}

function TogetherSwitch({ project }: { project: ProjectSummary }) {
  const mayChange = useMay('project:change', project.id)
  const cache = useQueryClient()
  const { loop, id: projectId } = project
  const set = useAct(async (together: boolean) => {
    const body = { ...loop, prelabel: { ...loop.prelabel, together } }
    await call(routes.projects.changeLoop, { params: { projectId }, body })
    await cache.invalidateQueries({ queryKey: projectKey(projectId) })
  })
  return (
    <Switch
      size="sm"
      label={t('Suggest together')}
      checked={loop.prelabel.together}
      disabled={!mayChange || set.isPending}
      onChange={(event) => set.mutate(event.currentTarget.checked)}
      data-testid="suggest-together"
    />
  )
}
