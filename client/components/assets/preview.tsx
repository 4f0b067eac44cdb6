import { Kbd, Modal } from '@mantine/core'
import { useEffect } from 'react'
import type { Ontology } from '#shared/ontology.ts'
import { type AssetWithOverlay, paths } from '#shared/routes/data.ts'
import { t } from '../../i18n.ts'
import { Overlay } from './overlay.tsx'
import styles from './preview.module.css'
import { PreviewFacts } from './preview-facts.tsx'
import { SPLIT_WORDS, STATUS_WORDS } from './status-words.ts'
import { teachingWords } from './teaching-words.ts'

interface Props {
  readonly asset: AssetWithOverlay | undefined
  readonly ontology: Ontology
  readonly onClose: () => void
  readonly onStep: (by: -1 | 1) => void
  readonly onOpen: () => void
}

/** One image large, under its overlay; arrows go on, Space closes, Enter opens it in the workbench. */
export function Preview({ asset, ontology, onClose, onStep, onOpen }: Props) {
  useEffect(() => {
    if (!asset) return
    const acts = new Map([
      [' ', onClose],
      ['ArrowLeft', () => onStep(-1)],
      ['ArrowRight', () => onStep(1)],
      ['Enter', onOpen],
    ])
    const onKeyDown = (event: KeyboardEvent) => {
      const act = acts.get(event.key)
      // The Space that opened the preview passes here too; the grid has dealt with it.
      if (!act || event.defaultPrevented) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [asset, onClose, onStep, onOpen])
  return (
    <Modal opened={asset !== undefined} onClose={onClose} size="auto" padding={0} withCloseButton={false} data-testid="preview">
      {asset && (
        <>
          <div className={styles.image} style={{ aspectRatio: `${asset.width} / ${asset.height}` }}>
            <img src={paths.image(asset.projectId, asset.id)} alt={asset.name} />
            <Overlay asset={asset} ontology={ontology} />
          </div>
          <div className={styles.words}>
            <b>{asset.name}</b>
            <span>
              {asset.width} × {asset.height}
            </span>
            <span>{STATUS_WORDS[asset.status]}</span>
            <span>{SPLIT_WORDS[asset.split]}</span>
            {teachingWords(asset) && <span data-testid="teaching">{teachingWords(asset)}</span>}
            <span className={styles.keys}>
              <Kbd size="xs">{t('Enter')}</Kbd> {t('opens it')}
            </span>
          </div>
          <PreviewFacts asset={asset} />
        </>
      )}
    </Modal>
  )
}
