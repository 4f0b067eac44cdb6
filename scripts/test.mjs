import { runTypeScript } from './run-typescript.mjs'

await runTypeScript(new URL('./test/run-tests.ts', import.meta.url))
