import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import { activeLabels } from '#shared/ontology.ts'
import { may } from '#shared/policy.ts'
import { PREDICT_LIMITS } from '#shared/routes/serving.ts'
import { routes } from '#shared/routes.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { shown } from '#shared/tasks/shown.ts'
import { conflict, forbidden, invalid } from '../errors.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { type Control, readLabelConfig } from './label-config.ts'
import { taskImage } from './task-image.ts'
import { toRegions } from './to-regions.ts'

/** What is told where a project has no champion that could answer. */
const NO_VERSION = 'none'
const IMAGES_AT_A_TIME = 16

/** What a model said of one image file. */
type Said =
  | { readonly width: number; readonly height: number; readonly predictions: readonly LabelledPrediction[] }
  | { readonly unreadable: string }

export interface LabelStudioDeps {
  readonly store: Pick<Store, 'projects' | 'models' | 'labelStudioHosts'>
  readonly allowPrivate: boolean
  /** A model of a project under the names that its labels have now. */
  readonly modelOf: (project: Project, version: number) => Promise<Model>
  readonly answer: (model: Model, images: { assetId: string; bytes: Uint8Array }[]) => Promise<Said[]>
  /** Starts a training that a person asked for; the number of its run. */
  readonly train: (project: Project, reason: string) => Promise<number>
}

/** Mounts a project's champion as an ML backend that Label Studio can be pointed at. */
export function mountLabelStudio(mount: Mount, deps: LabelStudioDeps): void {
  const { store } = deps
  const { labelStudio } = routes
  const up = async ({ params }: { params: { projectId: Project['id'] } }) => {
    const { task, champion } = await loadProject(store, params.projectId)
    const model_class = `Labelloop ${task}${champion === null ? '' : ` v${champion}`}`
    return { status: 'UP' as const, model_class }
  }
  mount(labelStudio.root, up)
  mount(labelStudio.health, up)

  mount(labelStudio.setup, async ({ params, body }) => {
    const project = await loadProject(store, params.projectId)
    if (body.schema) readLabelConfig(body.schema)
    if (body.hostname) await keepHost(store, project, body.hostname, body.access_token ?? '')
    return { model_version: versionName(project.champion) }
  })

  mount(labelStudio.predict, async ({ params, body }) => {
    const project = await loadProject(store, params.projectId)
    if (project.champion === null) throw conflict(`${project.name} has no champion yet: train a model first`)
    if (!body.label_config) throw invalid('Expected the labelling configuration beside the tasks')
    const model = await deps.modelOf(project, project.champion)
    const controls = readLabelConfig(body.label_config)
    const results = []
    for (let at = 0; at < body.tasks.length; at += IMAGES_AT_A_TIME)
      results.push(...(await predicted(deps, project, model, controls, body.tasks.slice(at, at + IMAGES_AT_A_TIME))))
    return { results }
  })

  mount(labelStudio.webhook, async ({ params, body, user, http }) => {
    const project = await loadProject(store, params.projectId)
    http.request.res?.status(CREATED)
    if (body.action !== 'START_TRAINING') return { status: 'ok' as const, result: null }
    if (!may(user, 'loop:train', project.id)) throw forbidden(`${user.name} may not start trainings of this project`)
    return { status: 'ok' as const, result: { run: await deps.train(project, `${user.name} by Label Studio`) } }
  })

  mount(labelStudio.versions, async ({ params }) => {
    const { champion, id: projectId } = await loadProject(store, params.projectId)
    const models = await store.models
      .find({ projectId }, { projection: { version: 1 } })
      .sort({ version: -1 })
      .toArray()
    const others = models.map(({ version }) => version).filter((version) => version !== champion)
    const versions = [...(champion === null ? [] : [champion]), ...others].map(versionName)
    return { versions, message: `${versions.length} versions; the champion answers, whichever it is` }
  })
}

const CREATED = 201

const versionName = (version: number | null): string => (version === null ? NO_VERSION : `v${version}`)

/** One Label Studio per project introduces itself; the last one's files are read. */
async function keepHost(store: Pick<Store, 'labelStudioHosts'>, { id }: Project, hostname: string, accessToken: string) {
  if (!URL.canParse(hostname)) throw invalid(`Expected the address of Label Studio as hostname, got "${hostname}"`)
  await store.labelStudioHosts.replaceOne({ _id: id }, { hostname, accessToken, seenAt: Date.now() }, { upsert: true })
}

async function predicted(
  deps: LabelStudioDeps,
  project: Project,
  model: Model,
  controls: readonly Control[],
  tasks: readonly { data: Record<string, unknown> }[],
) {
  const host = await deps.store.labelStudioHosts.findOne({ _id: project.id })
  const images: { assetId: string; bytes: Uint8Array }[] = []
  let bytes = 0
  for (const [index, { data }] of tasks.entries()) {
    const image = await taskImage(data[imageKeyOf(controls)], host, deps)
    bytes += image.length
    if (bytes > PREDICT_LIMITS.bytes) throw invalid('Expected smaller images, or fewer tasks at once')
    images.push({ assetId: `task ${index}`, bytes: image })
  }
  const said = await deps.answer(model, images)
  const known = new Set(activeLabels(project.ontology).map(({ name }) => name))
  const templates = new Map(project.ontology.labels.map(({ name, skeleton }) => [name, skeleton?.keypoints ?? []]))
  return said.map((one) => {
    if ('unreadable' in one) throw invalid(`Expected an image, got what cannot be read: ${one.unreadable}`)
    const predictions = one.predictions.filter(({ label }) => known.has(label))
    const good = shown(project.task, predictions, model.thresholds)
    const result = toRegions(good, controls, one, (label) => templates.get(label) ?? [])
    return { result, score: meanScore(good), model_version: versionName(model.version) }
  })
}

function imageKeyOf(controls: readonly Control[]): string {
  const [first] = controls
  if (!first) throw invalid('Expected a labelling configuration with labels or choices on an image')
  return first.imageKey
}

const meanScore = (predictions: readonly LabelledPrediction[]): number =>
  predictions.length === 0 ? 0 : predictions.reduce((sum, { score }) => sum + score, 0) / predictions.length
