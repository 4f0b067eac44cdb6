import { NumberInput, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Project } from '#shared/domain/project.ts'
import { NUMBER_FACTS, SHAPE_FACTS, TEXT_FACTS } from '#shared/labeling-rules/facts.ts'
import { votedOn } from '#shared/tasks/voted-on.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import type { SourceDraft } from './source-draft.ts'
import styles from './source-fields.module.css'
import { TABLE_KEYS } from './source-words.ts'

interface Props {
  readonly project: Project
  readonly draft: SourceDraft
  readonly change: (values: Partial<SourceDraft>) => void
}

const KEY_CHOICES = Object.entries(TABLE_KEYS).map(([value, label]) => ({ value, label }))
const SCORE_STEP = 0.05
const IMAGE_EXAMPLE = 'night: brightness < 0.25 and not name contains "flash"'
const SHAPE_EXAMPLE = 'reject: area < 0.001\nkeep: score > 0.9 and brightness > 0.3'
const TABLE_EXAMPLE = 'cat_001, cat\ndog_001, dog'
const ADDRESS_EXAMPLE = 'https://example.org/labels'

/** What a labeling function of the chosen kind is made of. */
export function SourceFields(props: Props) {
  switch (props.draft.type) {
    case 'rules':
      return <RuleFields {...props} />
    case 'model':
      return <ModelFields {...props} />
    case 'table':
      return <TableFields {...props} />
    case 'names':
      return (
        <Text size="sm" c="dimmed">
          {t(
            'Votes for the label whose name stands in the path of an image as a word of its own; says nothing where none or several do.',
          )}
        </Text>
      )
    case 'http':
      return <ProgramFields {...props} />
    case 'labels':
      return <SnapshotFields {...props} />
    default:
      return props.draft.type satisfies never
  }
}

function RuleFields({ project, draft, change }: Props) {
  const on = votedOn(project.task)
  const facts = [...Object.keys(NUMBER_FACTS), ...Object.keys(TEXT_FACTS)].filter(
    (fact) => on === 'shapes' || !SHAPE_FACTS.includes(fact),
  )
  return (
    <Stack gap="xs">
      <Textarea
        label={t('Rules')}
        description={
          on === 'shapes'
            ? t('One a line: keep, reject or a label, a colon, a condition. The first that holds speaks.')
            : t('One a line: a label, a colon, a condition. The first that holds speaks.')
        }
        placeholder={on === 'shapes' ? SHAPE_EXAMPLE : IMAGE_EXAMPLE}
        autosize
        minRows={5}
        maxRows={16}
        classNames={{ input: styles.code ?? '' }}
        value={draft.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
        data-testid="rules"
      />
      <Text size="xs" c="dimmed">
        {t(
          'Facts: {{facts}}. Numbers compare with <, <=, >, >=, =, !=; texts with is, contains, starts, ends. Join with and, or, not and parentheses.',
          {
            facts: facts.join(', '),
          },
        )}
      </Text>
    </Stack>
  )
}

function ModelFields({ project, draft, change }: Props) {
  const { data: models = [] } = useQuery(queries.models(project.id))
  return (
    <Stack gap="xs">
      <Select
        label={t('Version')}
        data={models.map(({ version }) => ({ value: String(version), label: `v${version}` }))}
        value={draft.version === null ? null : String(draft.version)}
        onChange={(version) => change({ version: version === null ? null : Number(version) })}
      />
      <NumberInput
        label={t('Says nothing below a score of')}
        min={0}
        max={1}
        step={SCORE_STEP}
        value={draft.least}
        onChange={(least) => typeof least === 'number' && change({ least })}
      />
    </Stack>
  )
}

function TableFields({ draft, change }: Props) {
  return (
    <Stack gap="xs">
      <Select
        label={t('Look up by')}
        data={KEY_CHOICES}
        value={draft.by}
        onChange={(by) => change({ by: (by ?? 'stem') as SourceDraft['by'] })}
      />
      <Textarea
        label={t('Table')}
        description={t('One row a line: what the image is called, a comma, the label. Paste it from a spreadsheet.')}
        placeholder={TABLE_EXAMPLE}
        autosize
        minRows={5}
        maxRows={16}
        classNames={{ input: styles.code ?? '' }}
        value={draft.table}
        onChange={(event) => change({ table: event.currentTarget.value })}
        data-testid="table"
      />
    </Stack>
  )
}

function ProgramFields({ draft, change }: Props) {
  return (
    <Stack gap="xs">
      <TextInput
        label={t('Address')}
        description={t(
          'It is sent {"labels", "assets": [{"id", "name", "width", "height"}]} and answers with {"votes": [{"asset", "label"}]}.',
        )}
        placeholder={ADDRESS_EXAMPLE}
        value={draft.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
      />
      <Switch
        label={t('Send a small JPEG of each image')}
        checked={draft.sendsImages}
        onChange={(event) => change({ sendsImages: event.currentTarget.checked })}
      />
    </Stack>
  )
}

function SnapshotFields({ project, draft, change }: Props) {
  const { data: snapshots = [] } = useQuery(queries.snapshots(project.id))
  return (
    <Select
      label={t('Snapshot')}
      description={t('Says what was approved then, of the images that were in it.')}
      data={snapshots.map(({ number }) => ({ value: String(number), label: t('Snapshot {{number}}', { number }) }))}
      value={draft.snapshot === null ? null : String(draft.snapshot)}
      onChange={(number) => change({ snapshot: number === null ? null : Number(number) })}
    />
  )
}
