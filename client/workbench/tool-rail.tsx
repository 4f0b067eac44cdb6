import { ActionIcon, Tooltip } from '@mantine/core'
import { IconEye, IconEyeOff, IconMaximize, IconPointer, IconVector, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { tasks } from '#shared/domain/task.ts'
import { useAct, useDeskState, useOpenDesk } from './desk-context.ts'
import styles from './tool-rail.module.css'

const ICON = { size: 19, stroke: 1.6 } as const

/** The tools, one key each. */
export function ToolRail() {
  const { desk } = useOpenDesk()
  const tool = useDeskState((ui) => ui.tool)
  const areShapesHidden = useDeskState((ui) => ui.areShapesHidden)
  const draw = useAct('draw')
  const draws = tasks[desk.project.task].shape === 'box'
  return (
    <div className={styles.rail} role="toolbar" aria-label="Tools" aria-orientation="vertical">
      <RailButton
        label="Select, move, resize"
        keys="V"
        testId="tool-select"
        isActive={tool === 'select'}
        onClick={useAct('select')}
      >
        <IconPointer {...ICON} />
      </RailButton>
      {draws && (
        <RailButton
          label="Draw a box"
          keys="N"
          testId="tool-box"
          isActive={tool === 'box'}
          isDisabled={desk.readOnly !== null}
          onClick={() => tool !== 'box' && draw()}
        >
          <IconVector {...ICON} />
        </RailButton>
      )}
      <span className={styles.gap} />
      <RailButton label="Closer" keys="+" testId="zoom-in" onClick={useAct('zoomIn')}>
        <IconZoomIn {...ICON} />
      </RailButton>
      <RailButton label="Farther" keys="−" testId="zoom-out" onClick={useAct('zoomOut')}>
        <IconZoomOut {...ICON} />
      </RailButton>
      <RailButton label="Whole image" keys="Shift 1" testId="fit" onClick={useAct('fit')}>
        <IconMaximize {...ICON} />
      </RailButton>
      <RailButton
        label={areShapesHidden ? 'Show shapes' : 'Hide shapes'}
        keys="H"
        testId="hide"
        isActive={areShapesHidden}
        onClick={useAct('hide')}
      >
        {areShapesHidden ? <IconEyeOff {...ICON} /> : <IconEye {...ICON} />}
      </RailButton>
    </div>
  )
}

interface RailButtonProps {
  readonly label: string
  readonly keys: string
  readonly testId: string
  readonly isActive?: boolean
  readonly isDisabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

function RailButton({ label, keys, testId, isActive = false, isDisabled = false, onClick, children }: RailButtonProps) {
  return (
    <Tooltip label={`${label} (${keys})`} position="right">
      <ActionIcon
        size={34}
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
