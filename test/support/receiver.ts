import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What came to a receiver. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A web server of somebody else, on this machine: what it gets, and how it answers. */
export async function startReceiver(
  answer: (got: Received, response: ServerResponse, nth: number) => void = (_got, response) => void response.end('ok'),
) {
  const received: Received[] = []
  let answering = answer
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const got = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() }
    received.push(got)
    answering(got, response, received.length)
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    received,
    answerWith(next: typeof answer) {
      answering = next
    },
    async close(): Promise<void> {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>
