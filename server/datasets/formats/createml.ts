import { z } from 'zod'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import type { ExportSource, Format, WrittenFile } from './format.ts'
import { detectedByJson, isList, jsonPathsThat } from './json-heads.ts'
import { jsonParts } from './json-parts.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import { type Lose, loseExtras, shapesAs } from './shapes-as.ts'
import { type Entry, imageFiles, jsonList, splitFolder, usedSplits } from './written-entries.ts'

const SCORE = 0.93

/** Create ML (Apple): a list of images with boxes given by their centres, in pixels. */
export const createMl: Format = {
  id: 'createml',
  title: 'Create ML JSON',
  tasks: ['detection'],

  detect: (tree) => detectedByJson(isCreateMl, tree, { score: SCORE, what: '"image" and "coordinates"' }),

  async *read(tree, findings) {
    const files = await jsonPathsThat(isCreateMl, tree)
    yield* labelledImages(tree, findings, files, (path) => imagesIn(tree, path, findings))
  },

  write,
}

const isCreateMl = (head: string): boolean =>
  isList(head) && /"(image|imagefilename)"\s*:\s*"/.test(head) && /"annotations"\s*:\s*\[/.test(head)

const Coordinates = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
const Annotation = z.object({ label: z.string(), coordinates: Coordinates })
const Image = z.union([
  z.object({ image: z.string().min(1), annotations: z.array(z.unknown()) }),
  z
    .object({ imagefilename: z.string().min(1), annotations: z.array(z.unknown()) })
    .transform(({ imagefilename: image, annotations }) => ({ image, annotations })),
])

async function* imagesIn(tree: FileTree, path: string, findings: Findings): AsyncIterable<SaidOfImage> {
  for await (const { value } of jsonParts(await tree.stream(path))) {
    const { data: image } = Image.safeParse(value)
    if (!image) {
      findings.lose('images that cannot be read', path)
      continue
    }
    yield {
      names: [image.image],
      labelled: true,
      size: null,
      split: null,
      annotations: () =>
        image.annotations.flatMap((one) => {
          const { data } = Annotation.safeParse(one)
          if (!data) {
            findings.lose('annotations without a label or a box', `${path}: ${image.image}`)
            return []
          }
          const { x, y, width, height } = data.coordinates
          const shape = { kind: 'box' as const, x: x - width / 2, y: y - height / 2, width, height }
          return [{ label: data.label, shape, attributes: {} }]
        }),
    }
  }
}

/** {train,val,test}/_annotations.createml.json and, where wanted, the images beside it. */
async function* write(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  yield* imageFiles(source, (entry) => `${splitFolder(entry)}/${entry.fileName}`)
  for (const split of await usedSplits(source))
    yield {
      path: `${splitFolder({ split })}/_annotations.createml.json`,
      content: { text: jsonList(images(source.entries(split), findings)) },
    }
}

async function* images(entries: AsyncIterable<Entry>, findings: Findings): AsyncIterable<object> {
  for await (const { name, fileName, annotations } of entries) {
    const lose: Lose = (what, kind) => findings.lose(what, name, 1, kind)
    const boxes = annotations.flatMap((annotation) => {
      loseExtras(annotation, [], lose)
      return shapesAs(annotation.shape, ['box'], lose).map(({ x, y, width, height }) => ({
        label: annotation.label,
        coordinates: { x: x + width / 2, y: y + height / 2, width, height },
      }))
    })
    yield { image: fileName, annotations: boxes }
  }
}
