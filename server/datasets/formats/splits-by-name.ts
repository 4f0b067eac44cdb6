import { Split } from '#shared/domain/asset.ts'
import { foldersOf, stemOf } from '../sources/tree-path.ts'

const SPLIT_NAMES: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  trainval: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
}

/** The split a folder or list is named for, with or without a year ("train", "val2017"); null for any other name. */
export const splitNamed = (name: string): Split | null => SPLIT_NAMES[name.toLowerCase().replace(/[-_]?\d+$/, '')] ?? null

/** The split of the folder that a file lies in, for data sets that keep splits apart by folders. */
export const splitByFolder = (path: string): Split | null => foldersOf(path).map(splitNamed).find(Boolean) ?? null

/** The split that a word of a file's name says: "train_labels.csv", "wider_face_val_bbx_gt.txt". */
export const splitInName = (path: string): Split | null =>
  stemOf(path)
    .split(/[-_. ]/)
    .map(splitNamed)
    .find(Boolean) ?? null

/** How other programs call a split. */
export const SPLIT_FILE_NAMES = { train: 'train', validation: 'val', test: 'test' } as const satisfies Record<Split, string>

/** All splits in the order they are written. */
export const SPLITS = Split.options
