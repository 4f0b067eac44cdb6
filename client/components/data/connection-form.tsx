import { Autocomplete, Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Connection, ConnectionDraft, ConnectionName, type ConnectionPlace } from '#shared/domain/connection.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { ImportOptions } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { connectionsKey, queries } from '../../queries.ts'
import { useAct } from '../use-act.ts'
import { placeKinds, usualSchedules } from './connection-words.ts'
import styles from './connections-panel.module.css'
import { ImportChoices } from './import-choices.tsx'

type Kind = ConnectionPlace['kind']
/** What is typed, whatever kind of place it belongs to. */
type Typed = Readonly<Record<'path' | 'endpoint' | 'region' | 'bucket' | 'prefix' | 'accessKey' | 'url' | 'project', string>>

const NOTHING: Typed = {
  path: '',
  endpoint: '',
  region: 'us-east-1',
  bucket: '',
  prefix: '',
  accessKey: '',
  url: '',
  project: '',
}
const EXAMPLES = {
  endpoint: 'https://s3.eu-central-1.amazonaws.com',
  prefix: 'cells/2026/',
  path: '/data/cells',
  addresses: 'https://example.org/images.txt',
  labelloop: 'https://labels.example.org',
} as const

const MUST_BE_SAID: ReadonlySet<keyof Typed> = new Set(['path', 'endpoint', 'bucket', 'url', 'project'])

interface Props {
  readonly projectId: ProjectId
  /** Null for a new one. */
  readonly connection: Connection | null
  readonly onDone: () => void
}

/** The form of a connection: where it leads, how its files are read, when it is looked at. */
export function ConnectionForm({ projectId, connection, onDone }: Props) {
  const { data: project } = useQuery(queries.project(projectId))
  const [name, setName] = useState(connection?.name ?? '')
  const [kind, setKind] = useState<Kind>(connection?.place.kind ?? 'bucket')
  const [typed, setTyped] = useState<Typed>({ ...NOTHING, ...connection?.place })
  const [secret, setSecret] = useState('')
  const [schedule, setSchedule] = useState(connection?.schedule ?? '')
  const [options, setOptions] = useState(ImportOptions.parse({ ...connection?.options }))
  const cache = useQueryClient()
  const draft = ConnectionDraft.safeParse({ place: { ...typed, kind }, options, schedule: schedule.trim() || null })
  const save = useAct(async (body: ConnectionDraft) => {
    const sent = { ...body, ...(secret !== '' && { secret }) }
    await call(routes.connections.save, { params: { projectId, name: name.trim() }, body: sent })
    await cache.invalidateQueries({ queryKey: connectionsKey(projectId) })
    onDone()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (draft.data) save.mutate(draft.data)
  }
  // Said once something is typed: an empty field is not wrong yet.
  const problemOf = (of: keyof Typed) =>
    typed[of] !== '' && draft.error?.issues.some(({ path }) => path[0] === 'place' && path[1] === of)
      ? t('Expected an address that begins with https:// or http://')
      : null
  const field = (of: keyof Typed, label: string, placeholder?: string) => (
    <TextInput
      label={label}
      placeholder={placeholder}
      withAsterisk={MUST_BE_SAID.has(of)}
      error={problemOf(of)}
      value={typed[of]}
      onChange={(event) => setTyped({ ...typed, [of]: event.currentTarget.value })}
      maxLength={2000}
      data-testid={`connection-${of}`}
    />
  )
  const secretField = (label: string) => (
    <PasswordInput
      label={label}
      description={connection?.hasSecret ? t('Kept as it is where nothing is typed.') : undefined}
      value={secret}
      onChange={(event) => setSecret(event.currentTarget.value)}
      autoComplete="off"
      data-testid="connection-secret"
    />
  )
  return (
    <form onSubmit={submit} className={styles.form}>
      <TextInput
        label={t('Name')}
        withAsterisk
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        disabled={connection !== null}
        maxLength={60}
        data-testid="connection-name"
        data-autofocus
      />
      <SegmentedControl
        size="xs"
        aria-label={t('Kind of place')}
        data={placeKinds()}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
      />
      {kind === 'bucket' && (
        <>
          {field('endpoint', t('Address of the storage'), EXAMPLES.endpoint)}
          <div className={styles.pair}>
            {field('bucket', t('Bucket'))}
            {field('prefix', t('Only what begins with'), EXAMPLES.prefix)}
            {field('region', t('Region'))}
            {field('accessKey', t('Access key; empty for an open bucket'))}
          </div>
          {typed.accessKey !== '' && secretField(t('Secret key'))}
        </>
      )}
      {kind === 'folder' && field('path', t('Folder'), EXAMPLES.path)}
      {kind === 'addresses' && field('url', t('Address of the list: a text with an address a line'), EXAMPLES.addresses)}
      {kind === 'labelloop' && (
        <>
          <div className={styles.pair}>
            {field('url', t('Address of the other Labelloop'), EXAMPLES.labelloop)}
            {field('project', t('Its project'))}
          </div>
          {secretField(t('A token of it'))}
        </>
      )}
      <Autocomplete
        label={t('When')}
        description={t('A choice, or a cron expression in the time zone of the project.')}
        data={usualSchedules(kind).map(({ label }) => label)}
        value={usualSchedules(kind).find(({ value }) => value === schedule)?.label ?? schedule}
        onChange={(text) => setSchedule(usualSchedules(kind).find(({ label }) => label === text)?.value ?? text)}
        data-testid="connection-schedule"
      />
      {project && <ImportChoices task={project.task} options={options} onChange={setOptions} mayTry={false} />}
      <Button
        type="submit"
        loading={save.isPending}
        disabled={!draft.success || !ConnectionName.safeParse(name).success}
        data-testid="save-connection"
      >
        {t('Save')}
      </Button>
    </form>
  )
}
