import { withLabels } from '#shared/ontology.ts'
import { ImportReport } from '#shared/routes/data.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import type { Api } from '../cli/api.ts'
import { CommandFailure, WrongUsage } from '../cli/failure.ts'
import { lookUpProject } from '../cli/find-project.ts'
import { followJob } from '../cli/follow-job.ts'
import type { Terminal } from '../cli/terminal.ts'
import { uploadPacked } from '../cli/upload.ts'
import { type LabelledSet, readLabelledSet } from './read-truth.ts'
import { createTruth, flatName, type Truth } from './truth.ts'

const MOST_NAMED = 5
const PAGE = 500

export interface Preparation {
  readonly name: string
  /** Path of the labelled data set. */
  readonly truth: string
  /** Needed where the project does not exist yet. */
  readonly task?: TaskId
  readonly split: 'auto' | 'source'
  readonly order: 'queue' | 'random'
}

/** The project to play on, with images and without labels of its own where it is new, and the truth about every asset of it. */
export async function prepareProject(
  api: Api,
  wish: Preparation,
  terminal: Terminal,
): Promise<{ project: ProjectSummary; truth: Truth }> {
  const existing = await lookUpProject(api, wish.name)
  const task = existing?.task ?? wish.task
  if (!task) throw new WrongUsage(`expected --task: there is no project "${wish.name}" yet`)
  const set = await readLabelledSet(wish.truth, task)
  try {
    const { id: projectId } =
      existing ?? (await api.call(routes.projects.create, { body: { name: wish.name, task, labels: [...set.labels] } }))
    const project = await api.call(routes.projects.show, { params: { projectId } })
    await addMissingLabels(api, project, set.labels)
    if (wish.order === 'random') await queueAtRandom(api, project)
    if (assetsOf(project) === 0) await importUnlabelled(api, projectId, set, wish.split, terminal)
    const truth = createTruth(set.images)
    await refuseUnknownAssets(api, projectId, truth)
    return { project: await api.call(routes.projects.show, { params: { projectId } }), truth }
  } finally {
    await set.tree.close()
  }
}

const assetsOf = ({ assets }: ProjectSummary): number => Object.values(assets).reduce((sum, count) => sum + count, 0)

async function addMissingLabels(api: Api, { id: projectId, ontology }: ProjectSummary, names: readonly string[]): Promise<void> {
  const { labels } = withLabels(ontology, names)
  if (labels.length === ontology.labels.length) return
  await api.call(routes.projects.changeOntology, { params: { projectId }, body: { version: ontology.version, labels } })
}

async function queueAtRandom(api: Api, { id: projectId, loop }: ProjectSummary): Promise<void> {
  const body = { ...loop, queue: { ...loop.queue, order: 'random' as const } }
  await api.call(routes.projects.changeLoop, { params: { projectId }, body })
}

async function importUnlabelled(
  api: Api,
  projectId: string,
  { images, tree }: LabelledSet,
  split: Preparation['split'],
  terminal: Terminal,
): Promise<void> {
  const files = images.map((image) => ({
    path: `${(split === 'source' && image.split) || 'images'}/${flatName(image.path)}`,
    content: () => tree.stream(image.path),
  }))
  const importId = await uploadPacked(api, projectId, files, terminal)
  const body = { importId, format: 'image-folder', split }
  const { jobId } = await api.call(routes.data.startImport, { params: { projectId }, body })
  const { assets, duplicates, rejected } = ImportReport.parse(await followJob(api, jobId, terminal))
  terminal.note(`Imported ${assets} images without labels (${duplicates} duplicates, ${rejected.length} rejected)`)
}

async function refuseUnknownAssets(api: Api, projectId: string, truth: Truth): Promise<void> {
  const unknown: string[] = []
  let cursor: string | undefined
  do {
    const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) }
    const { items, next } = await api.call(routes.data.assets, { params: { projectId }, query })
    unknown.push(...items.filter((asset) => !truth.find(asset)).map(({ name }) => name))
    cursor = next ?? undefined
  } while (cursor !== undefined)
  if (unknown.length === 0) return
  const named = unknown.slice(0, MOST_NAMED).join(', ')
  throw new CommandFailure(
    `expected the truth to know every asset by its file name; ${unknown.length} are unknown: ${named}`,
    'invalid',
  )
}
