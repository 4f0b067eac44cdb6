#!/usr/bin/env node
import { runTypeScript } from './run-typescript.mjs'
import { setUp } from './setup/set-up.mjs'

const [command, ...options] = process.argv.slice(2)
/** `npm start` has just run the set-up; called directly, `up` brings what is missing too. */
const bringsMissing = command === 'up' && !options.includes('--help') && process.env.npm_lifecycle_event !== 'start'

const failed = bringsMissing ? await setUp('start') : 0
if (failed) process.exitCode = failed
else await runTypeScript(new URL('./cli/main.ts', import.meta.url))
