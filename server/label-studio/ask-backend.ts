import { z } from 'zod'
import { guardedFetch } from '../egress.ts'
import { AppError } from '../errors.ts'
import { TaskPrediction } from './region.ts'

/** As long as Label Studio itself waits for each of them. */
const TIMEOUTS_MS = { health: 5_000, setup: 10_000, predict: 100_000 } as const
const LARGEST_ANSWER_BYTES = 200e6

/** How a backend is reached. */
export interface BackendAccess {
  readonly url: string
  readonly username: string | null
  readonly password: string | null
}

/** A task as it is sent: its number, and where the image is. */
export interface BackendTask {
  readonly id: number
  readonly data: Readonly<Record<string, string>>
}

const Health = z.looseObject({ status: z.string(), model_class: z.string().nullish() })
const Setup = z.looseObject({ model_version: z.union([z.string(), z.number()]).nullish() })
const Answer = z.looseObject({ results: z.array(TaskPrediction) })

/** The acts of Label Studio's ML-backend protocol, as the program that asks (label-studio-ml 1.0.9 is the reference for the other side). */
export function askingBackends({ allowPrivate }: { allowPrivate: boolean }) {
  async function ask(access: BackendAccess, act: keyof typeof TIMEOUTS_MS, body?: unknown): Promise<unknown> {
    const { url, username, password } = access
    const credentials = username === null ? null : Buffer.from(`${username}:${password ?? ''}`).toString('base64')
    const answer = await guardedFetch(
      `${url}/${act}`,
      {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(credentials !== null && { authorization: `Basic ${credentials}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      { allowPrivate, timeoutMs: TIMEOUTS_MS[act], largestBytes: LARGEST_ANSWER_BYTES },
    )
    if (!answer.ok) throw new AppError('unavailable', `The backend answered /${act} with status ${answer.status}`)
    return answer.json().catch(() => {
      throw new AppError('unavailable', `The backend answered /${act} with something that is no JSON`)
    })
  }

  const expected = <S extends z.ZodType>(schema: S, said: unknown, act: string): z.output<S> => {
    const parsed = schema.safeParse(said)
    if (!parsed.success)
      throw new AppError('unavailable', `The backend's answer to /${act} is not the protocol's: ${z.prettifyError(parsed.error)}`)
    return parsed.data
  }

  async function predict(
    access: BackendAccess,
    project: string,
    labelConfig: string,
    tasks: readonly BackendTask[],
  ): Promise<TaskPrediction[]> {
    const params = { login: access.username, password: access.password, context: null }
    const body = { tasks, project, label_config: labelConfig, params }
    const { results } = expected(Answer, await ask(access, 'predict', body), 'predict')
    if (results.length === tasks.length) return results
    // As Label Studio does with backends that only ever answer the first of several.
    if (tasks.length <= 1) return tasks.map(() => results[0] ?? { result: [] })
    const singly: TaskPrediction[] = []
    for (const task of tasks) singly.push(...(await predict(access, project, labelConfig, [task])))
    return singly
  }

  return {
    /** Whether it is up, and what it calls itself. */
    async health(access: BackendAccess): Promise<{ modelClass: string | null }> {
      const { status, model_class } = expected(Health, await ask(access, 'health'), 'health')
      if (status !== 'UP') throw new AppError('unavailable', `Expected the backend to be UP, got ${status}`)
      return { modelClass: model_class ?? null }
    },
    /** Introduces a project; the version that answers. */
    async setup(
      access: BackendAccess,
      project: string,
      labelConfig: string,
      hostname: string,
    ): Promise<{ modelVersion: string }> {
      const body = { project, schema: labelConfig, hostname, access_token: '', extra_params: null }
      const { model_version } = expected(Setup, await ask(access, 'setup', body), 'setup')
      return { modelVersion: String(model_version ?? 'unknown') }
    },
    /** What it says of tasks, in their order. */
    predict,
  }
}
export type Backends = ReturnType<typeof askingBackends>
