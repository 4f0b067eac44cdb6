import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconKeyboard, IconSearch } from '@tabler/icons-react'
import { Link, Outlet } from '@tanstack/react-router'
import { BrandMark } from '../components/brand-mark.tsx'
import { CheatSheet } from '../components/cheat-sheet.tsx'
import { cheatSheet } from '../components/cheat-sheet-state.ts'
import { ConnectionState } from '../components/connection-state.tsx'
import { MentionsBell } from '../components/mentions-bell.tsx'
import { ProjectTabs } from '../components/project-tabs.tsx'
import { SchemeSwitch } from '../components/scheme-switch.tsx'
import { usePageKeys } from '../components/use-page-keys.ts'
import { UserMenu } from '../components/user-menu.tsx'
import { t } from '../i18n.ts'
import styles from './shell.module.css'

/** The bar above every page but the workbench. */
export function Shell() {
  usePageKeys([
    { keys: '?', what: t('Keys of this page'), run: () => cheatSheet.getState().toggle() },
    { keys: 'mod+k', what: t('Go anywhere, do anything') },
  ])
  return (
    <div className={styles.shell}>
      <header className={styles.bar}>
        <Link to="/" className={styles.brand} aria-label={t('All projects')}>
          <BrandMark size={24} />
        </Link>
        <ProjectTabs />
        <div className={styles.right}>
          <UnstyledButton className={styles.search} onClick={spotlight.open}>
            <IconSearch size={14} stroke={1.8} />
            <span>{t('Search')}</span>
            <Kbd size="xs" aria-hidden="true">
              {t('Ctrl K')}
            </Kbd>
          </UnstyledButton>
          <ConnectionState />
          <MentionsBell />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('Keys of this page')}
            onClick={() => cheatSheet.getState().toggle()}
          >
            <IconKeyboard size={18} stroke={1.6} />
          </ActionIcon>
          <SchemeSwitch />
          <UserMenu />
        </div>
      </header>
      <main className={styles.main}>
        <Outlet />
      </main>
      <CheatSheet />
    </div>
  )
}
