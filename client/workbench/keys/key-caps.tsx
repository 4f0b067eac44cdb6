import { Kbd } from '@mantine/core'
import { readableKeys } from '../key-names.ts'

/** Keys as they are printed on a keyboard. */
export const KeyCaps = ({ keys }: { keys: readonly string[] }) =>
  readableKeys(keys).map((text) => (
    <Kbd key={text} size="xs">
      {text}
    </Kbd>
  ))
