/** How a part of augmentation is set: on or off, a share of the image or of the value range, a chance per image, or degrees. */
export type AugmentationUnit = 'switch' | 'share' | 'chance' | 'degrees'

type Part = { title: string; unit: AugmentationUnit; most: number }

/** Everything that training images are varied by; 0, or off, changes nothing. */
export const augmentationParts = {
  horizontalFlip: { title: 'Mirror left and right', unit: 'switch', most: 1 },
  verticalFlip: { title: 'Mirror top and bottom', unit: 'switch', most: 1 },
  quarterTurns: { title: 'Quarter turns', unit: 'switch', most: 1 },
  scale: { title: 'Larger and smaller', unit: 'share', most: 1 },
  crop: { title: 'Cut out a part', unit: 'share', most: 0.9 },
  shift: { title: 'Shift', unit: 'share', most: 1 },
  rotationDegrees: { title: 'Rotation', unit: 'degrees', most: 180 },
  brightness: { title: 'Brightness', unit: 'share', most: 1 },
  contrast: { title: 'Contrast', unit: 'share', most: 1 },
  saturation: { title: 'Saturation', unit: 'share', most: 1 },
  hueDegrees: { title: 'Hue', unit: 'degrees', most: 180 },
  mosaic: { title: 'Mosaic of four images', unit: 'chance', most: 1 },
  mixup: { title: 'Two images in one', unit: 'chance', most: 1 },
  cutOut: { title: 'Holes', unit: 'share', most: 0.9 },
} as const satisfies Record<string, Part>

export type AugmentationPart = keyof typeof augmentationParts

/** How strongly training images are varied: a switch or a number for every part. */
export type Augmentation = {
  [Name in AugmentationPart]: (typeof augmentationParts)[Name]['unit'] extends 'switch' ? boolean : number
}

/** Every part by name. */
export const AUGMENTATION_PARTS = Object.keys(augmentationParts) as AugmentationPart[]

/** Images as they are, but for the parts named. */
export function augmentationOf(parts: Partial<Augmentation>): Augmentation {
  const none = Object.fromEntries(AUGMENTATION_PARTS.map((part) => [part, augmentationParts[part].unit === 'switch' ? false : 0]))
  return { ...(none as Augmentation), ...parts }
}
