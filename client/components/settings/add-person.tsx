import { Button, Modal, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Role } from '#shared/domain/people.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { useAct } from '../use-act.ts'
import { SecretOnce } from './secret-once.tsx'

interface Props {
  readonly project: ProjectSummary
  readonly opened: boolean
  readonly onClose: () => void
}

/** A new person with a role in this project: with a password, or by a link that signs in once. */
export function AddPerson({ project, opened, onClose }: Props) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<Role>('annotator')
  const cache = useQueryClient()
  const add = useAct(async () => {
    const { signInUrl } = await call(routes.people.add, {
      body: { name, roles: { [project.id]: role }, ...(password === '' ? {} : { password }) },
    })
    await cache.invalidateQueries(queries.users())
    if (signInUrl === null) close()
    return signInUrl
  })
  const close = () => {
    add.reset()
    setName('')
    setPassword('')
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <Modal opened={opened} onClose={close} title={t('Add a person')}>
      {add.data ? (
        <SecretOnce
          secret={add.data}
          sentence={t('{{name}} opens this address once and is signed in. It is shown only now.', { name })}
          onDone={close}
        />
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label={t('Name')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={60}
              required
              withAsterisk={false}
              data-autofocus
            />
            <Select
              label={t('Role in this project')}
              data={[...Role.options]}
              value={role}
              onChange={(value) => setRole(Role.parse(value))}
            />
            <PasswordInput
              label={t('Password')}
              description={t('At least 8 characters; empty for a sign-in link instead.')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              minLength={8}
              autoComplete="new-password"
            />
            <Button type="submit" loading={add.isPending} disabled={name.trim() === ''}>
              {t('Add')}
            </Button>
            <Text size="xs" c="dimmed">
              {t('Others reach this machine only when it serves the network and everybody has a password or a link.')}
            </Text>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
