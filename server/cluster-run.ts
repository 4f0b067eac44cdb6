import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { Execution, PipelineStep } from '#shared/domain/pipeline.ts'
import { isActiveRun, type Run } from '#shared/domain/training.ts'
import { layersOf } from '#shared/pipeline/graph.ts'
import { messageOf, notFound } from './errors.ts'
import type { Queue } from './jobs/queue.ts'
import { type JobContext, SkipJob } from './jobs/runner.ts'
import { actsOf, conclude, type Steps } from './pipeline.ts'
import { isThrough } from './pipelines/execute.ts'
import { readExecution } from './pipelines/execution-records.ts'
import { currentPipeline } from './pipelines/pipeline-records.ts'
import type { Store } from './store/store.ts'
import { requestRun } from './training/request-run.ts'
import { loadRun, updateRun } from './training/run-records.ts'

/** Who holds the jobs of runs that a cluster walks through. */
const CLUSTER = 'cluster'

/** Runs whose steps a cluster starts, each as a process of its own: what the manifests of `pipelines/manifests.ts` call. */
export function clusterRuns({ store, queue, steps }: { store: Store; queue: Queue; steps: Steps }) {
  const runs = {
    /** Asks for a run that no worker takes; a conflict where one is pending. */
    async begin(projectId: ProjectId): Promise<RunId> {
      const request = { architecture: 'auto', seed: 0, parameters: {}, promote: true }
      const reason = { type: 'person', reason: 'A cluster asked for it' } as const
      return (await requestRun({ store, queue, heldBy: CLUSTER }, projectId, request, reason)).run.id
    },

    /** Carries out one step, and ends the run with the last one, or with one that may not be tried again. */
    async step(runId: RunId, id: string): Promise<Execution> {
      const job = await queue.holdOutside(CLUSTER, { runId })
      const context: JobContext = {
        job,
        signal: new AbortController().signal,
        progress: async () => {},
        async holdOrThrow() {
          await queue.holdOutside(CLUSTER, { runId })
        },
      }
      const run = await loadRun(store, runId)
      await updateRun(store, runId, { startedAt: run.startedAt ?? Date.now() })
      try {
        await steps.executeOne(context, run, actsOf(run, steps), id)
        // Steps that do not need each other end side by side: which of them is the last, only what all have written says.
        const execution = await readExecution(store, runId)
        if (!execution) throw notFound(`The execution of run ${run.number}`)
        if (isThrough(execution)) await end(context, run, execution)
        return execution
      } catch (error) {
        if (!(await isLastTry(runId, id))) throw error
        const reason = messageOf(error)
        const state = error instanceof SkipJob ? 'skipped' : 'failed'
        await updateRun(store, runId, { state, message: reason, progress: null, finishedAt: Date.now() })
        await queue.finish(job, state, { reason })
        throw error
      }
    },

    /** A whole run in this process, one step after another, each as often as it may be tried. */
    async all(projectId: ProjectId): Promise<RunId> {
      const pipeline = await currentPipeline(store, projectId)
      const runId = await runs.begin(projectId)
      for (const step of layersOf(pipeline.steps).flat()) if (step.enabled) await insist(runId, step)
      return runId
    },
  }
  return runs

  // Nobody else tries again what a process does that does all of it.
  async function insist(runId: RunId, { id, retries, optional }: PipelineStep): Promise<void> {
    for (let failed = 0; ; failed++) {
      try {
        await runs.step(runId, id)
        return
      } catch (error) {
        const isOver = !isActiveRun(await loadRun(store, runId))
        if (optional && !isOver) return
        if (isOver || failed >= retries) throw error
      }
    }
  }

  // Two that see at the same moment that all is done both come here: the second finds the run ended.
  async function end(context: JobContext, run: Run, execution: Execution): Promise<void> {
    try {
      const { verdict } = await conclude(context, run, steps, execution)
      await queue.finish(context.job, 'succeeded', { result: { run: run.number, gate: verdict } })
    } catch (error) {
      if (isActiveRun(await loadRun(store, run.id))) throw error
    }
  }

  async function isLastTry(runId: RunId, id: string): Promise<boolean> {
    const execution = await store.executions.findOne({ _id: runId })
    const step = execution?.steps.find((one) => one.id === id)
    const state = execution?.states.find((one) => one.id === id)
    if (!step || !state) return false
    return state.state === 'skipped' || (state.state === 'failed' && state.attempt > step.retries && !step.optional)
  }
}
