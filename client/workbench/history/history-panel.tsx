import { Button } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { HistoryEntry } from '#shared/routes/history.ts'
import { routes } from '#shared/routes.ts'
import { agoOf } from '../../annotations/what-happened.ts'
import { call } from '../../api.ts'
import { sentenceOf } from '../../api-error.ts'
import { language, t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { type Desk, decisionsOf, isLocked, say, selectedOf } from '../desk.ts'
import { useDeskState, useOpenDesk } from '../desk-context.ts'
import { useNames } from '../use-names.ts'
import styles from './history-panel.module.css'
import { deedOf, restoring } from './restoring.ts'
import { ShapeThumbnail } from './shape-thumbnail.tsx'

/** More rows than these are found by undoing nothing: the newest were taken away last. */
const MOST_DELETED = 200

/** How the selected annotation came to be what it is, and what was deleted here; everything can be brought back. */
export function HistoryPanel() {
  const { desk, state } = useOpenDesk()
  useDeskState((ui) => ui.selection)
  const selected = selectedOf(desk)
  const deleted = [...state.annotations.values()]
    .filter((annotation) => !isVisible(annotation))
    .sort((a, b) => b.changedAt - a.changedAt)
    .slice(0, MOST_DELETED)
  return (
    <section className={styles.panel} aria-label={t('History')} data-testid="history">
      {selected ? (
        <Changes annotation={selected} />
      ) : (
        <p className={styles.hint}>{t('Select a shape to see how it came to be.')}</p>
      )}
      <h3 className={styles.title}>{t('Deleted here')}</h3>
      {deleted.length === 0 && <p className={styles.hint}>{t('Nothing was deleted or rejected on this image.')}</p>}
      <ul className={styles.list}>
        {deleted.map((annotation) => (
          <Deleted key={annotation.id} annotation={annotation} />
        ))}
      </ul>
    </section>
  )
}

// Read again whenever the annotation has changed: its revision is in the key.
const historyOf = ({ projectId, assetId, id, revision }: Annotation) =>
  queryOptions({
    queryKey: [...projectKey(projectId), 'history', id, revision],
    queryFn: ({ signal }) => call(routes.history.annotation, { params: { projectId, assetId, annotationId: id } }, signal),
  })

function Changes({ annotation }: { annotation: Annotation }) {
  const { desk } = useOpenDesk()
  const { data: entries, error } = useQuery(historyOf(annotation))
  const nameOf = useNames()
  if (error) return <p className={styles.hint}>{sentenceOf(error)}</p>
  return (
    <>
      <h3 className={styles.title}>{annotation.label}</h3>
      <ul className={styles.list}>
        {entries?.map((entry, index) => (
          <li key={entry.operationId + String(entry.revision)} className={styles.entry} data-testid="history-entry">
            <ShapeThumbnail
              before={entry.before?.shape ?? null}
              after={entry.after.shape}
              color={colorOf(desk, entry.after.label)}
            />
            <div className={styles.what}>
              <p>
                <strong>{nameOf(entry.userId)}</strong> {deedOf(entry)}
              </p>
              <p className={styles.when} title={new Date(entry.at).toLocaleString(language())}>
                {agoOf(Date.now() - entry.at)}
              </p>
            </div>
            {index > 0 && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => bringBack(desk, annotation, entry.after)}
                data-testid="restore"
              >
                {t('Restore')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function Deleted({ annotation }: { annotation: Annotation }) {
  const { desk } = useOpenDesk()
  const nameOf = useNames()
  const { label, shape, status, changedBy, changedAt } = annotation
  return (
    <li className={styles.entry} data-testid="deleted-entry">
      <ShapeThumbnail before={null} after={shape} color={colorOf(desk, label)} />
      <div className={styles.what}>
        <p>
          <strong>{label}</strong>{' '}
          {status === 'rejected'
            ? t('rejected by {{name}}', { name: nameOf(changedBy) })
            : t('deleted by {{name}}', { name: nameOf(changedBy) })}
        </p>
        <p className={styles.when}>{agoOf(Date.now() - changedAt)}</p>
      </div>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => bringBack(desk, annotation, annotation)}
        data-testid="restore-deleted"
      >
        {t('Restore')}
      </Button>
    </li>
  )
}

function bringBack(desk: Desk, current: Annotation, version: HistoryEntry['after']) {
  if (isLocked(desk)) return
  const change = restoring(current, version, decisionsOf(desk).verdict)
  if (!change) return say(desk, t('It is that already.'))
  desk.annotations.change([change])
  desk.ui.setState({ selection: [current.id], tool: 'select' })
}

const colorOf = ({ project }: Desk, label: string): string =>
  project.ontology.labels.find(({ name }) => name === label)?.color ?? UNKNOWN_COLOR

const UNKNOWN_COLOR = '#9a9a9a'
