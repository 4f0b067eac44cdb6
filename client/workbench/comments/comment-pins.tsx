import { VisuallyHidden } from '@mantine/core'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { CommentView } from '#shared/domain/comment.ts'
import type { CommentId } from '#shared/domain/ids.ts'
import type { AssetState } from '#shared/operations.ts'
import { bounds, type Point } from '#shared/shapes/index.ts'
import type { Stage } from '../../canvas/stage.ts'
import { t } from '../../i18n.ts'
import { useOpenDesk } from '../desk-context.ts'
import styles from './comment-pins.module.css'
import { aboutOf } from './comment-thread.tsx'
import { openThread } from './comments-state.ts'
import { useComments } from './use-comments.ts'

interface Props {
  readonly stage: Stage | null
  /** Called by the stage whenever the view moved. */
  readonly moved: RefObject<(() => void) | null>
}

/** Where something was said: one pin a place, with how many things. */
export function CommentPins({ stage, moved }: Props) {
  const { desk, state } = useOpenDesk()
  const comments = useComments({ projectId: desk.project.id, assetId: desk.asset.id })
  const pins = useMemo(() => pinsOf(comments, state), [comments, state])
  const elements = useRef(new Map<CommentId, HTMLElement>())

  // The pins follow the view without React: it moves with every frame of a pan.
  useLayoutEffect(() => {
    const place = () => {
      for (const { id, point } of pins) {
        const screen = stage?.screenPlace(point)
        const element = elements.current.get(id)
        if (screen && element) element.style.transform = `translate(${screen.x}px, ${screen.y}px)`
      }
    }
    moved.current = place
    place()
  }, [stage, pins, moved])
  useEffect(
    () => () => {
      moved.current = null
    },
    [moved],
  )

  return (
    <div className={styles.pins}>
      {pins.map(({ id, count, words }) => (
        <button
          key={id}
          type="button"
          ref={(element) => {
            if (element) elements.current.set(id, element)
            else elements.current.delete(id)
          }}
          className={styles.pin}
          title={words}
          onClick={() => openThread(id)}
          data-testid="comment-pin"
        >
          {count}
          <VisuallyHidden>{t('Comment: {{words}}', { words })}</VisuallyHidden>
        </button>
      ))}
    </div>
  )
}

interface Pin {
  /** The first thread of the place. */
  readonly id: CommentId
  readonly point: Point
  readonly count: number
  readonly words: string
}

/** One pin for everything that is open at one place; nothing for what is about the whole image, resolved, or on a shape that is gone. */
export function pinsOf(comments: readonly CommentView[], state: AssetState): Pin[] {
  const pins = new Map<string, Pin>()
  for (const comment of comments) {
    const point = comment.resolved ? null : pointOf(comment, state)
    if (!point) continue
    const key = `${point.x} ${point.y}`
    const known = pins.get(key)
    const count = 1 + comment.replies.length
    if (known) pins.set(key, { ...known, count: known.count + count })
    else pins.set(key, { id: comment.id, point, count, words: `${aboutOf(comment, state)}: ${comment.text}` })
  }
  return [...pins.values()]
}

function pointOf({ target }: CommentView, state: AssetState): Point | null {
  if (target.type === 'asset') return null
  if (target.type === 'place') return { x: target.x, y: target.y }
  const annotation = state.annotations.get(target.annotationId)
  const box = annotation && bounds(annotation.shape)
  return box ? { x: box.x + box.width, y: box.y } : null
}
