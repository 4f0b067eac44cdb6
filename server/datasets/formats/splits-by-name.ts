import { Split } from '#shared/domain/asset.ts'

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

/** How other programs call a split. */
export const SPLIT_FILE_NAMES = { train: 'train', validation: 'val', test: 'test' } as const satisfies Record<Split, string>

/** All splits in the order they are written. */
export const SPLITS = Split.options
