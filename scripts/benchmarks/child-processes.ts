import { type ChildProcess, execFileSync } from 'node:child_process'

const STOP_LIMIT_MS = 30_000

/** Whether a child process is gone. */
export const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

/** Ends a child process and waits until it is gone; one that does not listen is killed in the end. */
export async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (hasEnded(child)) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await ended
  clearTimeout(lastResort)
}

/** Every process of this machine, with its command line. */
export function processes(): { pid: number; parent: number; program: string }[] {
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  return lines.flatMap((line) => {
    const [, pid, parent, program] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), program: program ?? '' }]
  })
}

/** The processes that a process started and that still live. */
export const childrenOf = (parent: number) => processes().filter((one) => one.parent === parent)
