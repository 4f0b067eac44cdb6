/** What goes in and comes out, with every word of it: the reports of imports and exports stand beside their routes. That is why it is long. */
import { z } from 'zod'
import { LONGEST_QUERY } from '../asset-query/fields.ts'
import { route } from '../contract.ts'
import { Annotation } from '../domain/annotation.ts'
import { Asset, AssetStatus, Split } from '../domain/asset.ts'
import { MetaKey } from '../domain/asset-meta.ts'
import { AssetId, ImportId, JobId, ProjectId, SnapshotId } from '../domain/ids.ts'
import { ImportRecord } from '../domain/import.ts'
import { AssetOrder } from '../domain/saved-view.ts'
import { Snapshot } from '../domain/training.ts'
import { FoldView } from '../domain/version.ts'
import { LabelName } from '../ontology.ts'
import { TaskId } from '../tasks/index.ts'
import { Paging, pageOf } from './paging.ts'

const byProject = z.object({ projectId: ProjectId })
/** Contents asked for at once. */
export const MOST_HASHES_ASKED = 5000
// "a,b" in the address bar, ['a', 'b'] inside.
const listed = z.string().transform((text) => text.split(',').filter(Boolean))

/** Which assets: every field narrows. Written in the address bar, so that a view can be shared. */
export const AssetFilter = z.object({
  status: listed.pipe(z.array(AssetStatus)).optional(),
  split: listed.pipe(z.array(Split)).optional(),
  /** With at least one approved annotation of this label. */
  label: z.string().optional(),
  /** Part of the name. */
  search: z.string().optional(),
  /** Only the images most like this one, the most alike first. */
  similar: AssetId.optional(),
})
/** What is asked in words beside the fields, as `count(RBC) > 20 not by:ada`, and in which order it is shown. */
export const AssetQuestion = AssetFilter.extend({ query: z.string().max(LONGEST_QUERY).optional(), order: AssetOrder.optional() })
export type AssetFilter = z.infer<typeof AssetFilter>

/** What an overlay draws on a thumbnail: [x, y, width, height] in shares of the image, 0 to 1; null for the whole asset. */
export const OverlayShape = z.object({
  label: z.string(),
  status: Annotation.shape.status,
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
})
// Lists are read by the hundred: what is known beside the labels comes with the image itself.
export const AssetWithOverlay = Asset.omit({ meta: true }).extend({ overlay: z.array(OverlayShape) })
export type AssetWithOverlay = z.infer<typeof AssetWithOverlay>

/** A format that can be read or written. */
export const FormatInfo = z.object({
  id: z.string(),
  title: z.string(),
  tasks: z.array(TaskId),
  reads: z.boolean(),
  writes: z.boolean(),
})
export type FormatInfo = z.infer<typeof FormatInfo>

/**
 * keep: the labels here stay as they are. replace: the file's labels take their place. add: what is new, by label and overlap, joins them.
 * suggest: what is new becomes suggestions, for people to decide.
 */
export const MergeRule = z.enum(['keep', 'replace', 'add', 'suggest'])
export type MergeRule = z.infer<typeof MergeRule>

export const ImportOptions = z.object({
  format: z.string().default('auto'),
  /** Take the labels as approved truth; otherwise they wait for review. */
  approve: z.boolean().default(false),
  split: z.enum(['auto', 'source', 'train', 'validation', 'test']).default('auto'),
  /** Images of one folder whose names count (frame_0001 …) are the frames of a video. */
  video: z.boolean().default(false),
  /** Metadata whose equal values keep images in one split, in place of the project's own choice. */
  groupBy: MetaKey.optional(),
  /** What becomes of labels for an image that is labelled here already. */
  merge: MergeRule.default('keep'),
  /** Say what would happen and change nothing. */
  dryRun: z.boolean().default(false),
})
export type ImportOptions = z.infer<typeof ImportOptions>

/**
 * clipped: cut to the image. merged: several became one. renamed: under another name now. converted: kept as something near it.
 * refused: cannot be taken as it is; a person can act on the reason. left-out: there is no place for it here (or, in an export, in the format).
 */
export const LossKind = z.enum(['clipped', 'merged', 'renamed', 'converted', 'refused', 'left-out'])
export type LossKind = z.infer<typeof LossKind>

