import express, { type Express, type Request, type Router } from 'express'
import { AppError, unauthenticated } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Authenticate } from '../../wire/mount.ts'
import { sameOriginOnly } from '../../wire/same-origin.ts'
import type { ArtifactDeps } from '../artifact-places.ts'
import { createKnownNames } from '../experiments.ts'
import { artifactEndpoints, artifactProxy } from './artifacts.ts'
import type { Endpoint } from './endpoint.ts'
import { experimentEndpoints } from './experiments.ts'
import { mlflowFailures } from './failure.ts'
import { loggedModelEndpoints } from './logged-models.ts'
import { metricEndpoints } from './metrics.ts'
import { modelVersionEndpoints } from './model-versions.ts'
import { type RegistryDeps, registeredModelEndpoints } from './registered-models.ts'
import { runEndpoints } from './runs.ts'

/** Clients' own limit is 1 MB for a batch; model descriptions may be larger. */
const LARGEST_BODY = '4mb'
/** Programs use the first, pages of MLflow's own user interface the second. */
const PREFIXES = ['/api/2.0', '/ajax-api/2.0'] as const

export type MlflowDeps = ArtifactDeps & Omit<RegistryDeps, 'store'> & { readonly authenticate: Authenticate; readonly log: Log }

/**
 * Serves MLflow's REST interface for tracking, registry and artifacts (https://mlflow.org/docs/latest/rest-api.html): stock clients log here
 * and read here, with an API token in MLFLOW_TRACKING_TOKEN. To be mounted before any other reader of bodies.
 */
export function serveMlflow(app: Express, deps: MlflowDeps): void {
  const calls = callsRouter(deps)
  for (const prefix of PREFIXES) {
    app.use(`${prefix}/mlflow-artifacts/artifacts`, sameOriginOnly, artifactProxy(deps, deps.authenticate), noSuchEndpoint)
    app.use(`${prefix}/mlflow`, sameOriginOnly, calls, noSuchEndpoint)
    app.use(prefix, noSuchEndpoint, mlflowFailures(deps.log))
  }
}

function callsRouter(deps: MlflowDeps): Router {
  const { store } = deps
  const rememberNames = createKnownNames(store)
  const endpoints: Endpoint[] = [
    ...experimentEndpoints(deps),
    ...runEndpoints({ store, rememberNames }),
    ...metricEndpoints(deps),
    ...artifactEndpoints(deps),
    ...registeredModelEndpoints(deps),
    ...modelVersionEndpoints(deps),
    ...loggedModelEndpoints(deps),
  ]
  const router = express.Router()
  router.use(express.json({ limit: LARGEST_BODY, type: () => true }))
  for (const { methods, path, input, answer } of endpoints)
    for (const method of methods)
      router[method](path, async (request, response) => {
        const user = await deps.authenticate(request)
        if (!user) throw unauthenticated()
        response.json(await answer(input.parse(givenIn(request)) as never, user))
      })
  return router
}

const givenIn = ({ query, body, params }: Request): Record<string, unknown> => ({
  ...query,
  ...(typeof body === 'object' && body !== null && body),
  ...params,
})

const noSuchEndpoint = (request: Request): never => {
  throw new AppError('not_found', `There is no ${request.method} ${request.originalUrl.split('?')[0]}`)
}
