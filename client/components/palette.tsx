import { Kbd } from '@mantine/core'
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import {
  IconAdjustmentsSearch,
  IconChartLine,
  IconColumns3,
  IconDatabase,
  IconEyeCheck,
  IconFolder,
  IconHome,
  IconKeyboard,
  IconPencil,
  IconPhoto,
  IconRefresh,
  IconSettings,
  IconSun,
  IconTrophy,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { schemeChoice } from '../theme/color-scheme.ts'
import { cheatSheet } from './cheat-sheet-state.ts'
import { type PaletteOffer, paletteOffers } from './palette-offers.ts'
import { useStartWork } from './use-start-work.ts'

const ICON_SIZE = 17

/** Ctrl+K on every page: pages, projects and acts by name. */
export function Palette() {
  const [offers, setOffers] = useState<readonly PaletteOffer[]>([])
  const groups: SpotlightActionGroupData[] = [
    { group: t('Here'), actions: offers.map(offeredAction) },
    { group: t('This project'), actions: [...useWorkActions(), ...usePageActions()] },
    { group: t('Projects'), actions: useProjectActions() },
    { group: t('Elsewhere'), actions: GENERAL },
  ]
  return (
    <Spotlight
      actions={groups.filter(({ actions }) => actions.length > 0)}
      shortcut="mod + K"
      highlightQuery
      onSpotlightOpen={() => setOffers(paletteOffers.getState().offerings.flatMap((offering) => offering()))}
      onSpotlightClose={leaveField}
      scrollable
      maxHeight={420}
      nothingFound={t('Nothing of that name')}
      searchProps={{ placeholder: t('Go to a page or project, or do something'), 'aria-label': t('Command palette') }}
      transitionProps={{ duration: 90 }}
    />
  )
}

const offeredAction = ({ id, label, keys, run }: PaletteOffer): SpotlightActionData => ({
  id,
  label,
  rightSection: keys.map((key) => (
    <Kbd key={key} size="xs">
      {key}
    </Kbd>
  )),
  onClick: run,
})

const PAGES = [
  { to: '/projects/$projectId', label: t('Overview'), Icon: IconRefresh },
  { to: '/projects/$projectId/assets', label: t('Assets'), Icon: IconPhoto },
  { to: '/projects/$projectId/runs', label: t('Runs'), Icon: IconChartLine },
  { to: '/projects/$projectId/runs/studies', label: t('Studies'), Icon: IconAdjustmentsSearch },
  { to: '/projects/$projectId/runs/compare', label: t('Compare runs'), Icon: IconColumns3 },
  { to: '/projects/$projectId/models', label: t('Models'), Icon: IconTrophy },
  { to: '/projects/$projectId/data', label: t('Data'), Icon: IconDatabase },
  { to: '/projects/$projectId/settings', label: t('Settings'), Icon: IconSettings },
] as const

function usePageActions(): SpotlightActionData[] {
  const navigate = useNavigate()
  const { projectId } = useParams({ strict: false })
  if (!projectId) return []
  return PAGES.map(({ to, label, Icon }) => ({
    id: `page-${to}`,
    label,
    leftSection: <Icon size={ICON_SIZE} stroke={1.6} />,
    onClick: () => void navigate({ to, params: { projectId } }),
  }))
}

function useWorkActions(): SpotlightActionData[] {
  const { projectId } = useParams({ strict: false })
  const start = useStartWork(projectId ?? null)
  if (!projectId) return []
  return [
    {
      id: 'annotate',
      label: t('Start annotating'),
      leftSection: <IconPencil size={ICON_SIZE} stroke={1.6} />,
      onClick: () => start.mutate('annotator'),
    },
    {
      id: 'review',
      label: t('Start reviewing'),
      leftSection: <IconEyeCheck size={ICON_SIZE} stroke={1.6} />,
      onClick: () => start.mutate('reviewer'),
    },
  ]
}

function useProjectActions(): SpotlightActionData[] {
  const navigate = useNavigate()
  const { data: projects = [] } = useQuery(queries.projects())
  const open = (projectId: ProjectId) => void navigate({ to: '/projects/$projectId', params: { projectId } })
  return [
    ...projects.map(({ id, name }) => ({
      id: `project-${id}`,
      label: name,
      leftSection: <IconFolder size={ICON_SIZE} stroke={1.6} />,
      onClick: () => open(id),
    })),
    {
      id: 'projects',
      label: t('All projects'),
      leftSection: <IconHome size={ICON_SIZE} stroke={1.6} />,
      onClick: () => void navigate({ to: '/' }),
    },
  ]
}

const GENERAL: SpotlightActionData[] = [
  {
    id: 'scheme',
    label: t('Switch between light and dark'),
    leftSection: <IconSun size={ICON_SIZE} stroke={1.6} />,
    onClick: () => schemeChoice.getState().choose(shownScheme() === 'dark' ? 'light' : 'dark'),
  },
  {
    id: 'keys',
    label: t('Keys of this page'),
    leftSection: <IconKeyboard size={ICON_SIZE} stroke={1.6} />,
    onClick: () => cheatSheet.getState().toggle(),
  },
]

// The closed palette would keep the focus in its field, where the page's keys are typing.
function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}

const shownScheme = () => document.documentElement.dataset.mantineColorScheme
