import { ALL_ASSETS, partsOfAssets } from '#shared/domain/deployment.ts'
import { type Ensemble, isFused, othersIn } from '#shared/domain/ensemble.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { presentName } from '#shared/ontology.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { keepSightings } from './deployment/shadow-sightings.ts'
import { messageOf } from './errors.ts'
import type { Log } from './log.ts'
import { fusions } from './ml/ensembles/index.ts'
import type { Pool } from './ml/ensembles/pool-classes.ts'
import type { TaskFusion, Voice } from './ml/ensembles/task-fusion.ts'
import { loadNamedModel } from './models/named-model.ts'
import { labelsOf, thresholdsInPresentNames } from './models/present-names.ts'
import type { PredictedImage, Predictors } from './prelabel/predictors.ts'
import type { Suggester } from './prelabel/prelabel-assets.ts'
import { deploymentInForce } from './store/deployments.ts'
import { ensembleInForce } from './store/ensembles.ts'
import type { Store } from './store/store.ts'

type SuggestingDeps = { readonly store: Pick<Store, 'models' | 'ensembles'>; readonly predictors: Pick<Predictors, 'predict'> }
type ComparingDeps = SuggestingDeps & {
  readonly store: Pick<Store, 'deployments' | 'shadowSightings'>
  readonly log: Log
}

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

/** Who suggests on which images, by name alone. */
export type Names = Pick<Suggester, 'version' | 'together' | 'on'>

/**
 * Who suggests in a project now, read anew whenever it is asked: the champion, and the versions that have a say beside it; where two models
 * are compared, each on its part of the images, alone. Nobody without a champion.
 */
export async function whoSuggests(store: Pick<Store, 'ensembles' | 'deployments'>, project: Project): Promise<Names[]> {
  const { champion } = project
  if (champion === null) return []
  const deployment = await deploymentInForce(store, project)
  if (deployment && deployment.mode !== 'shadow') {
    const parts = partsOfAssets(deployment.share)
    return [
      { version: champion, together: [], on: parts.champion },
      { version: deployment.challenger, together: [], on: parts.challenger },
    ]
  }
  const ensemble = await ensembleInForce(store, project)
  return [{ version: champion, together: ensemble ? othersIn(ensemble) : [], on: ALL_ASSETS }]
}

/** Whether the same suggest on the same images. */
export const areSame = (some: readonly Names[], others: readonly Names[]): boolean => keyOf(some) === keyOf(others)

const keyOf = (names: readonly Names[]): string =>
  names.map(({ version, together, on }) => [version, together.join('+'), on.from, on.to].join()).join(';')

/** Those who suggest in a project now, ready to be asked, and a challenger in the champion's shadow asked beside it. */
export async function suggestingNow(deps: ComparingDeps, project: Project): Promise<Suggesting[]> {
  const names = await whoSuggests(deps.store, project)
  const suggesting = await Promise.all(names.map((by) => namedSuggests(deps, project, by)))
  return suggesting.map(({ by, predict }) => ({
    by,
    async predict(images) {
      const said = await predict(images)
      await lookInTheShadow(deps, project, by, images, said)
      return said
    },
  }))
}

async function namedSuggests(deps: SuggestingDeps, project: Project, { version, together, on }: Names): Promise<Suggesting> {
  const one = together.length > 0 ? await championSuggests(deps, project, version) : await aloneSuggests(deps, project, version)
  return { ...one, by: { ...one.by, on } }
}

/** One model alone, on all images. */
export async function aloneSuggests(deps: SuggestingDeps, project: Project, version: number): Promise<Suggesting> {
  const model = await loadNamedModel(deps.store, project, version)
  return { by: { ...model, together: [], on: ALL_ASSETS }, predict: (images) => deps.predictors.predict(model, images) }
}

/** The champion with the members of the ensemble in force, or alone where there is none. */
export async function championSuggests(deps: SuggestingDeps, project: Project, champion: number): Promise<Suggesting> {
  const ensemble = await ensembleInForce(deps.store, project)
  const { task } = project
  if (!ensemble || !isFused(task)) return aloneSuggests(deps, project, champion)
  return togetherSuggest(deps, project, ensemble, fusions[task])
}

/** Asks a challenger about what the champion has just seen, and keeps how far they lie apart; nobody sees its answers. */
async function lookInTheShadow(
  deps: ComparingDeps,
  project: Project,
  by: Suggester,
  images: readonly PredictedImage[],
  said: readonly LabelledPrediction[][],
): Promise<void> {
  try {
    const deployment = await deploymentInForce(deps.store, { id: project.id, champion: by.version })
    if (deployment?.mode !== 'shadow') return
    const model = await loadNamedModel(deps.store, project, deployment.challenger)
    const thresholds = { champion: by.thresholds, challenger: model.thresholds }
    const challenger = await deps.predictors.predict(model, images)
    const assetIds = images.map(({ assetId }) => assetId as AssetId)
    await keepSightings(deps.store, project, deployment, thresholds, { assetIds, champion: said, challenger })
  } catch (error) {
    // What nobody sees must not keep anybody from working.
    deps.log.warn({ project: project.id, error: messageOf(error) }, 'The challenger in the shadow cannot be asked')
  }
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
      on: ALL_ASSETS,
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
