import type { AssetId } from '#shared/domain/ids.ts'
import { type LabelingFunction, LabelModelId, type Supervision } from '#shared/domain/labeling-function.ts'
import type { Project } from '#shared/domain/project.ts'
import { activeLabels } from '#shared/ontology.ts'
import type { VotedOn } from '#shared/tasks/voted-on.ts'
import type { VotesRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { Applied } from './apply-functions.ts'
import { bestOf, functionTable, judgeConsensus } from './function-table.ts'
import { labelModels } from './label-models/index.ts'
import { inTurns } from './label-models/rounds.ts'
import { type Consensus, UNKNOWN } from './label-models/vote-matrix.ts'
import { type Problem, problemsOf, type SaidOf } from './problems.ts'
import type { Answer } from './suggest.ts'
import { readTruth } from './truth.ts'

type SuperviseStore = Pick<Store, 'labelVotes' | 'supervisions' | 'count' | 'assets' | 'annotations'>

/** What the functions of a project say together: the record of it, and their answer per image. */
export interface Outcome {
  readonly supervision: Supervision
  readonly answers: ReadonlyMap<AssetId, readonly Answer[]>
}

/**
 * Makes one answer of the votes kept for a project's functions, by the label model that its settings name, holds every label model against what people have
 * approved, and numbers the result. Nothing is suggested yet.
 */
export async function supervise(
  store: SuperviseStore,
  project: Project,
  on: VotedOn,
  functions: readonly LabelingFunction[],
  { failures }: Pick<Applied, 'failures'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { supervision: settings } = project.loop
  const labels = activeLabels(project.ontology).map(({ name }) => name)
  const rows = await store.labelVotes.find({ projectId: project.id }, { projection: { said: 1 } }).toArray()
  const problems = problemsOf(on, rows, names(functions), labels)
  const truth = await readTruth(store, project.id, on)
  const balances = problems.map((problem) => knownBalance(problem, truth))
  const fitted = new Map<LabelModelId, Consensus[]>()
  for (const model of LabelModelId.options) {
    const made: Consensus[] = []
    for (const [place, { votes }] of problems.entries())
      made.push(await inTurns<Consensus>(labelModels[model](votes, { balance: balances[place] }), signal))
    fitted.set(model, made)
  }
  // Judged above as if nobody had decided on anything; what comes out makes use of it.
  const consensuses: Consensus[] = []
  for (const [place, problem] of problems.entries()) {
    const decided = { balance: balances[place], known: knownClasses(problem, truth) }
    consensuses.push(await inTurns<Consensus>(labelModels[settings.model](problem.votes, decided), signal))
  }
  const total = totalItems(on, rows, problems, labels.length)
  const figures = functionTable(problems, consensuses, total, truth)
  const version = await store.count(`supervisions:${project.id}`)
  const supervision: Supervision = {
    projectId: project.id,
    version,
    model: settings.model,
    at: Date.now(),
    items: total,
    voted: problems.reduce((sum, { items }) => sum + items.length, 0),
    functions: functions.map(({ name, version: of }, place) => ({
      name,
      version: of,
      ...(figures[place] ?? NO_FIGURES),
      failure: failures.get(name) ?? null,
    })),
    models: [...fitted].map(([model, made]) => ({ model, ...judgeConsensus(problems, made, truth) })),
    balance: balanceOf(on, problems, consensuses),
    suggestions: null,
  }
  await keepBeliefs(store, version, problems, consensuses)
  return { supervision, answers: answersOf(rows, problems, consensuses, settings.least) }
}

const knownClasses = (problem: Problem, truth: SaidOf): Int16Array =>
  Int16Array.from(problem.items, (item) => truth(problem, item) ?? UNKNOWN)

/** The classes' shares among what people have approved, each credited with one more so that none is impossible; undefined where nothing is. */
function knownBalance(problem: Problem, truth: SaidOf): number[] | undefined {
  const counts = problem.classes.map(() => 1)
  let known = 0
  for (const item of problem.items) {
    const place = truth(problem, item)
    if (place === null) continue
    counts[place] = (counts[place] ?? 0) + 1
    known++
  }
  return known === 0 ? undefined : counts.map((count) => count / (known + counts.length))
}

/** Writes a supervision down; its version is taken already. */
export async function keepSupervision(store: Pick<Store, 'supervisions'>, supervision: Supervision): Promise<void> {
  const _id = `${supervision.projectId}:${supervision.version}`
  await store.supervisions.replaceOne({ _id }, supervision, { upsert: true })
}

const NO_FIGURES = {
  polarity: [],
  coverage: 0,
  overlaps: 0,
  conflicts: 0,
  correct: 0,
  incorrect: 0,
  accuracy: null,
  believed: null,
}

const names = (functions: readonly LabelingFunction[]): string[] => functions.map(({ name }) => name)

// Of shapes only those that got a vote are known here: their number is what coverage is a share of.
function totalItems(on: VotedOn, rows: readonly Pick<VotesRow, 'said'>[], problems: readonly Problem[], labels: number): number {
  if (on === 'images') return rows.length
  if (on === 'tags') return rows.length * labels
  return problems.reduce((sum, { items }) => sum + items.length, 0)
}

function balanceOf(on: VotedOn, problems: readonly Problem[], consensuses: readonly Consensus[]): Supervision['balance'] {
  return problems.flatMap(({ classes, items }, place) =>
    classes.flatMap(({ label, against }, c) =>
      items.length === 0 || (on === 'tags' && against)
        ? []
        : [{ label: label || 'reject', share: Math.min(1, consensuses[place]?.balance[c] ?? 0) }],
    ),
  )
}

/** The most probable class of every item that reaches the probability, by image. */
function answersOf(
  rows: readonly Pick<VotesRow, '_id'>[],
  problems: readonly Problem[],
  consensuses: readonly Consensus[],
  least: number,
): Map<AssetId, Answer[]> {
  // What was suggested earlier on an image without an answer is taken back.
  const answers = new Map<AssetId, Answer[]>(rows.map(({ _id }) => [_id, []]))
  for (const [at, problem] of problems.entries())
    for (const [item, { assetId, on }] of problem.items.entries()) {
      const { place, probability } = bestOf(problem, consensuses[at]?.probabilities ?? new Float64Array(), item)
      const said = answers.get(assetId) ?? []
      const best = problem.classes[place]
      if (best && probability >= least) said.push({ on, ...best, probability })
      answers.set(assetId, said)
    }
  return answers
}

const WRITES_AT_A_TIME = 1000

/** What is believed of each whole image, for trainings that learn from it. */
async function keepBeliefs(
  store: Pick<Store, 'labelVotes'>,
  version: number,
  problems: readonly Problem[],
  consensuses: readonly Consensus[],
): Promise<void> {
  const believed = new Map<AssetId, { label: string; probability: number }[]>()
  for (const [at, { items, classes }] of problems.entries())
    for (const [item, { assetId, on }] of items.entries()) {
      if (on !== null) continue
      const labels = believed.get(assetId) ?? []
      for (const [c, { label, against }] of classes.entries())
        if (!against) labels.push({ label, probability: consensuses[at]?.probabilities[item * classes.length + c] ?? 0 })
      believed.set(assetId, labels)
    }
  const writes = [...believed].map(([_id, labels]) => ({
    updateOne: { filter: { _id }, update: { $set: { believed: { version, labels } } } },
  }))
  for (let from = 0; from < writes.length; from += WRITES_AT_A_TIME)
    await store.labelVotes.bulkWrite(writes.slice(from, from + WRITES_AT_A_TIME), { ordered: false })
}
