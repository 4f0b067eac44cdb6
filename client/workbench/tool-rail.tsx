import { ActionIcon, Tooltip } from '@mantine/core'
import { IconEye, IconEyeOff, IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { Fragment, type ReactNode } from 'react'
import { type ToolId, tools } from '../canvas/tools/index.ts'
import { t } from '../i18n.ts'
import { useAct, useDeskState, useOpenDesk } from './desk-context.ts'
import { takeTool } from './draw-acts.ts'
import { readableKeys } from './key-names.ts'
import type { ActionId } from './keymap.ts'
import { useBindings } from './keys/use-bindings.ts'
import { ReshapeMenu } from './reshape-menu.tsx'
import { toolsOfTask } from './tool-choice.ts'
import { TOOL_GROUPS, toolFaces } from './tool-faces.tsx'
import styles from './tool-rail.module.css'

const ICON = { size: 17, stroke: 1.7 } as const

/** The tools that the task allows, grouped, each with its key; then what is done with what is selected, and the view. */
export function ToolRail() {
  const { desk } = useOpenDesk()
  const areShapesHidden = useDeskState((ui) => ui.areShapesHidden)
  const allowed = toolsOfTask(desk.project.task)
  const groups = TOOL_GROUPS.map((group) => allowed.filter((id) => toolFaces[id].group === group)).filter(
    (members) => members.length > 0,
  )
  return (
    <div className={styles.rail} role="toolbar" aria-label={t('Tools')} aria-orientation="vertical">
      {groups.map((members) => (
        <Fragment key={members[0]}>
          {members.map((id) => (
            <ToolButton key={id} id={id} />
          ))}
          <span className={styles.gap} />
        </Fragment>
      ))}
      {allowed.length > 1 && (
        <>
          <ReshapeMenu />
          <span className={styles.gap} />
        </>
      )}
      <ActButton label={t('Closer')} act="zoomIn" testId="zoom-in">
        <IconZoomIn {...ICON} />
      </ActButton>
      <ActButton label={t('Farther')} act="zoomOut" testId="zoom-out">
        <IconZoomOut {...ICON} />
      </ActButton>
      <ActButton label={t('Whole image')} act="fit" testId="fit">
        <IconMaximize {...ICON} />
      </ActButton>
      <ActButton
        label={areShapesHidden ? t('Show shapes') : t('Hide shapes')}
        act="hide"
        testId="hide"
        isActive={areShapesHidden}
      >
        {areShapesHidden ? <IconEyeOff {...ICON} /> : <IconEye {...ICON} />}
      </ActButton>
    </div>
  )
}

function ToolButton({ id }: { readonly id: ToolId }) {
  const { desk } = useOpenDesk()
  const inHand = useDeskState((ui) => ui.tool)
  const { Icon, act } = toolFaces[id]
  const isSelect = id === 'select'
  return (
    <RailButton
      label={tools.get(id).label}
      keys={useKeys(act)}
      testId={`tool-${id}`}
      isActive={inHand === id}
      isDisabled={desk.readOnly !== null && !isSelect}
      onClick={() => (isSelect ? desk.ui.setState({ tool: id }) : takeTool(desk, id))}
    >
      <Icon {...ICON} />
    </RailButton>
  )
}

interface ActButtonProps {
  readonly label: string
  readonly act: ActionId
  readonly testId: string
  readonly isActive?: boolean
  readonly children: ReactNode
}

function ActButton({ act, ...button }: ActButtonProps) {
  return <RailButton {...button} keys={useKeys(act)} onClick={useAct(act)} />
}

// The first key of an act in this person's map, as it is printed on a keyboard; null where it has none.
function useKeys(act: ActionId): string | null {
  const keys = useBindings().find(({ id }) => id === act)?.keys ?? []
  return readableKeys(keys.slice(0, 1))[0] ?? null
}

interface RailButtonProps {
  readonly label: string
  readonly keys: string | null
  readonly testId: string
  readonly isActive?: boolean
  readonly isDisabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

function RailButton({ label, keys, testId, isActive = false, isDisabled = false, onClick, children }: RailButtonProps) {
  return (
    <Tooltip label={keys ? `${label} (${keys})` : label} position="right">
      <ActionIcon
        size={28}
        variant={isActive ? 'light' : 'subtle'}
        color={isActive ? 'iris' : 'gray'}
        aria-label={label}
        aria-pressed={isActive}
        disabled={isDisabled}
        onClick={onClick}
        data-testid={testId}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
