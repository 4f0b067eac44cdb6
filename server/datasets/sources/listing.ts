import { notFound } from '../../errors.ts'
import { inNaturalOrder, type TreeFile } from './file-tree.ts'
import { isClutter, treePath } from './tree-path.ts'

/** The files of a source as they are found one after the other, each with what leads to its content. */
export function createListing<Place>() {
  const places = new Map<string, Place>()
  const files: TreeFile[] = []
  const refused: { file: string; reason: string }[] = []

  return {
    /**
     * The path of a file that is taken. Null where it is not: it is refused by name for its path or for the reason given, or passed over as clutter
     * or as the second one of its path.
     */
    pathFor(name: string, reason: string | null = null): string | null {
      const named = treePath(name)
      if ('reason' in named || reason !== null) {
        refused.push({ file: name, reason: 'reason' in named ? named.reason : (reason as string) })
        return null
      }
      return isClutter(named.path) || places.has(named.path) ? null : named.path
    },
    add(file: TreeFile, place: Place): void {
      places.set(file.path, place)
      files.push(file)
    },
    /** What leads to a file's content; not_found where there is none of that path. */
    placeOf(path: string): Place {
      const place = places.get(path)
      if (place === undefined) throw notFound(path)
      return place
    },
    /** Of every path. */
    places: places as ReadonlyMap<string, Place>,
    files: (): TreeFile[] => inNaturalOrder(files),
    refused,
  }
}
