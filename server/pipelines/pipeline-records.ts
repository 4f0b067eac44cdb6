import type { ProjectId } from '#shared/domain/ids.ts'
import type { Pipeline, PipelineStep, PipelineTemplate } from '#shared/domain/pipeline.ts'
import { LOOP_STEPS, problemsOf } from '#shared/pipeline/graph.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { Store } from '../store/store.ts'

const VERSIONS_SHOWN = 100
const MOST_TEMPLATES = 200

/** The pipeline in force: the newest version of the project, or the loop as it comes. */
export async function currentPipeline(store: Pick<Store, 'pipelines'>, projectId: ProjectId): Promise<Pipeline> {
  return (await store.pipelines.findOne({ projectId }, { sort: { version: -1 } })) ?? asItComes(projectId)
}

/** All versions, newest first, the loop as it comes among them. */
export async function listVersions(store: Pick<Store, 'pipelines'>, projectId: ProjectId): Promise<Pipeline[]> {
  const rows = await store.pipelines.find({ projectId }).sort({ version: -1 }).limit(VERSIONS_SHOWN).toArray()
  return [...rows, asItComes(projectId)]
}

/** Writes the next version; invalid where it cannot run, a conflict where somebody else wrote one since. */
export async function savePipeline(
  store: Pick<Store, 'pipelines'>,
  projectId: ProjectId,
  { steps, basedOn, note, by }: { steps: readonly PipelineStep[]; basedOn: number; note: string; by: string },
): Promise<Pipeline> {
  refuseBroken(steps)
  const { version } = await currentPipeline(store, projectId)
  if (version !== basedOn) throw changedBySomebody(version)
  const next = { projectId, version: basedOn + 1, steps: [...steps], note, by, at: Date.now() }
  try {
    await store.pipelines.insertOne({ _id: `${projectId}:${next.version}`, ...next })
  } catch (error) {
    if (isDuplicateKey(error)) throw changedBySomebody(next.version)
    throw error
  }
  return next
}

/** Templates of the installation, by name. */
export const listTemplates = async (store: Pick<Store, 'pipelineTemplates'>): Promise<PipelineTemplate[]> =>
  store.pipelineTemplates.find().sort({ _id: 1 }).limit(MOST_TEMPLATES).toArray()

/** Keeps steps under a name for every project; the same name again replaces them, but other people's for admins alone, as only they may remove them. */
export async function saveTemplate(
  store: Pick<Store, 'pipelineTemplates'>,
  template: Omit<PipelineTemplate, 'at'>,
  { admin }: { admin: boolean },
): Promise<PipelineTemplate> {
  refuseBroken(template.steps)
  const { name, by } = template
  const kept = { ...template, at: Date.now() }
  try {
    await store.pipelineTemplates.replaceOne({ _id: name, ...(!admin && { by }) }, kept, { upsert: true })
  } catch (error) {
    if (isDuplicateKey(error)) throw conflict(`Somebody else has a template named "${name}": choose another name`)
    throw error
  }
  return kept
}

export async function removeTemplate(store: Pick<Store, 'pipelineTemplates'>, name: string): Promise<void> {
  const { deletedCount } = await store.pipelineTemplates.deleteOne({ _id: name })
  if (deletedCount === 0) throw notFound(`The template "${name}"`)
}

function refuseBroken(steps: readonly PipelineStep[]): void {
  const problems = problemsOf(steps)
  if (problems.length > 0) throw invalid(problems.map(({ sentence }) => sentence).join('\n'))
}

const asItComes = (projectId: ProjectId): Pipeline => ({
  projectId,
  version: 0,
  steps: [...LOOP_STEPS],
  note: 'The loop as it comes',
  by: null,
  at: 0,
})

const changedBySomebody = (version: number) =>
  conflict(`Somebody else changed the pipeline: it is version ${version} now. Load it again`)
