import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Loss, LossExample } from '#shared/routes/data.ts'
import { paths } from '#shared/routes/data.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import styles from './loss-examples.module.css'

/** Where pictures of examples are: of an import by its id, of an export by its images. */
export interface LossPictures {
  readonly projectId: ProjectId
  readonly importId?: string
}

/** The first cases of a finding: a picture with the place outlined where there is an image, otherwise words. */
export function LossExamples({ loss, pictures }: { loss: Loss; pictures: LossPictures }) {
  const examples = loss.examples.length > 0 ? loss.examples : [{ text: loss.example }]
  const shown = examples.flatMap((example) => {
    const address = addressOf(example, pictures)
    return address === null ? [] : [{ example, address }]
  })
  if (shown.length === 0)
    return (
      <ul className={styles.words}>
        {examples.map(({ text }) => (
          <li key={text}>{translated(text)}</li>
        ))}
      </ul>
    )
  return (
    <ul className={styles.pictures}>
      {shown.map(({ example, address }) => (
        <li key={example.text}>
          <Example example={example} address={address} projectId={pictures.projectId} />
        </li>
      ))}
    </ul>
  )
}

function Example({ example, address, projectId }: { example: LossExample; address: string; projectId: ProjectId }) {
  const [isMissing, setMissing] = useState(false)
  const { text, assetId } = example
  const figure = (
    <figure className={styles.figure} title={text}>
      {!isMissing && <img src={address} alt="" loading="lazy" onError={() => setMissing(true)} />}
      <figcaption>{text}</figcaption>
    </figure>
  )
  if (assetId === undefined) return figure
  return (
    <Link
      to="/projects/$projectId/assets/$assetId"
      params={{ projectId, assetId }}
      aria-label={t('Open {{name}}', { name: text })}
    >
      {figure}
    </Link>
  )
}

function addressOf({ file, box, assetId }: LossExample, { projectId, importId }: LossPictures): string | null {
  if (importId !== undefined && file !== undefined) return paths.importPicture(projectId, importId, file, box)
  return assetId === undefined ? null : paths.thumbnail(projectId, assetId)
}
