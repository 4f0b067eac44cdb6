/** Lengths in bits of the four kinds of run, as Label Studio itself writes them. */
const LENGTH_BITS = [3, 4, 8, 16] as const
const WORD_BITS = 8
const COUNT_BITS = 32
const WORD_SIZE_BITS = 5
const LENGTH_SIZE_BITS = 4
const CHANNELS = 4
const OPAQUE = 255

/**
 * A painted mask, row by row (anything but 0 is inside), as the run lengths of Label Studio's brush: those of the package @thi.ng/rle-pack over
 * the image's RGBA bytes. A header (32 bits: bytes; 5: bits of a word less one; 4 times 4: bits of a run's length less one), then runs: a bit
 * that says whether one word is repeated or several follow, two for the kind of length, the length less one, the word or words.
 */
export function encodeBrush(pixels: ArrayLike<number>): number[] {
  const out = new BitWriter()
  out.write(pixels.length * CHANNELS, COUNT_BITS)
  out.write(WORD_BITS - 1, WORD_SIZE_BITS)
  for (const bits of LENGTH_BITS) out.write(bits - 1, LENGTH_SIZE_BITS)
  for (let at = 0; at < pixels.length; ) {
    const isInside = pixels[at] !== 0
    let end = at + 1
    while (end < pixels.length && (pixels[end] !== 0) === isInside) end++
    writeRun(out, (end - at) * CHANNELS, isInside ? OPAQUE : 0)
    at = end
  }
  return out.bytes()
}

/** The mask behind such run lengths, one number per pixel: 1 where it is painted at all; null where they cannot be read, or hold another number of pixels. */
export function decodeBrush(runs: readonly number[], pixels: number): Uint8Array | null {
  const words = unpackedWords(runs, pixels * CHANNELS)
  if (words?.length !== pixels * CHANNELS) return null
  const mask = new Uint8Array(pixels)
  // The fourth byte of a pixel is how opaque it is.
  for (let at = 0; at < pixels; at++) if ((words[at * CHANNELS + CHANNELS - 1] as number) > 0) mask[at] = 1
  return mask
}

/** The words behind run lengths as above; null where they cannot be read, or are more than `most`. */
export function unpackedWords(runs: readonly number[], most: number): Uint8Array | null {
  const input = new BitReader(runs)
  const count = input.read(COUNT_BITS)
  if (count > most) return null
  const wordBits = input.read(WORD_SIZE_BITS) + 1
  const lengthBits = LENGTH_BITS.map(() => input.read(LENGTH_SIZE_BITS) + 1)
  const words = new Uint8Array(count)
  for (let at = 0; at < count; ) {
    if (input.isOver()) return null
    const isRepeated = input.read(1) === 1
    const end = Math.min(count, at + 1 + input.read(lengthBits[input.read(2)] as number))
    if (isRepeated) words.fill(input.read(wordBits), at, end)
    else for (let place = at; place < end; place++) words[place] = input.read(wordBits)
    at = end
  }
  return words
}

const LONGEST_RUN = 2 ** (LENGTH_BITS.at(-1) as number)

function writeRun(out: BitWriter, length: number, word: number): void {
  for (let left = length; left > 0; left -= LONGEST_RUN) {
    const part = Math.min(left, LONGEST_RUN)
    const kind = LENGTH_BITS.findIndex((bits) => part <= 2 ** bits)
    out.write(1, 1)
    out.write(kind, 2)
    out.write(part - 1, LENGTH_BITS[kind] as number)
    out.write(word, WORD_BITS)
  }
}

const BITS_PER_BYTE = 8

/** Bits one after the other, the highest of each number first. */
class BitWriter {
  private readonly written: number[] = []
  private used = 0

  write(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      if (this.used % BITS_PER_BYTE === 0) this.written.push(0)
      const place = BITS_PER_BYTE - 1 - (this.used % BITS_PER_BYTE)
      const isSet = Math.floor(value / 2 ** bit) % 2 === 1
      if (isSet) this.written[this.written.length - 1] = (this.written.at(-1) as number) | (1 << place)
      this.used++
    }
  }

  bytes(): number[] {
    return this.written
  }
}

class BitReader {
  private at = 0
  private readonly source: readonly number[]

  constructor(source: readonly number[]) {
    this.source = source
  }

  isOver(): boolean {
    return this.at >= this.source.length * BITS_PER_BYTE
  }

  read(bits: number): number {
    let value = 0
    for (let bit = 0; bit < bits; bit++, this.at++) {
      const byte = this.source[this.at >> 3] ?? 0
      value = value * 2 + ((byte >> (BITS_PER_BYTE - 1 - (this.at % BITS_PER_BYTE))) & 1)
    }
    return value
  }
}
