import { ActionIcon, Button, Kbd, Tooltip } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconChevronLeft,
  IconChevronRight,
  IconKeyboard,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { MentionsBell } from '../components/mentions-bell.tsx'
import { SchemeSwitch } from '../components/scheme-switch.tsx'
import { t } from '../i18n.ts'
import { useAct, useOpenDesk } from './desk-context.ts'
import { ImageFacts } from './image-facts.tsx'
import type { ActionId } from './keymap.ts'
import { useKeysOf } from './keys/use-bindings.ts'
import { PeopleHere } from './people-here.tsx'
import { SaveWord } from './save-word.tsx'
import styles from './top-bar.module.css'
import type { Place } from './use-journey.ts'
import type { PresenceLine } from './use-presence.ts'
import { ViewMenu } from './view-menu.tsx'
import { ZoomControl } from './zoom-control.tsx'

const ICON = { size: 17, stroke: 1.7 } as const

/** Where one is, whether all is saved, who else is here, and the way on. */
export function TopBar({ presence, place }: { presence: PresenceLine; place: Place | null }) {
  const { desk, snapshot } = useOpenDesk()
  const { project, asset } = desk
  // Who rates blind comes from the project that is rated.
  const home = project.blind?.of ?? project.id
  return (
    <>
      <Tooltip label={t('Back to the project')}>
        <Link
          to="/projects/$projectId"
          params={{ projectId: home }}
          className={styles.back}
          aria-label={t('Back to the project')}
        >
          <IconArrowLeft {...ICON} />
        </Link>
      </Tooltip>
      <div className={styles.where}>
        <Link to="/projects/$projectId/assets" params={{ projectId: home }} className={styles.project}>
          {project.name}
        </Link>
        <span className={styles.slash}>/</span>
        <ImageFacts asset={asset} />
      </div>
      <div className={styles.position}>
        <BarButton label={t('Previous image')} act="previousImage" testId="previous" disabled={place?.previous === null}>
          <IconChevronLeft {...ICON} />
        </BarButton>
        <span className="figure">{place ? t('{{done}} of {{total}}', { done: place.position, total: place.total }) : ' '}</span>
        <BarButton label={t('Next image')} act="nextImage" testId="next" disabled={place?.next === null}>
          <IconChevronRight {...ICON} />
        </BarButton>
      </div>
      <SaveWord />
      <span className={styles.room} />
      <PeopleHere presence={presence} />
      <MentionsBell />
      <BarButton label={t('Undo')} act="undo" testId="undo" disabled={!snapshot.canUndo}>
        <IconArrowBackUp {...ICON} />
      </BarButton>
      <BarButton label={t('Redo')} act="redo" testId="redo" disabled={!snapshot.canRedo}>
        <IconArrowForwardUp {...ICON} />
      </BarButton>
      <ZoomControl />
      <ViewMenu />
      <BarButton label={t('Keys of this page')} act="sheet" testId="keys">
        <IconKeyboard {...ICON} />
      </BarButton>
      <SchemeSwitch />
      <Finish />
    </>
  )
}

// The one way on for this role; who may approve while annotating gets both.
function Finish() {
  const { desk } = useOpenDesk()
  const submit = useAct('submit')
  const finish = useAct('finish')
  const keys = { submit: useKeysOf('submit'), finish: useKeysOf('finish') }
  const isReviewer = desk.role === 'reviewer'
  return (
    <>
      {!isReviewer && (
        <Button
          className={styles.finish}
          size="compact-sm"
          onClick={submit}
          disabled={desk.readOnly !== null}
          data-testid="submit"
          rightSection={
            <Kbd size="xs" className={styles.keys}>
              {keys.submit}
            </Kbd>
          }
        >
          {t('Submit')}
        </Button>
      )}
      {desk.mayReview && (
        <Button
          className={styles.finish}
          size="compact-sm"
          variant={isReviewer ? 'filled' : 'default'}
          onClick={finish}
          disabled={desk.readOnly !== null}
          data-testid="approve"
          rightSection={
            <Kbd size="xs" className={styles.keys}>
              {keys.finish}
            </Kbd>
          }
        >
          {t('Approve')}
        </Button>
      )}
    </>
  )
}

interface BarButtonProps {
  readonly label: string
  readonly act: ActionId
  readonly testId: string
  readonly disabled?: boolean
  readonly children: React.ReactNode
}

function BarButton({ label, act, testId, disabled = false, children }: BarButtonProps) {
  const keys = useKeysOf(act)
  const onClick = useAct(act)
  return (
    <Tooltip label={keys === '' ? label : `${label} (${keys})`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        className={styles.button}
        aria-label={label}
        onClick={onClick}
        disabled={disabled}
        data-testid={testId}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
