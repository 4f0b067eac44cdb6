import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { colourNumber, labelPictureOf } from '#server/datasets/formats/label-picture.ts'
import { readPng } from '#server/datasets/formats/png-samples.ts'
import { writePng } from '#server/datasets/formats/write-png.ts'
import { createRandom } from '#shared/random.ts'

const [WIDTH, HEIGHT] = [37, 23]
const noise = (count: number, most: number, seed = 1) => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.integer(most))
}

describe('pictures of numbers', () => {
  test('8 and 16 bits, colours and palettes come back as they were written', async () => {
    const grey = Uint8Array.from(noise(WIDTH * HEIGHT, 256))
    const wide = Uint16Array.from(noise(WIDTH * HEIGHT, 65_536))
    const rgb = Uint8Array.from(noise(WIDTH * HEIGHT * 3, 256))
    const places = Uint8Array.from(noise(WIDTH * HEIGHT, 3))
    const palette = Uint8Array.from([0, 0, 0, 255, 0, 0, 255, 0, 0])
    const size = { width: WIDTH, height: HEIGHT }
    expect(await readPng(writePng({ ...size, values: grey }))).toEqual({ ...size, channels: 1, values: grey, palette: null })
    expect(await readPng(writePng({ ...size, values: wide }))).toEqual({ ...size, channels: 1, values: wide, palette: null })
    expect(await readPng(writePng({ ...size, values: rgb, isRgb: true }))).toMatchObject({ channels: 3, values: rgb })
    // Two places of one colour stay two.
    const read = await readPng(writePng({ ...size, values: places, palette }))
    expect([...read.values]).toEqual([...places])
    expect([...(read.palette ?? [])]).toEqual([...palette])
  })

  test('what is written is what an independent decoder reads', async () => {
    const rgb = Uint8Array.from(noise(WIDTH * HEIGHT * 3, 256))
    const { data } = await sharp(writePng({ width: WIDTH, height: HEIGHT, values: rgb, isRgb: true }))
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([...data]).toEqual([...rgb])
    const wide = Uint16Array.from(noise(WIDTH * HEIGHT, 65_536))
    const image = sharp(writePng({ width: WIDTH, height: HEIGHT, values: wide })).toColourspace('grey16')
    const bytes = await image.raw({ depth: 'ushort' }).toBuffer()
    expect([...new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)]).toEqual([...wide])
  })

  test.each([8, 16] as const)(
    'what another encoder writes with %i bits and filters of its choice is read the same',
    async (bits) => {
      // Smooth, so that filters pay.
      const smooth = Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
        Math.round((Math.sin(at / 40) + 1) * (2 ** (bits - 1) - 1)),
      )
      const values = bits === 16 ? Uint16Array.from(smooth) : Uint8Array.from(smooth)
      const image = sharp(values, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } }).toColourspace(
        bits === 16 ? 'grey16' : 'b-w',
      )
      const read = await readPng(await image.png({ adaptiveFiltering: true }).toBuffer())
      expect([...read.values]).toEqual(smooth)
    },
  )

  test('palettes of 1, 2 and 4 bits are read by their places', async () => {
    for (const [colours, bits] of [
      [2, 1],
      [4, 2],
      [16, 4],
    ] as const) {
      const palette = Array.from({ length: colours }, (_, place) => [place * 15, 255 - place * 9, (place * 77) % 256])
      const values = noise(WIDTH * HEIGHT, colours, bits).flatMap((place) => palette[place] as number[])
      const png = await sharp(Uint8Array.from(values), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
        .png({ palette: true, colours, dither: 0, quality: 100 })
        .toBuffer()
      const picture = await labelPictureOf(png)
      expect(picture.palette).not.toBeNull()
      const read = Array.from(picture.numbers, (place) => picture.palette?.[place])
      const channel = (at: number) => values[at] as number
      const given = Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
        colourNumber(channel(3 * at), channel(3 * at + 1), channel(3 * at + 2)),
      )
      expect(read).toEqual(given)
    }
  })

  test('a picture that is cut off, interlaced or too large is refused with the reason', async () => {
    const values = Uint8Array.from(noise(WIDTH * HEIGHT, 256))
    const png = writePng({ width: WIDTH, height: HEIGHT, values })
    await expect(readPng(png.subarray(0, png.length - 200))).rejects.toThrow()
    const interlaced = await sharp(values, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
      .png({ progressive: true })
      .toBuffer()
    await expect(readPng(interlaced)).rejects.toThrow('it is interlaced: save it without')
    const huge = Buffer.from(png)
    huge.writeUInt32BE(60_000, 16)
    huge.writeUInt32BE(60_000, 20)
    await expect(readPng(huge)).rejects.toThrow('expected at most 50 million')
    await expect(readPng(Buffer.from('GIF89a'))).rejects.toThrow('it is no PNG')
  })
})
