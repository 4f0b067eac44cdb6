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
  // Null until this person writes: a note that others write meanwhile is shown, and never written over by the one before it.
  const [draft, setDraft] = useState<string | null>(null)
  const { id: runId, note, tags, isFavourite, archivedAt } = run
  const isArchived = archivedAt !== null
  const keepNote = () => {
    if (draft === null || draft === note) setDraft(null)
    else change.mutate({ runId, marks: { note: draft } }, { onSuccess: () => setDraft((now) => (now === draft ? null : now)) })
  }
  const shown = new Map(Object.entries(tags).map((tag) => [tagWord(tag), tag]))
  const setTags = (written: readonly string[]) => {
    const wanted = Object.fromEntries(written.map((word) => shown.get(word) ?? parted(word)))
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
        value={draft ?? note}
        readOnly={!mayChange}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={keepNote}
        data-testid="run-note"
      />
      <TagsInput
        aria-label={t('Tags')}
        placeholder={t('name: value')}
        value={[...shown.keys()]}
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

const tagWord = ([key, value]: readonly [string, string]): string => (value === '' ? key : `${key}: ${value}`)

/** "name: value", or a name alone: of what is written anew. A tag that is there may have a colon in its name. */
function parted(written: string): [string, string] {
  const colon = written.indexOf(':')
  return colon < 0 ? [written.trim(), ''] : [written.slice(0, colon).trim(), written.slice(colon + 1).trim()]
}
