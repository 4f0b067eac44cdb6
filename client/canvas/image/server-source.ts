import type { Size } from '../viewport.ts'
import type { TilePlace, TileSource } from './tile-source.ts'

/** Tiles in memory, a megabyte each: several screens full at every level. */
const MOST_TILES = 192
/** Questions under way at once, as many as a browser sends to one server. */
const MOST_REQUESTS = 6
const ASK_AGAIN_AFTER_MS = 5000

interface ServerSourceOptions {
  readonly size: Size
  readonly levels: number
  readonly address: (place: TilePlace) => string
  readonly fetchTile?: (address: string, signal: AbortSignal) => Promise<ImageBitmap>
}

/** An image too large for memory: the tiles on the screen are asked for, the latest wanted first, and as many kept as fit. */
export function serverSource({ size, levels, address, fetchTile = fetchBitmap }: ServerSourceOptions): TileSource {
  // In order of last use: the first is the one to go.
  const tiles = new Map<string, ImageBitmap>()
  const wanted = new Map<string, TilePlace>()
  const missing = new Set<string>()
  const underWay = new Set<string>()
  const closing = new AbortController()
  let listener: () => void = () => undefined

  function ask() {
    while (underWay.size < MOST_REQUESTS && wanted.size > 0) {
      const [key, place] = [...wanted].at(-1) as [string, TilePlace]
      wanted.delete(key)
      underWay.add(key)
      void load(key, place)
    }
    // What was wanted long ago has left the screen.
    for (const key of [...wanted.keys()].slice(0, Math.max(0, wanted.size - MOST_TILES))) wanted.delete(key)
  }
  async function load(key: string, place: TilePlace) {
    try {
      const bitmap = await fetchTile(address(place), closing.signal)
      if (closing.signal.aborted) return bitmap.close()
      tiles.set(key, bitmap)
      for (const [old, oldest] of tiles) {
        if (tiles.size <= MOST_TILES) break
        tiles.delete(old)
        oldest.close()
      }
    } catch {
      // The coarser one stays in its place, and after a while it is asked for again.
      missing.add(key)
      setTimeout(() => {
        missing.delete(key)
        if (!closing.signal.aborted) listener()
      }, ASK_AGAIN_AFTER_MS)
    } finally {
      underWay.delete(key)
      if (!closing.signal.aborted) {
        listener()
        ask()
      }
    }
  }

  return {
    size,
    levels,
    whole: () => null,
    tile(place) {
      const key = `${place.level}/${place.column}/${place.row}`
      const bitmap = tiles.get(key)
      if (bitmap) {
        tiles.delete(key)
        tiles.set(key, bitmap)
        return { source: bitmap, x: 0, y: 0, width: bitmap.width, height: bitmap.height }
      }
      if (!underWay.has(key) && !missing.has(key)) {
        wanted.delete(key)
        wanted.set(key, place)
        ask()
      }
      return null
    },
    onArrival(next) {
      listener = next
    },
    close() {
      closing.abort()
      for (const bitmap of tiles.values()) bitmap.close()
      tiles.clear()
      wanted.clear()
    },
  }
}

async function fetchBitmap(address: string, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw new Error(`Expected a tile at ${address}, got status ${response.status}`)
  return createImageBitmap(await response.blob())
}
