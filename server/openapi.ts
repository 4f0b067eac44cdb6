import { OpenAPIRegistry, OpenApiGeneratorV31, type ZodContentObject } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import type { Route } from '#shared/contract.ts'
import { routes } from '#shared/routes.ts'

const Problem = z.object({ type: z.string(), title: z.string(), status: z.number().int(), code: z.string(), detail: z.string() })

/** The OpenAPI 3.1 document of every declared route. */
export function openApiDocument(version: string) {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  for (const [tag, group] of Object.entries(routes))
    for (const route of Object.values(group) as Route[]) registry.registerPath(pathOf(tag, route))
  const document = { openapi: '3.1.0', info: { title: 'Labelloop', version, license: { name: 'Apache-2.0' } } } as const
  return new OpenApiGeneratorV31(registry.definitions).generateDocument(document)
}

function pathOf(tag: string, route: Route): Parameters<OpenAPIRegistry['registerPath']>[0] {
  return {
    method: route.method,
    path: route.path.replace(/:(\w+)/g, '{$1}'),
    tags: [tag],
    summary: route.summary,
    description: route.access === 'anyone' ? 'Open to anyone.' : `Needs: ${route.access}.`,
    security: route.access === 'anyone' ? [] : [{ token: [] }],
    request: {
      ...(route.params && { params: route.params as z.ZodObject }),
      ...(route.query && { query: route.query as z.ZodObject }),
      ...(route.body && { body: { content: { 'application/json': { schema: route.body } } } }),
      ...(route.upload && { body: { content: uploadContent(route.upload) } }),
    },
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: route.response } } },
      default: { description: 'Refused, with a stable code', content: { 'application/problem+json': { schema: Problem } } },
    },
  }
}

/** Bytes as they are, or the files of a form. */
function uploadContent(types: readonly string[]): ZodContentObject {
  return Object.fromEntries(
    types.map((type) => {
      const binary = { type: 'string', format: 'binary' } as const
      const files = { type: 'object', additionalProperties: { type: 'array', items: binary } } as const
      return [type, { schema: type.startsWith('multipart/') ? files : binary }]
    }),
  )
}
