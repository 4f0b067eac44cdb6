import type { ProjectId } from '#shared/domain/ids.ts'
import { type Ontology, presentName } from '#shared/ontology.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import type { LabelledObject } from '../ml/tasks/task.ts'
import type { TrainingImage } from '../ml/training/trainer-spec.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { learnedShape } from './learned-shape.ts'

/** The first images in import order are enough to see what augmentation does. */
const IMAGES_DRAWN_FROM = 60

/** Where approved images lie. */
export type PreviewDeps = { store: Pick<Store, 'projects' | 'assets' | 'annotations'>; blobs: Pick<BlobStore, 'onDisk'> }

/** Approved images with what a model of the task would learn from them, labels by their place in the ontology; the files are thumbnails. */
export async function approvedImages(
  { store, blobs }: PreviewDeps,
  projectId: ProjectId,
  task: TaskId,
  ontology: Ontology,
): Promise<TrainingImage[]> {
  const assets = await previewAssets(store, projectId).toArray()
  const rows = await store.annotations.find({ assetId: { $in: assets.map(({ _id }) => _id) }, status: 'approved' }).toArray()
  const places = new Map(ontology.labels.map(({ name }, place) => [name, place]))
  const files = await Promise.all(assets.map(({ thumbnail }) => blobs.onDisk(thumbnail)))
  return assets.map(({ _id, width, height }, place) => ({
    assetId: _id,
    file: files[place] ?? '',
    width,
    height,
    objects: rows.flatMap((row): LabelledObject[] => {
      if (row.assetId !== _id) return []
      const label = places.get(presentName(ontology, row.label))
      const learned = tasks[task].learned(row, { width, height })
      const shape = learned && learnedShape(learned.shape)
      return label === undefined || !learned || !shape ? [] : [{ label, shape, value: learned.value }]
    }),
  }))
}

/** The assets that a preview draws from, by the index on status and import order. */
export function previewAssets(store: Pick<Store, 'assets'>, projectId: ProjectId) {
  return store.assets.find({ projectId, status: 'approved' }).sort({ order: 1 }).limit(IMAGES_DRAWN_FROM)
}
