import type { Box } from '#shared/shapes/index.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import { escaped } from './escape-xml.ts'
import type { Entry } from './written-entries.ts'

/** An object of a label file. */
export interface VocObject {
  readonly annotation: Entry['annotations'][number]
  readonly box: Box
}

/** The label file of an image. Attributes that VOC has no element for are written as CVAT does. */
export function vocLabelFile({ fileName, width, height }: Entry, objects: readonly VocObject[], isSegmented = false): string {
  return (
    `<annotation>\n  <folder>JPEGImages</folder>\n  <filename>${escaped(fileName)}</filename>\n` +
    `  <size>\n    <width>${width}</width>\n    <height>${height}</height>\n    <depth>3</depth>\n  </size>\n` +
    `  <segmented>${Number(isSegmented)}</segmented>\n${objects.map(objectElement).join('')}</annotation>\n`
  )
}

function objectElement({ annotation, box }: VocObject): string {
  const { pose, truncated, difficult, ...others } = annotation.attributes
  const isPose = typeof pose === 'string' && pose !== ''
  const rest = {
    ...others,
    ...(pose !== undefined && !isPose && { pose }),
    ...(truncated !== undefined && truncated !== true && { truncated }),
    ...(difficult !== undefined && difficult !== true && { difficult }),
  }
  const corners = { xmin: box.x, ymin: box.y, xmax: box.x + box.width, ymax: box.y + box.height }
  const places = Object.entries(corners).map(([name, value]) => `      <${name}>${tidyNumber(value)}</${name}>\n`)
  return (
    `  <object>\n    <name>${escaped(annotation.label)}</name>\n    <pose>${isPose ? escaped(pose) : 'Unspecified'}</pose>\n` +
    `    <truncated>${Number(truncated === true)}</truncated>\n    <difficult>${Number(difficult === true)}</difficult>\n` +
    `${annotation.occluded ? '    <occluded>1</occluded>\n' : ''}` +
    `    <bndbox>\n${places.join('')}    </bndbox>\n${attributeElements(rest)}  </object>\n`
  )
}

function attributeElements(attributes: VocObject['annotation']['attributes']): string {
  const said = Object.entries(attributes).filter(([, value]) => value !== null)
  if (said.length === 0) return ''
  const elements = said.map(
    ([name, value]) =>
      `      <attribute>\n        <name>${escaped(name)}</name>\n        <value>${escaped(String(value))}</value>\n      </attribute>\n`,
  )
  return `    <attributes>\n${elements.join('')}    </attributes>\n`
}
