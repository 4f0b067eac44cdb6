import { useQuery } from '@tanstack/react-query'
import type { AssetWithOverlay } from '#shared/routes/data.ts'
import { queries } from '../../queries.ts'
import { metaFacts } from './meta-facts.ts'
import styles from './preview.module.css'

/** What the file of an image, or its data set, says of it, side by side; nothing where they say nothing. */
export function PreviewFacts({ asset }: { asset: AssetWithOverlay }) {
  const { data } = useQuery(queries.asset(asset.projectId, asset.id))
  const facts = metaFacts(data?.asset.meta)
  if (facts.length === 0) return null
  return (
    <dl className={styles.facts} data-testid="metadata">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
