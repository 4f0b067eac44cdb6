import { ActionIcon, Button, Popover, Slider, Tooltip } from '@mantine/core'
import { IconTransform } from '@tabler/icons-react'
import { useState } from 'react'
import type { Annotation } from '#shared/domain/annotation.ts'
import { conversions } from '#shared/shapes/convert.ts'
import { nounOf, type Shape, type ShapeKindId } from '#shared/shapes/index.ts'
import { simplified } from '#shared/shapes/simplify.ts'
import { linesOf } from '../canvas/tools/grips/index.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import { selectionOf } from './desk.ts'
import { useAct, useDeskState, useOpenDesk } from './desk-context.ts'
import styles from './reshape-menu.module.css'
import { convert, simplify } from './shape-acts.ts'

const MOST_TOLERANCE = 20
const STEP = 0.5
/** Screen pixels. */
const WIDTH = 272

/** What can be made of the selected: one shape of many, a simpler outline, another kind of shape. */
export function ReshapeMenu() {
  const { desk } = useOpenDesk()
  const [isOpen, setOpen] = useState(false)
  useDeskState((ui) => ui.selection)
  const selection = selectionOf(desk)
  const isIdle = selection.length === 0 || desk.readOnly !== null
  return (
    <Popover opened={isOpen && !isIdle} onChange={setOpen} position="right-start" width={WIDTH} withinPortal shadow="md">
      <Popover.Target>
        <Tooltip label={t('Change the selected')} position="right" disabled={isOpen}>
          <ActionIcon
            size={28}
            variant="subtle"
            color="gray"
            aria-label={t('Change the selected')}
            disabled={isIdle}
            onClick={() => setOpen(!isOpen)}
            data-testid="reshape"
          >
            <IconTransform size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu} data-testid="reshape-menu">
        <Combining count={selection.length} />
        <Simplifying key={selection.map(({ id }) => id).join()} selection={selection} />
        <Converting selection={selection} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Combining({ count }: { readonly count: number }) {
  const join = useAct('join')
  const subtract = useAct('subtract')
  return (
    <div className={styles.row}>
      <Button size="compact-sm" variant="default" disabled={count < 2} onClick={join} data-testid="join">
        {t('Join')}
      </Button>
      <Button size="compact-sm" variant="default" disabled={count < 2} onClick={subtract} data-testid="subtract">
        {t('First without the others')}
      </Button>
    </div>
  )
}

// From the shapes as they were when they were selected: a smaller tolerance brings points back.
function Simplifying({ selection }: { readonly selection: readonly Annotation[] }) {
  const { desk } = useOpenDesk()
  const [before] = useState(() =>
    selection.filter(({ shape }) => simplified(shape, MOST_TOLERANCE) !== shape).map(({ id, shape }) => ({ id, shape })),
  )
  const tolerance = useDeskState((ui) => ui.settings.simplifyTolerance)
  const [shown, setShown] = useState(tolerance)
  const shapes = before.map(({ shape }) => shape)
  const after = shapes.map((shape) => simplified(shape, shown))
  if (before.length === 0) return null
  return (
    <div className={styles.part}>
      <span className={styles.title}>
        {t('Simplify: at most {{shown}} px off', { shown })}
        <span className="figure">{t('{{shapes}} → {{after}} points', { shapes: pointsOf(shapes), after: pointsOf(after) })}</span>
      </span>
      <Slider
        size="sm"
        min={STEP}
        max={MOST_TOLERANCE}
        step={STEP}
        value={shown}
        label={null}
        thumbLabel={t('How far a simpler outline may lie beside the drawn one')}
        onChange={setShown}
        onChangeEnd={(value) => {
          desk.ui.setState(({ settings }) => ({ settings: { ...settings, simplifyTolerance: value } }))
          simplify(desk, before, value)
        }}
      />
    </div>
  )
}

interface ConvertingProps {
  readonly selection: readonly Annotation[]
  readonly onDone: () => void
}

function Converting({ selection, onDone }: ConvertingProps) {
  const { desk } = useOpenDesk()
  const kinds = [...new Set(selection.flatMap(({ shape }) => conversions[shape.kind]))]
  if (kinds.length === 0) return null
  const become = (kind: ShapeKindId) => {
    convert(desk, kind)
    onDone()
  }
  return (
    <div className={styles.part}>
      <span className={styles.title}>{t('Convert to')}</span>
      <div className={styles.row}>
        {kinds.map((kind) => (
          <Button key={kind} size="compact-sm" variant="default" onClick={() => become(kind)} data-testid={`convert-${kind}`}>
            {translated(nounOf(kind))}
          </Button>
        ))}
      </div>
    </div>
  )
}

const pointsOf = (shapes: readonly Shape[]): number =>
  shapes.flatMap(linesOf).reduce((count, { flat }) => count + flat.length / 2, 0)
