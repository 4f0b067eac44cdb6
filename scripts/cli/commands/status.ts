import type { Command } from 'commander'
import { Option } from 'commander'
import { isFinished, type Job, JobState } from '#shared/domain/job.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../api.ts'
import { declare, wholeNumber } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { table } from '../terminal.ts'

/** `labelloop status`, `jobs`, `cancel` and `logs`: what runs, and what it says. */
export function declareStatus(program: Command): void {
  declareStatusItself(program)
  declareJobs(program)
  declareCancel(program)
  declareLogs(program)
}

function declareStatusItself(program: Command): void {
  declare(program, {
    usage: 'status [project]',
    summary: 'The installation, or the loop of one project',
    example: 'status "Blood cells"',
    async run({ terminal, api: connect }, name: string | undefined) {
      const api = await connect()
      if (name !== undefined) {
        const { id: projectId } = await findProject(api, name)
        const overview = await api.call(routes.projects.overview, { params: { projectId } })
        return terminal.result(overview, `${overview.nextTraining.sentence}\n${overview.advice.sentence}`)
      }
      const status = await api.call(routes.loop.status, {})
      const workers = status.workers.map(({ id, engine }) => `${id} (${engine ?? 'engine not loaded yet'})`)
      const lines = [
        `Labelloop ${status.version} at ${api.connection.url}`,
        `Workers: ${workers.join(', ') || 'none: nothing trains or imports until one starts'}`,
        `Jobs: ${status.jobs.running} running, ${status.jobs.queued} waiting`,
        `Event loop delay: p50 ${status.eventLoopDelayMs.p50.toFixed(1)} ms, p99 ${status.eventLoopDelayMs.p99.toFixed(1)} ms`,
      ]
      terminal.result({ url: api.connection.url, ...status }, lines.join('\n'))
    },
  })
}

function declareJobs(program: Command): void {
  declare<{ project?: string; state?: JobState; limit: number }>(program, {
    usage: 'jobs',
    summary: 'Jobs, newest first',
    example: 'jobs --state running',
    options: (command) =>
      command
        .option('--project <name>', 'of one project')
        .addOption(new Option('--state <state>', 'in this state').choices(JobState.options))
        .option('--limit <n>', 'at most this many', wholeNumber(1), 50),
    async run({ terminal, options: { project, state, limit }, api: connect }) {
      const api = await connect()
      const projectId = project === undefined ? undefined : (await findProject(api, project)).id
      const query = { limit, ...(state && { state }), ...(projectId && { projectId }) }
      const jobs = await api.call(routes.loop.jobs, { query })
      terminal.result(jobs, jobs.length > 0 ? table(jobs.map(rowOf)) : 'No job')
    },
  })
}

const rowOf = ({ id, name, state, progress, reason, createdAt }: Job) => ({
  job: id,
  name,
  state,
  since: new Date(createdAt).toISOString(),
  what: reason ?? progress?.message ?? '',
})

function declareCancel(program: Command): void {
  declare(program, {
    usage: 'cancel <job>',
    summary: 'Ask a job to stop; what it had finished stays',
    example: 'cancel job_0123456789abcdef01234567',
    async run({ terminal, api }, jobId: string) {
      const job = await (await api()).call(routes.loop.cancelJob, { params: { jobId } })
      terminal.result(job, isFinished(job) ? `${job.name} is ${job.state}` : `${job.name} was asked to stop`)
    },
  })
}

function declareLogs(program: Command): void {
  declare<{ run?: number; lines: number }>(program, {
    usage: 'logs <project>',
    summary: 'What a run said: its latest, or the one of a number',
    example: 'logs "Blood cells" --run 3',
    options: (command) =>
      command.option('--run <number>', 'of this run', wholeNumber(1)).option('--lines <n>', 'the last ones', wholeNumber(1), 100),
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const run = await runOf(api, projectId, options.run)
      const { log } = await api.call(routes.loop.run, { params: { projectId, runId: run.id } })
      const lines = log.slice(-options.lines)
      const text = lines.map(({ at, line }) => `${new Date(at).toISOString()} ${line}`).join('\n')
      terminal.result({ run: run.number, state: run.state, lines }, text || `Run ${run.number} has said nothing`)
    },
  })
}

async function runOf(api: Api, projectId: string, number: number | undefined) {
  const runs = await api.call(routes.loop.runs, { params: { projectId } })
  const run = number === undefined ? runs[0] : runs.find((candidate) => candidate.number === number)
  if (run) return run
  const known = runs.length > 0 ? `there are ${runs.map((candidate) => candidate.number).join(', ')}` : 'there is none yet'
  throw new CommandFailure(
    number === undefined ? `expected a run, but ${known}` : `expected a run ${number}, but ${known}`,
    'not_found',
  )
}
