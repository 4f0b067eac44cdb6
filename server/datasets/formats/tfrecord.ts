import { gunzipSync, constants as zlib } from 'node:zlib'
import type { Split } from '#shared/domain/asset.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readHead } from '../sources/file-tree.ts'
import { GZIP_HEAD_BYTES, gunzipped, isGzip } from '../sources/gunzipped.ts'
import { baseName, claimsToBeImage, foldersOf } from '../sources/tree-path.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadImage } from './format.ts'
import { createImagePlaces } from './image-places.ts'
import { type ImageSize, readImageSize } from './image-size.ts'
import { readLabelMaps } from './label-map-files.ts'
import { createReadShare, type ReadShare } from './read-share.ts'
import { numberedJoints, plainTemplate } from './skeleton-places.ts'
import { splitByFolder, splitNamed } from './splits-by-name.ts'
import { type Example, readExample } from './tensorflow-example.ts'
import { HEAD_BYTES, isRecordHead, readRecords } from './tfrecord-framing.ts'
import { bytesOf, FIELDS, numbersOf, readObjects, textsOf } from './tfrecord-objects.ts'
import { reportUnused } from './unused-files.ts'
import { writeTfRecord } from './write-tfrecord.ts'

const SCORE = 0.97
/** "train.tfrecord", "train.record-00000-of-00010", "train-00000-of-00010". */
const RECORDS_NAME = /(\.(tf_?records?|records?)([-.]\d+-of-\d+)?|-\d{5}-of-\d{5})(\.gz)?$/i
const SAMPLED_BYTES = 4096

/** Records of TensorFlow's detection API: images with their boxes, masks and keypoints, one after the other in one file. */
export const tfRecord: Format = {
  id: 'tfrecord',
  title: 'TFRecord (TensorFlow detection API)',
  tasks: ['detection', 'segmentation', 'keypoints', 'classification'],
  detect,
  read,
  write: writeTfRecord,
}

async function detect(tree: FileTree): Promise<Detection> {
  const files = await recordFilesIn(tree)
  if (files.length === 0) return NOT_DETECTED
  return { score: SCORE, why: `${files.join(', ')}: records with their check sums` }
}

async function recordFilesIn(tree: FileTree): Promise<string[]> {
  const files: string[] = []
  for (const { path } of tree.files) if (RECORDS_NAME.test(path) && isRecordHead(await plainHead(tree, path))) files.push(path)
  return files
}

async function plainHead(tree: FileTree, path: string): Promise<Buffer> {
  const head = await readHead(tree, path, SAMPLED_BYTES)
  if (!isGzip(head)) return head
  try {
    return gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: SAMPLED_BYTES * SAMPLED_BYTES }).subarray(
      0,
      HEAD_BYTES,
    )
  } catch {
    // No records then, whatever its name says.
    return Buffer.alloc(0)
  }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const files = await recordFilesIn(tree)
  const maps = await readLabelMaps(tree, findings, declare)
  const places = createImagePlaces(tree)
  const share = createReadShare(tree, files)
  const declared = new Set<string>()
  for (const from of files) {
    const names = maps.nearest(from)
    const nameOf = (id: number) => (id === 0 ? null : (names.get(id) ?? String(id)))
    const split = splitOf(from)
    try {
      let number = 0
      for await (const record of records(tree, from, share)) {
        const image = await readOne(readExample(record), ++number, { from, split, nameOf })
        if (image) yield image
      }
    } catch (error) {
      findings.reject(from, `it cannot be read to its end: ${messageOf(error)}`)
    }
  }
  yield* places.others()
  reportUnused(tree, new Set([...files, ...maps.files, ...tree.files.map(({ path }) => path).filter(claimsToBeImage)]), findings)

  async function readOne(
    example: Example,
    number: number,
    { from, split, nameOf }: { from: string; split: Split | null; nameOf: (id: number) => string | null },
  ): Promise<ReadImage | null> {
    const name = textsOf(example, FIELDS.filename)[0] || textsOf(example, FIELDS.sourceId)[0] || `${number}`
    const [encoded] = bytesOf(example, FIELDS.encoded)
    const place = encoded?.length
      ? await places.kept([...homeOf(from), fileName(name, example)].join('/'), encoded)
      : places.beside(name, from)
    if (place === null) {
      findings.reject(name, `${from} labels it, but holds no picture of it, and none of its name lies beside: add the images`)
      return null
    }
    const { path, isFirst } = place
    if (!isFirst) {
      findings.lose('records of an image that another record labels already', `${from}: ${name}`)
      return null
    }
    const stated = statedSize(example)
    const size = stated ?? (await readImageSize(tree, path))
    const annotations = size ? await readObjects(example, size, nameOf, `${from}: ${name}`, findings) : []
    if (!size) findings.lose('labels of images whose size is not known', `${from}: ${name}`)
    declareSkeletons(annotations, textsOf(example, FIELDS.joints.name))
    const image = { path, labelled: size !== null, size: stated, split: split ?? splitByFolder(path), annotations }
    return encoded?.length ? { ...image, share: share.now() } : image
  }

  function declareSkeletons(annotations: ReadImage['annotations'], joints: readonly string[]): void {
    for (const { label, shape } of annotations) {
      if (shape.kind !== 'skeleton' || declared.has(label)) continue
      declared.add(label)
      const count = shape.keypoints.length / 3
      const names = joints.length >= count && joints.every(Boolean) ? joints.slice(0, count) : numberedJoints(count)
      declare({ name: label, shape: 'skeleton', skeleton: plainTemplate(names) })
    }
  }
}

async function* records(tree: FileTree, path: string, share: ReadShare): AsyncIterable<Buffer> {
  const bytes = tree.files.find((file) => file.path === path)?.bytes ?? 0
  const isPacked = isGzip(await readHead(tree, path, GZIP_HEAD_BYTES))
  const stream = share.counted(await tree.stream(path))
  try {
    yield* readRecords(isPacked ? gunzipped(stream, bytes) : stream)
  } finally {
    stream.destroy()
  }
}

/** A folder called as the file of records is. */
function homeOf(from: string): string[] {
  const stem = baseName(from).replace(RECORDS_NAME, '')
  const folders = foldersOf(from)
  return folders.at(-1) === stem ? folders : [...folders, stem]
}

function fileName(name: string, example: Example): string {
  const format = textsOf(example, FIELDS.format)[0] || 'jpeg'
  return claimsToBeImage(name) ? name : `${name}.${format === 'jpeg' ? 'jpg' : format}`
}

function statedSize(example: Example): ImageSize | null {
  const [[width], [height]] = [numbersOf(example, FIELDS.width), numbersOf(example, FIELDS.height)]
  return width && height && width > 0 && height > 0 ? { width, height } : null
}

function splitOf(path: string): Split | null {
  const parts = [...foldersOf(path), ...baseName(path).split(/[-_.]/)]
  return parts.map(splitNamed).find(Boolean) ?? null
}
