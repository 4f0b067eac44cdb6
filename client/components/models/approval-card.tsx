import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import styles from './notice-card.module.css'

/** Asks for a word on every model that passed the gate and waits; nothing where none does. */
export function ApprovalCards({ projectId }: { projectId: ProjectId }) {
  const { data: models = [] } = useQuery(queries.models(projectId))
  return models
    .filter(({ approval }) => approval?.state === 'waiting')
    .map((model) => <ApprovalCard key={model.version} model={model} />)
}

function ApprovalCard({ model }: { model: Model }) {
  const { projectId, version, gate } = model
  const [reason, setReason] = useState('')
  const mayPromote = useMay('loop:promote', projectId)
  const cache = useQueryClient()
  const decide = useAct(async (decision: 'approve' | 'decline') => {
    await call(routes.deployment.approve, { params: { projectId, version }, body: { decision, reason } })
    await cache.invalidateQueries({ queryKey: projectKey(projectId) })
  })
  return (
    <section className={styles.card} data-testid="approval">
      <div className={styles.words}>
        <b>
          <Link to="/projects/$projectId/models/$version" params={{ projectId, version }}>
            v{version}
          </Link>{' '}
          {t('passed the gate and waits for an approval')}
        </b>
        <span>{gate?.reasons.map((sentence) => translated(sentence)).join(' ')}</span>
      </div>
      {mayPromote && (
        <div className={styles.acts}>
          <TextInput
            size="xs"
            w={220}
            aria-label={t('Reason')}
            placeholder={t('Why')}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button size="xs" onClick={() => decide.mutate('approve')} disabled={decide.isPending} data-testid="approve">
            {t('Approve')}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => decide.mutate('decline')}
            disabled={decide.isPending}
            data-testid="decline"
          >
            {t('Decline')}
          </Button>
        </div>
      )}
    </section>
  )
}
