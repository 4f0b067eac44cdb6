import { z } from 'zod'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { stemOf } from '../sources/tree-path.ts'
import { CocoId } from './coco-file.ts'
import { GeometryFields, shapeOf } from './coco-geometry.ts'
import type { ReadAnnotation } from './format.ts'
import { jsonParts } from './json-parts.ts'
import { createRowStore } from './row-store.ts'

const ResultRow = z.object({ image_id: CocoId, category_id: CocoId, score: z.number(), ...GeometryFields })

/** What a model found, as COCO's evaluation takes it. */
export interface CocoResults {
  /**
   * The detections of an image as suggestions: by its id in a label file or, where none lists it, by the number that is its name ("000000000785.jpg").
   * Categories that nobody names keep their number.
   */
  detectionsOf(id: string | null, path: string, categories?: ReadonlyMap<string, string>): ReadAnnotation[]
  /** Tells of what nobody asked for: detections of images that are not there. */
  reportRest(): void
  close(): Promise<void>
}

/** Reads a file of results. To be closed. */
export async function readCocoResults(tree: FileTree, path: string, findings: Findings): Promise<CocoResults> {
  const rows = createRowStore()
  const owners = new Map<string, number>()
  const asked = new Set<number>()
  const by = stemOf(path)
  try {
    for await (const { value } of jsonParts(await tree.stream(path))) {
      const { data } = ResultRow.safeParse(value)
      const shape = data && shapeOf(data, path, findings)
      if (!shape) {
        findings.lose('detections that cannot be read', path)
        continue
      }
      const owner = owners.get(data.image_id) ?? owners.size
      owners.set(data.image_id, owner)
      const score = Math.min(Math.max(data.score, 0), 1)
      await rows.add(owner, JSON.stringify([data.category_id, { shape, attributes: {}, suggested: { score, by } }]))
    }
  } catch (error) {
    await rows.close()
    throw error
  }
  return {
    detectionsOf(id, path, categories) {
      const number = /(\d+)$/.exec(stemOf(path))?.[1]
      const owner = owners.get(id ?? (number === undefined ? stemOf(path) : String(Number(number))))
      if (owner === undefined) return []
      asked.add(owner)
      return rows.rows(owner).map((row) => {
        const [category, annotation] = JSON.parse(row) as [string, Omit<ReadAnnotation, 'label'>]
        return { label: categories?.get(category) ?? category, ...annotation }
      })
    },
    reportRest() {
      for (const [image, owner] of owners)
        if (!asked.has(owner))
          findings.lose('detections of images that are not there', `${path}: image ${image}`, rows.count(owner))
    },
    close: rows.close,
  }
}
