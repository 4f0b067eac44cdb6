import type { Copied } from './copy-runs.ts'
import { callMlflow, type MlflowApi, orNone } from './mlflow-api.ts'

/** By which a copied version knows which one it is of. */
const ORIGIN = 'labelloop.version'
/** The folder of a run that holds its model, as it is exported. */
const MODEL_FOLDER = 'model'

interface Version {
  readonly version: string
  readonly run_id?: string
  readonly description?: string
  readonly tags?: readonly { key: string; value: string }[]
}
interface Registered {
  readonly registered_model: { readonly aliases?: readonly { alias: string; version: string }[] }
}

/** Copies the versions of a registered model, and points the aliases of the copy at the same ones. */
export async function copyModels(
  from: MlflowApi,
  to: MlflowApi,
  { name, runs }: { name: string; runs: Copied['runs'] },
): Promise<{ versions: number; withoutRun: number }> {
  const versions = await versionsOf(from, name)
  if (versions.length === 0) return { versions: 0, withoutRun: 0 }
  if (!(await orNone(callMlflow(to, 'GET', 'registered-models/get', { name }))))
    await callMlflow(to, 'POST', 'registered-models/create', { name })
  const known = new Map((await versionsOf(to, name)).map((version) => [tagOf(version, ORIGIN), version.version]))
  const counts = { versions: 0, withoutRun: 0 }
  for (const { version, run_id = '', description = '', tags = [] } of versions.sort(
    (a, b) => Number(a.version) - Number(b.version),
  )) {
    if (known.has(version)) continue
    const run = runs.get(run_id)
    if (!run) {
      counts.withoutRun++
      continue
    }
    const made = await callMlflow<{ model_version: Version }>(to, 'POST', 'model-versions/create', {
      name,
      source: `${run.artifact_uri}/${MODEL_FOLDER}`,
      run_id: run.run_id,
      description,
      tags: [...tags, { key: ORIGIN, value: version }],
    })
    known.set(version, made.model_version.version)
    counts.versions++
  }
  await copyAliases(from, to, name, known)
  return counts
}

async function copyAliases(
  from: MlflowApi,
  to: MlflowApi,
  name: string,
  known: ReadonlyMap<string | undefined, string>,
): Promise<void> {
  const { registered_model: model } = await callMlflow<Registered>(from, 'GET', 'registered-models/get', { name })
  for (const { alias, version } of model.aliases ?? []) {
    const copy = known.get(version)
    if (copy !== undefined) await callMlflow(to, 'POST', 'registered-models/alias', { name, alias, version: copy })
  }
}

async function versionsOf(api: MlflowApi, name: string): Promise<Version[]> {
  const filter = `name='${name.replaceAll("'", "\\'")}'`
  const { model_versions = [] } = await callMlflow<{ model_versions?: Version[] }>(api, 'GET', 'model-versions/search', {
    filter,
  })
  return model_versions
}

const tagOf = ({ tags = [] }: Version, key: string): string | undefined => tags.find((tag) => tag.key === key)?.value
