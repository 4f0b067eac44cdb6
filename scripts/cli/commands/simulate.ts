import { type Command, InvalidArgumentError, Option } from 'commander'
import { TaskId } from '#shared/tasks/index.ts'
import { createApi } from '../api.ts'
import { declare, wholeNumber } from '../command.ts'

const MOST_PEOPLE = 50

interface SimulateOptions {
  truth: string
  people: number
  until: 'all' | number
  order: 'queue' | 'random'
  seed: number
  task?: TaskId
  split: 'auto' | 'source'
}

/** `labelloop simulate`: a whole campaign played by people who know the truth. */
export function declareSimulate(program: Command): void {
  declare<SimulateOptions>(program, {
    usage: 'simulate <project>',
    summary: 'Play annotators and reviewers with known truth through the sockets a browser uses, with the cost of every act',
    example: 'simulate "Blood cells" --truth ./bccd --task detection --split source --people 4 --json',
    options: (command) =>
      command
        .requiredOption('--truth <path>', 'folder or archive with the true labels, in any format of `labelloop formats`')
        .option('--people <n>', 'annotators, each of whom also reviews the others', peopleCount, 4)
        .option('--until <goal>', 'all, or so many approved labels', goal, 'all')
        .addOption(new Option('--order <order>', "the work queue's own, or random").choices(['queue', 'random']).default('queue'))
        .option('--seed <n>', "of the people's hands", wholeNumber(0), 0)
        .addOption(new Option('--task <task>', 'of the project, where it has to be created').choices(TaskId.options))
        .addOption(
          new Option('--split <split>', "where images have to be imported: auto, or the data set's own")
            .choices(['auto', 'source'])
            .default('auto'),
        ),
    async run({ terminal, options, api: connect }, name: string) {
      const { PATIENCE_MS, simulate } = await import('../../simulate/simulate.ts')
      const { prepareProject } = await import('../../simulate/prepare-project.ts')
      const { connection } = await connect()
      const api = createApi(connection, { patienceMs: PATIENCE_MS })
      const { project, truth } = await prepareProject(api, { name, ...options }, terminal)
      const { people, until, seed } = options
      const { result, text } = await simulate(api, { project, truth, people, until, seed }, terminal)
      terminal.result(result, text)
    },
  })
}

function peopleCount(text: string): number {
  const count = wholeNumber(1)(text)
  if (count > MOST_PEOPLE) throw new InvalidArgumentError(`Expected at most ${MOST_PEOPLE} people.`)
  return count
}

const goal = (text: string): 'all' | number => (text === 'all' ? 'all' : wholeNumber(1)(text))
