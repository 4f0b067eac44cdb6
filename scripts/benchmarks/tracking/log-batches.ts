/** A client in a process of its own that logs batches as fast as it is answered; says how many points that were a second. */

const BATCH = 1000

/** What it is told: where, as whom, into which runs, how many metrics share a batch, for how long. */
export interface Logging {
  readonly address: string
  readonly token: string
  readonly runIds: readonly string[]
  readonly metrics: number
  readonly seconds: number
}

process.once('message', async (logging: Logging) => {
  const done = await Promise.all(logging.runIds.map((runId) => logInto(runId, logging)))
  const points = done.reduce((sum, count) => sum + count, 0)
  process.send?.({ perSecond: points / logging.seconds }, undefined, undefined, () => process.exit(0))
})

async function logInto(runId: string, { address, token, metrics, seconds }: Logging): Promise<number> {
  const steps = BATCH / metrics
  let points = 0
  for (const end = performance.now() + seconds * 1000; performance.now() < end; points += BATCH) {
    const first = points / metrics
    const body = {
      run_id: runId,
      metrics: Array.from({ length: BATCH }, (_, at) => ({
        key: `metric_${at % metrics}`,
        value: Math.sin(at),
        timestamp: Date.now(),
        step: first + (Math.floor(at / metrics) % steps),
      })),
    }
    const answer = await fetch(`${address}/api/2.0/mlflow/runs/log-batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`Expected the batch to be taken, got ${answer.status}: ${await answer.text()}`)
    await answer.arrayBuffer()
  }
  return points
}
