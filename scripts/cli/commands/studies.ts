import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import type { ProjectId } from '#shared/domain/ids.ts'
import { type Assignment, EarlyStopping, SearchMethodId, type Study } from '#shared/domain/study.ts'
import type { StudySummary, TrialRun } from '#shared/routes/studies.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../api.ts'
import { declare, group, wholeNumber } from '../command.ts'
import { CommandFailure, WrongUsage } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { RESTART_PATIENCE_MS } from '../follow-job.ts'
import { addParameter } from '../parameter-value.ts'
import { searchSpaceOf } from '../search-space.ts'
import { duration, type Terminal, table } from '../terminal.ts'

const LOOK_EVERY_MS = 1_000
const DEFAULT_RUNS = 20

interface StartOptions {
  method: SearchMethodId
  runs: number
  seconds?: number
  search: string[]
  set: Assignment
  architecture: string
  earlyStopping: EarlyStopping
  seed: number
  promote: boolean
  wait?: boolean
}

/** `labelloop study …`: searches over parameters. */
export function declareStudies(program: Command): void {
  const study = group(program, 'study', 'Search training parameters: many runs on one snapshot')
  declareStart(study)
  declareList(study)
  declareShow(study)
  declareAct(study, 'pause', 'Stop the runs of a study where they are')
  declareAct(study, 'resume', 'Go on with a paused study')
  declareAct(study, 'cancel', 'End a study; no model goes to the gate')
  declareAct(study, 'judge', 'End the search now, and send the best so far to the gate')
  declareExtend(study)
  declareAdvise(study)
}

function declareStart(program: Command): void {
  declare<StartOptions>(program, {
    usage: 'start <project>',
    summary: 'Search parameters; the best model meets the champion at the gate',
    example:
      'study start "Blood cells" --method tpe --runs 20 --search learningRate=1e-4..1e-2:log --search batchSize=4,8 --set epochs=20',
    options: (command) =>
      command
        .addOption(new Option('--method <id>', 'how the next point is chosen').choices(SearchMethodId.options).default('tpe'))
        .option('--runs <n>', 'how many sets of parameters to try', wholeNumber(1), DEFAULT_RUNS)
        .option('--seconds <n>', 'of training, over all runs; ends the search earlier', wholeNumber(1))
        .option('--search <name=range>', 'low..high, low..high:log, a,b,c, or a name alone; may be repeated', collect, [])
        .option('--set <k=v>', 'a training parameter that is the same in every run; may be repeated', addParameter, {})
        .option('--architecture <id>', 'the network, or auto', 'auto')
        .addOption(new Option('--early-stopping <how>', 'end bad runs early').choices(EarlyStopping.options).default('none'))
        .option('--seed <n>', 'of everything random', wholeNumber(0), 0)
        .option('--no-promote', 'record the verdict, but leave the champion as it is')
        .option('--wait', 'follow the study to its end'),
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const tunables = await api.call(routes.studies.parameters, { params: { projectId } })
      const { method, runs, seconds = null, search, set: fixed, architecture, earlyStopping, seed, promote } = options
      const space = searchSpaceOf(search, tunables)
      const body = { method, space, fixed, architecture, budget: { runs, seconds }, earlyStopping, seed, promote }
      const { study } = await api.call(routes.studies.start, { params: { projectId }, body })
      if (!options.wait)
        return terminal.result(
          { study: study.number, studyId: study.id, state: study.state },
          `Study ${study.number} is running (labelloop study show)`,
        )
      await endOfStudy(api, study, terminal)
      await showStudy(api, study, terminal)
    },
  })
}

function declareList(program: Command): void {
  declare(program, {
    usage: 'list <project>',
    summary: 'Studies, newest first',
    example: 'study list "Blood cells" --json',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const studies = await api.call(routes.studies.list, { params: { projectId } })
      const rows = studies.map(({ number, state, method, best, progress, budget, modelVersion }) => ({
        study: number,
        state,
        method,
        runs: `${progress.ended}/${budget.runs}`,
        best: best?.value.toFixed(3) ?? '-',
        time: duration(progress.seconds),
        model: modelVersion === null ? '-' : `v${modelVersion}`,
      }))
      terminal.result(studies, rows.length > 0 ? table(rows) : 'No study yet: labelloop study start PROJECT')
    },
  })
}

function declareShow(program: Command): void {
  declare(program, {
    usage: 'show <project> [study]',
    summary: 'A study (the newest by default) with its runs, best first',
    example: 'study show "Blood cells" 2 --json',
    async run({ terminal, api: connect }, name: string, number: string | undefined) {
      const api = await connect()
      await showStudy(api, await findStudy(api, (await findProject(api, name)).id, number), terminal)
    },
  })
}

