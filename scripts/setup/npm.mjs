import { SetupError } from '../../server/store/setup-error.mjs'
import { fromRoot } from './checkout.mjs'
import { runProgram } from './run-program.mjs'

const NO_NETWORK = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|ENETUNREACH/
const EXPLAINED_LINES = 6
/** Without a network npm would otherwise try for more than a minute; under `npm --silent` it would not say what went wrong. */
const OPTIONS = ['--fetch-retries=1', '--loglevel=warn']

/**
 * Runs npm in the checkout: `{ refused }`, true when it failed as `mayRefuse` describes. Any other failure is a SetupError
 * about `what`, with `byHand` as the command to look closer.
 */
export async function runNpm(args, { what, byHand, mayRefuse }) {
  const [program, first, shell] = npmProgram()
  const { code, output } = await runProgram(program, [...first, ...args, ...OPTIONS], { cwd: fromRoot('.'), shell })
  if (code === 0) return { refused: false }
  if (mayRefuse?.test(output)) return { refused: true }
  throw new SetupError({
    what,
    why: NO_NETWORK.test(output)
      ? `the npm registry cannot be reached: ${quote(output, 1)}`
      : `npm said: ${quote(output, EXPLAINED_LINES)}`,
    waysOut: [
      'check the network (npm reads HTTPS_PROXY and `npm config set registry`) and start again',
      `run it by hand and look: ${byHand}`,
    ],
  })
}

/** The npm that runs us, else the one on the PATH, which is a batch file on Windows and needs a shell there. */
function npmProgram() {
  const running = process.env.npm_execpath
  if (running?.endsWith('npm-cli.js')) return [process.execPath, [running], false]
  return ['npm', [], process.platform === 'win32']
}

/** npm says what went wrong first, and how it is used afterwards. */
function quote(output, count) {
  const errors = output.split('\n').filter((line) => line.startsWith('npm error '))
  return (errors.length > 0 ? errors : [output]).slice(0, count).join('\n  ')
}
