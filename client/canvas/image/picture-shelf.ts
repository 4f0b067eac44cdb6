import { memorySource, withLevels } from './memory-source.ts'
import type { TileSource } from './tile-source.ts'

/** Pixels that are kept decoded: the open image, the next ones and the one before. */
const MOST_PIXELS = 1.2e8

/** A picture that is looked at. */
export interface OpenPicture {
  readonly source: Promise<TileSource>
  /** It is looked at no more; it stays for a while. */
  release(): void
}

interface Entry {
  readonly source: Promise<TileSource>
  pixels: number
  lookers: number
}

/** Images by their addresses, decoded before they are asked for and kept while there is room: going to the next and back takes no decoding. */
export function createPictureShelf({ decode = decodeAt, mostPixels = MOST_PIXELS } = {}) {
  // In order of last use: the first is the one to go.
  const entries = new Map<string, Entry>()

  function get(address: string): Entry {
    const entry = entries.get(address) ?? opened(address)
    entries.delete(address)
    entries.set(address, entry)
    return entry
  }
  function opened(address: string): Entry {
    const entry: Entry = { source: decode(address), pixels: 0, lookers: 0 }
    entry.source.then(
      ({ size }) => {
        entry.pixels = size.width * size.height
        makeRoom()
      },
      // It may be there the next time it is asked for.
      () => entries.get(address) === entry && entries.delete(address),
    )
    return entry
  }
  function makeRoom() {
    let pixels = [...entries.values()].reduce((sum, entry) => sum + entry.pixels, 0)
    for (const [address, entry] of entries) {
      if (pixels <= mostPixels) return
      if (entry.lookers > 0 || entry.pixels === 0) continue
      pixels -= entry.pixels
      entries.delete(address)
      void entry.source.then((source) => source.close())
    }
  }

  return {
    open(address: string): OpenPicture {
      const entry = get(address)
      entry.lookers++
      let isReleased = false
      return {
        source: entry.source,
        release() {
          if (isReleased) return
          isReleased = true
          entry.lookers--
          makeRoom()
        },
      }
    },
    /** Decodes an image that will be asked for. */
    prepare(address: string): void {
      get(address).source.catch(() => undefined)
    },
  }
}

async function decodeAt(address: string): Promise<TileSource> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`Expected an image at ${address}, got status ${response.status}`)
  return memorySource(await withLevels(await createImageBitmap(await response.blob())))
}
