import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { build } from 'vite'

const ENTRY = fileURLToPath(new URL('./page.ts', import.meta.url))
const PLAIN_KONVA = fileURLToPath(new URL('../../../node_modules/konva/konva.min.js', import.meta.url))
/** Nobody answers there: the page's files are given to the browser as it asks for them. */
const ORIGIN = 'http://benchmark.invalid'
const DOCUMENT = '<!doctype html><body style="margin:0;overflow:hidden"><script type="module" src="/page.js"></script>'

/** Builds the page's script from the real client; the function it returns opens the page in a tab. */
export async function buildPage(): Promise<(page: Page) => Promise<void>> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rollupOptions: { input: { page: ENTRY }, output: { entryFileNames: '[name].js' } },
    },
  })
  const files = new Map<string, string | Uint8Array>()
  for (const each of [built].flat())
    for (const file of 'output' in each ? each.output : [])
      files.set(`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source)

  return async (page) => {
    await page.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url())
      const file = files.get(pathname)
      if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: DOCUMENT })
      if (file === undefined) return route.fulfill({ status: 404 })
      return route.fulfill({ contentType: 'text/javascript', body: typeof file === 'string' ? file : Buffer.from(file) })
    })
    await page.goto(`${ORIGIN}/`)
    await page.addScriptTag({ path: PLAIN_KONVA })
    await page.waitForFunction(() => 'pageBenchmark' in globalThis)
  }
}
