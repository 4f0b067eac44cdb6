import runtime from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { ApiError, errorOf } from '../api-error.ts'
import { t } from '../i18n.ts'
import { portOf } from '../worker-port.ts'
import { createChampionFiles } from './champion-files.ts'
import { createChampionLine, type Port } from './champion-line.ts'
import { openKeptFiles } from './kept-files.ts'

/** The champion of whatever project is open, one worker for the tab. */
export const tabChampion = createChampionLine({
  open: openWorker,
  files: createChampionFiles({
    kept: openKeptFiles,
    describe: (params) => call(routes.serving.browserModel, { params }),
    load: loaded,
    runtime,
  }),
})

async function loaded(address: string): Promise<Uint8Array> {
  const response = await fetch(address).catch(() => null)
  if (!response) throw new ApiError('unavailable', t('The server cannot be reached'))
  if (!response.ok) throw await errorOf(response)
  return new Uint8Array(await response.arrayBuffer())
}

function openWorker(): Port {
  const worker = new Worker(new URL('./champion-worker.ts', import.meta.url), { type: 'module', name: 'champion' })
  return portOf(worker)
}
