import type { Loss, LossKind } from '#shared/routes/data.ts'
import type { Terminal } from './terminal.ts'

const TITLES = {
  refused: 'Refused',
  'left-out': 'Left out',
  clipped: 'Clipped',
  converted: 'Converted',
  merged: 'Merged',
  renamed: 'Renamed',
} as const satisfies Record<LossKind, string>

/** Says what could not be kept as it was, kind by kind, the worst first. */
export function describeLosses(losses: readonly Loss[], terminal: Terminal): void {
  for (const kind of Object.keys(TITLES) as LossKind[])
    for (const { what, count, example } of losses.filter((loss) => loss.kind === kind))
      terminal.note(`${TITLES[kind]}: ${count} ${what}, for example ${example}`)
}
