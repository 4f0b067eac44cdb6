import type { Ontology } from '#shared/ontology.ts'
import type { AssetWithOverlay } from '#shared/routes/data.ts'
import styles from './overlay.module.css'

interface Props {
  readonly asset: Pick<AssetWithOverlay, 'width' | 'height' | 'overlay'>
  readonly ontology: Ontology
}

/** What is labelled on an image, drawn over its thumbnail: decisions solid, suggestions dashed, each with a dark edge below. */
export function Overlay({ asset: { width, height, overlay }, ontology }: Props) {
  const colors = new Map(ontology.labels.map(({ name, color }) => [name, color]))
  const boxes = overlay.filter(({ box }) => box !== null)
  const wholes = overlay.filter(({ box }) => box === null)
  return (
    <>
      {boxes.length > 0 && (
        <svg className={styles.overlay} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid meet" aria-hidden="true">
          {boxes.map(({ label, status, box }) => {
            const [x, y, w, h] = box ?? [0, 0, 0, 0]
            const place = { x: x * width, y: y * height, width: w * width, height: h * height }
            return (
              <g key={`${label}:${x}:${y}:${w}:${h}`} data-status={status}>
                <rect {...place} className={styles.edge} />
                <rect {...place} className={styles.line} stroke={colors.get(label) ?? '#ffffff'} />
              </g>
            )
          })}
        </svg>
      )}
      {wholes.length > 0 && (
        <span className={styles.classes}>
          {wholes.map(({ label, status }) => (
            <span key={`${label}:${status}`} data-status={status}>
              <i style={{ background: colors.get(label) ?? '#ffffff' }} />
              {label}
            </span>
          ))}
        </span>
      )}
    </>
  )
}
