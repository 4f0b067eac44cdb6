import type { ConnectionPlace } from '#shared/domain/connection.ts'
import { registry } from '#shared/registry.ts'
import { addresses } from './addresses.ts'
import { bucket } from './bucket.ts'
import type { Connector, ConnectorDeps, Found } from './connector.ts'
import { folder } from './folder.ts'
import { labelloop } from './labelloop.ts'

const all: readonly Connector[] = [folder, bucket, addresses, labelloop]
/** Every kind of place that can be taken from. */
export const connectors = registry('connectors', all)

/** What lies at a place now. */
export const findAt = (place: ConnectionPlace, deps: ConnectorDeps): Promise<Found> =>
  connectors.get(place.kind).find(place, deps)
