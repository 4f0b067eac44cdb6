import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { orientationIn, readExif } from '#server/image-files/read-exif.ts'
import { withoutMetadata } from '#server/image-files/without-metadata.ts'
import { aPhotograph, SECRET } from './photographs.ts'

const KINDS = ['jpeg', 'png', 'webp', 'tiff', 'gif'] as const
const pixelsOf = (bytes: Buffer) => sharp(bytes).autoOrient().raw().toBuffer()
const saysSecret = (bytes: Buffer) => bytes.includes(Buffer.from(SECRET.slice(0, 12), 'latin1'))

describe.each(KINDS)('a %s that leaves', (kind) => {
  test('says nothing of who took it, and shows the very same pixels', async () => {
    const photograph = await aPhotograph(kind)
    expect(saysSecret(photograph)).toBe(true)
    const bare = withoutMetadata(photograph, kind) as Buffer
    expect(saysSecret(bare)).toBe(false)
    expect((await sharp(bare).metadata()).xmp).toBeUndefined()
    expect(await pixelsOf(bare)).toEqual(await pixelsOf(photograph))
  })

  test('has nothing more to take away the second time', async () => {
    const bare = withoutMetadata(await aPhotograph(kind, { orientation: 6 }), kind) as Buffer
    expect(withoutMetadata(bare, kind)).toBe(bare)
  })

  test('and was damaged is refused or comes out, and nothing breaks', async () => {
    const photograph = await aPhotograph(kind)
    const change = fc.record({ at: fc.nat({ max: photograph.length - 1 }), to: fc.nat({ max: 255 }) })
    const cut = fc.nat({ max: photograph.length })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), cut, (changes, length) => {
        const damaged = Buffer.from(photograph.subarray(0, length))
        for (const { at, to } of changes) if (at < length) damaged[at] = to
        const bare = withoutMetadata(damaged, kind)
        expect(bare === null || bare.length <= damaged.length + 64).toBe(true)
        readExif(damaged)
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})

describe('an image that leaves', () => {
  test.each(['jpeg', 'png', 'webp', 'tiff'] as const)(
    'as %s and lies on its side still says which way up it is',
    async (kind) => {
      const bare = withoutMetadata(await aPhotograph(kind, { orientation: 6 }), kind) as Buffer
      const { orientation, autoOrient } = await sharp(bare).metadata()
      expect([orientation, autoOrient.width, autoOrient.height]).toEqual([6, 64, 96])
      expect(saysSecret(bare)).toBe(false)
    },
  )

  test('loses what lies behind its end, such as the film of a moving photo', async () => {
    const photograph = await aPhotograph('jpeg')
    const moving = Buffer.concat([photograph, Buffer.from(`ftyp ${SECRET}`)])
    expect(withoutMetadata(moving, 'jpeg')).toEqual(withoutMetadata(photograph, 'jpeg'))
  })

  test('loses the small picture in the header of a JPEG, and what programs write where others keep theirs', async () => {
    const plain = withoutMetadata(await aPhotograph('jpeg'), 'jpeg') as Buffer
    const segment = (marker: number, body: Buffer) => {
      const head = Buffer.from([0xff, marker, 0, 0])
      head.writeUInt16BE(body.length + 2, 2)
      return Buffer.concat([head, body])
    }
    const pixels = Math.ceil(SECRET.length / 3)
    const small = Buffer.alloc(3 * pixels)
    small.write(SECRET, 'latin1')
    const header = Buffer.concat([Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01', 'latin1'), Buffer.from([pixels, 1]), small])
    const others = [0xe0, 0xee].map((marker) => segment(marker, Buffer.from(`CAMERA\0${SECRET}`, 'latin1')))
    const told = Buffer.concat([plain.subarray(0, 2), segment(0xe0, header), ...others, plain.subarray(2)])
    expect(saysSecret(told)).toBe(true)
    const bare = withoutMetadata(told, 'jpeg') as Buffer
    expect(saysSecret(bare)).toBe(false)
    expect(await pixelsOf(bare)).toEqual(await pixelsOf(told))
  })

  test('is not followed where a TIFF says to overwrite it thousands of times', () => {
    const [fields, length, privateTag, unknownKind] = [4000, 65_536, 40_000, 7]
    const trap = Buffer.alloc(length)
    trap.write('II*\0\x08', 'latin1')
    trap.writeUInt16LE(fields, 8)
    for (let field = 0; field < fields; field++) {
      const at = 10 + 12 * field
      trap.writeUInt16LE(privateTag, at)
      trap.writeUInt16LE(unknownKind, at + 2)
      trap.writeUInt32LE(length, at + 4)
    }
    expect(withoutMetadata(trap, 'tiff')).toBeNull()
  })

  test('keeps its colour profile', async () => {
    for (const kind of ['jpeg', 'png', 'webp', 'tiff'] as const) {
      const image = await sharp(await aPhotograph('png'))
        .withIccProfile('p3')
        .withExif({ IFD0: { Artist: SECRET } })
        .toFormat(kind)
        .toBuffer()
      const bare = withoutMetadata(image, kind) as Buffer
      expect((await sharp(bare).metadata()).icc).toEqual((await sharp(image).metadata()).icc)
    }
  })

  test('keeps its many pages and frames', async () => {
    const frames = await Promise.all([1, 2, 3].map((seed) => aPhotograph('png', { seed })))
    const film = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer()
    const bare = withoutMetadata(film, 'gif') as Buffer
    expect((await sharp(bare, { animated: true }).metadata()).pages).toBe(3)
  })

  test('that nobody wrote anything about is the very same', async () => {
    for (const kind of KINDS) {
      const plain = withoutMetadata(await aPhotograph(kind), kind) as Buffer
      expect(withoutMetadata(plain, kind)).toBe(plain)
    }
  })
})

describe('EXIF', () => {
  test('says when and with what a photograph was taken, and where; never who', async () => {
    const { exif } = await sharp(await aPhotograph('jpeg', { orientation: 8 })).metadata()
    const { said, place } = readExif(exif as Buffer)
    expect(said).toEqual({
      taken_at: '2024-05-01T12:30:15',
      camera_make: 'Labelloop',
      camera_model: 'Eye 3',
      orientation: 8,
      focal_length: 35,
      f_number: 2.8,
    })
    expect(place).toEqual({ latitude: 51.5, longitude: -0.125 })
    expect(orientationIn(exif as Buffer)).toBe(8)
  })

  test('that is no EXIF says nothing', () => {
    for (const block of [Buffer.alloc(0), Buffer.from('Exif\0\0'), Buffer.from('MM\0*\0\0\0\x08\xff\xff', 'latin1')])
      expect([readExif(block), orientationIn(block)]).toEqual([{ said: {}, place: null }, 1])
  })
})
