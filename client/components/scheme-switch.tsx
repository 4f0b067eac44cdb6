import { ActionIcon, Menu } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { t } from '../i18n.ts'
import { SCHEME_CHOICES, type SchemeChoice, useSchemeChoice } from '../theme/color-scheme.ts'

const icons = { system: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const satisfies Record<SchemeChoice, unknown>
const titles = { system: t('As the system'), light: t('Light'), dark: t('Dark') } as const satisfies Record<SchemeChoice, string>

/** Light, dark, or as the system (then dark beside images). */
export function SchemeSwitch() {
  const { choice, choose } = useSchemeChoice()
  const Icon = icons[choice]
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('Light or dark')} data-testid="scheme">
          <Icon size={17} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEME_CHOICES.map((option) => {
          const OptionIcon = icons[option]
          return (
            <Menu.Item
              key={option}
              leftSection={<OptionIcon size={15} stroke={1.7} />}
              rightSection={option === choice ? <IconCheck size={14} /> : null}
              onClick={() => choose(option)}
            >
              {titles[option]}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
