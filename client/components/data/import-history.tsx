import { Button, UnstyledButton } from '@mantine/core'
import { IconArrowBackUp, IconReportAnalytics } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { ImportRecord } from '#shared/domain/import.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago, count, counted } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { useAct } from '../use-act.ts'
import styles from './import-history.module.css'
import { BatchReportDialog } from './quality/batch-report.tsx'
import { useFormatTitle } from './use-format-title.ts'

const SHOWN_AT_FIRST = 4

const STATES = {
  running: t('under way'),
  done: '',
  stopped: t('stopped, and kept as far as it had come'),
  failed: t('could not go on'),
  undone: t('taken back'),
} as const satisfies Record<ImportRecord['state'], string>

/** The imports of a project, newest first, each to be taken back as one act. */
export function ImportHistory({ projectId }: { projectId: ProjectId }) {
  const { data: imports = [] } = useQuery(queries.imports(projectId))
  const [all, setAll] = useState(false)
  if (imports.length === 0) return null
  return (
    <section className={styles.history} data-testid="import-history">
      <h3>{t('Earlier imports')}</h3>
      <ol>
        {imports.slice(0, all ? undefined : SHOWN_AT_FIRST).map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </ol>
      {!all && imports.length > SHOWN_AT_FIRST && (
        <UnstyledButton className={styles.more} onClick={() => setAll(true)}>
          {t('Show all {{files}}', { files: count(imports.length) })}
        </UnstyledButton>
      )}
    </section>
  )
}

function Row({ one }: { one: ImportRecord }) {
  const { id: importId, projectId, state, at, assets, annotations, changed, format } = one
  const titleOf = useFormatTitle()
  const title = format && titleOf(format)
  const brought = t('{{images}} and {{labels}}', { images: counted(assets, 'image'), labels: counted(annotations, 'label') })
  const [isAsking, setAsking] = useState(false)
  const [isShown, setShown] = useState(false)
  const undo = useAct(
    () => call(routes.data.undoImport, { params: { projectId, importId } }),
    () => t('The import is being taken back'),
  )
  return (
    <li className={styles.row} data-state={state} data-testid="import-row">
      <time>{ago(at)}</time>
      <span>
        {brought}
        {changed > 0 && `, ${t('{{labels}} changed here', { labels: counted(changed, 'label') })}`}
        <small>{[title, STATES[state]].filter(Boolean).join(', ')}</small>
      </span>
      <span className={styles.acts}>
        {state === 'done' && assets > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<IconReportAnalytics size={13} />}
            onClick={() => setShown(true)}
            data-testid="show-batch-report"
          >
            {t('Report')}
          </Button>
        )}
        {state !== 'undone' && state !== 'running' && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<IconArrowBackUp size={13} />}
            onClick={() => setAsking(true)}
            loading={undo.isPending}
            data-testid="undo-import"
          >
            {t('Take back')}
          </Button>
        )}
      </span>
      {isShown && <BatchReportDialog projectId={projectId} importId={importId} onClose={() => setShown(false)} />}
      <ConfirmDialog
        opened={isAsking}
        title={t('Take this import back?')}
        verb={t('Take it back')}
        onClose={() => setAsking(false)}
        onConfirm={() => undo.mutate()}
        data-testid="confirm-undo-import"
      >
        <p className={styles.asked}>{`${[brought, title].filter(Boolean).join(', ')}, ${ago(at)}`}</p>
        {t('Images and labels that it brought go, and labels it replaced return. What somebody has worked on since stays.')}
      </ConfirmDialog>
    </li>
  )
}