function declareAct(program: Command, act: 'pause' | 'resume' | 'cancel' | 'judge', summary: string): void {
  declare(program, {
    usage: `${act} <project> [study]`,
    summary,
    example: `study ${act} "Blood cells"`,
    async run({ terminal, api: connect }, name: string, number: string | undefined) {
      const api = await connect()
      const { projectId, id: studyId } = await findStudy(api, (await findProject(api, name)).id, number)
      const study = await api.call(routes.studies[act], { params: { projectId, studyId } })
      terminal.result(study, `Study ${study.number} is ${study.state}`)
    },
  })
}

function declareExtend(program: Command): void {
  declare<{ runs: number }>(program, {
    usage: 'extend <project> [study]',
    summary: 'Ask a study, also one that has ended, for more runs',
    example: 'study extend "Blood cells" 2 --runs 10',
    options: (command) => command.option('--runs <n>', 'how many more', wholeNumber(1), DEFAULT_RUNS),
    async run({ terminal, options: { runs }, api: connect }, name: string, number: string | undefined) {
      const api = await connect()
      const { projectId, id: studyId } = await findStudy(api, (await findProject(api, name)).id, number)
      const study = await api.call(routes.studies.extend, { params: { projectId, studyId }, body: { runs } })
      terminal.result(study, `Study ${study.number} is ${study.state}, with ${study.budget.runs} runs in all`)
    },
  })
}

function declareAdvise(program: Command): void {
  declare(program, {
    usage: 'advise <project>',
    summary: 'Parameters to begin with, by the past runs of other projects',
    example: 'study advise "Blood cells"',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const advice = await api.call(routes.studies.advice, { params: { projectId } })
      if (!advice) return terminal.result(null, 'No advice yet: too few runs of other projects with the same task')
      const settings = Object.entries(advice.assignment).map(([key, value]) => `--set ${key}=${shownValue(value)}`)
      terminal.result(advice, `${advice.reason}\n${settings.join(' ')}`)
    },
  })
}

async function endOfStudy(api: Api, { projectId, id: studyId, number }: Study, terminal: Terminal): Promise<void> {
  for (;;) {
    const { study } = await api.call(routes.studies.show, { params: { projectId, studyId } }, { patienceMs: RESTART_PATIENCE_MS })
    if (study.finishedAt !== null) {
      if (study.state === 'succeeded') return
      throw new CommandFailure(
        `expected study ${number} to succeed, but it was ${study.state}: ${study.message ?? 'no reason given'}`,
        study.state,
      )
    }
    const best = study.best ? `, best ${study.best.value.toFixed(3)}` : ''
    terminal.progress(
      Math.min(1, study.progress.ended / study.budget.runs),
      `Study ${number}: ${study.state}, ${study.progress.ended} of ${study.budget.runs} runs${best}`,
      null,
    )
    await sleep(LOOK_EVERY_MS)
  }
}

async function findStudy(api: Api, projectId: ProjectId, text: string | undefined): Promise<StudySummary> {
  const studies = await api.call(routes.studies.list, { params: { projectId } })
  const found = text === undefined ? studies[0] : studies.find(({ number, id }) => String(number) === text || id === text)
  if (found) return found
  const known = studies.length === 0 ? 'there is none yet' : `there are: ${studies.map(({ number }) => number).join(', ')}`
  throw text === undefined
    ? new CommandFailure('expected a study, but there is none yet', 'not_found')
    : new WrongUsage(`expected the number of a study, got "${text}"; ${known}`)
}

async function showStudy(api: Api, { projectId, id: studyId }: Study, terminal: Terminal): Promise<void> {
  const shown = await api.call(routes.studies.show, { params: { projectId, studyId } })
  const { study, runs } = shown
  const ranked = [...runs].sort((a, b) => figureOf(b) - figureOf(a))
  const rows = ranked.map((run) => ({
    run: run.number,
    figure: run.trial?.reached.at(-1)?.value.toFixed(3) ?? '-',
    share: `${Math.round((run.trial?.reached.at(-1)?.share ?? 0) * 100)} %`,
    state: run.state,
    parameters: Object.entries(run.trial?.assignment ?? {})
      .map(([key, value]) => `${key}=${shownValue(value)}`)
      .join(' '),
  }))
  const matters = study.importance.map(({ name, share }) => `${name} ${Math.round(share * 100)} %`).join(', ')
  const head = `Study ${study.number}: ${study.state}, ${study.method}, ${study.progress.ended} of ${study.budget.runs} runs, ${duration(study.progress.seconds)}`
  const lines = [
    head,
    ...(study.message ? [study.message] : []),
    ...(matters ? [`What matters: ${matters}`] : []),
    ...(rows.length > 0 ? [table(rows)] : []),
  ]
  terminal.result(shown, lines.join('\n'))
}

const figureOf = ({ trial }: TrialRun): number => trial?.reached.at(-1)?.value ?? Number.NEGATIVE_INFINITY

const shownValue = (value: Assignment[string]): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(3))) : String(value)

const collect = (text: string, before: string[]): string[] => [...before, text]
