import type { Command } from 'commander'
import type { DryRun, TriggerState } from '#shared/routes/triggers.ts'
import { routes } from '#shared/routes.ts'
import { declare } from '../command.ts'
import { findProject } from '../find-project.ts'
import { table, timeOf } from '../terminal.ts'

/** `labelloop triggers`. */
export function declareTriggers(program: Command): void {
  declare(program, {
    usage: 'triggers <project>',
    summary: 'What would start a training and when, and what would have in the last 30 days; starts nothing',
    example: 'triggers "Blood cells"',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const dryRun = await api.call(routes.triggers.dryRun, { params: { projectId }, body: {} })
      terminal.result(dryRun, textOf(dryRun))
    },
  })
}

function textOf({ triggers, sentence, next, past }: DryRun): string {
  const lines = [
    table(triggers.map(rowOf)),
    sentence,
    ...(next ? [`Next: ${timeOf(next.at)}, ${next.reason.reason}`] : []),
    `In the last 30 days these settings would have started ${past.started.length} trainings; there were ${past.trained.length}.`,
    ...past.started.map(({ at, reason }) => `  ${timeOf(at)}  ${reason.type}: ${reason.reason}`),
  ]
  return lines.join('\n')
}

const rowOf = ({ id, enabled, due, sentence, nextAt, past }: TriggerState) => ({
  trigger: id,
  state: enabled ? (due ? 'due' : 'waits') : 'off',
  next: nextAt === null ? '-' : timeOf(nextAt),
  '30 days': past.length,
  what: sentence,
})
