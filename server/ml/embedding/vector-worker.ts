import { loadEngine } from '../engines/index.ts'
import { readPretrainedGraph } from '../pretrained/read-pretrained.ts'
import { decodeRegion } from './decode-region.ts'
import { type ImageEmbedder, imageEmbedder } from './image-embedder.ts'
import { layOut } from './lay-out.ts'
import { teachingOrder } from './teaching-order.ts'
import type { EmbeddedImage, VectorAnswer, VectorCommand } from './vector-messages.ts'

/** The program of a process that computes vectors and with vectors: one command after the other. */
const BATCH_SIZE = 8

type Embedding = Extract<VectorCommand, { type: 'embed' }>
let embedder: Promise<ImageEmbedder> | null = null
let work: Promise<void> = Promise.resolve()

process.on('disconnect', () => process.exit(0))
process.on('message', (command: VectorCommand) => {
  work = work.then(() => answer(command)).then(say)
})

async function answer(command: VectorCommand): Promise<VectorAnswer> {
  try {
    switch (command.type) {
      case 'embed':
        return { type: 'embedded', images: await embed(command) }
      case 'layout':
        return { type: 'laidOut', places: layOut(command, tellProgress) }
      case 'order':
        return { type: 'ordered', ...teachingOrder(command, tellProgress) }
      default:
        return command satisfies never
    }
  } catch (error) {
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

async function embed({ images, pretrainedFolder, engine }: Embedding): Promise<EmbeddedImage[]> {
  // What failed once may be there the next time.
  embedder ??= open(pretrainedFolder, engine).catch((error: unknown) => {
    embedder = null
    throw error
  })
  const { embed } = await embedder
  const embedded: EmbeddedImage[] = []
  for (let first = 0; first < images.length; first += BATCH_SIZE) {
    const decoded = await Promise.all(images.slice(first, first + BATCH_SIZE).map(decodeOrReason))
    const vectors = await embed(decoded.flatMap((pixels) => (typeof pixels === 'string' ? [] : [pixels])))
    let next = 0
    for (const pixels of decoded)
      embedded.push(typeof pixels === 'string' ? { unreadable: pixels } : { vector: vectors[next++] as Float32Array })
  }
  return embedded
}

async function open(pretrainedFolder: string, engine: Embedding['engine']): Promise<ImageEmbedder> {
  return imageEmbedder(await loadEngine(engine), await readPretrainedGraph(pretrainedFolder))
}

// An image that cannot be read does not keep the others from their vectors.
const decodeOrReason = (image: Embedding['images'][number]): Promise<Uint8Array | string> =>
  decodeRegion(image).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))

const tellProgress = (fraction: number): void => say({ type: 'progress', fraction })

function say(message: VectorAnswer): void {
  process.send?.(message)
}
