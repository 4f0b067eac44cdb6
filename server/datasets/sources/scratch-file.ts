import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DiskRegion } from './disk-region.ts'

/** Room on the disk for what an import unpacks or makes up on its way, one after the other; gone with the process at the latest. */
export interface ScratchFile {
  append(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<DiskRegion>
  close(): Promise<void>
}

/** A scratch file in a folder. Nothing is made before the first bytes come. */
export function createScratchFile(folder = tmpdir()): ScratchFile {
  let opened: Promise<FileHandle> | null = null
  let end = 0
  let last: Promise<unknown> = Promise.resolve()

  async function write(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<DiskRegion> {
    opened ??= openUnnamed(folder)
    const handle = await opened
    const start = end
    for await (const chunk of chunks) {
      await writeAll(handle, chunk, end)
      end += chunk.length
    }
    return { handle, start, bytes: end - start }
  }

  return {
    append(chunks) {
      const written = last.then(() => write(chunks))
      last = written.catch(() => undefined)
      return written
    },
    async close() {
      await last
      await (await opened)?.close()
    },
  }
}

/** A file without a name: whatever ends the process, nothing stays behind. */
async function openUnnamed(folder: string): Promise<FileHandle> {
  const path = join(folder, `labelloop-${randomUUID()}`)
  const handle = await open(path, 'wx+')
  await unlink(path)
  return handle
}

async function writeAll(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  let at = 0
  while (at < chunk.length) at += (await handle.write(chunk, at, chunk.length - at, position + at)).bytesWritten
}
