import type { Mask } from '#shared/shapes/index.ts'
import type { Declare, ReadAnnotation } from './format.ts'
import { areasOf, colourNumber, hexOf, type LabelPicture } from './label-picture.ts'
import type { Lose } from './shapes-as.ts'
import type { Entry } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

/** The attribute of an area whose objects could not be told apart. */
export const GROUP = 'group_of'

/** One of the classes that Cityscapes and KITTI share. */
export interface CityClass {
  readonly name: string
  readonly colour: number
  /** Whether its objects are told apart; pixels of such a class without an object are those of a group. */
  readonly hasObjects: boolean
}

const stuff = (name: string, red: number, green: number, blue: number): CityClass => ({
  name,
  colour: colourNumber(red, green, blue),
  hasObjects: false,
})
const thing = (name: string, red: number, green: number, blue: number): CityClass => ({
  ...stuff(name, red, green, blue),
  hasObjects: true,
})

/** The classes by their number (cityscapesScripts, helpers/labels.py). */
export const CITY_CLASSES: readonly CityClass[] = [
  stuff('unlabeled', 0, 0, 0),
  stuff('ego vehicle', 0, 0, 0),
  stuff('rectification border', 0, 0, 0),
  stuff('out of roi', 0, 0, 0),
  stuff('static', 0, 0, 0),
  stuff('dynamic', 111, 74, 0),
  stuff('ground', 81, 0, 81),
  stuff('road', 128, 64, 128),
  stuff('sidewalk', 244, 35, 232),
  stuff('parking', 250, 170, 160),
  stuff('rail track', 230, 150, 140),
  stuff('building', 70, 70, 70),
  stuff('wall', 102, 102, 156),
  stuff('fence', 190, 153, 153),
  stuff('guard rail', 180, 165, 180),
  stuff('bridge', 150, 100, 100),
  stuff('tunnel', 150, 120, 90),
  stuff('pole', 153, 153, 153),
  stuff('polegroup', 153, 153, 153),
  stuff('traffic light', 250, 170, 30),
  stuff('traffic sign', 220, 220, 0),
  stuff('vegetation', 107, 142, 35),
  stuff('terrain', 152, 251, 152),
  stuff('sky', 70, 130, 180),
  thing('person', 220, 20, 60),
  thing('rider', 255, 0, 0),
  thing('car', 0, 0, 142),
  thing('truck', 0, 0, 70),
  thing('bus', 0, 60, 100),
  thing('caravan', 0, 0, 90),
  thing('trailer', 0, 0, 110),
  thing('train', 0, 80, 100),
  thing('motorcycle', 0, 0, 230),
  thing('bicycle', 119, 11, 32),
]

/** How a picture's numbers hold classes and objects. */
export interface CityNumbers {
  readonly title: string
  /** An object's number is its class times this and its place. */
  readonly factor: number
  /** The first object's place. */
  readonly firstObject: number
  /** An area without objects has its class times this. */
  readonly areaFactor: number
}

/** Numbers of an image's annotations: those of things are told apart unless they are groups, labels that are no class are told. */
export function cityNumbering(
  { title, factor, firstObject, areaFactor }: CityNumbers,
  lose: Lose,
): (annotation: Annotation) => number | null {
  const seen = new Map<number, number>()
  return ({ label, attributes }) => {
    const number = CITY_CLASSES.findIndex(({ name }) => name === label)
    if (number <= 0) {
      lose(`labels that are no class of ${title}`)
      return null
    }
    if (!CITY_CLASSES[number]?.hasObjects || attributes[GROUP] === true) return number * areaFactor
    const place = seen.get(number) ?? firstObject
    if (place === factor) {
      lose(`objects of a class beyond ${factor - firstObject} in one image`)
      return null
    }
    seen.set(number, place + 1)
    return number * factor + place
  }
}

/** Told of pixels that mean nothing that is known. */
export type OnUnknown = (value: number) => void

/** The areas and objects of a picture whose numbers hold the class and the object in it; `parted` takes them apart. */
export function cityAreas(
  picture: LabelPicture,
  parted: (number: number) => { cityClass: number; object: number | null },
  onUnknown: OnUnknown,
): ReadAnnotation[] {
  return areasOf(picture, (number) => parted(number).cityClass === 0).flatMap(({ number, mask }) => {
    const { cityClass, object } = parted(number)
    const found = CITY_CLASSES[cityClass]
    if (!found) onUnknown(number)
    return found ? [annotationOf(found, object, mask)] : []
  })
}

// Pixels of people or cars that could not be told apart count as a group.
const annotationOf = ({ name, hasObjects }: CityClass, object: number | null, shape: Mask): ReadAnnotation => ({
  label: name,
  shape,
  attributes: hasObjects && object === null ? { [GROUP]: true } : {},
})

/** Tells the labels of the classes. */
export function declareCityClasses(declare: Declare): void {
  for (const { name, colour } of CITY_CLASSES.slice(1)) declare({ name, color: hexOf(colour), shape: 'mask' })
}
