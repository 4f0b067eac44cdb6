import { directoryAt, numbersIn, openTiff, type TiffField, type TiffLayout, textIn } from './tiff-fields.ts'

/** What stands before the directories in JPEG, and in some PNG and WebP files. */
export const EXIF_PREFIX = Buffer.from('Exif\0\0', 'latin1')

const TAGS = {
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  changedAt: 0x0132,
  exifDirectory: 0x8769,
  gpsDirectory: 0x8825,
  exposureSeconds: 0x829a,
  fNumber: 0x829d,
  sensitivity: 0x8827,
  takenAt: 0x9003,
  takenOffset: 0x9011,
  focalLength: 0x920a,
  lens: 0xa434,
} as const
const GPS = { latitudeHalf: 1, latitude: 2, longitudeHalf: 3, longitude: 4 } as const

/** Digits after the point of degrees: a tenth of a metre. */
const DEGREE_DIGITS = 6

/** What a camera has written into an image (EXIF 2.32): what is useful to ask for, and where it was taken, which is personal. */
export interface ExifFacts {
  readonly said: Readonly<Record<string, string | number>>
  /** Degrees north and east; null where it does not say. */
  readonly place: { readonly latitude: number; readonly longitude: number } | null
}

/** Reads the EXIF block of an image, or a whole TIFF. Names of owners and numbers of devices are never read. Damaged blocks say nothing. */
export function readExif(block: Buffer): ExifFacts {
  const layout = openTiff(withoutPrefix(block))
  if (!layout) return { said: {}, place: null }
  const main = fieldsAt(layout, layout.first)
  const exif = fieldsAt(layout, numberIn(layout, main.get(TAGS.exifDirectory)) ?? 0)
  const gps = fieldsAt(layout, numberIn(layout, main.get(TAGS.gpsDirectory)) ?? 0)
  const text = (field: TiffField | undefined) => (field ? textIn(layout, field) : '')
  const figure = (field: TiffField | undefined) => rounded(numberIn(layout, field))
  const said = {
    taken_at: timeOf(text(exif.get(TAGS.takenAt)) || text(main.get(TAGS.changedAt)), text(exif.get(TAGS.takenOffset))),
    camera_make: text(main.get(TAGS.make)),
    camera_model: text(main.get(TAGS.model)),
    lens: text(exif.get(TAGS.lens)),
    orientation: figure(main.get(TAGS.orientation)),
    focal_length: figure(exif.get(TAGS.focalLength)),
    f_number: figure(exif.get(TAGS.fNumber)),
    exposure_seconds: figure(exif.get(TAGS.exposureSeconds)),
    sensitivity: figure(exif.get(TAGS.sensitivity)),
  }
  const known = Object.entries(said).filter((pair): pair is [string, string | number] => pair[1] !== null && pair[1] !== '')
  return { said: Object.fromEntries(known), place: placeOf(layout, gps) }
}

/** How an image is to be turned by its EXIF block, 1 to 8; 1 (upright) where it does not say. */
export function orientationIn(block: Buffer): number {
  const layout = openTiff(withoutPrefix(block))
  const said = layout && numberIn(layout, fieldsAt(layout, layout.first).get(TAGS.orientation))
  return said && said <= ORIENTATIONS ? said : 1
}

/** An EXIF block that only says how the image is to be turned. */
export function orientationBlock(orientation: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  block.write('MM\0*', 'latin1')
  block.writeUInt32BE(FIRST_DIRECTORY, 4)
  block.writeUInt16BE(1, FIRST_DIRECTORY)
  block.writeUInt16BE(TAGS.orientation, FIRST_DIRECTORY + 2)
  block.writeUInt16BE(SHORT, FIRST_DIRECTORY + 4)
  block.writeUInt32BE(1, FIRST_DIRECTORY + 6)
  block.writeUInt16BE(orientation, FIRST_DIRECTORY + 10)
  return block
}

const ORIENTATIONS = 8
const FIRST_DIRECTORY = 8
const SHORT = 3
/** The header, one field of twelve bytes with its count before and the next directory (none) behind. */
const BLOCK_BYTES = FIRST_DIRECTORY + 2 + 12 + 4

const withoutPrefix = (block: Buffer): Buffer =>
  block.subarray(0, EXIF_PREFIX.length).equals(EXIF_PREFIX) ? block.subarray(EXIF_PREFIX.length) : block

function fieldsAt(layout: TiffLayout, at: number): Map<number, TiffField> {
  return new Map((directoryAt(layout, at)?.fields ?? []).map((field) => [field.tag, field]))
}

function numberIn(layout: TiffLayout, field: TiffField | undefined): number | null {
  const [number = Number.NaN] = field ? numbersIn(layout, field) : []
  return Number.isFinite(number) ? number : null
}

const FIGURE_DIGITS = 6
const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(FIGURE_DIGITS)))

const TIME = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}):(\d{2}):(\d{2})/
const OFFSET = /^[+-]\d{2}:\d{2}$/

// "2024:05:01 12:30:00" becomes "2024-05-01T12:30:00", with the offset where the camera says it; a clock that was never set says nothing.
function timeOf(said: string, offset: string): string | null {
  const [, year = '', month, day, hour, minute, second] = TIME.exec(said) ?? []
  if (year === '' || year === '0000' || month === '00') return null
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${OFFSET.test(offset) ? offset : ''}`
}

function placeOf(layout: TiffLayout, gps: ReadonlyMap<number, TiffField>): ExifFacts['place'] {
  const degrees = (angle: number, half: number, negative: string): number | null => {
    const [field, side] = [gps.get(angle), gps.get(half)]
    const [whole = Number.NaN, minutes = 0, seconds = 0] = field ? numbersIn(layout, field) : []
    const size = whole + (minutes || 0) / 60 + (seconds || 0) / 3600
    if (!Number.isFinite(size)) return null
    const isNegative = side !== undefined && textIn(layout, side).toUpperCase() === negative
    return Number((isNegative ? -size : size).toFixed(DEGREE_DIGITS))
  }
  const latitude = degrees(GPS.latitude, GPS.latitudeHalf, 'S')
  const longitude = degrees(GPS.longitude, GPS.longitudeHalf, 'W')
  return latitude === null || longitude === null ? null : { latitude, longitude }
}
