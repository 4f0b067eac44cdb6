import sharp from 'sharp'
import { inFractions } from '#shared/decoding/place-shape.ts'
import type { Augmentation } from '#shared/domain/augmentation.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import type { PreviewObject } from '#shared/routes/augmentation.ts'
import { outline } from '#shared/shapes/index.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { decodeImage } from '../ml/images/decode-image.ts'
import { placeRecipe } from '../ml/images/place-recipe.ts'
import { drawRecipe } from '../ml/images/recipe.ts'
import { renderRecipe } from '../ml/images/render-recipe.ts'
import type { Size } from '../ml/images/warp.ts'
import { tasks } from '../ml/tasks/index.ts'
import type { LabelledObject } from '../ml/tasks/task.ts'
import { quantile } from '../ml/training/input-size.ts'
import { augmentationParameters } from '../ml/training/parameters.ts'
import { resolveAugmentation } from '../ml/training/resolve-augmentation.ts'
import { deriveSeed } from '../ml/training/seeds.ts'
import type { TrainingImage } from '../ml/training/trainer-spec.ts'
import { loadProject } from '../store/projects.ts'
import { approvedImages, type PreviewDeps } from './preview-images.ts'

/** Longer side of a preview, in pixels. */
const PREVIEW_SIDE = 320
const JPEG_QUALITY = 80
const CHANNELS = 3
const BYTES = { scale: 1, shift: 0 }

type PreviewRequest = { parameters: Readonly<Record<string, unknown>>; seed: number; count: number }
type Preview = { width: number; height: number; picture: string; objects: PreviewObject[] }

/** Draws approved images as a training with these parameters would; from thumbnails, so that it costs little. Throws where a parameter is not understood. */
export async function previewAugmentation(
  { store, blobs }: PreviewDeps,
  projectId: ProjectId,
  { parameters, seed, count }: PreviewRequest,
): Promise<{ augmentation: Augmentation; images: Preview[] }> {
  const { task, ontology } = await loadProject(store, projectId)
  const chosen = augmentationParameters.parse(parameters)
  const labels = ontology.labels.map(({ name }) => name)
  const images = await approvedImages({ store, blobs }, projectId, task, ontology)
  const augmentation = resolveAugmentation(chosen, tasks[task], images)
  if (images.length === 0) return { augmentation, images: [] }
  const size = previewSize(images)
  const decoded = new Map<number, Promise<Uint8Array>>()
  const decode = (image: number) => {
    const known = decoded.get(image) ?? decodeImage(images[image] as TrainingImage, size)
    decoded.set(image, known)
    return known
  }
  const previews = Array.from({ length: count }, async (_, place): Promise<Preview> => {
    const random = createRandom(deriveSeed(seed, place))
    const another = () => random.integer(images.length)
    const recipe = drawRecipe(another(), { augmentation, aspectRatio: size.width / size.height, another, random })
    const used = new Set([...recipe.layers, ...(recipe.ghost?.layers ?? [])].map(({ image }) => image))
    const bytes = new Map(await Promise.all(Array.from(used, async (image) => [image, await decode(image)] as const)))
    const target = new Float32Array(size.width * size.height * CHANNELS)
    renderRecipe(target, recipe, {
      size,
      range: BYTES,
      pixels: (image) => ({ ...size, bytes: bytes.get(image) as Uint8Array }),
    })
    const objects = placeRecipe(recipe, (image) => fractional(images[image] as TrainingImage))
    return { ...size, picture: await asDataUrl(target, size), objects: objects.map((object) => shown(object, labels)) }
  })
  return { augmentation, images: await Promise.all(previews) }
}

function previewSize(images: readonly Size[]): Size {
  const ratio =
    quantile(
      images.map(({ width, height }) => width / height),
      0.5,
    ) ?? 1
  return ratio >= 1
    ? { width: PREVIEW_SIDE, height: Math.round(PREVIEW_SIDE / ratio) }
    : { width: Math.round(PREVIEW_SIDE * ratio), height: PREVIEW_SIDE }
}

const fractional = ({ objects, ...size }: TrainingImage): LabelledObject[] =>
  objects.map((object) => ({ ...object, shape: inFractions(object.shape, size) }))

async function asDataUrl(values: Float32Array, { width, height }: Size): Promise<string> {
  const raw = { width, height, channels: CHANNELS } as const
  const jpeg = await sharp(Uint8Array.from(values), { raw }).jpeg({ quality: JPEG_QUALITY }).toBuffer()
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`
}

function shown({ label, shape, weight = 1 }: LabelledObject, labels: readonly string[]): PreviewObject {
  const name = labels[label] ?? ''
  if (shape.kind !== 'skeleton') return { label: name, rings: outline(shape).map((ring) => [...ring]), points: [], weight }
  const points = keypointsOf(shape).flatMap(({ x, y, visibility }): [number, number][] =>
    visibility === VISIBILITY.absent ? [] : [[x, y]],
  )
  return { label: name, rings: [], points, weight }
}
