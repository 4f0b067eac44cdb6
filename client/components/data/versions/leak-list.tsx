import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Leak } from '#shared/domain/version.ts'
import { paths } from '#shared/routes/data.ts'
import { LEAK_WORDS } from './version-words.ts'
import styles from './versions.module.css'

const SHOWN = 20
const PICTURES = 4

interface Props {
  readonly projectId: ProjectId
  readonly leaks: readonly (Pick<Leak, 'kind' | 'shared'> & {
    readonly assets: readonly { readonly assetId: AssetId; readonly name: string; readonly place: string }[]
  })[]
}

/** Families of images that belong together and are parted: their pictures with where each is, and why they belong together. */
export function LeakList({ projectId, leaks }: Props) {
  return (
    <ul className={styles.leaks}>
      {leaks.slice(0, SHOWN).map(({ kind, assets, shared }) => (
        <li key={`${kind}:${shared}:${assets.map(({ assetId }) => assetId).join()}`} className={styles.leak} data-testid="leak">
          <span className={styles.members}>
            {assets.slice(0, PICTURES).map(({ assetId, name, place }) => (
              <figure key={assetId}>
                <img src={paths.thumbnail(projectId, assetId)} alt={name} title={name} loading="lazy" />
                <figcaption>{place}</figcaption>
              </figure>
            ))}
          </span>
          <span>
            {assets.map(({ name }) => name.split('/').at(-1)).join(', ')} <span className={styles.soft}>{LEAK_WORDS[kind]}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
