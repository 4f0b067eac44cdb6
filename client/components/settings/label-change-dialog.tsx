import { Button, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { LabelChange } from '#shared/ontology/label-change.ts'
import type { Label } from '#shared/ontology.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { OpenDialog } from '../open-dialog.tsx'
import { useAct } from '../use-act.ts'

export type Wish = 'rename' | 'merge' | 'split' | 'retire' | 'revive' | 'delete'

const TITLES: Record<Wish, (name: string) => string> = {
  rename: (name) => t('Rename {{name}}', { name }),
  merge: (name) => t('Merge {{name}} into another label', { name }),
  split: (name) => t('Split {{name}} by an attribute', { name }),
  retire: (name) => t('Retire {{name}}', { name }),
  revive: (name) => t('Bring {{name}} back', { name }),
  delete: (name) => t('Delete {{name}}', { name }),
}

interface Props {
  readonly project: ProjectSummary
  readonly label: Label
  readonly wish: Wish
  readonly onClose: () => void
  /** With the name under which the label is found now. */
  readonly onDone: (present: string) => void
}

/** A change of a label that what is labelled follows: what it needs to know, what it touches, then do it. */
export function LabelChangeDialog({ project, label, wish, onClose, onDone }: Props) {
  const choices = label.attributes.flatMap((asked) => (asked.type === 'choice' ? [asked] : []))
  const [to, setTo] = useState(wish === 'rename' ? label.name : '')
  const [attribute, setAttribute] = useState(choices[0]?.name ?? '')
  const [names, setNames] = useState<Readonly<Record<string, string>>>({})
  const { id: projectId, ontology } = project
  const asked = choices.find(({ name }) => name === attribute)
  const into = (asked?.choices ?? []).map((choice) => ({ choice, label: (names[choice] ?? choice).trim() }))
  const change = changeOf(wish, label.name, { to: to.trim(), attribute, into: into.filter((part) => part.label !== '') })
  const { data: preview } = useQuery({
    queryKey: [...projectKey(projectId), 'label-preview', ontology.version, change],
    queryFn: () => call(routes.labels.preview, { params: { projectId }, body: { change: change as LabelChange } }),
    enabled: change !== null,
  })
  const cache = useQueryClient()
  const act = useAct(async () => {
    if (!change) return
    await call(routes.labels.change, { params: { projectId }, body: { version: ontology.version, change } })
    onDone(wish === 'rename' || wish === 'merge' ? to.trim() : label.name)
    await cache.invalidateQueries({ queryKey: projectKey(projectId) })
  })
  return (
    <OpenDialog onClose={onClose} title={TITLES[wish](label.name)}>
      <Stack gap="md">
        {wish === 'rename' && (
          <TextInput
            label={t('New name')}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            data-autofocus
            data-testid="label-to"
          />
        )}
        {wish === 'merge' && (
          <Select
            label={t('Into')}
            searchable
            limit={50}
            data={ontology.labels.filter((other) => other.name !== label.name && !other.retired).map((other) => other.name)}
            value={to || null}
            onChange={(value) => setTo(value ?? '')}
          />
        )}
        {wish === 'split' && (
          <>
            <Select
              label={t('By')}
              data={choices.map(({ name }) => name)}
              value={attribute}
              onChange={(value) => setAttribute(value ?? '')}
            />
            {into.map((part) => (
              <TextInput
                key={part.choice}
                label={t('{{attribute}} {{choice}} becomes', { attribute, choice: part.choice })}
                placeholder={t('stays {{name}}', { name: label.name })}
                value={names[part.choice] ?? part.choice}
                onChange={(event) => setNames({ ...names, [part.choice]: event.currentTarget.value })}
              />
            ))}
          </>
        )}
        <Text size="sm" c={preview?.problem ? 'red' : 'dimmed'} data-testid="label-preview">
          {preview ? translated(preview.sentence) : change ? t('Counting what it touches …') : t('Say what it becomes.')}
        </Text>
        <Text size="xs" c="dimmed">
          {t(
            'People go on labelling meanwhile: what they save under the old name is taken as the new one. It can be taken back.',
          )}
        </Text>
        <Button
          onClick={() => act.mutate()}
          loading={act.isPending}
          disabled={!preview || preview.problem !== null}
          data-testid="confirm-label-change"
        >
          {TITLES[wish](label.name)}
        </Button>
      </Stack>
    </OpenDialog>
  )
}

interface Said {
  readonly to: string
  readonly attribute: string
  readonly into: { choice: string; label: string }[]
}

function changeOf(wish: Wish, label: string, { to, attribute, into }: Said): LabelChange | null {
  switch (wish) {
    case 'rename':
      return to === '' ? null : { type: 'rename', label, to }
    case 'merge':
      return to === '' ? null : { type: 'merge', label, into: to }
    case 'split':
      return into.length === 0 ? null : { type: 'split', label, attribute, into }
    case 'retire':
    case 'revive':
    case 'delete':
      return { type: wish, label }
    default:
      return wish satisfies never
  }
}
