import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SHARED_DATA = new URL('../../../shared/data/', import.meta.url)

/** The folder of a real data set beside the checkout; a failure where it is not there. */
export function sharedData(name: string): string {
  const folder = fileURLToPath(new URL(name, SHARED_DATA))
  if (!existsSync(folder)) throw new Error(`Expected the data set ${name} at ${folder}, found nothing there`)
  return folder
}
