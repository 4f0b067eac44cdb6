import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ProjectId } from '#shared/domain/ids.ts'
import { queries } from '../../queries.ts'
import { deploymentTitle, standingWords } from './deployment-words.ts'
import styles from './notice-card.module.css'

/** Says which two models are compared on new images, and how that stands; nothing where none are. */
export function DeploymentNote({ projectId }: { projectId: ProjectId }) {
  const { data } = useQuery(queries.deployment(projectId))
  const running = data?.running
  if (!running) return null
  return (
    <section className={styles.card} data-testid="deployment-note" data-mode={running.mode}>
      <div className={styles.words}>
        <b>
          <Link to="/projects/$projectId/models" params={{ projectId }}>
            {deploymentTitle(running)}
          </Link>
        </b>
        {running.mode !== 'shadow' && <span>{standingWords(running)}</span>}
      </div>
    </section>
  )
}
