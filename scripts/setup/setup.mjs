// Plain JavaScript without dependencies: npm runs it before `npm start` and `npm test`, when node_modules may not exist yet.
import { clientBuild } from './client-build.mjs'
import { installMissing } from './install-missing.mjs'
import { mongod } from './mongod.mjs'
import { packages } from './packages.mjs'
import { pretrained } from './pretrained.mjs'
import { createProgress } from './progress.mjs'
import { tensorflow } from './tensorflow.mjs'

const WRONG_USAGE = 2

/** What each command needs, in the order of installation; `vital` parts end the set-up when they cannot be had. */
const PARTS = {
  start: [vital(packages), vital(mongod), tensorflow, pretrained, vital(clientBuild)],
  test: [vital(packages), mongod, tensorflow, pretrained],
}

const command = process.argv[2] ?? ''
if (Object.hasOwn(PARTS, command)) process.exitCode = await installMissing(PARTS[command], createProgress(process.stderr))
else {
  process.stderr.write(`Usage: node scripts/setup/setup.mjs ${Object.keys(PARTS).join('|')}\n`)
  process.exitCode = WRONG_USAGE
}

function vital(part) {
  return { ...part, vital: true }
}
