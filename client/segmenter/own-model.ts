import type { Asset } from '#shared/domain/asset.ts'
import type { Segmenter } from '#shared/domain/segmenter.ts'
import { segmenterPaths } from '#shared/routes/segmenters.ts'
import { errorOf, sentenceOf } from '../api-error.ts'
import { t } from '../i18n.ts'
import { type CutOut, SmartError } from '../smart/questions.ts'
import { createLine, type Line, type Port } from '../smart/smart-line.ts'
import { portOf } from '../worker-port.ts'
import type { EncodedImage } from './decoder.ts'

/** What the worker is handed over: an image as the encoder saw it, and where the decoder is to be had. */
export interface EncodedPicture extends EncodedImage {
  readonly segmenter: Segmenter
  /** Address. */
  readonly decoder: string
}

/** One worker for the tab: the decoder is loaded by the first question and stays from image to image. */
const tabLine = createLine<EncodedPicture>(openWorker, (picture) => ({ picture, transfer: [] }))

interface OwnModelDeps {
  readonly segmenter: Segmenter
  readonly asset: Pick<Asset, 'id' | 'projectId' | 'width' | 'height'>
  readonly line?: Line<EncodedPicture>
}

/** Cuts out of one image by the project's own segmenter: encoded by the server at the first question, decoded here at each. */
export function ownModel({ segmenter, asset, line = tabLine }: OwnModelDeps): CutOut {
  let encoded: Promise<EncodedPicture> | null = null
  return {
    async ask(prompt, signal, hint) {
      if (!encoded) {
        hint(t('Your own model looks at the image: once for each image …'))
        encoded = encodedPicture(segmenter, asset)
        // The next question tries again.
        encoded.catch(() => {
          encoded = null
        })
      }
      return line.ask(await encoded, 'cutOut', prompt, signal)
    },
  }
}

async function encodedPicture(
  segmenter: Segmenter,
  { id, projectId, width, height }: OwnModelDeps['asset'],
): Promise<EncodedPicture> {
  const response = await fetch(segmenterPaths.embedding(projectId, id, segmenter.encoder.hash)).catch(() => null)
  if (!response) throw new SmartError(t('The server cannot be reached'))
  if (!response.ok) throw new SmartError(sentenceOf(await errorOf(response)))
  return {
    segmenter,
    decoder: segmenterPaths.decoder(projectId, segmenter.decoder.hash),
    size: { width, height },
    embedding: new Float32Array(await response.arrayBuffer()),
  }
}

function openWorker(): Port<EncodedPicture> {
  const worker = new Worker(new URL('./segmenter-worker.ts', import.meta.url), { type: 'module', name: 'own segmenter' })
  return portOf(worker)
}
