import { createHash } from 'node:crypto'
import { type DiskRegion, streamRegion } from './disk-region.ts'
import type { FileTree } from './file-tree.ts'
import { createScratchFile, type ScratchFile } from './scratch-file.ts'
import { extensionOf, foldersOf, stemOf, treePath } from './tree-path.ts'

/** What a place to read from must say by itself. */
export interface SourceFiles extends Omit<FileTree, 'keep' | 'onDisk'> {
  /** Where a file lies on the disk as it is; absent where it has to be copied there. */
  regionOf?(path: string): DiskRegion | undefined
}

const NAMELESS = 'unnamed'
/** Of a content's SHA-256, so many hexadecimal digits tell the contents of one path apart. */
const DIGEST_DIGITS = 16

interface KeptFile {
  readonly digest: string
  readonly region: Promise<DiskRegion>
}

/** Gives a source `keep` and `onDisk`: what is kept or copied lies in a scratch file, which is closed with the tree. */
export function withKeptFiles(source: SourceFiles, scratch: ScratchFile = createScratchFile()): FileTree {
  const kept = new Map<string, KeptFile>()
  const copied = new Map<string, Promise<DiskRegion>>()
  const numbers = new Map<string, number>()
  let given: Set<string> | null = null

  /** The path asked for, or the next one beside it that is free or holds the same already. */
  function placeFor(asked: string, digest: string): string {
    given ??= new Set(source.files.map(({ path }) => path))
    const isFree = (path: string) => (kept.get(path)?.digest ?? digest) === digest && given?.has(path) === false
    if (isFree(asked)) return asked
    let number = numbers.get(`${asked} ${digest}`) ?? numbers.get(asked) ?? 2
    while (!isFree(numbered(asked, number))) number++
    numbers.set(asked, number + 1)
    numbers.set(`${asked} ${digest}`, number)
    return numbered(asked, number)
  }

  function copyOf(path: string): Promise<DiskRegion> {
    const before = copied.get(path)
    if (before) return before
    const copy = source.stream(path).then((stream) => scratch.append(stream))
    copied.set(path, copy)
    copy.catch(() => copied.delete(path))
    return copy
  }

  return {
    ...source,
    async keep(asked, content) {
      const named = treePath(asked)
      const digest = createHash('sha256').update(content).digest('hex').slice(0, DIGEST_DIGITS)
      const path = placeFor('path' in named ? named.path : NAMELESS, digest)
      const file = kept.get(path) ?? { digest, region: scratch.append([content]) }
      kept.set(path, file)
      await file.region
      return path
    },
    async stream(path) {
      const file = kept.get(path)
      return file ? streamRegion(await file.region) : source.stream(path)
    },
    async onDisk(path) {
      return kept.get(path)?.region ?? source.regionOf?.(path) ?? copyOf(path)
    },
    async close() {
      await source.close()
      await scratch.close()
    },
  }
}

function numbered(path: string, number: number): string {
  const extension = extensionOf(path) === '' ? '' : `.${extensionOf(path)}`
  return [...foldersOf(path), `${stemOf(path)}_${number}${extension}`].join('/')
}
