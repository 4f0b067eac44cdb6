import { Link } from '@tanstack/react-router'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { AssetDifference, VersionShape } from '#shared/domain/version.ts'
import { paths } from '#shared/routes/data.ts'
import { count } from '../../../figures.ts'
import { t } from '../../../i18n.ts'
import { SPLIT_WORDS } from '../../assets/status-words.ts'
import styles from './versions.module.css'

/** One image as two versions have it, side by side: what is new is green, what is gone red, what is otherwise amber. */
export function DifferencePair({ projectId, asset }: { projectId: ProjectId; asset: AssetDifference }) {
  const { assetId, name, change, splits, added, removed, changed } = asset
  const counts = [
    ...(added > 0 ? [`+${count(added)}`] : []),
    ...(removed > 0 ? [`−${count(removed)}`] : []),
    ...(changed > 0 ? [`~${count(changed)}`] : []),
    ...(splits.before && splits.after && splits.before !== splits.after
      ? [`${SPLIT_WORDS[splits.before]} → ${SPLIT_WORDS[splits.after]}`]
      : []),
  ]
  return (
    <li>
      <Link
        className={styles.pair}
        to="/projects/$projectId/assets/$assetId"
        params={{ projectId, assetId }}
        data-testid="difference"
      >
        <span className={styles.pictures}>
          <Picture {...{ projectId, asset }} shapes={asset.before} absent={change === 'added'} title={t('before')} />
          <Picture {...{ projectId, asset }} shapes={asset.after} absent={change === 'removed'} title={t('after')} />
        </span>
        <span className={styles.caption}>
          <span title={name}>{name.split('/').at(-1)}</span>
          <span className={styles.soft}>{counts.join('  ')}</span>
        </span>
      </Link>
    </li>
  )
}

interface PictureProps {
  readonly projectId: ProjectId
  readonly asset: AssetDifference
  readonly shapes: readonly VersionShape[]
  readonly absent: boolean
  readonly title: string
}

function Picture({ projectId, asset: { assetId, name, width, height }, shapes, absent, title }: PictureProps) {
  return (
    <figure className={styles.picture} data-absent={absent} style={{ margin: 0 }}>
      <img src={paths.thumbnail(projectId, assetId)} alt={name} loading="lazy" decoding="async" draggable={false} />
      <svg className={styles.shapes} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid meet" aria-hidden="true">
        {shapes.map(({ label, box, change }, index) => {
          if (!box) return null
          const [x, y, w, h] = box
          const place = { x: x * width, y: y * height, width: w * width, height: h * height }
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list of a frozen version never changes
            <g key={index} data-change={change}>
              <title>{label}</title>
              <rect {...place} className={styles.edge} />
              <rect {...place} className={styles.line} />
            </g>
          )
        })}
      </svg>
      <figcaption>{absent ? t('not in this version') : wholes(shapes) || title}</figcaption>
    </figure>
  )
}

// Labels of the whole image have no place on it: they are said.
const wholes = (shapes: readonly VersionShape[]): string =>
  shapes
    .filter(({ box }) => box === null)
    .map(({ label }) => label)
    .join(', ')
