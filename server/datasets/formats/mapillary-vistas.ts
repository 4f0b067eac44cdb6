import { z } from 'zod'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { folderOf, foldersOf, stemOf } from '../sources/tree-path.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { areasOf, colourNumber, hexOf, type LabelPicture } from './label-picture.ts'
import { meansNothing } from './legend.ts'
import { readLabelPictures } from './read-label-pictures.ts'
import { writeMapillaryVistas } from './write-mapillary-vistas.ts'

const SCORE = 0.98
const CONFIG = /^config(_v([\d.]+))?\.json$/i
const IMAGES = 'images'
const OBJECTS = 'instances'
const CLASSES = 'labels'
/** Folders with the same labels once more. */
const FOLDERS = [OBJECTS, CLASSES, 'panoptic', 'polygons']
const VERSION_FOLDER = /^v[\d.]+$/
/** An object's number is its label's place times this and its own place. */
const OBJECTS_OF_A_LABEL = 256
/** What is not labelled has a label of its own here. */
const UNLABELED = 'void--unlabeled'

const byte = z.number().int().min(0).max(255)
const Config = z.object({
  labels: z.array(z.object({ name: z.string(), color: z.tuple([byte, byte, byte]), instances: z.boolean().default(false) })),
})
type VistasLabel = z.infer<typeof Config>['labels'][number]

/** Mapillary Vistas: photographs of streets, pictures of numbers in `instances` and `labels`, and a list of the labels in `config.json`. */
export const mapillaryVistas: Format = {
  id: 'mapillary-vistas',
  title: 'Mapillary Vistas',
  tasks: ['segmentation', 'detection', 'oriented'],
  detect,
  read,
  write: writeMapillaryVistas,
}

async function detect(tree: FileTree): Promise<Detection> {
  const config = configsIn(tree)[0]
  const pictures = tree.files.filter(({ path }) => [OBJECTS, CLASSES].includes(folderOf(path))).length
  if (!config || pictures === 0) return NOT_DETECTED
  return { score: SCORE, why: `${config.path} with labels, and ${pictures} pictures in "${OBJECTS}" and "${CLASSES}"` }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const [config, ...older] = configsIn(tree)
  const labels = config ? await labelsIn(tree, config.path, findings) : []
  for (const { name, color } of labels)
    if (!isNothing(name)) declare({ name, color: hexOf(colourNumber(...color)), shape: 'mask' })
  for (const { path, version } of older)
    findings.lose(`labels of the older version ${version}: those of ${config?.version} are taken`, path)
  // The newest labels; pictures of objects say more than those of labels alone.
  const isNewest = (path: string) => !older.some(({ version }) => foldersOf(path).includes(`v${version}`))
  const home = tree.files.some(({ path }) => folderOf(path) === OBJECTS && isNewest(path)) ? OBJECTS : CLASSES
  yield* readLabelPictures(tree, findings, {
    imageKey: (path) => (folderOf(path) === IMAGES ? keyed(path) : null),
    pictureKey: (path) => (folderOf(path) === home && isNewest(path) ? keyed(path) : null),
    isKnown: (path) => FOLDERS.includes(folderOf(path)) || CONFIG.test(path.slice(path.lastIndexOf('/') + 1)),
    annotations: (picture, path) => annotationsOf(picture, labels, home === OBJECTS, path, findings),
  })
}

/** The lists of labels, the newest first; that of the oldest sets has no number. */
function configsIn(tree: FileTree): { path: string; version: string }[] {
  return tree.files
    .flatMap(({ path }) => {
      const [found, , version = '0'] = CONFIG.exec(path.slice(path.lastIndexOf('/') + 1)) ?? []
      return found ? [{ path, version }] : []
    })
    .sort((a, b) => Number(b.version) - Number(a.version))
}

async function labelsIn(tree: FileTree, path: string, findings: Findings): Promise<VistasLabel[]> {
  try {
    return Config.parse(JSON.parse((await readWhole(tree, path)).toString('utf8'))).labels
  } catch (error) {
    findings.reject(path, `it is no list of labels of Mapillary Vistas (${messageOf(error)})`)
    return []
  }
}

function annotationsOf(
  picture: LabelPicture,
  labels: readonly VistasLabel[],
  areObjects: boolean,
  path: string,
  findings: Findings,
): ReadAnnotation[] {
  const placeOf = (number: number) => (areObjects ? Math.floor(number / OBJECTS_OF_A_LABEL) : number)
  return areasOf(picture, (number) => isNothing(labels[placeOf(number)]?.name ?? '')).flatMap(({ number, mask }) => {
    const label = labels[placeOf(number)]
    if (label) return [{ label: label.name, shape: mask, attributes: {} }]
    findings.lose('areas of a number that the list of labels does not name', `${path}: ${number}`)
    return []
  })
}

const isNothing = (name: string): boolean => name === UNLABELED || meansNothing(name)
/** Without the folders that say what a file holds, and of which version. */
const keyed = (path: string): string =>
  [
    ...foldersOf(path)
      .slice(0, -1)
      .filter((folder) => !VERSION_FOLDER.test(folder)),
    stemOf(path),
  ].join('/')
