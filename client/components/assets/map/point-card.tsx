import type { EmbeddingMap } from '#shared/domain/embedding.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'
import { percent } from '../../../figures.ts'
import { t } from '../../../i18n.ts'
import { STATUS_WORDS } from '../status-words.ts'
import styles from './point-card.module.css'
import type { Hovered } from './scatter.tsx'

interface Props {
  readonly projectId: ProjectId
  readonly map: EmbeddingMap
  /** Where it is on the map; the card stands beside, where there is room. */
  readonly at: Hovered
}

/** The image behind a point, beside it. */
export function PointCard({ projectId, map, at }: Props) {
  const { point } = at
  const id = map.assetIds[point]
  if (id === undefined) return null
  return (
    <div
      className={styles.card}
      data-at-end={at.atEnd}
      data-at-bottom={at.atBottom}
      style={{ left: at.x, top: at.y }}
      data-testid="point-card"
    >
      <img src={paths.thumbnail(projectId, id)} alt="" />
      <b>{map.names[point]?.split('/').at(-1)}</b>
      <span>{wordsOf(map, point)}</span>
    </div>
  )
}

/** A point in words: its state, its label, how unsure the model is. */
export function wordsOf(map: EmbeddingMap, point: number): string {
  const status = map.statuses[map.status[point] ?? 0] ?? 'new'
  const label = map.labels[map.label[point] ?? -1]
  const unsure = t('{{share}} unsure', { share: percent(map.uncertainty[point] ?? 0) })
  return [STATUS_WORDS[status], label ?? unsure].join(' · ')
}
