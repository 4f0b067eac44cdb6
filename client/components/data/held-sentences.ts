import type { HeldCounts } from '#shared/routes/data.ts'
import { plural } from '../../i18n.ts'

/** What becomes of labels for images that were here before, in sentences; what did not occur is not said. */
export function heldSentences({ unchanged, added, removed, kept, suggested }: HeldCounts): string[] {
  return [
    ...(unchanged > 0
      ? [plural(unchanged, '{{count}} label is here just like that.', '{{count}} labels are here just like that.')]
      : []),
    ...(added > 0 ? [plural(added, '{{count}} label joins those here.', '{{count}} labels join those here.')] : []),
    ...(removed > 0
      ? [plural(removed, '{{count}} label here makes room for the file’s.', '{{count}} labels here make room for the file’s.')]
      : []),
    ...(suggested > 0
      ? [plural(suggested, '{{count}} becomes a suggestion, to be decided.', '{{count}} become suggestions, to be decided.')]
      : []),
    ...(kept > 0
      ? [plural(kept, '{{count}} label of the file is passed over.', '{{count}} labels of the file are passed over.')]
      : []),
  ]
}
