import type { Attributes } from '#shared/domain/annotation.ts'
import { regionKindOf } from '#shared/label-studio-places.ts'
import type { Label } from '#shared/ontology.ts'
import { keypointsOf } from '#shared/shapes/skeleton.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { extensionOf } from '../sources/tree-path.ts'
import { attribute, children, type Element, numberAttribute, parsedElement } from './cvat-xml.ts'
import { escaped } from './escape-xml.ts'
import { headOf } from './json-heads.ts'
import { numberedJoints } from './skeleton-places.ts'
import type { Entry } from './written-entries.ts'
import { xmlParts } from './xml-parts.ts'

type Annotation = Entry['annotations'][number]

/** What a labelling configuration must offer for the annotations of an export. */
export interface ConfigSurvey {
  readonly labels: readonly Label[]
  /** Labels by the kind of region, "rectangle" … */
  readonly regions: ReadonlyMap<string, ReadonlySet<string>>
  readonly classes: ReadonlySet<string>
  /** Values by attribute. */
  readonly attributes: ReadonlyMap<string, ReadonlySet<Attributes[string]>>
  /** Most keypoints of a skeleton by label. */
  readonly skeletons: ReadonlyMap<string, number>
}

/** Gathers what the annotations of an export need. */
export function createConfigSurvey(labels: readonly Label[]) {
  const regions = new Map<string, Set<string>>()
  const classes = new Set<string>()
  const attributes = new Map<string, Set<Attributes[string]>>()
  const skeletons = new Map<string, number>()
  const addTo = <T>(map: Map<string, Set<T>>, key: string, value: T) => map.set(key, (map.get(key) ?? new Set()).add(value))
  return {
    labels,
    regions,
    classes,
    attributes,
    skeletons,
    add({ label, shape, attributes: said, occluded, order }: Annotation): void {
      if (shape.kind === 'whole') {
        classes.add(label)
        return
      }
      if (shape.kind === 'skeleton') skeletons.set(label, Math.max(skeletons.get(label) ?? 0, keypointsOf(shape).length))
      addTo(regions, regionKindOf(shape) ?? 'rectangle', label)
      for (const [name, value] of Object.entries(said)) if (value !== null) addTo(attributes, name, value)
      if (occluded) addTo(attributes, 'occluded', true)
      if (order !== 0) addTo(attributes, 'z_order', order)
    },
  }
}

/** The names of a label's keypoints: those of its template, or numbers. */
export const keypointNames = ({ labels }: ConfigSurvey, label: string, count: number): readonly string[] =>
  labels.find(({ name }) => name === label)?.skeleton?.keypoints ?? numberedJoints(count)

/** The control of a label's keypoints. */
export const keypointsControl = ({ skeletons }: ConfigSurvey, label: string): string =>
  `keypoints_${[...skeletons.keys()].sort().indexOf(label) + 1}`

const CONTROLS: Readonly<Record<string, string>> = {
  rectangle: 'RectangleLabels',
  polygon: 'PolygonLabels',
  ellipse: 'EllipseLabels',
  keypoint: 'KeyPointLabels',
  brush: 'BrushLabels',
}

/** The labelling configuration that shows what was surveyed. */
export function labelConfig(survey: ConfigSurvey): string {
  const colors = new Map(survey.labels.map(({ name, color }) => [name, color]))
  const labelTag = (name: string, more = '') => {
    const color = colors.get(name)
    return `    <Label value="${escaped(name)}"${color ? ` background="${color}"` : ''}${more}/>\n`
  }
  const control = (tag: string, name: string, inside: string, more = '') =>
    `  <${tag} name="${escaped(name)}" toName="image"${more}>\n${inside}  </${tag}>\n`
  const regions = Object.entries(CONTROLS).flatMap(([kind, tag]) => {
    const names = [...(survey.regions.get(kind) ?? [])].sort()
    return names.length === 0 ? [] : [control(tag, kind, names.map((name) => labelTag(name)).join(''))]
  })
  const joints = [...survey.skeletons].sort(byName).map(([label, count]) => {
    const names = keypointNames(survey, label, count)
    const tags = names.map((name, index) => labelTag(name, ` model_index="${index}"`))
    return control('KeyPointLabels', keypointsControl(survey, label), tags.join(''))
  })
  const choice = (value: unknown) => `    <Choice value="${escaped(String(value))}"/>\n`
  const classes = [...survey.classes].sort()
  const choices = classes.length === 0 ? [] : [control('Choices', 'class', classes.map(choice).join(''), ' choice="multiple"')]
  const asked = [...survey.attributes].sort(byName).map(([name, values]) => {
    const given = [...values]
    if (given.every((value) => typeof value === 'number'))
      return `  <Number name="${escaped(name)}" toName="image" perRegion="true"/>\n`
    const isText = survey.labels.some(({ attributes }) => attributes.some((one) => one.name === name && one.type === 'text'))
    if (isText) return `  <TextArea name="${escaped(name)}" toName="image" perRegion="true"/>\n`
    return control('Choices', name, [...new Set(given.map(String))].sort().map(choice).join(''), ' perRegion="true"')
  })
  return `<View>\n  <Image name="image" value="$image" zoom="true"/>\n${[...regions, ...joints, ...choices, ...asked].join('')}</View>\n`
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)

/** What asks for words: of each region, or of the whole image. */
export type AnswerControls = ReadonlyMap<string, { readonly tag: 'Choices' | 'TextArea'; readonly perRegion: boolean }>

interface LabelConfigs {
  readonly files: string[]
  /** The keypoints that each control offers, in the order of a model's output. */
  readonly keypoints: string[][]
  readonly answers: AnswerControls
}

/** The labelling configurations of a tree. */
export async function readLabelConfigs(tree: FileTree, findings: Findings): Promise<LabelConfigs> {
  const files: string[] = []
  const keypoints: string[][] = []
  const answers = new Map<string, { tag: 'Choices' | 'TextArea'; perRegion: boolean }>()
  for (const { path } of tree.files) {
    if (extensionOf(path) !== 'xml' || !/^\s*<View[\s>]/.test(await headOf(tree, path))) continue
    files.push(path)
    try {
      for await (const { name: tag, xml } of xmlParts(await tree.stream(path), ['KeyPointLabels', 'Choices', 'TextArea'])) {
        const control = parsedElement(tag, xml)
        const isAnswer = tag === 'Choices' || tag === 'TextArea'
        if (isAnswer)
          answers.set(attribute(control, 'name') ?? '', { tag, perRegion: attribute(control, 'perRegion') === 'true' })
        else keypoints.push(offeredBy(control))
      }
    } catch (error) {
      findings.reject(path, `it is no labelling configuration that can be read (${messageOf(error)})`)
    }
  }
  return { files, keypoints, answers }
}

function offeredBy(control: Element): string[] {
  const labels = children(control, 'Label').map((label, index) => {
    const stated = numberAttribute(label, 'model_index')
    return { name: attribute(label, 'value') ?? '', place: Number.isFinite(stated) ? stated : index }
  })
  return labels.sort((a, b) => a.place - b.place).map(({ name }) => name)
}
