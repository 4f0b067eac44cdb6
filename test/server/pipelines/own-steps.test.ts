import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { JobContext } from '#server/jobs/runner.ts'
import { commandStep } from '#server/pipelines/command-step.ts'
import type { StepAct } from '#server/pipelines/execute.ts'
import { httpStep } from '#server/pipelines/http-step.ts'
import { isSigned } from '#server/signature.ts'
import { PipelineStep } from '#shared/domain/pipeline.ts'
import type { Run } from '#shared/domain/training.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const run = { id: 'run_1', number: 7, projectId: 'prj_1' } as unknown as Run
const SECRET = 'a secret of the project'
const inputs = { train: { version: 3 } }

const stateOf = (pid: number) => spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]).stdout.toString()
/** One that has ended may still wait to be asked how. */
const ENDED = /^Z|^$/

function take(act: StepAct, uses: 'http' | 'command', parameters: PipelineStep['with'], signal = new AbortController().signal) {
  const lines: string[] = []
  const step = PipelineStep.parse({ id: 'own', uses, with: parameters })
  const context = { signal } as unknown as JobContext
  const log = async (line: string) => void lines.push(line)
  return act.run({ context, step, inputs, key: 'run_1.own', log }).then((outputs) => ({ outputs, lines }))
}

describe('a step that calls an address', () => {
  const received: { headers: NodeJS.Dict<string | string[]>; body: string }[] = []
  let answer = { status: 200, body: '{"ok":true}' }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ headers: request.headers, body })
    response.writeHead(answer.status).end(answer.body)
  })
  let url: string
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`
  })
  afterAll(() => void server.close())
  const http = httpStep(run, { secret: async () => SECRET, allowPrivate: true })

  it('sends what came before, signed, under a key that stays, and keeps the answer', async () => {
    const { outputs } = await take(http, 'http', { url })
    expect(outputs).toEqual({ ok: true })
    const { headers, body } = received.at(-1) as (typeof received)[number]
    expect(headers['idempotency-key']).toBe('run_1.own')
    const signature = String(headers['x-labelloop-signature'])
    expect(isSigned(SECRET, body, signature)).toBe(true)
    expect(isSigned('another', body, signature)).toBe(false)
    expect(isSigned(SECRET, `${body} `, signature)).toBe(false)
    expect(isSigned(SECRET, body, signature, Date.now() / 1000 + 3600)).toBe(false)
    expect(JSON.parse(body)).toMatchObject({ key: 'run_1.own', step: 'own', run: { number: 7 }, inputs })
  })

  it('fails with what the other side said', async () => {
    answer = { status: 500, body: 'out of coffee' }
    await expect(take(http, 'http', { url })).rejects.toThrow(/got 500: out of coffee/)
  })

  it('decides where it is asked to, and says how where the answer decides nothing', async () => {
    answer = { status: 200, body: '{"verdict":"hold","reasons":["too large for our cameras"]}' }
    expect((await take(http, 'http', { url, gives: 'verdict' })).outputs).toEqual({
      verdict: 'hold',
      reasons: ['too large for our cameras'],
    })
    answer = { status: 200, body: '{"verdict":"maybe"}' }
    await expect(take(http, 'http', { url, gives: 'verdict' })).rejects.toThrow(/Expected own to give .*"promote" \| "hold"/)
  })

  it('stays out of the own network where the installation does not allow it', async () => {
    const guarded = httpStep(run, { secret: async () => SECRET, allowPrivate: false })
    await expect(take(guarded, 'http', { url })).rejects.toThrow(/no public address/)
  })
})

describe('a step that runs a command', () => {
  const onMachine = (folder = temporaryFolder()) => commandStep(run, { folder, runtime: { mode: 'process', program: 'docker' } })

  it('logs a line that does not end in pieces, each cut, and the lines around it whole', async () => {
    const endless = "head -c 2000000 /dev/zero | tr '\\0' x"
    const { lines } = await take(onMachine(), 'command', { command: `echo first; ${endless}; echo; echo last` })
    expect([lines[0], lines.at(-1)]).toEqual(['first', 'last'])
    expect(lines.length).toBeGreaterThan(10)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2_010)
  })

  it('gives it what came before, keeps what it writes, and logs what it says', async () => {
    const command = 'echo "looking at $LABELLOOP_KEY"; cat input.json > output.json'
    const { outputs, lines } = await take(onMachine(), 'command', { command })
    expect(outputs).toMatchObject({ key: 'run_1.own', inputs })
    expect(lines).toEqual(['looking at run_1.own'])
  })

  it('fails with its status, and where what it wrote is no JSON', async () => {
    await expect(take(onMachine(), 'command', { command: 'exit 3' })).rejects.toThrow(/ended with 3/)
    await expect(take(onMachine(), 'command', { command: 'echo no > output.json' })).rejects.toThrow(/Expected JSON/)
  })

  it('sees nothing of the environment that the server has', async () => {
    process.env.LABELLOOP_TEST_SECRET = 'do not tell'
    const { lines } = await take(onMachine(), 'command', { command: 'env' })
    delete process.env.LABELLOOP_TEST_SECRET
    expect(lines.join('\n')).not.toContain('do not tell')
  })

  it('ends with everything that it started where it is stopped', async () => {
    const stop = new AbortController()
    const command = 'sleep 600 & echo $! > child; echo started; wait'
    const folder = temporaryFolder()
    const ended = expect(take(onMachine(folder), 'command', { command }, stop.signal)).rejects.toBe('cancelled')
    const child = await eventually(async () => {
      const written = Number(await readFile(`${folder}/own/child`, 'utf8'))
      expect(written).toBeGreaterThan(0)
      return written
    })
    stop.abort('cancelled')
    await ended
    await eventually(() => expect(stateOf(child)).toMatch(ENDED))
  })

  it('ends with everything that it started where its worker is killed, and leaves nothing running where it is done', async () => {
    const folder = temporaryFolder()
    const program = fileURLToPath(new URL('./command-process.ts', import.meta.url))
    const worker = spawn(process.execPath, ['--import', 'tsx', program, folder, 'sleep 600 & echo $! > child; wait'])
    onTestFinished(() => void worker.kill('SIGKILL'))
    const child = () => readFile(`${folder}/own/child`, 'utf8').then(Number)
    await eventually(async () => expect(await child()).toBeGreaterThan(0))
    const left = await child()
    worker.kill('SIGKILL')
    await eventually(() => expect(stateOf(left)).toMatch(ENDED))
    await take(onMachine(folder), 'command', { command: 'sleep 600 & echo $! > child' })
    await eventually(async () => expect(stateOf(await child())).toMatch(ENDED))
  })

  it('is refused where the installation runs none', async () => {
    const off = commandStep(run, { folder: temporaryFolder(), runtime: { mode: 'off', program: 'docker' } })
    await expect(take(off, 'command', { command: 'true' })).rejects.toThrow(/LABELLOOP_COMMANDS=container/)
  })

  it('asks for an image where it is to run in a container, and says so where there is no program for containers', async () => {
    const boxed = commandStep(run, { folder: temporaryFolder(), runtime: { mode: 'container', program: 'no-such-program' } })
    await expect(take(boxed, 'command', { command: 'true' })).rejects.toThrow(/Expected the image/)
    await expect(take(boxed, 'command', { command: 'true', image: 'alpine' })).rejects.toThrow(/could not be started/)
  })
})
