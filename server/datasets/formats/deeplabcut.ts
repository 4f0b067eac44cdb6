import type { SkeletonTemplate } from '#shared/ontology.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { presentPoints } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readHead, readWhole } from '../sources/file-tree.ts'
import { claimsToBeImage, extensionOf } from '../sources/tree-path.ts'
import { type DeepLabCutTable, readDeepLabCutTable, type TableAnimal } from './deeplabcut-table.ts'
import { createImageFinder } from './find-image.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { plainTemplate } from './skeleton-places.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeDeepLabCut } from './write-deeplabcut.ts'

const SCORE = 0.97
const HEAD_BYTES = 16_384
/** The table does not say what the animals are. */
const LABEL = 'animal'
/** What a table of several animals calls points that belong to none of them, such as the corners of a cage. */
const SINGLE = 'single'

/** Keypoints as DeepLabCut keeps them: a CSV of body parts beside the frames. */
export const deepLabCut: Format = {
  id: 'deeplabcut-csv',
  title: 'DeepLabCut (CSV)',
  tasks: ['keypoints', 'detection'],
  detect,
  read,
  write: (source, findings) => writeDeepLabCut(source, findings, LABEL),
}

async function detect(tree: FileTree): Promise<Detection> {
  for (const path of tablesIn(tree)) {
    const table = readDeepLabCutTable((await readHead(tree, path, HEAD_BYTES)).toString('utf8'))
    if (table) return { score: SCORE, why: `${path} is a table of body parts` }
  }
  return NOT_DETECTED
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const { animalsOf, used } = await readTables(tree, findings)
  const templates = new Map<string, readonly string[]>()
  for (const { path } of tree.files) {
    if (!claimsToBeImage(path)) continue
    used.add(path)
    const animals = animalsOf.get(path)
    for (const animal of animals ?? []) {
      const label = labelOf(animal)
      if (templates.has(label)) continue
      templates.set(label, animal.parts)
      declare({ name: label, shape: 'skeleton', skeleton: templateOf(animal) })
    }
    yield {
      path,
      labelled: animals !== undefined,
      size: null,
      split: splitByFolder(path),
      annotations: (animals ?? []).flatMap(annotation),
    }
  }
  reportUnused(tree, used, findings)

  function annotation(animal: TableAnimal): ReadAnnotation[] {
    const label = labelOf(animal)
    if (String(templates.get(label)) !== String(animal.parts)) {
      findings.lose('individuals with other body parts than the first', animal.individual)
      return []
    }
    if (animal.individual !== '' && label === LABEL) findings.lose('names of individuals', animal.individual)
    return [{ label, shape: { kind: 'skeleton', keypoints: [...animal.keypoints] }, attributes: {} }]
  }
}

/** The animals of every image that a table speaks of; of several tables about one image the first counts. */
async function readTables(tree: FileTree, findings: Findings) {
  const find = createImageFinder(tree)
  const animalsOf = new Map<string, readonly TableAnimal[]>()
  const used = new Set<string>()
  for (const path of tablesIn(tree)) {
    const table = readDeepLabCutTable((await readWhole(tree, path)).toString('utf8'))
    if (!table) continue
    used.add(path)
    reportScorers(table, path, findings)
    for (const { file, animals } of table.rows) {
      const image = find.named(file, path)
      if (image === null) findings.lose('rows whose image is not there', file)
      else if (animalsOf.has(image)) findings.lose('rows of an image that another table labels', `${path}: ${file}`)
      else if (animals.length > 0) animalsOf.set(image, animals)
    }
  }
  return { animalsOf, used }
}

function reportScorers({ otherScorers, rows }: DeepLabCutTable, path: string, findings: Findings): void {
  for (const scorer of otherScorers) findings.lose('labels of further scorers', `${path}: ${scorer}`, rows.length)
}

const tablesIn = ({ files }: FileTree): string[] =>
  files.filter(({ path }) => extensionOf(path) === 'csv').map(({ path }) => path)

const labelOf = ({ individual }: TableAnimal): string => (individual === SINGLE ? SINGLE : LABEL)

/** Body parts where the first animal has them: a fresh skeleton looks like one. */
function templateOf({ parts, keypoints }: TableAnimal): SkeletonTemplate {
  const names = [...parts]
  const present = presentPoints({ kind: 'skeleton', keypoints: [...keypoints] })
  const around = boundsOfPoints(present)
  if (present.length < 2 * names.length || around.width === 0 || around.height === 0) return plainTemplate(names)
  const places = present.map((value, at) =>
    at % 2 === 0 ? (value - around.x) / around.width : (value - around.y) / around.height,
  )
  return { keypoints: names, edges: [], places }
}
