import type { ShownCase } from '#shared/domain/examination.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'
import { type CropSide, cropPath } from '#shared/routes/review.ts'
import { type Bounds, bounds, type Shape } from '#shared/shapes/index.ts'
import { cropPlace } from '../../triage/crop-place.ts'
import styles from './case-picture.module.css'
import { shapePath } from './shape-path.ts'

interface Props {
  readonly projectId: ProjectId
  readonly found: ShownCase
  readonly side: CropSide
}

/** What a case is about, cut out: the label's shape solid, the model's dashed; whole images are their thumbnails. */
export function CasePicture({ projectId, found: { asset, truth, found }, side }: Props) {
  const around = together([truth, found])
  if (!around)
    return <img className={styles.picture} src={paths.thumbnail(projectId, asset.id)} alt="" loading="lazy" decoding="async" />
  const place = cropPlace(around, asset)
  return (
    <>
      <img
        className={styles.picture}
        src={cropPath(projectId, asset.id, place, side)}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
      />
      <svg
        className={styles.outlines}
        viewBox={`${place.x} ${place.y} ${place.width} ${place.height}`}
        preserveAspectRatio="xMidYMid meet"
        aria-hidden="true"
      >
        <Outline shape={truth} whose="truth" />
        <Outline shape={found} whose="model" />
      </svg>
    </>
  )
}

/** A shape's outline on a picture, dark behind and light before, so that it is seen on any ground. */
export function Outline({ shape, whose, tone }: { shape: Shape | null; whose: 'truth' | 'model'; tone?: 'good' | 'bad' }) {
  if (!shape || !bounds(shape)) return null
  const path = shapePath(shape)
  return (
    <g data-whose={whose} data-tone={tone} className={styles.outline}>
      <path d={path} className={styles.edge} />
      <path d={path} className={styles.line} />
    </g>
  )
}

/** Where a case is on its image: around both of its shapes; null where it is about the whole. */
export const placeOf = ({ truth, found }: Pick<ShownCase, 'truth' | 'found'>): Bounds | null => together([truth, found])

function together(shapes: readonly (Shape | null)[]): Bounds | null {
  const all = shapes.flatMap((shape) => (shape && bounds(shape)) ?? [])
  if (all.length === 0) return null
  const x = Math.min(...all.map((one) => one.x))
  const y = Math.min(...all.map((one) => one.y))
  const right = Math.max(...all.map((one) => one.x + one.width))
  const bottom = Math.max(...all.map((one) => one.y + one.height))
  return { x, y, width: right - x, height: bottom - y }
}
