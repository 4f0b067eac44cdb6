import { runLabelloop } from './run.ts'

process.exitCode = await runLabelloop(process.argv.slice(2))
