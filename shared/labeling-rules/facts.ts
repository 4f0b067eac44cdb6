/** What a rule can ask of an image, or of a shape that a model proposed on it, as a number. */
export const NUMBER_FACTS = {
  brightness: 'Mean grey value, 0 (black) to 1 (white)',
  contrast: 'Standard deviation of the grey values, 0 to 0.5',
  sharpness: 'How strong edges are: near 0 for blurred images',
  saturation: 'Mean colour saturation, 0 (grey) to 1',
  hue: 'Angle of the mean colour, 0 to 360: 0 red, 120 green, 240 blue',
  red: 'Mean red, 0 to 1',
  green: 'Mean green, 0 to 1',
  blue: 'Mean blue, 0 to 1',
  ink: 'Share of the pixels that are darker than the middle between the darkest and the brightest, 0 to 1',
  width: 'Pixels',
  height: 'Pixels',
  aspect: 'Width divided by height',
  megapixels: 'Millions of pixels',
  kilobytes: 'Size of the file',
  score: 'How sure the model was of the proposed shape, 0 to 1',
  area: 'Share of the image inside the proposed shape’s frame, 0 to 1',
  'shape-width': 'Width of the proposed shape’s frame as a share of the image’s, 0 to 1',
  'shape-height': 'Height of the proposed shape’s frame as a share of the image’s, 0 to 1',
  'shape-aspect': 'Width of the proposed shape’s frame in pixels divided by its height',
  left: 'Left edge of the proposed shape’s frame as a share of the image’s width, 0 to 1',
  top: 'Top edge of the proposed shape’s frame as a share of the image’s height, 0 to 1',
} as const
export type NumberFact = keyof typeof NUMBER_FACTS

/** What a rule can ask as text; compared without regard to upper and lower case. */
export const TEXT_FACTS = {
  name: 'Path of the image inside its import',
  folder: 'Folder of the image inside its import',
  format: 'jpeg, png, webp …',
  label: 'The label that the model proposed for the shape',
} as const
export type TextFact = keyof typeof TEXT_FACTS

/** The facts that are there only of a proposed shape. */
export const SHAPE_FACTS: readonly string[] = [
  'score',
  'area',
  'shape-width',
  'shape-height',
  'shape-aspect',
  'left',
  'top',
  'label',
]

/** The figures of pixels; the others are known without opening the file. */
export const PIXEL_FACTS = [
  'brightness',
  'contrast',
  'sharpness',
  'saturation',
  'hue',
  'red',
  'green',
  'blue',
  'ink',
] as const satisfies readonly NumberFact[]
/** What is measured of an image's pixels. */
export type PixelFacts = { readonly [F in (typeof PIXEL_FACTS)[number]]: number }

/** What is known of one image or proposed shape. */
export type Facts = { readonly [F in NumberFact]?: number } & { readonly [F in TextFact]?: string }
