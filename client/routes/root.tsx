import { DirectionProvider, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useMatchRoute } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Palette } from '../components/palette.tsx'
import { SignInPanel } from '../components/sign-in-panel.tsx'
import { t } from '../i18n.ts'
import { useSession } from '../session.ts'
import { useScheme } from '../theme/color-scheme.ts'
import { cssVariables, theme } from '../theme/theme.ts'
import styles from './root.module.css'

/** What every page stands in: theme, notifications, palette, and the sign-in that covers the page where needed. */
export function Root() {
  const besideImages = useMatchRoute()({ to: '/projects/$projectId/assets/$assetId' }) !== false
  const scheme = useScheme(besideImages)
  return (
    <DirectionProvider>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme={scheme}>
        <Notifications position="bottom-right" limit={3} />
        <Signed />
      </MantineProvider>
    </DirectionProvider>
  )
}

function Signed() {
  const { kind, user } = useSession()
  const queryClient = useQueryClient()
  useEffect(() => {
    if (kind === 'signed-in') void queryClient.invalidateQueries()
  }, [kind, queryClient])
  if (kind === 'unknown') return <p className={styles.waiting}>{t('Waiting for the server')}</p>
  return (
    <>
      {user && <Outlet />}
      {user && <Palette />}
      {kind === 'signed-out' && <SignInPanel lastName={user?.name ?? null} />}
    </>
  )
}
