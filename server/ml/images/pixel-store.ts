import { closeSync, openSync, readSync, rmSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeImage } from './decode-image.ts'
import type { Size } from './warp.ts'

/** Decoded images by index, ready to be read many times. */
export type PixelStore = { pixels(index: number): Uint8Array; close(): void }

type ImageFile = { assetId: string; file: string }
type StoreOptions = { images: readonly ImageFile[]; size: Size; folder: string; name: string; memoryBytes?: number }

/** More decoded pixels than this go to a file. */
const MEMORY_BYTES = 600 * 1024 * 1024
const DECODERS = 3
const CHANNELS = 3

/** Decodes every image once to bytes [height, width, 3]; keeps them in memory, or in a file under `folder` where they are too many. */
export async function openPixelStore({
  images,
  size,
  folder,
  name,
  memoryBytes = MEMORY_BYTES,
}: StoreOptions): Promise<PixelStore> {
  const imageBytes = size.width * size.height * CHANNELS
  if (images.length * imageBytes <= memoryBytes) return inMemory(images, size)
  return inFile(images, size, join(folder, `${name}.pixels`), imageBytes)
}

async function inMemory(images: readonly ImageFile[], size: Size): Promise<PixelStore> {
  const decoded: Uint8Array[] = []
  await decodeAll(images, size, async (index, pixels) => {
    decoded[index] = pixels
  })
  return { pixels: (index) => decoded[index] as Uint8Array, close: () => decoded.splice(0) }
}

async function inFile(images: readonly ImageFile[], size: Size, path: string, imageBytes: number): Promise<PixelStore> {
  await mkdir(join(path, '..'), { recursive: true })
  const file = await open(path, 'w')
  try {
    await decodeAll(images, size, async (index, pixels) => void (await file.write(pixels, 0, imageBytes, index * imageBytes)))
  } finally {
    await file.close()
  }
  const descriptor = openSync(path, 'r')
  return {
    pixels(index) {
      const pixels = new Uint8Array(imageBytes)
      readSync(descriptor, pixels, 0, imageBytes, index * imageBytes)
      return pixels
    },
    close() {
      closeSync(descriptor)
      rmSync(path, { force: true })
    },
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
