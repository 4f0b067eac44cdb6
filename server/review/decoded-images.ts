import sharp from 'sharp'

/** The images that crops were cut from last, as pixels: many crops of one image decode it once. */
export interface DecodedImages {
  pixels(hash: string, file: string): Promise<Decoded>
}
export interface Decoded {
  readonly data: Buffer
  readonly info: { width: number; height: number; channels: 1 | 2 | 3 | 4 }
}

/** Bytes of pixels kept at most: five images of twelve megapixels. */
const MOST_BYTES = 180e6
/** Images decoded at the same time: more would only share the same cores. */
const AT_ONCE = 2
const MOST_PIXELS = 5e7

/** A small cache of decoded images; the one unused the longest goes first. */
export function createDecodedImages(mostBytes = MOST_BYTES): DecodedImages {
  const kept = new Map<string, { image: Promise<Decoded>; bytes: number }>()
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }

  function trim() {
    let bytes = [...kept.values()].reduce((sum, entry) => sum + entry.bytes, 0)
    for (const [hash, entry] of kept) {
      if (bytes <= mostBytes || kept.size === 1) return
      kept.delete(hash)
      bytes -= entry.bytes
    }
  }

  return {
    pixels(hash, file) {
      const known = kept.get(hash)
      const entry = known ?? { image: inTurn(() => decode(file)), bytes: 0 }
      kept.delete(hash)
      kept.set(hash, entry)
      if (!known)
        entry.image.then(
          ({ data }) => {
            entry.bytes = data.length
            trim()
          },
          () => kept.delete(hash),
        )
      return entry.image
    },
  }
}

// Oriented as the annotations see it, eight bits a channel, nothing see-through.
async function decode(file: string): Promise<Decoded> {
  return sharp(file, { limitInputPixels: MOST_PIXELS })
    .autoOrient()
    .flatten()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
}
