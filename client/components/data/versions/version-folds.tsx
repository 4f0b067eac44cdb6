import { NumberInput, Select, Skeleton, Switch } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { JobId } from '#shared/domain/ids.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { Folds } from '#shared/domain/version.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../../api.ts'
import { plural, t } from '../../../i18n.ts'
import { queries } from '../../../queries.ts'
import { QueryError } from '../../query-error.tsx'
import { useAct } from '../../use-act.ts'
import { ExportOutcome } from '../export-panel.tsx'
import { FoldCard } from './fold-card.tsx'
import styles from './folds.module.css'
import { LeakList } from './leak-list.tsx'

const LIMITS = { fewest: 2, most: 20 }

interface Props {
  readonly project: ProjectSummary
  readonly snapshot: Snapshot
  readonly mayExport: boolean
}

/** The images of a version that are not for testing, in folds of alike labels: what is in each, whether they are apart, and each to take away. */
export function VersionFolds({ project, snapshot: { id, projectId, labels }, mayExport }: Props) {
  const [wish, setWish] = useState<Folds>(() => Folds.parse({}))
  const [chosen, setFormat] = useState<string | null>(null)
  const [images, setImages] = useState(false)
  const [taken, setTaken] = useState<{ readonly fold: number; readonly jobId: JobId } | null>(null)
  const { data: formats = [] } = useQuery(queries.formats())
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...queries.versionFolds(projectId, id, wish),
    placeholderData: keepPreviousData,
  })
  const writable = formats.filter(({ writes, tasks }) => writes && tasks.includes(project.task))
  const format = chosen ?? writable[0]?.id ?? null
  const take = useAct(async (fold: number) => {
    if (format === null) return
    const body = { format, images, snapshotId: id, fold: { ...wish, fold } }
    setTaken({ fold, jobId: (await call(routes.data.startExport, { params: { projectId }, body })).jobId })
  })
  if (error) return <QueryError what={t('The folds')} error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton height={220} />
  if (data.folds.every((fold) => fold.images === 0))
    return <p className={styles.quiet}>{t('All images of this version are for testing: nothing is left to part.')}</p>
  const names = [...labels].sort((a, b) => b.train + b.validation - a.train - a.validation).map(({ label }) => label)
  return (
    <>
      <p className={styles.quiet}>
        {t(
          'Each fold validates once while the others are learned from, in its export too. Look-alikes and the frames of a video stay in one, labels are spread as evenly as they can be; the test split is in none.',
        )}
      </p>
      <div className={styles.bar}>
        <NumberInput
          label={t('Folds')}
          size="xs"
          w={90}
          min={LIMITS.fewest}
          max={LIMITS.most}
          clampBehavior="strict"
          value={wish.folds}
          onChange={(value) => set({ folds: Number(value) })}
          data-testid="fold-count"
        />
        <NumberInput
          label={t('Seed')}
          size="xs"
          w={90}
          min={0}
          allowDecimal={false}
          value={wish.seed}
          onChange={(value) => set({ seed: Number(value) })}
        />
        {mayExport && (
          <>
            <Select
              label={t('Export as')}
              size="xs"
              w={250}
              className={styles.apart}
              data={writable.map(({ id: value, title: label }) => ({ value, label }))}
              value={format}
              onChange={setFormat}
              searchable
            />
            <Switch
              size="xs"
              className={styles.level}
              label={t('With the images')}
              checked={images}
              onChange={(event) => setImages(event.currentTarget.checked)}
            />
          </>
        )}
      </div>
      <ol className={styles.folds} data-testid="folds">
        {data.folds.map((fold) => (
          <FoldCard
            key={`${wish.folds}:${wish.seed}:${fold.fold}`}
            fold={fold}
            of={data.folds}
            names={names}
            ontology={project.ontology}
            take={
              mayExport && format !== null && !isPlaceholderData
                ? { mutate: () => take.mutate(fold.fold), isPending: take.isPending && take.variables === fold.fold }
                : null
            }
          />
        ))}
      </ol>
      {taken && (
        <div className={styles.taken}>
          <h3>{t('Fold {{number}}', { number: taken.fold + 1 })}</h3>
          <ExportOutcome jobId={taken.jobId} projectId={projectId} />
        </div>
      )}
      <p className={styles.quiet} data-testid="fold-leaks">
        {data.leaking === 0
          ? t('Nothing lies in two folds that belongs in one.')
          : plural(
              data.leaking,
              '{{count}} family of images lies in two folds: figures over the folds look better than they are.',
              '{{count}} families of images lie in two folds: figures over the folds look better than they are.',
            )}
      </p>
      {data.leaking > 0 && (
        <LeakList
          projectId={projectId}
          leaks={data.leaks.map((leak) => ({
            ...leak,
            assets: leak.assets.map(({ fold, ...asset }) => ({ ...asset, place: t('fold {{number}}', { number: fold + 1 }) })),
          }))}
        />
      )}
    </>
  )

  function set(change: Partial<Folds>): void {
    const { success, data: changed } = Folds.safeParse({ ...wish, ...change })
    if (!success) return
    setWish(changed)
    setTaken(null)
  }
}
