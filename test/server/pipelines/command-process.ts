import type { JobContext } from '#server/jobs/runner.ts'
import { commandStep } from '#server/pipelines/command-step.ts'
import { PipelineStep } from '#shared/domain/pipeline.ts'
import type { Run } from '#shared/domain/training.ts'

// A worker of its own that runs a command, to be killed in the middle.
const [folder = '', command = ''] = process.argv.slice(2)
const run = { id: 'run_1', number: 1, projectId: 'prj_1' } as unknown as Run
await commandStep(run, { folder, runtime: { mode: 'process', program: 'docker' } }).run({
  context: { signal: new AbortController().signal } as unknown as JobContext,
  step: PipelineStep.parse({ id: 'own', uses: 'command', with: { command } }),
  inputs: {},
  key: 'run_1.own',
  log: async () => {},
})
