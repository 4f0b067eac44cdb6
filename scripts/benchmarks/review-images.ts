import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../cli/api.ts'
import type { Instance } from './instance.ts'
import { sharedData } from './shared-data.ts'

const IMPORT_LIMIT_S = 120
const ASSETS_PER_PAGE = 500
/** Blood cells: a dozen objects an image. */
const DATA_SET = 'bccd'

/** What is really on an image. */
export type TrueObjects = readonly Pick<Annotation, 'label' | 'shape'>[]

/** The first images of the data set, laid out with their labels and without them. */
export function layOut(folder: string, images: number): { labelled: string; bare: string } {
  const source = sharedData(DATA_SET)
  const [labelled, bare] = [join(folder, 'labelled'), join(folder, 'bare')]
  for (const path of [join(labelled, 'JPEGImages'), join(labelled, 'Annotations'), bare]) mkdirSync(path, { recursive: true })
  for (const file of readdirSync(join(source, 'JPEGImages')).sort().slice(0, images)) {
    cpSync(join(source, 'JPEGImages', file), join(labelled, 'JPEGImages', file))
    cpSync(join(source, 'JPEGImages', file), join(bare, file))
    const labels = file.replace(/\.\w+$/, '.xml')
    cpSync(join(source, 'Annotations', labels), join(labelled, 'Annotations', labels))
  }
  return { labelled, bare }
}

/** Imports a labelled folder and reads back what is on every image, by file name. */
export async function readTruth(instance: Instance, api: Api, folder: string): Promise<Map<string, TrueObjects>> {
  await instance.command(['import', 'Truth', folder, '--create', '--task', 'detection'], IMPORT_LIMIT_S)
  const project = (await api.call(routes.projects.list, {})).find(({ name }) => name === 'Truth')
  if (!project) throw new Error('Expected the labelled project that was imported')
  const truth = new Map<string, TrueObjects>()
  for (const { id, name } of await assetsOf(api, project.id)) {
    const { annotations } = await api.call(routes.data.asset, { params: { projectId: project.id, assetId: id } })
    truth.set(basename(name), annotations)
  }
  return truth
}

/** A new project with these images and labels, nothing labelled. */
export async function importBare(
  instance: Instance,
  api: Api,
  { name, folder, labels }: { name: string; folder: string; labels: readonly string[] },
): Promise<ProjectId> {
  const { id, loop } = await api.call(routes.projects.create, { body: { name, task: 'detection', labels: [...labels] } })
  // Two hundred approvals would start a training beside the measurement.
  const quiet = { ...loop, milestone: { ...loop.milestone, enabled: false } }
  await api.call(routes.projects.changeLoop, { params: { projectId: id }, body: quiet })
  await instance.command(['import', name, folder], IMPORT_LIMIT_S)
  return id
}

/** All assets of a project, in import order. */
export async function assetsOf(
  api: Api,
  projectId: ProjectId,
): Promise<{ id: AssetId; name: string; width: number; height: number }[]> {
  const { items } = await api.call(routes.data.assets, { params: { projectId }, query: { limit: ASSETS_PER_PAGE } })
  return items
}
