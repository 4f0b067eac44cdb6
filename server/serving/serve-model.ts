import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ErrorCode } from '#shared/result.ts'
import { PredictAnswer, PredictQuery } from '#shared/routes/serving.ts'
import { answerOn } from './answer-images.ts'
import { gathering } from './gather.ts'
import { ImagesRefused, receiveImages } from './receive-images.ts'
import type { ServedModel } from './served-model.ts'

const MOST_IMAGES_TOGETHER = 32
/** As in the big server, so that a program can be pointed at either; the project's id is not looked at. */
const PREDICT = /^\/(?:api\/projects\/[^/]+\/)?predict$/

const httpStatus = { invalid: 400, too_large: 413, not_found: 404 } as const satisfies Partial<Record<ErrorCode, number>>

/** Serves one model and nothing else: no database, no users. Whoever can reach the port may ask. */
export async function serveModel(model: ServedModel, { port, host }: { port: number; host: string }) {
  const answer = gathering(model.answer, MOST_IMAGES_TOGETHER)
  const counted = { images: 0, requests: 0, refused: 0 }
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => fail(response, error))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://any')
    if (request.method === 'POST' && PREDICT.test(url.pathname)) return json(response, 200, await predicted(request, url))
    if (request.method !== 'GET') throw noSuchRoute(request)
    if (url.pathname === '/healthz') return json(response, 200, { ok: true, model: model.title, engine: model.engine })
    if (url.pathname !== '/metrics') throw noSuchRoute(request)
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(metrics())
  }

  async function predicted(request: IncomingMessage, { searchParams }: URL): Promise<PredictAnswer> {
    counted.requests++
    const query = PredictQuery.safeParse(Object.fromEntries(searchParams))
    if (!query.success) throw new ImagesRefused('invalid', `Expected the parameters model and all, got ${searchParams}`)
    const { model: version, all } = query.data
    if (version !== undefined && version !== model.version)
      throw new ImagesRefused('not_found', `Only ${model.title} is served here, not v${version}`)
    const images = await receiveImages(request)
    const { task, thresholds } = model
    const telling = { task, thresholds: thresholds ?? [], all: all === 'true' || thresholds === null, labels: null }
    const answered = answerOn(images, await answer(images), telling)
    counted.images += images.length
    return PredictAnswer.parse({ model: model.version, task, images: answered })
  }

  function fail(response: ServerResponse, error: unknown): void {
    counted.refused++
    const [code, detail]: [ErrorCode, string] =
      error instanceof ImagesRefused ? [error.code, error.message] : ['internal', 'Something went wrong; the log says what']
    if (code === 'internal') process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
    const status = code in httpStatus ? httpStatus[code as keyof typeof httpStatus] : 500
    response.setHeader('content-type', 'application/problem+json')
    json(response, status, { type: `about:blank#${code}`, title: code, status, code, detail })
  }

  function metrics(): string {
    const lines = [
      ['labelloop_predict_requests_total', counted.requests],
      ['labelloop_predicted_images_total', counted.images],
      ['labelloop_refused_predictions_total', counted.refused],
    ]
    return lines.map(([name, value]) => `# TYPE ${name} counter\n${name} ${value}\n`).join('')
  }
}

const noSuchRoute = ({ method, url }: IncomingMessage) =>
  new ImagesRefused('not_found', `Expected POST /predict, GET /healthz or GET /metrics, got ${method} ${url}`)

function json(response: ServerResponse, status: number, body: unknown): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json')
  response.writeHead(status).end(JSON.stringify(body))
}
