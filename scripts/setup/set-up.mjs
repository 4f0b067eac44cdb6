import { clientBuild } from './client-build.mjs'
import { installMissing } from './install-missing.mjs'
import { mongod } from './mongod.mjs'
import { packages } from './packages.mjs'
import { pretrained } from './pretrained.mjs'
import { createProgress } from './progress.mjs'
import { tensorflow } from './tensorflow.mjs'

/** What each command needs, in the order of installation; `vital` parts end the set-up when they cannot be had. */
const PARTS = {
  start: [vital(packages), vital(mongod), tensorflow, pretrained, vital(clientBuild)],
  test: [vital(packages), mongod, tensorflow, pretrained, clientBuild],
}

/** The commands that have something to install. */
export const SET_UP_COMMANDS = Object.keys(PARTS)

/** Installs what `command` needs and is missing, with progress on stderr, and answers the exit code. */
export function setUp(command) {
  return installMissing(PARTS[command], createProgress(process.stderr))
}

function vital(part) {
  return { ...part, vital: true }
}
