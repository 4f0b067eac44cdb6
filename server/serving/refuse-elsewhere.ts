import type { Model } from '#shared/domain/training.ts'
import { conflict } from '../errors.ts'

/** A model that answers elsewhere has no files to take away, or to run in a browser: a conflict that says where it answers. */
export function refuseElsewhere({ version, backend }: Pick<Model, 'version' | 'backend'>): void {
  if (backend) throw conflict(`v${version} answers at ${backend.url}: there is nothing of it here to take away`)
}