/** One case of a finding: in words and, where it is about an image, with what shows it. */
export const LossExample = z.object({
  text: z.string(),
  /** Path of the image in what is imported. */
  file: z.string().exactOptional(),
  /** The image in the project, where it is there. */
  assetId: AssetId.exactOptional(),
  /** [x, y, width, height] in pixels of the image, as the file says it: it may reach over the edge. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).exactOptional(),
})
export type LossExample = z.infer<typeof LossExample>

/** What could not be kept as it was, how often, and the first few cases. */
export const Loss = z.object({
  what: z.string(),
  kind: LossKind.default('left-out'),
  count: z.number().int(),
  /** The first case, in words. */
  example: z.string(),
  examples: z.array(LossExample).default([]),
})
export type Loss = z.infer<typeof Loss>

/** An upload of this path lists, as JSON, files that need not be sent because the project holds their contents. */
export const HELD_LIST = '.labelloop-held.json'
export const HeldList = z.array(
  z.object({ path: z.string().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() }),
)

/** Why it was read as its format, and what else it could be read as, the likeliest first. */
export const Recognised = z.object({
  why: z.string(),
  others: z.array(z.object({ format: z.string(), why: z.string() })),
})

/** What became of images, and of labels for images, that the project held already. */
export const HeldCounts = z.object({
  images: z.number().int(),
  /** Labels that were here already, just like that: a second import of the same files finds nothing else. */
  unchanged: z.number().int(),
  added: z.number().int(),
  /** Labels here that the file's took the place of. */
  removed: z.number().int(),
  /** Labels of the file that were passed over, because those here stay. */
  kept: z.number().int(),
  suggested: z.number().int(),
})
export type HeldCounts = z.infer<typeof HeldCounts>
export const noHeld = (): HeldCounts => ({ images: 0, unchanged: 0, added: 0, removed: 0, kept: 0, suggested: 0 })

/** What an import did, or (dry run) would do. Nothing is dropped without being counted and named here. */
export const ImportReport = z.object({
  format: z.string(),
  recognised: Recognised.default({ why: '', others: [] }),
  assets: z.number().int(),
  annotations: z.number().int(),
  /** Files whose very bytes the project holds already. */
  duplicates: z.number().int(),
  /** Images that something was learned of beside their labels. */
  described: z.number().int().default(0),
  held: HeldCounts.default(noHeld),
  rejected: z.array(z.object({ file: z.string(), reason: z.string() })),
  losses: z.array(Loss),
  labels: z.array(z.string()),
  seconds: z.number(),
})
export type ImportReport = z.infer<typeof ImportReport>

/** How many images left without their metadata, how many with areas that were blurred, and how many areas those were. */
export const ImageProtection = z.object({ bare: z.number().int(), blurred: z.number().int(), areas: z.number().int() })
export type ImageProtection = z.infer<typeof ImageProtection>

export const ExportReport = z.object({
  files: z.number().int(),
  annotations: z.number().int(),
  protection: ImageProtection.default({ bare: 0, blurred: 0, areas: 0 }),
  losses: z.array(Loss),
  /** Where the archive can be fetched once. */
  download: z.string(),
})
export type ExportReport = z.infer<typeof ExportReport>

/** What an export writes, and how images leave in it. */
export const ExportOptions = z.object({
  format: z.string(),
  snapshotId: SnapshotId.optional(),
  images: z.boolean().default(false),
  split: Split.optional(),
  /** As one of its folds sees the version: that fold is for validation, the others are learned from. */
  fold: FoldView.optional(),
  /** Labels whose areas on the images are made unrecognisable, with those below them. */
  blur: z.array(LabelName).default([]),
  /** Images keep what was written about them: who, where, when, with what. */
  keepMetadata: z.boolean().default(false),
})
export type ExportOptions = z.infer<typeof ExportOptions>

/** Assets, imports, exports, snapshots. Files go in by tus at /api/uploads; images come out at the two paths below. */
export const data = {
  assets: route({
    method: 'get',
    path: '/api/projects/:projectId/assets',
    summary:
      'Assets in import order, with what an overlay needs. A page is short, with a next one, where hardly any asset fits; `total` is the least there are where `totalIsLeast`.',
    access: 'project:view',
    params: byProject,
    query: Paging.extend(AssetQuestion.shape),
    response: pageOf(AssetWithOverlay).extend({ total: z.number().int(), totalIsLeast: z.boolean() }),
  }),
  assetCounts: route({
    method: 'get',
    path: '/api/projects/:projectId/asset-counts',
    summary: 'How many assets per status, split and label: the numbers beside the filters.',
    access: 'project:view',
    params: byProject,
    response: z.object({
      status: z.record(z.string(), z.number().int()),
      split: z.record(z.string(), z.number().int()),
      label: z.record(z.string(), z.number().int()),
    }),
  }),
  asset: route({
    method: 'get',
    path: '/api/projects/:projectId/assets/:assetId',
    summary: 'One asset with its annotations and its neighbours in import order.',
    access: 'project:view',
    params: z.object({ projectId: ProjectId, assetId: AssetId }),
    response: z.object({
      asset: Asset,
      annotations: z.array(Annotation),
      previous: AssetId.nullable(),
      next: AssetId.nullable(),
      /** Place in import order, from 1, and how many there are. */
      position: z.number().int(),
      total: z.number().int(),
    }),
  }),
  startImport: route({
    method: 'post',
    path: '/api/projects/:projectId/imports',
    summary: 'Import the uploads that were sent under this import id. The job result is an ImportReport.',
    access: 'data:import',
    params: byProject,
    body: ImportOptions.extend({ importId: ImportId }),
    response: z.object({ jobId: JobId }),
  }),
  imports: route({
    method: 'get',
    path: '/api/projects/:projectId/imports',
    summary: 'The imports of a project, newest first; dry runs are not among them.',
    access: 'project:view',
    params: byProject,
    response: z.array(ImportRecord),
  }),
  stopImport: route({
    method: 'post',
    path: '/api/projects/:projectId/imports/:importId/stop',
    summary: 'Stop an import. What it has brought so far is taken away again, unless it is to be kept.',
    access: 'data:import',
    params: z.object({ projectId: ProjectId, importId: ImportId }),
    body: z.object({ keep: z.boolean().default(false) }),
    response: z.object({ jobId: JobId }),
  }),
  undoImport: route({
    method: 'post',
    path: '/api/projects/:projectId/imports/:importId/undo',
    summary: 'Take away what an import brought and nobody has touched since. The job result is an UndoReport.',
    access: 'data:import',
    params: z.object({ projectId: ProjectId, importId: ImportId }),
    response: z.object({ jobId: JobId }),
  }),
  heldFiles: route({
    method: 'post',
    path: '/api/projects/:projectId/held-files',
    summary: 'Which of these contents (SHA-256) are images of the project already: those need not be sent again.',
    access: 'data:import',
    params: byProject,
    body: z.object({ hashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(MOST_HASHES_ASKED) }),
    response: z.object({ held: z.array(z.string()) }),
  }),
  formats: route({
    method: 'get',
    path: '/api/formats',
    summary: 'What can be read and written.',
    access: 'user',
    response: z.array(FormatInfo),
  }),
  startExport: route({
    method: 'post',
    path: '/api/projects/:projectId/exports',
    summary: 'Write a snapshot (or the approved labels as they are now) as an archive. The job result is an ExportReport.',
    access: 'data:export',
    params: byProject,
    body: ExportOptions,
    response: z.object({ jobId: JobId }),
  }),
  snapshots: route({
    method: 'get',
    path: '/api/projects/:projectId/snapshots',
    summary: 'Snapshots, newest first.',
    access: 'project:view',
    params: byProject,
    response: z.array(Snapshot),
  }),
  takeSnapshot: route({
    method: 'post',
    path: '/api/projects/:projectId/snapshots',
    summary: 'Freeze the approved labels. The job result is the Snapshot.',
    access: 'data:export',
    params: byProject,
    response: z.object({ jobId: JobId }),
  }),
} as const

/** The values of a 16-bit image that become black and white: from `level - width / 2` to `level + width / 2`. */
export const ShownValues = z.object({ level: z.coerce.number(), width: z.coerce.number().positive() })
export type ShownValues = z.infer<typeof ShownValues>

interface TileAddress {
  readonly level: number | string
  readonly column: number | string
  readonly row: number | string
}
const queryOf = (window: ShownValues | null): string => (window ? `?level=${window.level}&width=${window.width}` : '')

/** Not JSON, hence not in the table: the image as imported and oriented, its tiles where it has levels, its thumbnail, the upload endpoint, a finished export. */
export const paths = {
  image: (projectId: string, assetId: string, window: ShownValues | null = null) =>
    `/api/projects/${projectId}/assets/${assetId}/image${queryOf(window)}`,
  tile: (projectId: string, assetId: string, { level, column, row }: TileAddress, window: ShownValues | null = null) =>
    `/api/projects/${projectId}/assets/${assetId}/tiles/${level}/${column}/${row}${queryOf(window)}`,
  thumbnail: (projectId: string, assetId: string) => `/api/projects/${projectId}/assets/${assetId}/thumbnail`,
  /** Any view of the images as a table, one row each: the query is an AssetQuestion. */
  assetTable: (projectId: string, kind: 'csv' | 'parquet') => `/api/projects/${projectId}/assets.${kind}`,
  uploads: '/api/uploads',
  /** A piece of an image of an import with what a file says lies there: `box` is [x, y, width, height] in pixels. */
  importPicture: (projectId: string, importId: string, file: string, box?: readonly number[]) =>
    `/api/projects/${projectId}/imports/${importId}/picture?${new URLSearchParams({ file, ...(box && { box: box.join() }) })}`,
  exported: (projectId: string, hash: string) => `/api/projects/${projectId}/exports/${hash}`,
} as const
