import { ActionIcon, Button, Checkbox, Popover, TextInput, UnstyledButton } from '@mantine/core'
import { IconBookmarkPlus, IconTrash, IconUsers } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { SavedView } from '#shared/domain/saved-view.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { queries, viewsKey } from '../../queries.ts'
import { useUser } from '../../session.ts'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import styles from './saved-views.module.css'

const ICON = { size: 14, stroke: 1.7 } as const

interface Props {
  readonly projectId: ProjectId
  /** All that is asked now, as one query. */
  readonly query: string
  readonly order: SavedView['order']
  readonly onView: (view: Pick<SavedView, 'query' | 'order'> | null) => void
}

/** Saved questions as tabs: one's own and those that others share; and what saves the present one. */
export function SavedViews({ projectId, query, order, onView }: Props) {
  const { data: views = [] } = useQuery(queries.views(projectId))
  const shown = views.find((view) => view.query === query && view.order === order)
  if (views.length === 0 && query === '') return null
  return (
    <div className={styles.bar}>
      <fieldset className={styles.views} aria-label={t('Saved views')} data-testid="saved-views">
        <View on={query === ''} onClick={() => onView(null)}>
          {t('All images')}
        </View>
        {views.map((view) => (
          <View key={view.id} on={view === shown} title={view.query} onClick={() => onView(view)}>
            {view.name}
            {view.shared && <IconUsers size={12} stroke={1.7} aria-label={t('Shared')} />}
          </View>
        ))}
      </fieldset>
      {shown ? (
        <Removal projectId={projectId} view={shown} />
      ) : (
        query !== '' && <Saving projectId={projectId} query={query} order={order} />
      )}
    </div>
  )
}

function View({ on, children, ...more }: { on: boolean; title?: string; onClick: () => void; children: ReactNode }) {
  return (
    <UnstyledButton className={styles.view} aria-pressed={on} {...more}>
      {children}
    </UnstyledButton>
  )
}

function Saving({ projectId, query, order }: Omit<Props, 'onView'>) {
  const cache = useQueryClient()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(true)
  const [opened, setOpened] = useState(false)
  const save = useAct(
    async () => {
      await call(routes.savedViews.save, { params: { projectId }, body: { name, query, order, shared } })
      await cache.invalidateQueries({ queryKey: viewsKey(projectId) })
      setOpened(false)
      setName('')
    },
    () => t('The view is saved'),
  )
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconBookmarkPlus {...ICON} />}
          onClick={() => setOpened(!opened)}
          data-testid="save-view"
        >
          {t('Save this view')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim() !== '') save.mutate()
          }}
        >
          <TextInput
            size="xs"
            label={t('Name of the view')}
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="view-name"
          />
          <Checkbox
            size="xs"
            label={t('Everybody of the project sees it')}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          <Button size="xs" type="submit" loading={save.isPending} disabled={name.trim() === ''} data-testid="view-saved">
            {t('Save')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

function Removal({ projectId, view }: { projectId: ProjectId; view: SavedView }) {
  const cache = useQueryClient()
  const me = useUser()
  const mayChange = useMay('project:change', projectId)
  const [isAsking, setAsking] = useState(false)
  const remove = useAct(
    async () => {
      await call(routes.savedViews.remove, { params: { projectId, viewId: view.id } })
      await cache.invalidateQueries({ queryKey: viewsKey(projectId) })
    },
    () => t('The view {{name}} is removed; the images stay', { name: view.name }),
  )
  if (me?.id !== view.ownerId && !mayChange) return null
  return (
    <>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={t('Remove the view {{name}}', { name: view.name })}
        onClick={() => setAsking(true)}
        loading={remove.isPending}
      >
        <IconTrash {...ICON} />
      </ActionIcon>
      <ConfirmDialog
        opened={isAsking}
        title={t('Remove the view {{name}}?', { name: view.name })}
        verb={t('Remove')}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
        data-testid="confirm"
      >
        {view.shared ? t('It goes for everybody of the project; the images stay.') : t('The images stay.')}
      </ConfirmDialog>
    </>
  )
}
