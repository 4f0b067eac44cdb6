import { data } from './routes/data.ts'
import { loop } from './routes/loop.ts'
import { people } from './routes/people.ts'
import { projects } from './routes/projects.ts'

/** Every HTTP route, declared once: the server mounts it, the browser and the command line call it, OpenAPI describes it. */
export const routes = { people, projects, data, loop } as const
