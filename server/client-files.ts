import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Express, type Response } from 'express'

const ONE_YEAR = '365d'
const BUILT = fileURLToPath(new URL('../dist', import.meta.url))

/** OpenCV makes functions out of text: the worker that runs it may, by its own answer's policy; the page may not. */
const OPENCV_WORKER = /^smart-worker-.*\.js$/
const OPENCV_SECURITY = "default-src 'self'; script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'"
/** A project's own segmenter and its champion are WebAssembly, and nothing made out of text. */
const NETWORK_WORKER = /^(segmenter|champion)-worker-.*\.js$/
const NETWORK_SECURITY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"

/** Serves the built client: hashed files for ever, the page itself fresh, every unknown address as the page. */
export function serveClient(app: Express, folder = BUILT): void {
  const page = join(folder, 'index.html')
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: ONE_YEAR, fallthrough: false, setHeaders }),
  )
  app.use(express.static(folder, { index: false, maxAge: 0 }))
  app.get(/^\/(?!api\/|socket\.io\/)/, (_request, response) => {
    if (existsSync(page)) return response.sendFile(page, { headers: { 'cache-control': 'no-cache' } })
    return response.status(503).type('text/plain').send('The client is not built yet: run npm start, or npm run build.\n')
  })
}

function setHeaders(response: Response, path: string): void {
  if (OPENCV_WORKER.test(basename(path))) response.setHeader('content-security-policy', OPENCV_SECURITY)
  if (NETWORK_WORKER.test(basename(path))) response.setHeader('content-security-policy', NETWORK_SECURITY)
}
