import { CloseButton } from '@mantine/core'
import type { ProjectId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'
import { t } from '../../i18n.ts'
import styles from './like-one.module.css'

interface Props {
  readonly projectId: ProjectId
  readonly assetId: string
  readonly onClear: () => void
}

/** Says that only what is like one image is shown, the most alike first, and which image that is. */
export function LikeOne({ projectId, assetId, onClear }: Props) {
  return (
    <div className={styles.one} data-testid="like-one">
      <img src={paths.thumbnail(projectId, assetId)} alt="" />
      <span>{t('Most like this image first')}</span>
      <CloseButton size="sm" aria-label={t('Show all again')} onClick={onClear} />
    </div>
  )
}
