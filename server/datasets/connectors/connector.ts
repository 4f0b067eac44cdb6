import type { ConnectionPlace } from '#shared/domain/connection.ts'
import type { FileTree } from '../sources/file-tree.ts'
import type { TakenFiles } from '../taken-files.ts'

/** What a connector may use of the installation it runs in. */
export interface ConnectorDeps {
  /** What the place wants to know and nobody else may; null where nothing was given. */
  readonly secret: string | null
  /** Whether addresses may lie in the installation's own network; see egress.ts. */
  readonly allowPrivate: boolean
  /** Folders of this machine that may be taken from. */
  readonly folders: readonly string[]
  readonly signal: AbortSignal
  /** What was fetched before; absent where nothing is taken. */
  readonly taken?: TakenFiles
}

/** What lies at a place now. */
export interface Found {
  readonly tree: FileTree
  /** Digest of what lies there: the same as last time where nothing has changed. */
  readonly state: string
  /** Whether everything that was opened could be fetched. */
  isWhole(): boolean
}

/** One kind of place that files are taken from. Throws an AppError with a reason that a person can act on. */
export interface Connector<Place extends ConnectionPlace = ConnectionPlace> {
  readonly id: Place['kind']
  readonly title: string
  find(place: Place, deps: ConnectorDeps): Promise<Found>
}
