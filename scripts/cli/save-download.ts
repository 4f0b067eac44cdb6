import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { CommandFailure } from './failure.ts'

/** Writes the body of a server's answer to a file, as it comes. */
export async function saveDownload(response: Response, file: string): Promise<void> {
  if (!response.body) throw new CommandFailure('expected a file from the server, got an empty answer')
  // The same stream under its two declarations: the browser's and Node's.
  await pipeline(Readable.fromWeb(response.body as unknown as WebStream), createWriteStream(file))
}
