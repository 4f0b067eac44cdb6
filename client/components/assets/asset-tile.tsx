import { memo } from 'react'
import type { Ontology } from '#shared/ontology.ts'
import { type AssetWithOverlay, paths } from '#shared/routes/data.ts'
import styles from './asset-tile.module.css'
import { Overlay } from './overlay.tsx'
import { STATUS_WORDS } from './status-words.ts'

interface Props {
  readonly asset: AssetWithOverlay | undefined
  readonly ontology: Ontology
  readonly index: number
  readonly focused: boolean
  readonly selected: boolean
}

/** One image of the grid under its overlay; a quiet square until it is read. Clicks are heard by the grid. */
export const AssetTile = memo(function AssetTile({ asset, ontology, index, focused, selected }: Props) {
  if (!asset) return <div className={styles.tile} data-waiting />
  const { projectId, id, name, status } = asset
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and moves it by arrows
    // biome-ignore lint/a11y/useSemanticElements: a cell of the grid that places its rows by hand
    <div
      className={styles.tile}
      data-index={index}
      data-focused={focused}
      data-selected={selected}
      data-testid="asset-tile"
      role="gridcell"
      aria-selected={selected}
      title={name}
    >
      <div className={styles.image}>
        <img src={paths.thumbnail(projectId, id)} alt={name} loading="lazy" decoding="async" draggable={false} />
        <Overlay asset={asset} ontology={ontology} />
      </div>
      <div className={styles.words}>
        <span className={styles.status} data-status={status} title={STATUS_WORDS[status]} />
        <span className={styles.name}>{name.split('/').at(-1)}</span>
      </div>
    </div>
  )
})
