import { type Ensemble, isFused, othersIn } from '#shared/domain/ensemble.ts'
import type { Project } from '#shared/domain/project.ts'
import { presentName } from '#shared/ontology.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { messageOf } from './errors.ts'
import { fusions } from './ml/ensembles/index.ts'
import type { Pool } from './ml/ensembles/pool-classes.ts'
import type { TaskFusion, Voice } from './ml/ensembles/task-fusion.ts'
import { loadNamedModel } from './models/named-model.ts'
import { labelsOf, thresholdsInPresentNames } from './models/present-names.ts'
import type { PredictedImage, Predictors } from './prelabel/predictors.ts'
import type { Suggester } from './prelabel/prelabel-assets.ts'
import { ensembleInForce } from './store/ensembles.ts'
import type { Store } from './store/store.ts'

type SuggestingDeps = { readonly store: Pick<Store, 'models' | 'ensembles'>; readonly predictors: Pick<Predictors, 'predict'> }

/** Who suggests, and what they say of images. */
export interface Suggesting {
  readonly by: Suggester
  predict(images: readonly PredictedImage[]): Promise<LabelledPrediction[][]>
}

/** Thrown where a member other than the champion cannot be asked: then the champion goes on alone. */
export class MemberLost extends Error {
  override name = 'MemberLost'
  readonly ensemble: Ensemble
  constructor(ensemble: Ensemble, version: number, cause: unknown) {
    super(`v${version} cannot be asked: ${messageOf(cause)}`, { cause })
    this.ensemble = ensemble
  }
}

/** Who suggests in a project now: its champion, and the versions that have a say beside it; null without a champion. */
export async function whoSuggests(
  store: Pick<Store, 'ensembles'>,
  project: Project,
): Promise<Pick<Suggester, 'version' | 'together'> | null> {
  if (project.champion === null) return null
  const ensemble = await ensembleInForce(store, project)
  return { version: project.champion, together: ensemble ? othersIn(ensemble) : [] }
}

/** One model alone. */
export async function aloneSuggests(deps: SuggestingDeps, project: Project, version: number): Promise<Suggesting> {
  const model = await loadNamedModel(deps.store, project, version)
  return { by: { ...model, together: [] }, predict: (images) => deps.predictors.predict(model, images) }
}

/** The champion with the members of the ensemble in force, or alone where there is none. */
export async function championSuggests(deps: SuggestingDeps, project: Project, champion: number): Promise<Suggesting> {
  const ensemble = await ensembleInForce(deps.store, project)
  const { task } = project
  if (!ensemble || !isFused(task)) return aloneSuggests(deps, project, champion)
  return togetherSuggest(deps, project, ensemble, fusions[task])
}

async function togetherSuggest(
  deps: SuggestingDeps,
  project: Project,
  ensemble: Ensemble,
  { fuse }: TaskFusion,
): Promise<Suggesting> {
  const versions = ensemble.members.map(({ version }) => version)
  const champion = await loadNamedModel(deps.store, project, ensemble.champion)
  const labels = labelsOf(champion)
  const pool = poolOf(project, ensemble, labels)

  async function ask(version: number, images: readonly PredictedImage[]): Promise<Voice[]> {
    if (version === champion.version) return deps.predictors.predict(champion, images)
    try {
      return await deps.predictors.predict(await loadNamedModel(deps.store, project, version), images)
    } catch (error) {
      throw new MemberLost(ensemble, version, error)
    }
  }

  return {
    by: {
      version: champion.version,
      thresholds: thresholdsInPresentNames(project.ontology, ensemble.thresholds),
      together: othersIn(ensemble),
    },
    async predict(images) {
      const said: Voice[][] = []
      for (const version of versions) said.push(await ask(version, images))
      return images.map((_, image) =>
        fuse(
          said.map((voices) => voices[image] ?? []),
          pool,
          labels,
        ),
      )
    },
  }
}

// Of labels that were merged since, the first one's start counts.
function poolOf({ ontology }: Project, { learned: { weights, biases } }: Ensemble, labels: readonly string[]): Pool {
  const biasOf = (label: string) => biases.find((one) => presentName(ontology, one.label) === label)?.bias ?? 0
  return { weights, biases: labels.map(biasOf) }
}
