import { Button, Group, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Snapshot } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { projectKey } from '../../../queries.ts'
import { useAct } from '../../use-act.ts'

/** What people call a version and say of it; what it holds stays as it is. */
export function VersionMarks({ snapshot }: { snapshot: Snapshot }) {
  const { id: snapshotId, projectId, marks = {} } = snapshot
  const [name, setName] = useState(marks.name ?? '')
  const [note, setNote] = useState(marks.note ?? '')
  const [tags, setTags] = useState(marks.tags ?? [])
  const cache = useQueryClient()
  const keep = useAct(
    async () => {
      const body = {
        ...(name.trim() && { name: name.trim() }),
        ...(note.trim() && { note: note.trim() }),
        ...(tags.length > 0 && { tags }),
      }
      await call(routes.versions.mark, { params: { projectId, snapshotId }, body })
      await cache.invalidateQueries({ queryKey: projectKey(projectId) })
    },
    () => t('Kept'),
  )
  const isSame = name === (marks.name ?? '') && note === (marks.note ?? '') && tags.join('\n') === (marks.tags ?? []).join('\n')
  return (
    <Stack gap="sm">
      <Group gap="sm" grow align="flex-start">
        <TextInput
          label={t('Name')}
          placeholder={t('for example: before the second hospital')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="version-name"
        />
        <TagsInput label={t('Tags')} value={tags} onChange={setTags} maxTags={20} />
      </Group>
      <Textarea
        label={t('Note')}
        autosize
        minRows={2}
        maxRows={8}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group>
        <Button size="xs" disabled={isSame} loading={keep.isPending} onClick={() => keep.mutate()} data-testid="keep-marks">
          {t('Save')}
        </Button>
      </Group>
    </Stack>
  )
}
