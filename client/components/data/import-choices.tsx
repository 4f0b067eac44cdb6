import { Select, Stack, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ImportOptions } from '#shared/routes/data.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { MergeChoice } from './merge-choice.tsx'

const SPLITS = {
  auto: t('Shared out, near-duplicates together'),
  source: t('As the own folders of the data set say'),
  train: t('All for training'),
  validation: t('All for validation'),
  test: t('All for testing'),
} as const satisfies Record<ImportOptions['split'], string>

interface Props {
  readonly task: TaskId
  readonly options: ImportOptions
  readonly onChange: (options: ImportOptions) => void
  /** Whether it may be tried first, changing nothing. */
  readonly mayTry?: boolean
}

/** What becomes of the next import. */
export function ImportChoices({ task, options, onChange, mayTry = true }: Props) {
  const { data: formats = [] } = useQuery(queries.formats())
  const readable = formats.filter((format) => format.reads && format.tasks.includes(task))
  return (
    <Stack gap="sm">
      <Select
        label={t('Format')}
        data={[{ value: 'auto', label: t('Recognise it') }, ...readable.map(({ id, title }) => ({ value: id, label: title }))]}
        searchable
        value={options.format}
        onChange={(format) => onChange({ ...options, format: format ?? 'auto' })}
      />
      <Select
        label={t('Split')}
        data={Object.entries(SPLITS).map(([value, label]) => ({ value, label }))}
        value={options.split}
        onChange={(split) => onChange({ ...options, split: ImportOptions.shape.split.parse(split ?? undefined) })}
      />
      <MergeChoice rule={options.merge} onChange={(merge) => onChange({ ...options, merge })} />
      <Switch
        label={t('Take the labels as approved')}
        description={t('Otherwise they wait for a review.')}
        checked={options.approve}
        onChange={(event) => onChange({ ...options, approve: event.currentTarget.checked })}
        data-testid="import-approve"
      />
      <Switch
        label={t('Numbered images are a video')}
        description={t('The images of a folder whose names count become the frames of one video, all in one split.')}
        checked={options.video}
        onChange={(event) => onChange({ ...options, video: event.currentTarget.checked })}
        data-testid="import-video"
      />
      {mayTry && (
        <Switch
          label={t('Dry run')}
          description={t('Says what would happen and changes nothing.')}
          checked={options.dryRun}
          onChange={(event) => onChange({ ...options, dryRun: event.currentTarget.checked })}
          data-testid="import-dry-run"
        />
      )}
    </Stack>
  )
}
