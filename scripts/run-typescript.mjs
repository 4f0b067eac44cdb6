import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const TSCONFIG = fileURLToPath(new URL('../tsconfig.json', import.meta.url))
const TSX = fileURLToPath(new URL('../node_modules/tsx', import.meta.url))
const NOT_SET_UP = `The packages of this checkout are not installed.
Why: node_modules is missing or not whole.
Ways out:
  - npm start                              (installs what is missing, then starts everything)
  - node scripts/setup/setup.mjs start     (installs only)
`

/** Runs a TypeScript program in this very process, so that its signals, its output and its exit code are ours. */
export async function runTypeScript(program) {
  if (!existsSync(TSX)) {
    process.stderr.write(NOT_SET_UP)
    process.exitCode = 1
    return
  }
  const { register } = await import('tsx/esm/api')
  process.setSourceMapsEnabled(true)
  register({ tsconfig: TSCONFIG })
  await import(program.href)
}
