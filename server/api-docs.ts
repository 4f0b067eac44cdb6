import type { Express } from 'express'
import { openApiDocument } from './openapi.ts'

/** /api/openapi.json, and /api/docs as a plain page made from it: no script from elsewhere. */
export function serveApiDocs(app: Express, version: string): void {
  const document = openApiDocument(version)
  const page = pageOf(document)
  app.get('/api/openapi.json', (_request, response) => response.json(document))
  app.get('/api/docs', (_request, response) => response.type('html').send(page))
}

type Document = ReturnType<typeof openApiDocument>

function pageOf(document: Document): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags ?? []))]
  const sections = tags.map((tag) => {
    const rows = operations.filter(({ operation }) => operation.tags?.includes(tag)).map(sectionOf)
    return `<h2>${escapeHtml(tag)}</h2>${rows.join('')}`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Labelloop API</title><style>${STYLE}</style><h1>Labelloop API</h1>
<p>Send <code>Authorization: Bearer TOKEN</code>. The same as data: <a href="/api/openapi.json">/api/openapi.json</a>.</p>${sections.join('')}</html>`
}

interface Operation {
  readonly tags?: string[]
  readonly summary?: string
  readonly description?: string
  readonly requestBody?: { content?: Record<string, { schema?: unknown }> }
  readonly parameters?: unknown[]
  readonly responses: Record<string, { content?: Record<string, { schema?: unknown }> }>
}

function sectionOf({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const body = operation.requestBody?.content?.['application/json']?.schema
  const answer = operation.responses['200']?.content?.['application/json']?.schema
  return `<details><summary><b>${escapeHtml(method.toUpperCase())}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(operation.summary ?? '')}</summary>
<p>${escapeHtml(operation.description ?? '')}</p>${block('Parameters', operation.parameters)}${block('Body', body)}${block('Answer', answer)}</details>`
}

const block = (title: string, value: unknown): string =>
  value === undefined ? '' : `<h3>${title}</h3><pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`

const escapeHtml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
summary{cursor:pointer;padding:.3rem 0}summary b{display:inline-block;width:4.5rem}pre{overflow:auto;max-height:24rem;padding:.75rem;border:1px solid #8884;border-radius:6px}
h2{text-transform:capitalize;margin-top:2rem}h3{font-size:1em;margin:.5rem 0}`
