const EXPERIMENT = /^#\/experiments\/([\w-]+)(?:\/runs\/([\w-]+))?/
/** Experiments that are projects have the ids of projects. */
const PROJECT = 'prj_'

/** The page of an experiment or a run at the address that MLflow's clients print (`/#/experiments/ID/runs/RUN`); null for every other one. */
export function pageOfMlflow(hash: string): string | null {
  const [, experiment, run] = EXPERIMENT.exec(hash) ?? []
  if (experiment === undefined) return null
  if (experiment.startsWith(PROJECT)) return `/projects/${experiment}/runs${run === undefined ? '' : `/${run}`}`
  // As the router writes what an address is searched by: a number that is a name stands in quotes.
  const search = Object.entries({ experiment, run }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(JSON.stringify(value))}`],
  )
  return `/experiments?${search.join('&')}`
}
