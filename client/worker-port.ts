/** A worker, as those need it who talk with it: what it hears and what it says. */
export interface WorkerPort<Hears, Says> {
  postMessage(message: Hears, transfer?: Transferable[]): void
  onMessage(listener: (message: Says) => void): void
  /** It could not be loaded, or it died. */
  onError(listener: () => void): void
  terminate(): void
}

/** The port of a worker that was just started. */
export const portOf = <Hears, Says>(worker: Worker): WorkerPort<Hears, Says> => ({
  postMessage: (message, transfer = []) => worker.postMessage(message, transfer),
  onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
  onError: (listener) => worker.addEventListener('error', listener),
  terminate: () => worker.terminate(),
})
