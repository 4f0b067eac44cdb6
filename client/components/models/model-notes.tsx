import { Button, Group, TagsInput, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Model } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'

const MOST_TAGS = 20
const LONGEST_NOTE = 4000

/** What people say of a model: a note, and tags to find it by. */
export function ModelNotes({ model }: { model: Model }) {
  const { projectId, version } = model
  // Only what this person has written lies over what others keep saying.
  const [draft, setDraft] = useState<{ note?: string; tags?: string[] }>({})
  const kept = { note: model.note ?? '', tags: model.tags ?? [] }
  const { note, tags } = { ...kept, ...draft }
  const mayChange = useMay('loop:train', projectId)
  const cache = useQueryClient()
  const save = useAct(async () => {
    await call(routes.deployment.describe, { params: { projectId, version }, body: { note, tags } })
    await cache.invalidateQueries({ queryKey: projectKey(projectId) })
    setDraft((now) => (now === draft ? {} : now))
  })
  const isChanged = note !== kept.note || tags.join('\n') !== kept.tags.join('\n')
  return (
    <Panel title={t('Notes')}>
      <Textarea
        aria-label={t('Note on v{{version}}', { version })}
        placeholder={t('What whoever comes later should know of it')}
        autosize
        minRows={2}
        maxLength={LONGEST_NOTE}
        disabled={!mayChange}
        value={note}
        onChange={({ currentTarget }) => setDraft({ ...draft, note: currentTarget.value })}
        data-testid="model-note"
      />
      <Group mt="sm" gap="sm" align="end">
        <TagsInput
          flex={1}
          aria-label={t('Tags of v{{version}}', { version })}
          placeholder={tags.length === 0 ? t('Tags') : ''}
          maxTags={MOST_TAGS}
          disabled={!mayChange}
          value={tags}
          onChange={(written) => setDraft({ ...draft, tags: written })}
        />
        {mayChange && (
          <Button
            variant="default"
            onClick={() => save.mutate()}
            loading={save.isPending}
            disabled={!isChanged}
            data-testid="save-note"
          >
            {t('Save')}
          </Button>
        )}
      </Group>
    </Panel>
  )
}
