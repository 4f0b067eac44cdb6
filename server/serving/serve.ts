/** One model served alone, as a program of its own: `node server/serving/serve.ts FOLDER [--port N] [--host H]`; `labelloop serve` calls the same. */
import { parseArgs } from 'node:util'
import { serveModel } from './serve-model.ts'
import { openServedModel } from './served-model.ts'

const DEFAULT_PORT = '8090'
const HIGHEST_PORT = 65_535

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: DEFAULT_PORT }, host: { type: 'string', default: '127.0.0.1' } },
})
const [folder] = positionals
const port = Number(values.port)
if (!folder || positionals.length > 1 || !Number.isInteger(port) || port < 0 || port > HIGHEST_PORT) {
  process.stderr.write('Expected: serve FOLDER [--port 0..65535] [--host HOST]\n')
  process.exit(2)
}
const model = await openServedModel(folder).catch((error: Error) => {
  process.stderr.write(`labelloop serve: ${error.message}\n`)
  process.exit(1)
})
const serving = await serveModel(model, { port, host: values.host })
process.stdout.write(
  `${model.title} (${model.task}) on http://${values.host}:${serving.port}/predict, computed by ${model.engine}\n`,
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void serving.close().then(() => process.exit(0)))
