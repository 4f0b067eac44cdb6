// Plain JavaScript without dependencies: npm runs it before `npm start` and `npm test`, when node_modules may not exist yet.
import { SET_UP_COMMANDS, setUp } from './set-up.mjs'

const WRONG_USAGE = 2

const command = process.argv[2] ?? ''
if (SET_UP_COMMANDS.includes(command)) process.exitCode = await setUp(command)
else {
  process.stderr.write(`Usage: node scripts/setup/setup.mjs ${SET_UP_COMMANDS.join('|')}\n`)
  process.exitCode = WRONG_USAGE
}
