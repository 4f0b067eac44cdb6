import type { Model } from '#shared/domain/training.ts'
import type { Config } from './config.ts'
import { askingBackends } from './label-studio/ask-backend.ts'
import { backendPredictions } from './label-studio/backend-predictions.ts'
import { createPredictors, type Predictors } from './prelabel/predictors.ts'
import type { Store } from './store/store.ts'

/** Predictions of a project's models, wherever they are computed: in processes of this machine, or by somebody else's ML backend. */
export function createAllPredictors({
  store,
  config,
  folderOf,
}: {
  store: Pick<Store, 'projects' | 'mlBackends'>
  config: Config
  folderOf: (model: Model) => Promise<string>
}): Predictors {
  const own = createPredictors({ config, folderOf })
  const backends = askingBackends({ allowPrivate: config.egress === 'private' })
  const elsewhere = backendPredictions({ store, backends, ownAddress: ownAddressOf(config) })
  return {
    answer: (model, images) => (model.backend ? elsewhere(model, images) : own.answer(model, images)),
    async predict(model, images) {
      if (!model.backend) return own.predict(model, images)
      return (await elsewhere(model, images)).map((said) => ('predictions' in said ? said.predictions : []))
    },
    close: () => own.close(),
  }
}

/** This server as programs on the same machine reach it. */
export const ownAddressOf = ({ host, port }: Pick<Config, 'host' | 'port'>): string =>
  `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
