import { ActionIcon, Button, Group, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type PointerEvent, useRef, useState } from 'react'
import { COCO_PERSON, type SkeletonTemplate } from '#shared/ontology.ts'
import { plural, t } from '../../i18n.ts'
import styles from './label-skeleton.module.css'
import { joined, jointAt, jointName, moved, placed, renamed, without } from './label-skeleton-draft.ts'

/** Units of the drawing, which is square. */
const SIZE = 100
const JOINT = 2.4
const NEW: SkeletonTemplate = { keypoints: [jointName(1)], edges: [], places: [0.5, 0.5] }

interface Props {
  readonly skeleton: SkeletonTemplate | null
  readonly color: string
  readonly onChange: (skeleton: SkeletonTemplate | null) => void
}

/** The joints of a label on a small drawing: click puts one, dragging moves it, two clicks on joints join or part them. */
export function LabelSkeleton({ skeleton, color, onChange }: Props) {
  const drawing = useRef<SVGSVGElement>(null)
  const [held, setHeld] = useState<number | null>(null)
  const [chosen, setChosen] = useState<number | null>(null)
  if (!skeleton)
    return (
      <div>
        <h4 className={styles.title}>{t('Skeleton')}</h4>
        <Group gap={6}>
          <Button size="compact-sm" variant="default" onClick={() => onChange(NEW)}>
            {t('Draw one')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => onChange(COCO_PERSON)} data-testid="coco-person">
            {t('A person with 17 joints (COCO)')}
          </Button>
        </Group>
      </div>
    )
  const placeOf = (event: PointerEvent): readonly [number, number] => {
    const { left, top, width, height } = drawing.current?.getBoundingClientRect() ?? { left: 0, top: 0, width: 1, height: 1 }
    const share = (value: number) => Math.min(1, Math.max(0, value))
    return [share((event.clientX - left) / width), share((event.clientY - top) / height)]
  }
  const press = (event: PointerEvent) => {
    const place = placeOf(event)
    const joint = jointAt(skeleton, place)
    if (joint === null) {
      onChange(placed(skeleton, place, chosen))
      return setChosen(skeleton.keypoints.length)
    }
    if (chosen !== null && chosen !== joint && event.shiftKey) onChange(joined(skeleton, chosen, joint))
    setChosen(joint)
    setHeld(joint)
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const edgeKey = ([from, to]: readonly [number, number]) => `${from} ${to}`
  return (
    <div>
      <h4 className={styles.title}>{t('Skeleton')}</h4>
      <div className={styles.columns}>
        <svg
          ref={drawing}
          className={styles.drawing}
          viewBox={`0 0 ${SIZE} ${SIZE}`}
          role="img"
          aria-label={t('{{joints}}, {{lines}}', {
            joints: plural(skeleton.keypoints.length, '{{count}} joint', '{{count}} joints'),
            lines: plural(skeleton.edges.length, '{{count}} edge', '{{count}} edges'),
          })}
          onPointerDown={press}
          onPointerMove={(event) => held !== null && onChange(moved(skeleton, held, placeOf(event)))}
          onPointerUp={() => setHeld(null)}
          data-testid="skeleton-drawing"
        >
          {skeleton.edges.map((edge) => {
            const [from, to] = edge
            return (
              <line
                key={edgeKey(edge)}
                x1={(skeleton.places[2 * from] ?? 0) * SIZE}
                y1={(skeleton.places[2 * from + 1] ?? 0) * SIZE}
                x2={(skeleton.places[2 * to] ?? 0) * SIZE}
                y2={(skeleton.places[2 * to + 1] ?? 0) * SIZE}
                stroke={color}
              />
            )
          })}
          {skeleton.keypoints.map((name, index) => (
            <circle
              key={name}
              cx={(skeleton.places[2 * index] ?? 0) * SIZE}
              cy={(skeleton.places[2 * index + 1] ?? 0) * SIZE}
              r={JOINT}
              fill={color}
              data-chosen={index === chosen}
            >
              <title>{name}</title>
            </circle>
          ))}
        </svg>
        <ol className={styles.joints}>
          {skeleton.keypoints.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being typed
            <li key={index} data-chosen={index === chosen}>
              <TextInput
                size="xs"
                variant="unstyled"
                aria-label={t('Name of joint {{number}}', { number: index + 1 })}
                value={name}
                onFocus={() => setChosen(index)}
                onChange={(event) => onChange(renamed(skeleton, index, event.currentTarget.value))}
              />
              <Joins skeleton={skeleton} joint={index} onJoin={(other) => onChange(joined(skeleton, index, other))} />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('Take {{name}} out', { name })}
                onClick={() => {
                  setChosen(null)
                  onChange(without(skeleton, index))
                }}
              >
                <IconTrash size={13} />
              </ActionIcon>
            </li>
          ))}
        </ol>
      </div>
      <p className={styles.hint}>
        {t('Click puts a joint, joined to the chosen one; drag moves; Shift+click joins or parts two.')}
      </p>
    </div>
  )
}

// The keyboard's way to join: the numbers of the joints it is joined to.
function Joins({ skeleton, joint, onJoin }: { skeleton: SkeletonTemplate; joint: number; onJoin: (other: number) => void }) {
  const others = skeleton.edges.flatMap(([from, to]) => (from === joint ? [to] : to === joint ? [from] : []))
  return (
    <select
      className={styles.joins}
      aria-label={t('Join {{name}} with or part it from', { name: skeleton.keypoints[joint] })}
      value=""
      onChange={(event) => onJoin(Number(event.currentTarget.value))}
    >
      <option value="">
        {others.length === 0
          ? t('joined to none')
          : t('joined to {{others}}', { others: others.map((other) => other + 1).join(', ') })}
      </option>
      {skeleton.keypoints.map((name, other) =>
        other === joint ? null : (
          <option key={name} value={other}>
            {others.includes(other) ? t('part from {{name}}', { name }) : t('join with {{name}}', { name })}
          </option>
        ),
      )}
    </select>
  )
}
