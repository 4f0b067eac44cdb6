import { closeSync, openSync, readSync, rmSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeImage } from './decode-image.ts'
import type { Size } from './warp.ts'

/** Decoded images, all of one size, where any thread can read them: in shared memory, or in a file. */
export type DecodedImages = { size: Size; images: number } & ({ memory: SharedArrayBuffer } | { path: string })

/** Decoded images by index, ready to be read many times. */
export type PixelStore = { pixels(index: number): Uint8Array; close(): void }

/** Where an image lies: in a local file, or in a blob that somebody brings into one. */
export type ImagePlace = { file: string } | { blob: string }
type StoredImage = { assetId: string } & ImagePlace
type StoreOptions = {
  images: readonly StoredImage[]
  size: Size
  folder: string
  name: string
  memoryBytes?: number
  /** A local file with a blob; needed where images are blobs. */
  onDisk?: OnDisk
}
/** Brings a blob to a local file. */
export type OnDisk = (blob: string) => Promise<string>

/** More decoded pixels than this go to a file. */
const MEMORY_BYTES = 600 * 1024 * 1024
const DECODERS = 3
const CHANNELS = 3

/** Decodes every image once to bytes [height, width, 3]; keeps them in memory, or in a file under `folder` where they are too many. */
export async function decodeImages({
  images,
  size,
  folder,
  name,
  memoryBytes = MEMORY_BYTES,
  onDisk = noBlobs,
}: StoreOptions): Promise<DecodedImages> {
  const decoded = { size, images: images.length }
  const imageBytes = bytesOf(size)
  const decode: Decode = async (image) => decodeImage({ assetId: image.assetId, file: await fileOf(image, onDisk) }, size)
  if (images.length * imageBytes > memoryBytes) {
    const path = join(folder, `${name}.pixels`)
    await decodeIntoFile(images, decode, { path, imageBytes })
    return { ...decoded, path }
  }
  const memory = new SharedArrayBuffer(images.length * imageBytes)
  const bytes = new Uint8Array(memory)
  await decodeAll(images, decode, async (index, pixels) => bytes.set(pixels, index * imageBytes))
  return { ...decoded, memory }
}

/** Reads decoded images, in whatever thread this is. */
export function readDecoded(decoded: DecodedImages): PixelStore {
  const imageBytes = bytesOf(decoded.size)
  if ('memory' in decoded)
    return { pixels: (index) => new Uint8Array(decoded.memory, index * imageBytes, imageBytes), close: () => undefined }
  const descriptor = openSync(decoded.path, 'r')
  return {
    pixels(index) {
      const pixels = new Uint8Array(imageBytes)
      readSync(descriptor, pixels, 0, imageBytes, index * imageBytes)
      return pixels
    },
    close: () => closeSync(descriptor),
  }
}

/** Takes away what decoded images keep on the disk. */
export function removeDecoded(decoded: DecodedImages): void {
  if ('path' in decoded) rmSync(decoded.path, { force: true })
}

function bytesOf({ width, height }: Size): number {
  return width * height * CHANNELS
}

type Decode = (image: StoredImage) => Promise<Uint8Array>

const fileOf = (image: StoredImage, onDisk: OnDisk): string | Promise<string> =>
  'blob' in image ? onDisk(image.blob) : image.file

const noBlobs: OnDisk = async (blob) => {
  throw new Error(`expected somebody to bring the blob ${blob}`)
}

async function decodeIntoFile(
  images: readonly StoredImage[],
  decode: Decode,
  { path, imageBytes }: { path: string; imageBytes: number },
): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true })
  const file = await open(path, 'w')
  try {
    await decodeAll(images, decode, async (index, pixels) => void (await file.write(pixels, 0, imageBytes, index * imageBytes)))
  } finally {
    await file.close()
  }
}

async function decodeAll(
  images: readonly StoredImage[],
  decode: Decode,
  keep: (index: number, pixels: Uint8Array) => Promise<void>,
): Promise<void> {
  let next = 0
  const decoder = async () => {
    for (let index = next++; index < images.length; index = next++) {
      await keep(index, await decode(images[index] as StoredImage))
    }
  }
  await Promise.all(Array.from({ length: DECODERS }, decoder))
}
