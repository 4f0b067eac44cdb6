import { Button, TagsInput, Textarea } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconStar, IconStarFilled } from '@tabler/icons-react'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { TrackedRun } from '#shared/domain/tracking.ts'
import { t } from '../../i18n.ts'
import { useMay } from '../use-may.ts'
import styles from './run-notes.module.css'
import { useRunMarks } from './use-run-marks.ts'

const ICON = { size: 14, stroke: 1.7 } as const

/** What people say of a run: a note, tags, a star, and whether it is put away. */
export function RunNotes({ projectId, run }: { projectId: ProjectId; run: TrackedRun }) {
  const { star, change } = useRunMarks(projectId)
  const mayChange = useMay('loop:train', projectId)
  const [note, setNote] = useState(run.note)
  const { id: runId, tags, isFavourite, archivedAt } = run
  const isArchived = archivedAt !== null
  const setTags = (written: readonly string[]) => {
    const wanted = Object.fromEntries(written.map(parted))
    const gone = Object.keys(tags).filter((key) => wanted[key] === undefined)
    change.mutate({ runId, marks: { tags: { ...wanted, ...Object.fromEntries(gone.map((key) => [key, null])) } } })
  }
  return (
    <div className={styles.panel}>
      <Textarea
        aria-label={t('Note')}
        placeholder={t('What was tried, and what came of it')}
        autosize
        minRows={3}
        value={note}
        readOnly={!mayChange}
        onChange={(event) => setNote(event.currentTarget.value)}
        onBlur={() => note !== run.note && change.mutate({ runId, marks: { note } })}
        data-testid="run-note"
      />
      <TagsInput
        aria-label={t('Tags')}
        placeholder={t('name: value')}
        value={Object.entries(tags).map(([key, value]) => (value === '' ? key : `${key}: ${value}`))}
        readOnly={!mayChange}
        onChange={setTags}
        data-testid="run-tags"
      />
      <div className={styles.acts}>
        <Button
          size="xs"
          variant="default"
          leftSection={isFavourite ? <IconStarFilled {...ICON} /> : <IconStar {...ICON} />}
          aria-pressed={isFavourite}
          onClick={() => star.mutate({ runId, favourite: !isFavourite })}
        >
          {isFavourite ? t('A favourite of yours') : t('Make it a favourite')}
        </Button>
        {mayChange && (
          <Button
            size="xs"
            variant="default"
            leftSection={isArchived ? <IconArchiveOff {...ICON} /> : <IconArchive {...ICON} />}
            onClick={() => change.mutate({ runId, marks: { archived: !isArchived } })}
            data-testid="archive-run"
          >
            {isArchived ? t('Take out of the archive') : t('Archive')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** "name: value", or a name alone. */
function parted(written: string): [string, string] {
  const colon = written.indexOf(':')
  return colon < 0 ? [written.trim(), ''] : [written.slice(0, colon).trim(), written.slice(colon + 1).trim()]
}
