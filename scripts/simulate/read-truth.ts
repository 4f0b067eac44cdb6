import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createFindings } from '#server/datasets/findings.ts'
import { chooseFormat } from '#server/datasets/formats/index.ts'
import type { FileTree } from '#server/datasets/sources/file-tree.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { openSource } from '#server/datasets/sources/open-source.ts'
import type { Split } from '#shared/domain/asset.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { type TaskId, tasks, VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import { CommandFailure } from '../cli/failure.ts'
import type { TrueObject } from './plan-work.ts'

/** One image of a labelled data set. */
export interface TrueImage {
  /** Path in the data set. */
  readonly path: string
  readonly split: Split | null
  readonly objects: readonly TrueObject[]
}

/** A labelled data set, open for reading. */
export interface LabelledSet {
  readonly format: string
  readonly images: readonly TrueImage[]
  /** In the order of their first appearance. */
  readonly labels: readonly string[]
  readonly tree: FileTree
}

/** Reads the labels of a folder or archive in any known format; close its tree when done. */
export async function readLabelledSet(path: string, task: TaskId): Promise<LabelledSet> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new CommandFailure(`expected a labelled data set at ${path}, found nothing there`, 'not_found')
  const tree = found.isDirectory() ? await folderTree(path) : await openSource([{ path: basename(path), file: path }])
  const { format } = await chooseFormat('auto', tree, task)
  const images: TrueImage[] = []
  const labels = new Set<string>()
  for await (const { path: image, split, annotations } of format.read(tree, createFindings(), ignoreDeclared)) {
    const objects = annotations.map(({ label, shape, attributes }) => {
      const value = attributes[VALUE_ATTRIBUTE]
      return { label: label.trim(), shape: drawnIn(task, shape), ...(typeof value === 'number' && { value }) }
    })
    for (const { label } of objects) labels.add(label)
    images.push({ path: image, split, objects })
  }
  if (labels.size === 0)
    throw new CommandFailure(`expected labels with the images of ${path}, found none (read as ${format.id})`, 'invalid')
  return { format: format.id, images, labels: [...labels], tree }
}

// The campaign's project is made with the names of its labels alone.
const ignoreDeclared = (): void => {}

/** The size of an image is not known here: what lies beyond it is cut off later. */
const ANY_SIZE = { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY }

/** Simulated people draw what the model proposes: in a detection project a box, also where the truth is an outline. */
const drawnIn = (task: TaskId, shape: Shape): Shape => tasks[task].learned({ shape, attributes: {} }, ANY_SIZE)?.shape ?? shape
