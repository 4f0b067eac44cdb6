import { Button } from '@mantine/core'
import type { Overview } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import styles from './next-training.module.css'

/** What is still missing before the loop trains by itself, and the way to train without waiting. */
export function NextTraining({ overview: { project, nextTraining, activeRun, labels } }: { overview: Overview }) {
  const mayTrain = useMay('loop:train', project.id)
  const train = useAct(() => call(routes.loop.train, { params: { projectId: project.id }, body: {} }))
  const { have, need, sentence } = nextTraining
  const share = need === 0 ? 0 : Math.min(1, have / need)
  const nothingApproved = labels.every(({ approved }) => approved === 0)
  return (
    <div className={styles.next} data-testid="next-training">
      <span className={styles.stem} />
      <div className={styles.words}>
        <span className={styles.sentence}>
          {t('Next training:')} <b>{translated(sentence)}</b>
        </span>
        <span className={styles.meter} aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </span>
      </div>
      {mayTrain && (
        <Button
          size="xs"
          variant="light"
          onClick={() => train.mutate()}
          loading={train.isPending}
          disabled={activeRun !== null || nothingApproved}
          data-testid="train-now"
        >
          {t('Train now')}
        </Button>
      )}
    </div>
  )
}
