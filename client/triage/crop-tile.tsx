import { memo, useState } from 'react'
import { paths } from '#shared/routes/data.ts'
import { type CropSide, cropPath, type SuggestionItem } from '#shared/routes/review.ts'
import { type Bounds, bounds, outline } from '#shared/shapes/index.ts'
import { decimal, measured } from '../figures.ts'
import { t } from '../i18n.ts'
import { scoreOf } from '../workbench/suggestions.ts'
import { numberOf } from '../workbench/whole-acts.ts'
import { cropPlace } from './crop-place.ts'
import styles from './crop-tile.module.css'
import type { Seen } from './triage-state.ts'

interface Props {
  readonly item: SuggestionItem
  readonly seen: Seen | undefined
  readonly color: string
  readonly index: number
  readonly column: number
  readonly isFocused: boolean
  readonly isPicked: boolean
}

/** One suggestion: its crop, what it is said to be, how surely. Faded once it is decided, by whomever. */
export const CropTile = memo(function CropTile({ item, seen, color, index, column, isFocused, isPicked }: Props) {
  const { annotation } = item
  const { status, label } = seen ?? annotation
  const score = scoreOf(annotation)
  const number = numberOf(annotation)
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and names the cell in hand
    // biome-ignore lint/a11y/useSemanticElements: a cell of the grid that places its rows by hand
    <div
      id={cellId(index)}
      className={styles.tile}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={isPicked}
      aria-label={nameOf(label, score, status)}
      data-index={index}
      data-id={annotation.id}
      data-focused={isFocused}
      data-picked={isPicked}
      data-status={status}
      data-testid="crop"
    >
      <Crop item={item} color={color} side={128} />
      <span className={styles.foot}>
        <i style={{ background: color }} />
        {number !== null && <b>{measured(number)}</b>}
        {status === 'suggested' ? score !== null && decimal(score, 2) : SIGNS[status]}
      </span>
    </div>
  )
})

interface CropProps {
  readonly item: SuggestionItem
  readonly color: string
  readonly side: CropSide
}

/** The picture of a suggestion with its outline; whole images are their thumbnails. */
export function Crop({ item: { annotation, asset }, color, side }: CropProps) {
  const box = bounds(annotation.shape)
  if (!box)
    return (
      <img
        className={styles.picture}
        src={paths.thumbnail(annotation.projectId, asset.id)}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
      />
    )
  return <ObjectCrop item={{ annotation, asset }} box={box} color={color} side={side} />
}

interface ObjectCropProps extends CropProps {
  readonly box: Bounds
}

// Where the server cannot be reached, the image itself is shown through the same window: the browser often still has it.
function ObjectCrop({ item: { annotation, asset }, box, color, side }: ObjectCropProps) {
  const [isMissing, setIsMissing] = useState(false)
  const place = cropPlace(box, asset)
  const path = outline(annotation.shape).map(pathOf).join('') || pathOf(cornersOf(box))
  return (
    <>
      {!isMissing && (
        <img
          className={styles.picture}
          src={cropPath(annotation.projectId, asset.id, place, side)}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setIsMissing(true)}
        />
      )}
      <svg
        className={styles.outline}
        viewBox={`${place.x} ${place.y} ${place.width} ${place.height}`}
        preserveAspectRatio="xMidYMid meet"
        aria-hidden="true"
      >
        {isMissing && <image href={paths.image(annotation.projectId, asset.id)} width={asset.width} height={asset.height} />}
        <path d={path} className={styles.edge} />
        <path d={path} stroke={color} className={styles.line} />
      </svg>
    </>
  )
}

/** The element of a cell, for the grid that says which one is in hand. */
export const cellId = (index: number): string => `crop-${index}`

const WORDS = {
  suggested: t('undecided'),
  draft: t('accepted'),
  approved: t('accepted'),
  rejected: t('rejected'),
  deleted: t('taken away'),
} as const
const nameOf = (label: string, score: number | null, status: Seen['status']): string =>
  score === null
    ? `${label}, ${WORDS[status]}`
    : t('{{label}}, score {{score}}, {{word}}', { label, score: decimal(score, 2), word: WORDS[status] })

const SIGNS = { suggested: '', draft: '✓', approved: '✓', rejected: '✕', deleted: '✕' } as const

const cornersOf = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): number[] => [
  x,
  y,
  x + width,
  y,
  x + width,
  y + height,
  x,
  y + height,
]

function pathOf(ring: readonly number[]): string {
  const points: string[] = []
  for (let at = 0; at + 1 < ring.length; at += 2) points.push(`${ring[at]} ${ring[at + 1]}`)
  return `M${points.join('L')}Z`
}
