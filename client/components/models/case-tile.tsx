import { Link } from '@tanstack/react-router'
import type { ShownCase } from '#shared/domain/examination.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { CasePicture, placeOf } from './case-picture.tsx'
import styles from './case-tile.module.css'
import { caseSentence, SUSPECTS } from './case-words.ts'

interface Props {
  readonly projectId: ProjectId
  readonly found: ShownCase
  /** Says why the label is suspect, instead of what the model did. */
  readonly asSuspect?: boolean
}

/** One case; a click opens the workbench at its place. */
export function CaseTile({ projectId, found, asSuspect = false }: Props) {
  const { asset, annotationId, suspect, suspicion } = found
  const place = placeOf(found)
  return (
    <Link
      to="/projects/$projectId/assets/$assetId"
      params={{ projectId, assetId: asset.id }}
      search={{
        ...(annotationId && { at: annotationId }),
        ...(place && { place: [place.x, place.y, place.width, place.height].map(Math.round).join(',') }),
      }}
      className={styles.tile}
      data-kind={found.kind}
      data-testid="case"
      title={asset.name}
    >
      <span className={styles.picture}>
        <CasePicture projectId={projectId} found={found} side={320} />
      </span>
      <span className={styles.words}>{caseSentence(found)}</span>
      {suspect && suspicion !== null && (
        <span className={styles.suspect}>
          {asSuspect
            ? [SUSPECTS[suspect], percent(suspicion)].join(' ')
            : t('label likely wrong: {{why}}', { why: SUSPECTS[suspect] })}
        </span>
      )}
    </Link>
  )
}
