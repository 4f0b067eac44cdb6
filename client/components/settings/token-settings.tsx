import { Button, Modal, Skeleton, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ApiToken } from '#shared/domain/people.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { AskingButton } from '../asking-button.tsx'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import styles from './people-settings.module.css'
import { SecretOnce } from './secret-once.tsx'

/** The signed-in person's tokens for programs. */
export function TokenSettings() {
  const { data: tokens } = useQuery(queries.tokens())
  const [name, setName] = useState('')
  const cache = useQueryClient()
  const create = useAct(async () => {
    const { secret } = await call(routes.people.createToken, { body: { name: name.trim() === '' ? 'token' : name } })
    setName('')
    await cache.invalidateQueries(queries.tokens())
    return secret
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <Panel title={t('Your API tokens')} aside={t('for the command line on other machines, and for scripts')}>
      {!tokens && <Skeleton height={80} />}
      {tokens?.length === 0 && (
        <p className={styles.soft}>{t('None yet. A program signs in with one: “Authorization: Bearer …”.')}</p>
      )}
      <ul className={styles.list}>
        {tokens?.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </ul>
      <form onSubmit={submit} className={styles.add}>
        <TextInput
          placeholder={t('What it is for')}
          aria-label={t('Name of the new token')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
        />
        <Button type="submit" variant="default" loading={create.isPending} data-testid="create-token">
          {t('Create a token')}
        </Button>
      </form>
      <Modal opened={create.data !== undefined} onClose={create.reset} title={t('The new token')}>
        {create.data && <SecretOnce secret={create.data} sentence={t('It is shown only now.')} onDone={create.reset} />}
      </Modal>
    </Panel>
  )
}

function TokenRow({ token: { id, name, createdAt, lastUsedAt } }: { token: ApiToken }) {
  const cache = useQueryClient()
  const revoke = useAct(async () => {
    await call(routes.people.revokeToken, { params: { tokenId: id } })
    await cache.invalidateQueries(queries.tokens())
  })
  return (
    <li className={styles.person}>
      <span className={styles.name}>{name}</span>
      <span className={styles.soft}>
        {lastUsedAt === null
          ? t('made {{made}}, never used', { made: ago(createdAt) })
          : t('made {{made}}, used {{used}}', { made: ago(createdAt), used: ago(lastUsedAt) })}
      </span>
      <AskingButton
        act={revoke}
        title={t('Revoke {{name}}?', { name })}
        sentence={t('Programs that sign in with it can no longer do so.')}
      >
        {t('Revoke')}
      </AskingButton>
    </li>
  )
}
