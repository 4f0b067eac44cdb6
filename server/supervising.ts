import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { presentName } from '#shared/ontology.ts'
import { votedOn } from '#shared/tasks/voted-on.ts'
import type { OperationLog } from './annotations/operation-log.ts'
import { readManifest } from './datasets/snapshots.ts'
import { guardedFetch } from './egress.ts'
import { AppError, invalid, messageOf, notFound } from './errors.ts'
import { type JobHandler, SkipJob } from './jobs/runner.ts'
import { loadNamedModel } from './models/named-model.ts'
import type { Predictors } from './prelabel/predictors.ts'
import type { StepDeps } from './step-deps.ts'
import { loadProject } from './store/projects.ts'
import { applyFunctions } from './supervision/apply-functions.ts'
import { listFunctions } from './supervision/function-records.ts'
import type { SaidObject, VotingDeps } from './supervision/functions/voter.ts'
import { suggestAnswers } from './supervision/suggest.ts'
import { keepSupervision, supervise } from './supervision/supervise.ts'

const Payload = z.object({ suggest: z.boolean().default(false) })

/** A function that is a program somewhere else has this long for a page of images, and says no more than this. */
const LONGEST_ANSWER_MS = 60_000
const LARGEST_ANSWER_BYTES = 4e6
/** Shares of the job's progress: voting, then suggesting. */
const VOTING_SHARE = 0.8

type SupervisingDeps = Pick<StepDeps, 'store' | 'blobs' | 'config'> & {
  readonly predictors: Predictors
  readonly commit: OperationLog['commit']
}

/** Lets the labeling functions of a project vote, makes one answer of it, and suggests it where that was asked for. */
export function superviseJob(deps: SupervisingDeps): JobHandler {
  const { store, commit } = deps
  return async ({ job, signal, progress, holdOrThrow }) => {
    const { suggest } = Payload.parse(job.payload)
    if (job.projectId === null) throw invalid('Expected a project whose functions vote')
    const project = await loadProject(store, job.projectId)
    const on = votedOn(project.task)
    if (on === null) throw new SkipJob('Labeling functions vote on labels; this project is about numbers')
    const functions = (await listFunctions(store, project.id)).filter(({ state }) => state === 'on')
    if (functions.length === 0) throw new SkipJob('No labeling function is switched on')
    const part = (from: number, to: number) => (fraction: number, message: string) =>
      progress(from + fraction * (to - from), message)
    const voting = votingDeps(deps, project, signal)
    const applied = await applyFunctions(
      { ...deps, ...voting, on, project, fileOf: deps.blobs.onDisk, signal, progress: part(0, VOTING_SHARE) },
      functions,
    )
    const { supervision, answers } = await supervise(store, project, on, functions, applied, signal)
    await holdOrThrow()
    await keepSupervision(store, supervision)
    if (!suggest) return { ...supervision, asked: applied.asked, kept: applied.kept }
    const suggestions = await suggestAnswers(
      {
        store,
        commit: async (made) => void (await commit({ ...made, user: null })),
        progress: part(VOTING_SHARE, 1),
        signal,
      },
      supervision.version,
      answers,
    )
    const finished = { ...supervision, suggestions }
    await keepSupervision(store, finished)
    return { ...finished, asked: applied.asked, kept: applied.kept }
  }
}

function votingDeps(
  { store, blobs, config, predictors }: SupervisingDeps,
  project: Project,
  signal: AbortSignal,
): Pick<VotingDeps, 'predict' | 'approvedIn' | 'ask' | 'thumbnail'> {
  return {
    async predict(version, assets) {
      const model = await loadNamedModel(store, project, version)
      const images = await Promise.all(
        assets.map(async ({ id, hash, width, height }) => ({ assetId: id, file: await blobs.onDisk(hash), width, height })),
      )
      return predictors.predict(model, images).catch((error: unknown) => {
        throw new AppError('unavailable', `v${version} cannot be asked: ${messageOf(error)}`)
      })
    },
    async approvedIn(number) {
      const snapshot = await store.snapshots.findOne({ projectId: project.id, number })
      if (!snapshot) throw notFound(`Snapshot ${number}`)
      const approved = new Map<AssetId, SaidObject[]>()
      for await (const { assetId, annotations } of readManifest(blobs, snapshot))
        approved.set(
          assetId,
          annotations.map(({ label, shape }) => ({ label: presentName(project.ontology, label), shape })),
        )
      return approved
    },
    async ask(url, body) {
      const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal }
      const limits = {
        allowPrivate: config.egress === 'private',
        timeoutMs: LONGEST_ANSWER_MS,
        largestBytes: LARGEST_ANSWER_BYTES,
      }
      const answer = await guardedFetch(url, asked, limits)
      if (!answer.ok) throw new AppError('unavailable', `${new URL(url).host} answered with status ${answer.status}`)
      return answer.json().catch(() => {
        throw invalid(`Expected JSON from ${new URL(url).host}`)
      })
    },
    thumbnail: async ({ thumbnail }) => readFile(await blobs.onDisk(thumbnail)),
  }
}
