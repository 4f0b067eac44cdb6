import { Avatar, Menu, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconKeyboard, IconLogout } from '@tabler/icons-react'
import { textOn } from '../canvas/shape-views/palette.ts'
import { LANGUAGES, type Language, language, speak, t } from '../i18n.ts'
import { useUser } from '../session.ts'
import { signOut } from '../sign-in.ts'
import { cheatSheet } from './cheat-sheet-state.ts'

/** The signed-in person, the language, and the way out. */
export function UserMenu() {
  const user = useUser()
  if (!user) return null
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <UnstyledButton data-testid="user-menu">
          <Avatar
            size={26}
            radius="xl"
            styles={{ placeholder: { background: user.color, color: textOn(user.color), fontSize: 11 } }}
          >
            {user.name.slice(0, 2).toUpperCase()}
          </Avatar>
          <VisuallyHidden>{t('Signed in as {{name}}', { name: user.name })}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.admin ? t('{{name}}, admin', { name: user.name }) : user.name}</Menu.Label>
        <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={() => cheatSheet.getState().toggle()}>
          {t('Keys of this page')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('Language')}</Menu.Label>
        {Object.entries(LANGUAGES).map(([code, { name }]) => (
          <Menu.Item
            key={code}
            lang={code}
            aria-current={code === language()}
            leftSection={<IconCheck size={15} opacity={code === language() ? 1 : 0} />}
            onClick={() => speak(code as Language)}
            data-testid={`language-${code}`}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>
          {t('Sign out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
