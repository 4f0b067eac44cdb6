import { pluralOf, type ShapeOf } from '#shared/shapes/index.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import { csvLine } from '../../csv-line.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { numberedJoints } from './skeleton-places.ts'
import { type Entry, imageFiles, splitFolder } from './written-entries.ts'

type Annotation = Entry['annotations'][number]
type Animal = Annotation & { readonly shape: ShapeOf<'skeleton'> }

const SCORER = 'labelloop'

/** What the columns of an export's tables are: body parts, for so many animals. */
interface Columns {
  readonly folders: readonly string[]
  readonly parts: readonly string[]
  readonly animals: number
}

/** labeled-data/{train,val,test}/CollectedData_labelloop.csv and, where wanted, the images beside it; with a row of names where an image has several animals. */
export async function* writeDeepLabCut(source: ExportSource, findings: Findings, onlyLabel: string): AsyncIterable<WrittenFile> {
  const columns = await columnsOf(source)
  for (const folder of columns.folders) yield { path: `${folder}/CollectedData_${SCORER}.csv`, content: { text: lines(folder) } }
  yield* imageFiles(source, (entry) => `${folderOf(entry)}/${entry.fileName}`)

  async function* lines(folder: string): AsyncIterable<string> {
    yield* headerOf(columns)
    for await (const entry of source.entries()) {
      if (folderOf(entry) !== folder) continue
      const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
      const animals = told(entry, columns.parts.length, onlyLabel, lose)
      yield csvLine([`${folder}/${entry.fileName}`, ...cellsOf(animals, columns, lose)])
    }
  }
}

const folderOf = (entry: Entry): string => `labeled-data/${entry.video ? videoFolder(entry.video.name) : splitFolder(entry)}`
const videoFolder = (name: string): string => name.replaceAll(/[^\w-]+/g, '_')

async function columnsOf(source: ExportSource): Promise<Columns> {
  const folders = new Set<string>()
  let first: Animal | null = null
  let animals = 1
  for await (const entry of source.entries()) {
    folders.add(folderOf(entry))
    const skeletons = entry.annotations.filter(isAnimal)
    first ??= skeletons[0] ?? null
    animals = Math.max(animals, skeletons.length)
  }
  const joints = first ? keypointsOf(first.shape).length : 0
  const named = source.labels.find(({ name }) => name === first?.label)?.skeleton?.keypoints
  return { folders: [...folders].sort(), parts: named?.length === joints ? named : numberedJoints(joints), animals }
}

const isAnimal = (annotation: Annotation): annotation is Animal => annotation.shape.kind === 'skeleton'

function* headerOf({ parts, animals }: Columns): Iterable<string> {
  const individuals = Array.from({ length: animals }, (_, index) => `individual${index + 1}`)
  const columns = individuals.flatMap((individual) =>
    parts.flatMap((part) => ['x', 'y'].map((axis) => ({ individual, part, axis }))),
  )
  yield csvLine(['scorer', ...columns.map(() => SCORER)])
  if (animals > 1) yield csvLine(['individuals', ...columns.map(({ individual }) => individual)])
  yield csvLine(['bodyparts', ...columns.map(({ part }) => part)])
  yield csvLine(['coords', ...columns.map(({ axis }) => axis)])
}

/** The skeletons of an image that fit the table; what it cannot hold is told. */
function told({ annotations }: Entry, joints: number, onlyLabel: string, lose: Lose): Animal[] {
  const animals: Animal[] = []
  for (const annotation of annotations) {
    loseExtras(annotation, [], lose)
    if (!isAnimal(annotation)) lose(`${pluralOf(annotation.shape.kind)}: the table holds skeletons`)
    else if (keypointsOf(annotation.shape).length !== joints) lose('skeletons of another number of joints than the first')
    else {
      if (annotation.label !== onlyLabel)
        lose(`labels: the table has no names, and skeletons are read as "${onlyLabel}"`, 'renamed')
      animals.push(annotation)
    }
  }
  if (animals.length === 0) lose('images without skeletons: the table cannot say that somebody has looked')
  return animals
}

function cellsOf(animals: readonly Animal[], columns: Columns, lose: Lose): string[] {
  const cells = animals.flatMap(({ shape }) =>
    keypointsOf(shape).flatMap(({ x, y, visibility }) => {
      if (visibility === VISIBILITY.hidden) lose('hidden joints written as visible', 'converted')
      return visibility === VISIBILITY.absent ? ['', ''] : [String(tidyNumber(x)), String(tidyNumber(y))]
    }),
  )
  return [...cells, ...Array.from({ length: columns.animals * columns.parts.length * 2 - cells.length }, () => '')]
}
