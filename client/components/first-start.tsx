import { Button } from '@mantine/core'
import { IconArrowRight, IconFolderOpen } from '@tabler/icons-react'
import { t } from '../i18n.ts'
import { BloodCells } from './blood-cells.tsx'
import { BrandMark } from './brand-mark.tsx'
import styles from './first-start.module.css'

interface Props {
  readonly onSample: () => void
  readonly startingSample: boolean
  readonly onOwn: () => void
  readonly mayCreate: boolean
}

/** What a fresh installation shows: try the sample, or bring images. */
export function FirstStart({ onSample, startingSample, onOwn, mayCreate }: Props) {
  if (!mayCreate)
    return (
      <div className={styles.page}>
        <h1 className={styles.title}>{t('No project yet')}</h1>
        <p className={styles.lead}>
          {t('An admin or a manager of the project gives you a role; the project then appears here.')}
        </p>
      </div>
    )
  return (
    <div className={styles.page}>
      <BrandMark size={44} />
      <h1 className={styles.title}>{t('Label a few images, and watch a model learn the rest')}</h1>
      <p className={styles.lead}>
        {t(
          'Approved labels train a model by themselves. A better one takes over, labels what nobody has looked at yet, and asks you to check.',
        )}
      </p>
      <div className={styles.ways}>
        <div className={styles.way} data-testid="project-card">
          <BloodCells className={styles.picture} />
          <h2>{t('Blood cells (sample)')}</h2>
          <p>{t('Real microscope images, some labelled already. Ready to try in one click.')}</p>
          <Button
            rightSection={<IconArrowRight size={15} />}
            onClick={onSample}
            loading={startingSample}
            data-testid="sample-project"
          >
            {t('Open the sample')}
          </Button>
        </div>
        <div className={styles.way}>
          <div className={styles.picture}>
            <IconFolderOpen size={54} stroke={1} />
          </div>
          <h2>{t('Bring your own images')}</h2>
          <p>{t('A folder, files or an archive; labels come along in every usual format, which is recognised by content.')}</p>
          <Button variant="default" onClick={onOwn} data-testid="new-project">
            {t('New project')}
          </Button>
        </div>
      </div>
    </div>
  )
}
