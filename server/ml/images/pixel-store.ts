import { closeSync, openSync, readSync, rmSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeImage } from './decode-image.ts'
import type { Size } from './warp.ts'

/** Decoded images, all of one size, where any thread can read them: in shared memory, or in a file. */
export type DecodedImages = { size: Size; images: number } & ({ memory: SharedArrayBuffer } | { path: string })

/** Decoded images by index, ready to be read many times. */
export type PixelStore = { pixels(index: number): Uint8Array; close(): void }

type ImageFile = { assetId: string; file: string }
type StoreOptions = { images: readonly ImageFile[]; size: Size; folder: string; name: string; memoryBytes?: number }

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
}: StoreOptions): Promise<DecodedImages> {
  const decoded = { size, images: images.length }
  const imageBytes = bytesOf(size)
  if (images.length * imageBytes > memoryBytes) {
    const path = join(folder, `${name}.pixels`)
    await decodeIntoFile(images, size, path)
    return { ...decoded, path }
  }
  const memory = new SharedArrayBuffer(images.length * imageBytes)
  const bytes = new Uint8Array(memory)
  await decodeAll(images, size, async (index, pixels) => bytes.set(pixels, index * imageBytes))
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

async function decodeIntoFile(images: readonly ImageFile[], size: Size, path: string): Promise<void> {
  const imageBytes = bytesOf(size)
  await mkdir(join(path, '..'), { recursive: true })
  const file = await open(path, 'w')
  try {
    await decodeAll(images, size, async (index, pixels) => void (await file.write(pixels, 0, imageBytes, index * imageBytes)))
  } finally {
    await file.close()
  }
}

async function decodeAll(
  images: readonly ImageFile[],
  size: Size,
  keep: (index: number, pixels: Uint8Array) => Promise<void>,
): Promise<void> {
  let next = 0
  const decoder = async () => {
    for (let index = next++; index < images.length; index = next++) {
      await keep(index, await decodeImage(images[index] as ImageFile, size))
    }
  }
  await Promise.all(Array.from({ length: DECODERS }, decoder))
}
