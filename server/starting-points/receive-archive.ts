import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { MOST_STARTING_POINT_BYTES } from '#shared/domain/starting-point.ts'
import { AppError } from '../errors.ts'

/** Writes a body to a file of a folder that lives as long as `use` runs. */
export async function receivingArchive<T>(
  body: AsyncIterable<Uint8Array>,
  use: (archive: string, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-starting-point-'))
  try {
    const archive = join(folder, 'upload.zip')
    await pipeline(limited(body), createWriteStream(archive))
    return await use(archive, join(folder, 'body'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function* limited(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let received = 0
  for await (const chunk of body) {
    received += chunk.length
    if (received > MOST_STARTING_POINT_BYTES)
      throw new AppError('too_large', `Expected at most ${MOST_STARTING_POINT_BYTES / 1e6} MB: it has more`)
    yield chunk
  }
}
