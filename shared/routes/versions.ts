import { z } from 'zod'
import { route } from '../contract.ts'
import { AssetId, JobId, ProjectId, SnapshotId } from '../domain/ids.ts'
import { ProjectName } from '../domain/project.ts'
import { Snapshot } from '../domain/training.ts'
import { AssetDifference, FoldLeak, Folds, FoldView, Leak, VersionDifference, VersionMarks } from '../domain/version.ts'
import { TaskId } from '../tasks/index.ts'

const ofVersion = z.object({ projectId: ProjectId, snapshotId: SnapshotId })
const count = z.number().int().nonnegative()
const listed = z.array(z.object({ name: z.string(), count }))

/** What whoever uses a version should know; `figure` and `labels` say how much and of what. */
export const VersionLimit = z.object({
  kind: z.enum([
    'few-examples',
    'not-tested',
    'small-test',
    'skewed',
    'small-objects',
    'mostly-proposed',
    'mostly-imported',
    'one-person',
  ]),
  labels: z.array(z.string()),
  figure: z.number(),
})
export type VersionLimit = z.infer<typeof VersionLimit>

/** What a version says of itself beside its counts. */
export const VersionCard = z.object({
  task: TaskId,
  shapes: listed,
  /** Who made the annotations: person, model, functions, `import` or `file` and a format. */
  origins: listed,
  /** Who decided on them last; a name that is null is nobody, or somebody who is gone. */
  people: z.array(z.object({ name: z.string().nullable(), annotations: count })),
  /** Images by how many annotations they have. */
  objects: z.array(z.object({ count, images: count })),
  /** "640x480", the most frequent first, and how many sizes more. */
  sizes: listed,
  otherSizes: count,
  limits: z.array(VersionLimit),
})
export type VersionCard = z.infer<typeof VersionCard>

/** Versions of the approved labels: what they hold, what differs between them, and the ways back and out. */
export const versions = {
  show: route({
    method: 'get',
    path: '/api/projects/:projectId/snapshots/:snapshotId',
    summary: 'A version with its data card, also as Markdown.',
    access: 'project:view',
    params: ofVersion,
    response: z.object({ snapshot: Snapshot, card: VersionCard.nullable(), markdown: z.string() }),
  }),
  mark: route({
    method: 'put',
    path: '/api/projects/:projectId/snapshots/:snapshotId/marks',
    summary: 'Name a version, write a note, tag it. What it holds never changes.',
    access: 'data:export',
    params: ofVersion,
    body: VersionMarks,
    response: Snapshot,
  }),
  compare: route({
    method: 'get',
    path: '/api/projects/:projectId/snapshots/:snapshotId/compare',
    summary: 'What changed from another version of the project to this one, with the assets page by page.',
    access: 'project:view',
    params: ofVersion,
    query: z.object({
      before: SnapshotId,
      cursor: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(200).default(24),
    }),
    response: z.object({
      difference: VersionDifference,
      assets: z.array(AssetDifference),
      total: count,
      next: count.nullable(),
    }),
  }),
  restore: route({
    method: 'post',
    path: '/api/projects/:projectId/snapshots/:snapshotId/restore',
    summary:
      'Bring the approved labels back to a version, by operations; a dry run says what that changes. The job result is a RestoreReport.',
    access: 'data:import',
    params: ofVersion,
    body: z.object({ dryRun: z.boolean().default(false) }),
    response: z.object({ jobId: JobId }),
  }),
  branch: route({
    method: 'post',
    path: '/api/projects/:projectId/snapshots/:snapshotId/branch',
    summary: 'A new project with the images, labels and settings of a version, in its splits or as one of its folds sees them.',
    access: 'project:create',
    params: ofVersion,
    body: z.object({ name: ProjectName, view: FoldView.optional() }),
    response: z.object({ projectId: ProjectId, jobId: JobId }),
  }),
  folds: route({
    method: 'get',
    path: '/api/projects/:projectId/snapshots/:snapshotId/folds',
    summary:
      'The training and validation images of a version in folds of alike labels, look-alikes together; the test split is in none.',
    access: 'project:view',
    params: ofVersion,
    query: z.object({
      folds: z.coerce.number().pipe(Folds.shape.folds.unwrap()).default(5),
      seed: z.coerce.number().pipe(Folds.shape.seed.unwrap()).default(0),
      /** "summary" leaves the list of images out, which may be long. */
      detail: z.enum(['all', 'summary']).default('all'),
    }),
    response: z.object({
      folds: z.array(z.object({ fold: count, images: count, labels: listed })),
      /** Images that lie in two folds and belong in one: the first of them, and how many there are. */
      leaks: z.array(FoldLeak),
      leaking: count,
      assets: z.array(z.object({ assetId: AssetId, name: z.string(), fold: count })),
    }),
  }),
  leaks: route({
    method: 'get',
    path: '/api/projects/:projectId/snapshots/:snapshotId/leaks',
    summary: 'What lies in two splits of a version and belongs in one: look-alikes, groups, videos, names.',
    access: 'project:view',
    params: ofVersion,
    response: z.object({ leaks: z.array(Leak), total: count }),
  }),
} as const
