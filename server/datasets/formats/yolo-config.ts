import { parse } from 'yaml'
import { z } from 'zod'
import type { Split } from '#shared/domain/asset.ts'
import { type FileTree, readHead } from '../sources/file-tree.ts'
import { baseName, extensionOf } from '../sources/tree-path.ts'
import { isText, readLines } from './image-texts.ts'
import { splitNamed } from './splits-by-name.ts'
import type { YoloDialect } from './yolo-line.ts'

/** Room for the names of the largest ontologies in use; a longer file is no configuration. */
const CONFIG_BYTES = 512 * 1024
const MOST_ALIASES = 100
const NAMES_FILE = /^(.*\.names|(obj_|predefined_)?(classes|labels)\.txt|_darknet\.labels)$/i

/** What accompanies data sets; a license is no label. */
const COMPANY = /^(readme|licen[cs]e|source|changelog|notes)\b.*\.txt$/i

/** What a data set of YOLO's says about itself beside its labels. */
export interface YoloConfig {
  /** The file that said so, null where there is none. */
  readonly path: string | null
  readonly names: ReadonlyMap<number, string>
  readonly joints: YoloDialect['joints']
  /** Names of the keypoints, by class. */
  readonly jointNames: ReadonlyMap<number, readonly string[]>
  /** Folders, lists of images or images, and the split that they are. */
  readonly sources: readonly { readonly split: Split; readonly place: string }[]
  /** Whether darknet's own file (obj.data) was there. */
  readonly isDarknet: boolean
  /** Files that name classes otherwise. */
  readonly contradicting: readonly string[]
}

const Name = z.union([z.string(), z.number().transform(String)])
const Places = z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([])
const Config = z.looseObject({
  names: z.union([z.array(Name), z.record(z.string(), Name)]),
  kpt_shape: z
    .tuple([z.number().int().min(1).max(1000), z.union([z.literal(2), z.literal(3)])])
    .optional()
    .catch(undefined),
  kpt_names: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
})

/** Whether a file names classes, one a line. */
export const isNamesFile = (path: string): boolean => NAMES_FILE.test(baseName(path))

/** Whether a file may hold the labels of an image. */
export const isYoloText = (path: string): boolean => isText(path) && !isNamesFile(path) && !COMPANY.test(baseName(path))

/** Reads data.yaml, else obj.data, else a file of names alone. */
export async function readYoloConfig(tree: FileTree): Promise<YoloConfig> {
  const lists = await namesBeside(tree)
  const darknet = await readDarknet(tree)
  const stated = await readYaml(tree)
  const [first] = stated
  const names = first?.names ?? lists[0]?.names ?? new Map()
  return {
    path: first?.path ?? darknet?.path ?? lists[0]?.path ?? null,
    names,
    joints: first?.joints ?? null,
    jointNames: first?.jointNames ?? new Map(),
    sources: [...(first?.sources ?? []), ...(darknet?.sources ?? [])],
    isDarknet: darknet !== null && stated.length === 0,
    contradicting: [...stated, ...lists].filter((other) => !agree(names, other.names)).map(({ path }) => path),
  }
}

// A file may name fewer classes.
const agree = (names: ReadonlyMap<number, string>, others: ReadonlyMap<number, string>): boolean =>
  [...others].every(([index, name]) => !names.has(index) || names.get(index) === name)

type FromYaml = Pick<YoloConfig, 'names' | 'joints' | 'jointNames' | 'sources'> & { readonly path: string }

async function readYaml(tree: FileTree): Promise<FromYaml[]> {
  const found: FromYaml[] = []
  for (const { path } of tree.files) {
    if (!/^ya?ml$/.test(extensionOf(path))) continue
    const parsed = Config.safeParse(await yamlIn(tree, path))
    if (!parsed.success) continue
    const { names, kpt_shape: joints = null, kpt_names: jointNames = {}, ...others } = parsed.data
    const sources = Object.entries(others).flatMap(([key, value]) => {
      const split = splitNamed(key)
      return split === null ? [] : Places.parse(value).map((place) => ({ split, place }))
    })
    found.push({ path, names: numbered(names), joints, jointNames: numbered(jointNames), sources })
  }
  return found
}

async function yamlIn(tree: FileTree, path: string): Promise<unknown> {
  try {
    const head = await readHead(tree, path, CONFIG_BYTES)
    return head.length < CONFIG_BYTES ? parse(head.toString('utf8'), { maxAliasCount: MOST_ALIASES, logLevel: 'error' }) : null
  } catch {
    // Some other program's file: reported with those that are of no use.
    return null
  }
}

const numbered = <T>(said: readonly T[] | Readonly<Record<string, T>>): ReadonlyMap<number, T> =>
  new Map(Object.entries(said).map(([key, value]) => [Number(key), value as T]))

/** obj.data: lines such as "train = data/train.txt". */
async function readDarknet(tree: FileTree): Promise<Pick<FromYaml, 'path' | 'sources'> | null> {
  for (const { path } of tree.files) {
    if (extensionOf(path) !== 'data') continue
    const pairs = (await readLines(tree, path)).map((line) => line.split('=').map((part) => part.trim()))
    if (!pairs.some(([key]) => key === 'names')) continue
    const sources = pairs.flatMap(([key = '', place = '']) => {
      const split = splitNamed(key)
      return split === null || place === '' ? [] : [{ split, place }]
    })
    return { path, sources }
  }
  return null
}

async function namesBeside(tree: FileTree): Promise<Pick<FromYaml, 'path' | 'names'>[]> {
  const found: Pick<FromYaml, 'path' | 'names'>[] = []
  for (const { path } of tree.files) if (isNamesFile(path)) found.push({ path, names: numbered(await readLines(tree, path)) })
  return found
}
