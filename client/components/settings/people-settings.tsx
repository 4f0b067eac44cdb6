import { Avatar, Button, Select, Skeleton } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Role, type User } from '#shared/domain/people.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { textOn } from '../../canvas/shape-views/palette.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import { AddPerson } from './add-person.tsx'
import styles from './people-settings.module.css'

const NONE = 'none'
const ROLES = {
  annotator: t('Annotator: draws and submits'),
  reviewer: t('Reviewer: also approves and rejects'),
  manager: t('Manager: also labels, data, training, people'),
} as const satisfies Record<Role, string>

/** Who may do what in this project. */
export function PeopleSettings({ project }: { project: ProjectSummary }) {
  const { data: users } = useQuery(queries.users())
  const [adding, setAdding] = useState(false)
  const mayManage = useMay('people:manage', project.id)
  const mayAdd = useMay('installation:manage', null)
  return (
    <Panel
      title={t('People')}
      aside={
        mayAdd && (
          <Button
            size="xs"
            variant="light"
            leftSection={<IconUserPlus size={14} />}
            onClick={() => setAdding(true)}
            data-testid="add-person"
          >
            {t('Add a person')}
          </Button>
        )
      }
    >
      {!users && <Skeleton height={140} />}
      <ul className={styles.list}>
        {users?.map((user) => (
          <Person key={user.id} user={user} project={project} mayManage={mayManage} />
        ))}
      </ul>
      <AddPerson project={project} opened={adding} onClose={() => setAdding(false)} />
    </Panel>
  )
}

function Person({ user, project, mayManage }: { user: User; project: ProjectSummary; mayManage: boolean }) {
  const cache = useQueryClient()
  const set = useAct(async (role: Role | null) => {
    await call(routes.people.setRole, { params: { projectId: project.id, userId: user.id }, body: { role } })
    await cache.invalidateQueries(queries.users())
  })
  return (
    <li className={styles.person} data-testid="person-row">
      <Avatar
        size={30}
        radius="xl"
        aria-hidden="true"
        styles={{ placeholder: { background: user.color, color: textOn(user.color), fontSize: 12 } }}
      >
        {user.name.slice(0, 2).toUpperCase()}
      </Avatar>
      <span className={styles.name}>{user.name}</span>
      {user.admin ? (
        <span className={styles.soft}>{t('Admin of the installation: may do everything')}</span>
      ) : (
        <Select
          w={310}
          size="xs"
          aria-label={t('Role of {{name}}', { name: user.name })}
          data={[{ value: NONE, label: t('No role here') }, ...Role.options.map((role) => ({ value: role, label: ROLES[role] }))]}
          value={user.roles[project.id] ?? NONE}
          onChange={(role) => set.mutate(role === NONE || role === null ? null : Role.parse(role))}
          disabled={!mayManage || set.isPending}
        />
      )}
    </li>
  )
}
