import { z } from 'zod'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, extensionOf } from '../sources/tree-path.ts'
import type { Declare } from './format.ts'
import { readJson } from './read-json.ts'
import { separatedTables } from './separated-table.ts'

const DESCRIPTIONS = /class-descriptions[-\w]*\.csv$/i
const HIERARCHY = /hierarchy[-\w]*\.json$/i
/** Files beside the tables that say nothing of the labels. */
const COMPANY = /^images\.meta$/i
const DEEPEST = 32

/** Names of classes and what they are kinds of. */
export interface OpenImagesNames {
  readonly byId: ReadonlyMap<string, string>
  /** By the id of a class, the id of the one it is a kind of. */
  readonly parents: ReadonlyMap<string, string>
  /** The files that say so. */
  readonly files: readonly string[]
}

interface Node {
  readonly LabelName: string
  readonly Subcategory?: readonly Node[] | undefined
}
const Node: z.ZodType<Node> = z.lazy(() => z.object({ LabelName: z.string(), Subcategory: z.array(Node).optional() }))

/** Reads the names of classes (with or without a header) and their hierarchy. */
export async function readOpenImagesNames(tree: FileTree): Promise<OpenImagesNames> {
  const byId = new Map<string, string>()
  const files: string[] = tree.files.map(({ path }) => path).filter((path) => COMPANY.test(baseName(path)))
  for await (const { path, rows } of separatedTables(tree, (path) => DESCRIPTIONS.test(path))) {
    files.push(path)
    for await (const [id = '', name = ''] of await rows()) if (id !== 'LabelName' && name !== '') byId.set(id, name.trim())
  }
  const parents = new Map<string, string>()
  for (const { path } of tree.files) {
    if (extensionOf(path) !== 'json' || !HIERARCHY.test(path)) continue
    const root = await hierarchyIn(tree, path)
    if (!root) continue
    files.push(path)
    addParents(root, parents, 0)
  }
  return { byId, parents, files }
}

/** Declares the classes that are kinds of others, where both have names. */
export function declareOpenImages({ byId, parents }: OpenImagesNames, declare: Declare): void {
  for (const [id, parentId] of parents) {
    const [name, parent] = [byId.get(id), byId.get(parentId)]
    if (name && parent && name !== parent) declare({ name, parent })
  }
}

async function hierarchyIn(tree: FileTree, path: string): Promise<Node | null> {
  try {
    return Node.parse(await readJson(tree, path))
  } catch {
    // Not the hierarchy then: reported with the files that are of no use.
    return null
  }
}

function addParents({ LabelName, Subcategory = [] }: Node, parents: Map<string, string>, depth: number): void {
  if (depth > DEEPEST) return
  for (const child of Subcategory) {
    if (!parents.has(child.LabelName)) parents.set(child.LabelName, LabelName)
    addParents(child, parents, depth + 1)
  }
}
