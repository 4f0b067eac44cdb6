import { type Command, InvalidArgumentError } from 'commander'
import { type Api, createApi } from './api.ts'
import { readConnection } from './connection.ts'
import { createTerminal, type Terminal } from './terminal.ts'

/** What every command gets beside its own arguments. */
export interface CommandContext<Options> {
  readonly terminal: Terminal
  readonly options: Options
  /** The server's HTTP contract; nothing is sent before the first call. */
  readonly api: () => Promise<Api>
}

export interface CommandSpec<Options> {
  /** Name and arguments: `import <project> <paths...>`. */
  readonly usage: string
  /** One sentence. */
  readonly summary: string
  /** Without the program's name. */
  readonly example: string
  readonly options?: (command: Command) => void
  /** Arguments come as commander parsed them: text, or a list of it for the last one. */
  run(context: CommandContext<Options>, ...values: never[]): Promise<void>
}

/** Declares one command: its help with an example, `--json`, and what it runs. */
export function declare<Options = Record<string, never>>(program: Command, spec: CommandSpec<Options>): void {
  const command = program
    .command(spec.usage)
    .summary(spec.summary)
    .description(spec.summary)
    .option('--json', 'print exactly one JSON document on stdout')
    .addHelpText('after', `\nExample:\n  labelloop ${spec.example}`)
  spec.options?.(command)
  command.action(async (...values: unknown[]) => {
    const options = command.opts<Options & { json?: boolean }>()
    const terminal = createTerminal({ json: options.json === true })
    const context = { terminal, options, api: async () => createApi(await readConnection()) }
    // Commander passes the arguments as the usage names them, then its own two.
    await spec.run(context, ...(values.slice(0, -2) as never[]))
  })
}

/** A group of commands, such as `project`. */
export function group(program: Command, name: string, summary: string): Command {
  return program.command(name).summary(summary).description(summary)
}

/** A whole number of at least `least`. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`)
  }

/** `a,b,c` */
export const listOfNames = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
