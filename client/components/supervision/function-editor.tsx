import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FunctionSource, LabelingFunction } from '#shared/domain/labeling-function.ts'
import type { Project } from '#shared/domain/project.ts'
import { activeLabels } from '#shared/ontology.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { OpenDialog } from '../open-dialog.tsx'
import { useAct } from '../use-act.ts'
import { FunctionCases } from './function-cases.tsx'
import { draftOf, sourceOf } from './source-draft.ts'
import { SourceFields } from './source-fields.tsx'
import { SOURCES } from './source-words.ts'

const CHOICES = Object.entries(SOURCES).map(([value, label]) => ({ value, label }))

interface Props {
  readonly project: Project
  /** The function to change; null for a new one. */
  readonly fn: LabelingFunction | null
  readonly onClose: () => void
}

/** Writes a labeling function, or its next version. */
export function FunctionEditor({ project, fn, onClose }: Props) {
  const [name, setName] = useState(fn?.name ?? '')
  const [draft, setDraft] = useState(() => draftOf(fn?.source ?? null))
  const [isAsking, setAsking] = useState(false)
  const cache = useQueryClient()
  const source = sourceOf(
    draft,
    activeLabels(project.ontology).map((label) => label.name),
  )
  const change = useAct(async (next: { state: LabelingFunction['state']; source?: FunctionSource }) => {
    const params = { projectId: project.id, name: name.trim() }
    await call(routes.supervision.change, { params, body: { base: fn?.version ?? 0, ...next } })
    await cache.invalidateQueries(queries.labelingFunctions(project.id))
    onClose()
  })
  const isWritten = !('problem' in source)
  const hasProblem = !isWritten && (draft.text + draft.table + draft.url !== '' || fn !== null)
  return (
    // A click beside it is no reason to lose what was written.
    <OpenDialog onClose={onClose} title={fn ? fn.name : t('New labeling function')} size="lg" closeOnClickOutside={false}>
      <Stack gap="md">
        {!fn && (
          <TextInput
            label={t('Name')}
            value={name}
            maxLength={80}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="function-name"
          />
        )}
        <Select
          label={t('Votes by')}
          data={CHOICES}
          value={draft.type}
          onChange={(type) => setDraft({ ...draft, type: (type ?? 'rules') as FunctionSource['type'] })}
        />
        <SourceFields project={project} draft={draft} change={(values) => setDraft({ ...draft, ...values })} />
        {fn && <FunctionCases projectId={project.id} name={fn.name} />}
        {hasProblem && (
          <Text size="sm" c="red" data-testid="source-problem">
            {source.problem}
          </Text>
        )}
        <Group justify="space-between">
          {fn ? (
            <Button color="red" variant="light" onClick={() => setAsking(true)} loading={change.isPending}>
              {t('Remove')}
            </Button>
          ) : (
            <span />
          )}
          <Button
            disabled={!isWritten || name.trim() === ''}
            loading={change.isPending}
            onClick={() => isWritten && change.mutate({ state: fn?.state ?? 'on', source })}
            data-testid="save-function"
          >
            {t('Save')}
          </Button>
        </Group>
      </Stack>
      {fn && (
        <ConfirmDialog
          opened={isAsking}
          title={t('Remove {{name}}?', { name: fn.name })}
          verb={t('Remove')}
          onClose={() => setAsking(false)}
          onConfirm={() => change.mutate({ state: 'removed' })}
          data-testid="confirm-remove"
        >
          {t('It votes no more. Suggestions that are there stay until the functions are asked again.')}
        </ConfirmDialog>
      )}
    </OpenDialog>
  )
}
