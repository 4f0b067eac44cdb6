import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createQueue } from '#server/jobs/queue.ts'
import { type JobContext, SkipJob } from '#server/jobs/runner.ts'
import { execute, type StepActs, type StepRequest } from '#server/pipelines/execute.ts'
import { readExecution } from '#server/pipelines/execution-records.ts'
import { savePipeline } from '#server/pipelines/pipeline-records.ts'
import { createProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { requestRun } from '#server/training/request-run.ts'
import { updateRun } from '#server/training/run-records.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { PipelineStep } from '#shared/domain/pipeline.ts'
import type { Run } from '#shared/domain/training.ts'
import { LOOP_STEPS } from '#shared/pipeline/graph.ts'
import { TrainRequest } from '#shared/routes/loop.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'

const url = 'https://example.org/'
const call = (id: string, given: Partial<PipelineStep> = {}) => PipelineStep.parse({ id, uses: 'http', with: { url }, ...given })

describeWithMongo('a run on its way through the steps of its pipeline', () => {
  let store: Store
  let projectId: ProjectId
  let run: Run
  /** What every step said, in the order in which they began. */
  let begun: string[]
  let lines: string[]

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
  })
  beforeEach(async () => {
    projectId = (await createProject(store, { name: crypto.randomUUID(), task: 'detection', labels: [] })).id
    run = await aRun()
    begun = []
    lines = []
  })
  afterAll(() => store.close())

  const aRun = async () =>
    (
      await requestRun({ store, queue: createQueue(store) }, projectId, TrainRequest.parse({}), {
        type: 'person',
        reason: 'a test',
      })
    ).run
  const anotherRun = async () => {
    await updateRun(store, run.id, { state: 'succeeded', finishedAt: Date.now() })
    run = await aRun()
  }
  const save = async (...steps: PipelineStep[]) => {
    const { length } = await store.pipelines.find({ projectId }).toArray()
    await savePipeline(store, projectId, { steps, basedOn: length, note: '', by: 'Ada' })
  }
  const contextOf = (token: number, signal = new AbortController().signal) =>
    ({ job: { token }, signal, progress: async () => {}, holdOrThrow: async () => {} }) as unknown as JobContext
  const acts = (http: (request: StepRequest) => Promise<unknown>): StepActs => {
    const act = {
      run: (request: StepRequest) => {
        begun.push(request.step.id)
        return http(request)
      },
    }
    return { snapshot: act, train: act, evaluate: act, gate: act, promote: act, http: act, command: act }
  }
  const deps = () => ({ store, log: async (step: string, line: string) => void lines.push(`${step}: ${line}`) })
  const walk = (http: (request: StepRequest) => Promise<unknown>, context = contextOf(1)) =>
    execute(deps(), context, run, acts(http))
  const statesNow = async () =>
    Object.fromEntries((await readExecution(store, run.id))?.states.map(({ id, state }) => [id, state]) ?? [])

  it('takes the loop as it comes, each step with what the steps before it gave', async () => {
    const given: Record<string, unknown> = {}
    const { states, pipelineVersion } = await walk(async ({ step, inputs }) => {
      given[step.id] = inputs
      return { of: step.id }
    })
    expect(pipelineVersion).toBe(0)
    expect(begun).toEqual(LOOP_STEPS.map(({ id }) => id))
    expect(given).toMatchObject({
      snapshot: {},
      train: { snapshot: { of: 'snapshot' } },
      promote: { train: { of: 'train' }, gate: { of: 'gate' } },
    })
    expect(states.every(({ state, attempt, digest }) => state === 'succeeded' && attempt === 1 && digest)).toBe(true)
  })

  it('takes steps side by side where none needs the other', async () => {
    await save(call('one'), call('two'), call('both', { needs: ['one', 'two'] }))
    const arrived = new Set<string>()
    await walk(async ({ step }) => {
      arrived.add(step.id)
      // Each waits for the other to have begun: one after the other would wait for ever.
      if (step.id !== 'both') await eventually(() => expect(arrived.size).toBe(2))
    })
    expect(begun.at(-1)).toBe('both')
  })

  it('passes over a step that is off', async () => {
    await save(call('one'), call('two', { needs: ['one'], enabled: false }), call('three', { needs: ['two'] }))
    await walk(async () => null)
    expect(begun).toEqual(['one', 'three'])
    expect(await statesNow()).toEqual({ one: 'succeeded', two: 'off', three: 'succeeded' })
  })

  it('tries again as often as it may, and then fails; what needs it is skipped, with the reason', async () => {
    await save(call('flaky', { retries: 1 }), call('after', { needs: ['flaky'] }))
    let failures = 1
    await walk(async ({ step }) => {
      if (step.id === 'flaky' && failures-- > 0) throw new Error('no answer')
    })
    expect(begun).toEqual(['flaky', 'flaky', 'after'])
    expect(lines).toEqual([expect.stringMatching(/flaky: Failed, and is tried again \(1 of 1\): no answer/)])
    await anotherRun()
    await expect(
      walk(async () => {
        throw new Error('no answer')
      }),
    ).rejects.toThrow('no answer')
    expect((await readExecution(store, run.id))?.states).toMatchObject([
      { state: 'failed', message: 'no answer', attempt: 2 },
      { state: 'skipped', message: 'flaky failed' },
    ])
  })

  it('goes on past a failure that is allowed', async () => {
    await save(call('extra', { optional: true }), call('main', { needs: ['extra'] }))
    await walk(async ({ step }) => {
      if (step.id === 'extra') throw new Error('not today')
    })
    expect(await statesNow()).toEqual({ extra: 'failed', main: 'succeeded' })
  })

  it('stops a step whose time is over', async () => {
    await save(call('slow', { timeoutMinutes: 0.001 }))
    const never = ({ context }: StepRequest) =>
      new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(new Error('stopped'))))
    await expect(walk(never)).rejects.toThrow(/slow was stopped after 0\.001 minutes/)
  })

  it('takes over what the same step gave for the same inputs, and only then', async () => {
    const steps = [call('base'), call('long', { needs: ['base'], cache: true })]
    await save(...steps)
    const first = run.number
    await walk(async ({ step }) => `result of ${step.id}`)
    await anotherRun()
    begun = []
    const { states } = await walk(async ({ step }) => `result of ${step.id}`)
    expect(begun).toEqual(['base'])
    expect(states[1]).toMatchObject({ state: 'succeeded', outputs: 'result of long', cachedFrom: first })
    await anotherRun()
    begun = []
    await walk(async ({ step }) => `another result of ${step.id}`)
    expect(begun).toEqual(['base', 'long'])
  })

  it('goes on where it was after its worker died, and does nothing twice', async () => {
    await save(call('one'), call('two', { needs: ['one'] }), call('three', { needs: ['two'] }))
    const died = new AbortController()
    await expect(
      walk(
        async ({ step }) => {
          if (step.id !== 'two') return step.id
          died.abort('closing')
          throw new Error('the worker is gone')
        },
        contextOf(1, died.signal),
      ),
    ).rejects.toThrow()
    expect(await statesNow()).toEqual({ one: 'succeeded', two: 'running', three: 'waiting' })
    const keys: string[] = []
    await walk(async ({ step, key }) => void keys.push(`${step.id} ${key}`), contextOf(2))
    expect(begun).toEqual(['one', 'two', 'two', 'three'])
    expect(keys).toEqual([`two ${run.id}.two`, `three ${run.id}.three`])
  })

  it('lets a worker that lost its run write nothing more', async () => {
    await save(call('one'), call('two', { needs: ['one'] }))
    const late = walk(async ({ step }) => {
      // Meanwhile another worker takes the run, and ends it.
      if (step.id === 'one')
        await execute(
          deps(),
          contextOf(5),
          run,
          acts(async () => 'of the new one'),
        )
      return 'of the old one'
    }, contextOf(4))
    await expect(late).rejects.toThrow(/taken over/)
    expect((await readExecution(store, run.id))?.states.map(({ outputs }) => outputs)).toEqual([
      'of the new one',
      'of the new one',
    ])
  })

  it('is skipped as a whole where a step says that there is nothing to do', async () => {
    await save(call('one'), call('two', { needs: ['one'] }))
    await expect(
      walk(async () => {
        throw new SkipJob('Nothing to learn from')
      }),
    ).rejects.toThrow('Nothing to learn from')
    expect((await readExecution(store, run.id))?.states).toMatchObject([
      { state: 'skipped', message: 'Nothing to learn from' },
      { state: 'skipped', message: 'one was skipped' },
    ])
  })

  it('keeps the pipeline that it began with', async () => {
    await save(call('one'))
    await walk(async () => null)
    await save(call('other'))
    expect((await walk(async () => null)).steps.map(({ id }) => id)).toEqual(['one'])
  })
})
