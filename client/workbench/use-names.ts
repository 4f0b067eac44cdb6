import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { UserId } from '#shared/domain/ids.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useUser } from '../session.ts'

/** What to call whoever did something: "You" for oneself, "The loop" for what no person did. */
export function useNames(): (id: UserId | null) => string {
  const me = useUser()
  const { data: users } = useQuery(queries.users())
  return useCallback(
    (id) => {
      if (id === null) return t('The loop')
      if (id === me?.id) return t('You')
      return users?.find((user) => user.id === id)?.name ?? t('Somebody')
    },
    [me, users],
  )
}
