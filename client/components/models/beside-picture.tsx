import { useQuery } from '@tanstack/react-query'
import type { Split } from '#shared/domain/asset.ts'
import type { ShownCase } from '#shared/domain/examination.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'
import { queries } from '../../queries.ts'
import styles from './beside-tab.module.css'
import { BesideWords } from './beside-words.tsx'
import { Outline } from './case-picture.tsx'

interface Props {
  readonly projectId: ProjectId
  readonly version: number
  readonly split: Split
  readonly asset: ShownCase['asset']
}

/** An image with what one model said of it: right, wrong, and what it missed. */
export function BesidePicture({ projectId, version, split, asset }: Props) {
  const { data } = useQuery(queries.casesOfAsset({ projectId, version, split }, asset.id))
  const cases = data?.items ?? []
  return (
    <>
      <div className={styles.picture} style={{ aspectRatio: `${asset.width} / ${asset.height}` }}>
        <img src={paths.image(projectId, asset.id)} alt={asset.name} decoding="async" />
        <svg viewBox={`0 0 ${asset.width} ${asset.height}`} aria-hidden="true">
          {cases.map(({ id, kind, truth, found }) =>
            kind === 'miss' ? (
              <Outline key={id} shape={truth} whose="model" />
            ) : (
              <Outline key={id} shape={found} whose="truth" tone={kind === 'true-positive' ? 'good' : 'bad'} />
            ),
          )}
        </svg>
      </div>
      <BesideWords cases={cases} />
    </>
  )
}
