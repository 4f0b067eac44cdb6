import { setTimeout as sleep } from 'node:timers/promises'
import type { S3Bucket } from './s3-bucket.ts'

/** Who has announced to take an object out does it within this time, or not at all. */
const ANNOUNCED_MS = 30_000
/** An announcement this old is of somebody who died over it. */
const FORSAKEN_MS = 180_000
const LOOK_AGAIN_MS = 300

/**
 * How objects that nothing needs leave a bucket while others may come to need them. Whoever takes one out announces it first, then looks when it was
 * written; whoever writes or renews one looks for an announcement after that: one of the two sees the other, as the storage is consistent
 * (Dekker's algorithm, with objects for flags).
 */
export function takingOut(bucket: Pick<S3Bucket, 'stat' | 'putBytes' | 'remove'>, root: string) {
  const announcementOf = (hash: string) => `${root}leaving/${hash}`

  return {
    /** Whether what was just written is there to stay; false once whoever was about to take it out is done: then it is to be written again. */
    async stands(hash: string): Promise<boolean> {
      for (let looks = 0; ; looks++) {
        const announced = await bucket.stat(announcementOf(hash))
        if (!announced || announced.modifiedAt < Date.now() - FORSAKEN_MS) return looks === 0
        await sleep(LOOK_AGAIN_MS)
      }
    },

    /** Takes an object out unless it was written since then (milliseconds since 1970); whether it is gone. */
    async takeOut(hash: string, since: number): Promise<boolean> {
      const isOld = async () => {
        const found = await bucket.stat(`${root}${hash}`)
        return found !== null && found.modifiedAt < since
      }
      if (!(await isOld())) return false
      await bucket.putBytes(announcementOf(hash), new Uint8Array())
      const announcedAt = performance.now()
      try {
        if (!(await isOld()) || performance.now() - announcedAt > ANNOUNCED_MS) return false
        await bucket.remove(`${root}${hash}`, { attempts: 1 })
        return true
      } finally {
        await bucket.remove(announcementOf(hash))
      }
    },
  }
}
