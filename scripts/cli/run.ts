import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { declareBackup } from './commands/backup.ts'
import { declareBackups } from './commands/backups.ts'
import { declareConnections } from './commands/connections.ts'
import { declareDeployment } from './commands/deployment.ts'
import { declareEvaluation } from './commands/evaluation.ts'
import { declareExport } from './commands/export.ts'
import { declareFind } from './commands/find.ts'
import { declareImport } from './commands/import.ts'
import { declareModels } from './commands/models.ts'
import { declareMonitoring } from './commands/monitoring.ts'
import { declarePeople } from './commands/people.ts'
import { declarePipelines } from './commands/pipelines.ts'
import { declareProjects } from './commands/projects.ts'
import { declareQuality } from './commands/quality.ts'
import { declareServer } from './commands/server.ts'
import { declareServing } from './commands/serving.ts'
import { declareSimulate } from './commands/simulate.ts'
import { declareStarter } from './commands/starter.ts'
import { declareStartingPoints } from './commands/starting-points.ts'
import { declareStatus } from './commands/status.ts'
import { declareStudies } from './commands/studies.ts'
import { declareSupervision } from './commands/supervision.ts'
import { declareTracking } from './commands/tracking.ts'
import { declareTraining } from './commands/training.ts'
import { declareTriggers } from './commands/triggers.ts'
import { declareVersions } from './commands/versions.ts'
import { explainFailure } from './explain-failure.ts'
import { WrongUsage } from './failure.ts'

const EXIT_DONE = 0
const EXIT_FAILED = 1
const EXIT_WRONG_USAGE = 2
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

/** Every command, in the order of the help. */
const GROUPS = [
  declareServer,
  declareProjects,
  declareImport,
  declareExport,
  declareFind,
  declareQuality,
  declareVersions,
  declareBackup,
  declareBackups,
  declareStarter,
  declareStartingPoints,
  declareSupervision,
  declareTraining,
  declareTriggers,
  declareConnections,
  declareStudies,
  declarePipelines,
  declareEvaluation,
  declareModels,
  declareDeployment,
  declareServing,
  declareTracking,
  declareMonitoring,
  declareSimulate,
  declareStatus,
  declarePeople,
] as const

/** Runs one command line and gives its exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runLabelloop(words: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(words, { from: 'user' })
    return EXIT_DONE
  } catch (error) {
    if (!(error instanceof CommanderError)) report(error, words.includes('--json'))
    return exitCodeOf(error)
  }
}

function createProgram(): Command {
  const program = new Command('labelloop')
    .description('Label images, and let the approved labels train the next model.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('Try --help.')
  for (const declareGroup of GROUPS) declareGroup(program)
  return program
}

// Commander has written its own message already, and ends with 0 after --help and --version.
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === EXIT_DONE ? EXIT_DONE : EXIT_WRONG_USAGE
  return error instanceof WrongUsage ? EXIT_WRONG_USAGE : EXIT_FAILED
}

function report(error: unknown, json: boolean): void {
  const { code, message } = explainFailure(error)
  process.stderr.write(`labelloop: ${message}\n`)
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`)
}
