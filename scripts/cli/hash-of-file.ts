import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** The hash of a file's content in hexadecimal digits, read piece by piece. */
export async function hashOfFile(file: string, algorithm: 'sha256' | 'md5'): Promise<string> {
  const hash = createHash(algorithm)
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
