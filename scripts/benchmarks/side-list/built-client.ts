import { readFile, rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { build } from 'vite'

const CONFIG = fileURLToPath(new URL('../../../vite.config.ts', import.meta.url))
const OF_SERVER = /^\/(api|socket\.io)\//
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** Builds the client as it is now into a folder of its own, and gives a browser its files in place of the server's. */
export async function buildClient(folder: string): Promise<(context: BrowserContext) => Promise<void>> {
  await rm(folder, { recursive: true, force: true })
  await build({
    configFile: CONFIG,
    root: join(CONFIG, '../client'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
  return async (context) => {
    await context.route(
      ({ pathname }) => !OF_SERVER.test(pathname),
      async (route) => {
        const { pathname } = new URL(route.request().url())
        const name = extname(pathname) === '' ? 'index.html' : pathname
        const body = await readFile(join(folder, name)).catch(() => null)
        if (body === null) return route.fulfill({ status: 404 })
        return route.fulfill({ body, contentType: TYPES[extname(name)] ?? 'application/octet-stream' })
      },
    )
  }
}
