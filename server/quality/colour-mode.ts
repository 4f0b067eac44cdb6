import sharp, { type Metadata } from 'sharp'
import { profileName } from './profile-name.ts'

/** Spaces as people call them; others by the decoder's name. */
const SPACES: Readonly<Record<string, string>> = {
  srgb: 'RGB',
  rgb: 'RGB',
  rgb16: 'RGB',
  scrgb: 'RGB',
  'b-w': 'grey',
  grey16: 'grey',
  cmyk: 'CMYK',
  lab: 'Lab',
}
const DEEP: Readonly<Record<string, string>> = {
  ushort: '16-bit',
  short: '16-bit',
  uint: '32-bit',
  float: 'float',
  double: 'float',
}
/** Profiles that say no more than the colour space does. */
const PLAIN_PROFILE = /srgb|^c2$|grey|gray gamma|dot gain/i

/** How the colours of an image file are kept, from its header alone: "RGB", "16-bit grey", "CMYK, Coated FOGRA39"; null where it cannot be read. */
export async function readColourMode(file: string): Promise<string | null> {
  try {
    return colourModeOf(await sharp(file, { limitInputPixels: false }).metadata())
  } catch {
    return null
  }
}

function colourModeOf({ space, depth = 'uchar', hasAlpha, icc }: Metadata): string {
  const deep = DEEP[depth]
  const name = icc ? profileName(icc) : null
  const colours = `${deep ? `${deep} ` : ''}${SPACES[space] ?? space}`
  const profile = name === null || PLAIN_PROFILE.test(name) ? '' : `, ${name}`
  return `${colours}${hasAlpha ? ' with alpha' : ''}${profile}`
}
