import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { pythonEnvironment } from './python-environment.ts'

const PROGRAM = fileURLToPath(new URL('./bucket-storage.py', import.meta.url))

/** A Python with a storage of the S3 interface (moto), or why there is none. */
export const storageEnvironment = () => pythonEnvironment('bucket-storage', ['moto[server]==5.2.5', 'boto3'])

/** A storage on this machine that checks signatures, with one bucket; `folder` is for what is put by hand. */
export async function startStorage(bucket: string, folder: string) {
  const environment = await storageEnvironment()
  if ('missing' in environment) throw new Error(`expected a storage: ${environment.missing}`)
  const program = spawn(environment.python, [PROGRAM, bucket], { stdio: ['pipe', 'pipe', 'inherit'] })
  const said = createInterface({ input: program.stdout })
  const [line] = (await once(said, 'line')) as [string]
  const access = JSON.parse(line) as Readonly<Record<'endpoint' | 'accessKey' | 'secretKey', string>>
  return {
    ...access,
    /** Puts an object past everything that is tested. */
    async put(key: string, content: Uint8Array): Promise<void> {
      const file = join(folder, 'content')
      await writeFile(file, content)
      program.stdin.write(`${JSON.stringify({ key, file })}\n`)
      await once(said, 'line')
      await unlink(file)
    },
    end: () => void program.kill('SIGKILL'),
  }
}
export type Storage = Awaited<ReturnType<typeof startStorage>>
