import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { PipelineStep } from '#shared/domain/pipeline.ts'
import { type PipelineProblem, problemsOf } from '#shared/pipeline/graph.ts'
import { routes } from '#shared/routes.ts'
import { invalid } from '../errors.ts'
import { recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { readExecution } from './execution-records.ts'
import { argoWorkflow, kubernetesJob } from './manifests.ts'
import { currentPipeline, listTemplates, listVersions, removeTemplate, savePipeline, saveTemplate } from './pipeline-records.ts'
import { readPipeline, writePipeline } from './pipeline-text.ts'
import { renewSigningSecret } from './signing-secret.ts'

interface PipelineRouteDeps {
  readonly store: Store
  /** Goes on with a run that has failed or was cancelled. */
  resume(projectId: ProjectId, runId: RunId): Promise<void>
}

/** Mounts pipelines: show, check, save, versions, templates, executions, manifests for a cluster. */
export function mountPipelines(mount: Mount, { store, resume }: PipelineRouteDeps): void {
  const { pipelines } = routes
  mount(pipelines.show, async ({ params }) => {
    const pipeline = await currentPipeline(store, params.projectId)
    return { ...pipeline, yaml: writePipeline(pipeline.steps) }
  })
  mount(pipelines.check, async ({ body }) => {
    const read = readDraft(body)
    if ('problems' in read) return { problems: read.problems, steps: null, yaml: null }
    return { problems: problemsOf(read.steps), steps: read.steps, yaml: writePipeline(read.steps) }
  })
  mount(pipelines.save, async ({ params, body, user }) => {
    const read = readDraft(body)
    if ('problems' in read) throw invalid(read.problems.map(({ sentence }) => sentence).join('\n'))
    const { basedOn, note } = body
    const saved = await savePipeline(store, params.projectId, { steps: read.steps, basedOn, note, by: user.name })
    await recordDecision(store, {
      projectId: params.projectId,
      userId: user.id,
      type: 'settings',
      sentence: `${user.name} changed the pipeline to version ${saved.version}${note ? `: ${note}` : ''}`,
    })
    return saved
  })
  mount(pipelines.versions, ({ params }) => listVersions(store, params.projectId))
  mount(pipelines.manifest, async ({ params, query }) => {
    const pipeline = await currentPipeline(store, params.projectId)
    return { yaml: query.kind === 'argo' ? argoWorkflow(pipeline, query) : kubernetesJob(pipeline, query) }
  })
  mount(pipelines.renewSecret, async ({ params, user }) => {
    const secret = await renewSigningSecret(store, params.projectId)
    const sentence = `${user.name} renewed the secret that the pipeline signs with`
    await recordDecision(store, { projectId: params.projectId, userId: user.id, type: 'settings', sentence })
    return { secret }
  })
  mount(pipelines.execution, async ({ params }) => {
    const execution = await readExecution(store, params.runId)
    return execution?.projectId === params.projectId ? execution : null
  })
  mount(pipelines.resume, async ({ params, user }) => {
    await resume(params.projectId, params.runId)
    const run = await store.runs.findOne({ _id: params.runId }, { projection: { number: 1 } })
    const sentence = `${user.name} resumed run ${run?.number}`
    await recordDecision(store, { projectId: params.projectId, userId: user.id, type: 'training', sentence })
    return null
  })
  mount(pipelines.templates, () => listTemplates(store))
  mount(pipelines.saveTemplate, ({ body, user }) => saveTemplate(store, { ...body, by: user.name }, user))
  mount(pipelines.removeTemplate, async ({ params }) => {
    await removeTemplate(store, params.name)
    return null
  })
}

type Draft = { readonly steps: PipelineStep[] } | { readonly yaml: string }

const readDraft = (draft: Draft): { steps: PipelineStep[] } | { problems: PipelineProblem[] } =>
  'yaml' in draft ? readPipeline(draft.yaml) : { steps: draft.steps }
