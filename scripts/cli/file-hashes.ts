import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { cacheFolder } from '#server/store/installed-parts.mjs'
import { randomHex } from '#shared/random-id.ts'
import { hashOfFile } from './hash-of-file.ts'

/** A file changed less than this before it was hashed may be changed again within the same tick of its clock. */
const SAFE_AGE_MS = 2_000
const NAME_DIGITS = 32
const ID_BYTES = 6

const Known = z.record(z.string(), z.object({ size: z.number(), mtimeMs: z.number(), hash: z.string() }))
type Known = z.infer<typeof Known>

/**
 * SHA-256 of files, remembered in the user's cache by path, size and time of change: of a folder that has grown, only what is new is read. Files that
 * were changed just before they were read are not remembered.
 */
export async function openFileHashes(root: string, folder = join(cacheFolder(), 'import-hashes')) {
  const name = createHash('sha256').update(resolve(root)).digest('hex').slice(0, NAME_DIGITS)
  const place = join(folder, `${name}.json`)
  const known = await readKnown(place)
  const now: Known = {}

  return {
    async hashOf(file: string): Promise<string> {
      const path = resolve(file)
      const before = await stat(path)
      const earlier = known[path]
      if (earlier?.size === before.size && earlier.mtimeMs === before.mtimeMs) {
        now[path] = earlier
        return earlier.hash
      }
      const readAt = Date.now()
      const hash = await hashOfFile(path, 'sha256')
      const { size, mtimeMs } = await stat(path)
      if (mtimeMs < readAt - SAFE_AGE_MS && size === before.size && mtimeMs === before.mtimeMs)
        now[path] = { size, mtimeMs, hash }
      return hash
    },

    /** Keeps what is known of the files asked for; a cache that cannot be written only costs time. */
    async keep(): Promise<void> {
      try {
        await mkdir(dirname(place), { recursive: true })
        const written = `${place}.${randomHex(ID_BYTES)}`
        await writeFile(written, JSON.stringify(now))
        await rename(written, place)
      } catch {
        // The next import reads the files again.
      }
    },
  }
}

async function readKnown(place: string): Promise<Known> {
  try {
    return Known.parse(JSON.parse(await readFile(place, 'utf8')))
  } catch {
    return {}
  }
}
