import type { ShownFinding } from '#shared/domain/quality.ts'
import { paths } from '#shared/routes/data.ts'
import { t } from '../../../i18n.ts'
import { STATUS_WORDS } from '../../assets/status-words.ts'
import styles from './finding-tile.module.css'
import { findingFigure, findingLimit } from './quality-words.ts'

interface Props {
  readonly finding: ShownFinding
  readonly focused: boolean
  readonly onFocus: () => void
  readonly onOpen: () => void
}

/** One finding: its image with the labels it is about, beside the image that it repeats, and what was measured. A click or Tab puts it in focus. */
export function FindingTile({ finding, focused, onFocus, onOpen }: Props) {
  const { projectId, assetId, asset, other, rule, value, threshold, what, status } = finding
  const isAside = asset.status === 'quarantined'
  return (
    <button
      type="button"
      className={styles.tile}
      data-focused={focused}
      data-aside={isAside}
      data-status={status}
      data-testid="finding"
      title={asset.name}
      aria-current={focused}
      onClick={onFocus}
      onFocus={onFocus}
      onDoubleClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        onOpen()
      }}
    >
      <span className={styles.pictures}>
        <span className={styles.image}>
          <img src={paths.thumbnail(projectId, assetId)} alt={asset.name} loading="lazy" decoding="async" draggable={false} />
          <Boxes finding={finding} />
        </span>
        {other && (
          <span className={styles.image}>
            <img
              src={paths.thumbnail(projectId, other)}
              alt={t('The earlier image')}
              loading="lazy"
              decoding="async"
              draggable={false}
            />
          </span>
        )}
      </span>
      <span className={styles.words}>
        <b>
          {what !== null && `${what}: `}
          {findingFigure(rule, value)} <span className={styles.limit}>{findingLimit(rule, threshold)}</span>
        </b>
        <span className={styles.name}>{asset.name.split('/').at(-1)}</span>
        {isAside && <span className={styles.aside}>{STATUS_WORDS.quarantined}</span>}
        {!isAside && status === 'dismissed' && <span className={styles.fine}>{t('fine')}</span>}
      </span>
    </button>
  )
}

function Boxes({ finding: { asset, boxes } }: Pick<Props, 'finding'>) {
  if (boxes.length === 0) return null
  const { width, height } = asset
  return (
    <svg className={styles.boxes} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid meet" aria-hidden="true">
      {boxes.map((box) => {
        const [x, y, w, h] = box
        const place = { x: x * width, y: y * height, width: w * width, height: h * height }
        return (
          <g key={box.join()}>
            <rect {...place} className={styles.edge} />
            <rect {...place} className={styles.line} />
          </g>
        )
      })}
    </svg>
  )
}
