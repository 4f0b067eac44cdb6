import { z } from 'zod'
import { route } from '../contract.ts'
import { ProjectId } from '../domain/ids.ts'
import { MlBackendSettings, MlBackendState } from '../domain/ml-backend.ts'

const byProject = z.object({ projectId: ProjectId })

/** Where a project's models answer Label Studio's ML-backend protocol: the address to give to Label Studio. */
export const LABEL_STUDIO_PATH = '/api/projects/:projectId/label-studio'

/** A task as Label Studio sends it; what it holds beside its data is passed over. */
export const LabelStudioTask = z.looseObject({ id: z.unknown().optional(), data: z.record(z.string(), z.unknown()) })

const text = z.string().nullish()

/**
 * Label Studio's ML-backend protocol, the server's side: a project's champion as a backend that any Label Studio can be pointed at (any user name,
 * an API token as the password). And the client's side: a backend of somebody else as a version of the project's models.
 */
export const labelStudio = {
  root: route({
    method: 'get',
    path: LABEL_STUDIO_PATH,
    summary: "Label Studio's ML-backend protocol: whether the backend is up.",
    access: 'model:predict',
    params: byProject,
    response: z.object({ status: z.literal('UP'), model_class: z.string() }),
  }),
  health: route({
    method: 'get',
    path: `${LABEL_STUDIO_PATH}/health`,
    summary: "Label Studio's ML-backend protocol: whether the backend is up.",
    access: 'model:predict',
    params: byProject,
    response: z.object({ status: z.literal('UP'), model_class: z.string() }),
  }),
  setup: route({
    method: 'post',
    path: `${LABEL_STUDIO_PATH}/setup`,
    summary:
      "Label Studio's ML-backend protocol: it introduces itself with its labelling configuration and where its files are, and hears which version answers.",
    access: 'model:predict',
    params: byProject,
    body: z.looseObject({
      project: text,
      schema: text,
      hostname: text,
      access_token: text,
      extra_params: z.unknown().optional(),
    }),
    response: z.object({ model_version: z.string() }),
  }),
  predict: route({
    method: 'post',
    path: `${LABEL_STUDIO_PATH}/predict`,
    summary:
      "Label Studio's ML-backend protocol: tasks in, regions out, one prediction per task in their order, by the champion of that moment.",
    access: 'model:predict',
    params: byProject,
    body: z.looseObject({
      tasks: z.array(LabelStudioTask).max(2000),
      project: text,
      label_config: text,
      params: z.unknown().optional(),
    }),
    response: z.object({
      results: z.array(z.object({ result: z.array(z.unknown()), score: z.number(), model_version: z.string() })),
    }),
  }),
  webhook: route({
    method: 'post',
    path: `${LABEL_STUDIO_PATH}/webhook`,
    summary:
      "Label Studio's ML-backend protocol: START_TRAINING starts the project's loop, for whom may train; every other event is heard and changes nothing.",
    access: 'model:predict',
    params: byProject,
    body: z.looseObject({ action: z.string() }),
    response: z.object({ status: z.literal('ok'), result: z.object({ run: z.number().int() }).nullable() }),
  }),
  versions: route({
    method: 'get',
    path: `${LABEL_STUDIO_PATH}/versions`,
    summary: "Label Studio's ML-backend protocol: the versions there are, the champion first.",
    access: 'model:predict',
    params: byProject,
    response: z.object({ versions: z.array(z.string()), message: z.string() }),
  }),
  backend: route({
    method: 'get',
    path: '/api/projects/:projectId/ml-backend',
    summary: 'The ML backend that pre-labels here, as it was last met; null where the project has none.',
    access: 'project:view',
    params: byProject,
    response: MlBackendState.nullable(),
  }),
  connectBackend: route({
    method: 'put',
    path: '/api/projects/:projectId/ml-backend',
    summary:
      "Ask a program that answers Label Studio's ML-backend protocol (/health, /setup), and make its model a version of the project's: the champion, where that is wanted.",
    access: 'loop:promote',
    params: byProject,
    body: MlBackendSettings.extend({ promote: z.boolean().default(true) }),
    response: MlBackendState,
  }),
  forgetBackend: route({
    method: 'delete',
    path: '/api/projects/:projectId/ml-backend',
    summary: 'Ask that backend no more. Its version stays on record; where it was the champion, the one before is again.',
    access: 'loop:promote',
    params: byProject,
    response: z.null(),
  }),
} as const
