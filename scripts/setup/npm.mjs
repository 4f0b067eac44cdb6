import { fromRoot } from './checkout.mjs'
import { runOrExplain, tail } from './run-program.mjs'

const NO_NETWORK = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|ENETUNREACH|network/
const EXPLAINED_LINES = 6
/** Without a network npm would otherwise try for more than a minute. */
const PATIENCE = ['--fetch-retries=1']

/** Runs npm in the checkout; a failure is a SetupError about `what`, with `byHand` as the command to look closer. */
export async function runNpm(args, { what, byHand }) {
  const [program, first, shell] = npmProgram()
  await runOrExplain(program, [...first, ...args, ...PATIENCE], { cwd: fromRoot('.'), shell }, (output) => ({
    what,
    why: NO_NETWORK.test(output)
      ? `the npm registry cannot be reached: ${firstError(output)}`
      : `npm said: ${tail(output, EXPLAINED_LINES)}`,
    waysOut: [
      'check the network (npm reads HTTPS_PROXY and `npm config set registry`) and start again',
      `run it by hand and look: ${byHand}`,
    ],
  }))
}

/** The npm that runs us, else the one on the PATH, which is a batch file on Windows and needs a shell there. */
function npmProgram() {
  const running = process.env.npm_execpath
  if (running?.endsWith('npm-cli.js')) return [process.execPath, [running], false]
  return ['npm', [], process.platform === 'win32']
}

function firstError(output) {
  return output.split('\n').find((line) => line.startsWith('npm error')) ?? tail(output, 1)
}
