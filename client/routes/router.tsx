/** Every page with its address, one after the other: that is why it is long. */
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { Split } from '#shared/domain/asset.ts'
import { AnnotationId, AssetId, ProjectId, RunId, SnapshotId, StudyId } from '#shared/domain/ids.ts'
import { FindingStatus } from '#shared/domain/quality.ts'
import { QualityRuleId } from '#shared/domain/quality-rule.ts'
import { AssetOrder } from '#shared/domain/saved-view.ts'
import { ExperimentId } from '#shared/domain/tracking.ts'
import { AssetFilter } from '#shared/routes/data.ts'
import { CaseFilter } from '#shared/routes/examinations.ts'
import { SuggestionOrder } from '#shared/routes/review.ts'
import { MOST_COMPARED, RunQuery } from '#shared/routes/tracking.ts'
import { MAP_COLOURS } from './map-colours.ts'
import { MODEL_TABS } from './model-tabs.ts'
import { NotFoundPage } from './not-found-page.tsx'
import { PageError } from './page-error.tsx'
import { Root } from './root.tsx'
import { SETTINGS_TABS } from './settings-tabs.ts'
import { Shell } from './shell.tsx'

/** Every page: its address, what its search may hold, and where its code is. One chunk per page keeps the first paint small. */
export const createAppRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFoundPage,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}

// A search somebody typed by hand shows the page without it, not an error.
const optional = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined)

// Stays the text of the address bar ("new,review"), as long as the schema can read it.
const written = (schema: z.ZodType) => z.string().refine((text) => schema.safeParse(text).success)

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Root })

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

const projectsPage = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./projects-page.tsx'), 'ProjectsPage'),
})

const experimentsPage = createRoute({
  getParentRoute: () => shell,
  path: 'experiments',
  validateSearch: z.object({
    experiment: optional(ExperimentId),
    run: optional(RunId),
    filter: optional(RunQuery.shape.filter.unwrap()),
    order: optional(RunQuery.shape.order.unwrap()),
    archived: optional(z.enum(['without', 'only', 'with'])),
    favourites: optional(z.enum(['true', 'false'])),
  }),
  component: lazyRouteComponent(() => import('./experiments-page.tsx'), 'ExperimentsPage'),
})

const project = createRoute({
  getParentRoute: () => shell,
  path: 'projects/$projectId',
  params: { parse: ({ projectId }) => ({ projectId: ProjectId.parse(projectId) }) },
  component: lazyRouteComponent(() => import('./project-frame.tsx'), 'ProjectFrame'),
})

const overviewPage = createRoute({
  getParentRoute: () => project,
  path: '/',
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
})

const assetsPage = createRoute({
  getParentRoute: () => project,
  path: 'assets',
  validateSearch: z.object({
    status: optional(written(AssetFilter.shape.status)),
    split: optional(written(AssetFilter.shape.split)),
    label: optional(z.string()),
    search: optional(z.string()),
    similar: optional(AssetId),
    query: optional(z.string()),
    order: optional(AssetOrder),
  }),
  component: lazyRouteComponent(() => import('./assets-page.tsx'), 'AssetsPage'),
})

const mapPage = createRoute({
  getParentRoute: () => project,
  path: 'assets/map',
  validateSearch: z.object({ colour: optional(z.enum(MAP_COLOURS)) }),
  component: lazyRouteComponent(() => import('./map-page.tsx'), 'MapPage'),
})

const triagePage = createRoute({
  getParentRoute: () => project,
  path: 'triage',
  validateSearch: z.object({ label: optional(z.string()), order: optional(SuggestionOrder) }),
  component: lazyRouteComponent(() => import('./triage-page.tsx'), 'TriagePage'),
})

const runsPage = createRoute({
  getParentRoute: () => project,
  path: 'runs',
  validateSearch: z.object({
    /** In the filter language, as it was written. */
    filter: optional(RunQuery.shape.filter.unwrap()),
    order: optional(RunQuery.shape.order.unwrap()),
    archived: optional(z.enum(['without', 'only', 'with'])),
    favourites: optional(z.enum(['true', 'false'])),
  }),
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'RunsPage'),
})

const runPage = createRoute({
  getParentRoute: () => project,
  path: 'runs/$runId',
  params: { parse: ({ runId }) => ({ runId: RunId.parse(runId) }) },
  component: lazyRouteComponent(() => import('./run-page.tsx'), 'RunPage'),
})

const compareRunsPage = createRoute({
  getParentRoute: () => project,
  path: 'runs/compare',
  validateSearch: z.object({ runs: optional(z.array(RunId).max(MOST_COMPARED)) }),
  component: lazyRouteComponent(() => import('./compare-runs-page.tsx'), 'CompareRunsPage'),
})

const studiesPage = createRoute({
  getParentRoute: () => project,
  path: 'runs/studies',
  component: lazyRouteComponent(() => import('./studies-page.tsx'), 'StudiesPage'),
})

const pipelinePage = createRoute({
  getParentRoute: () => project,
  path: 'runs/pipeline',
  component: lazyRouteComponent(() => import('./pipeline-page.tsx'), 'PipelinePage'),
})

const studyPage = createRoute({
  getParentRoute: () => project,
  path: 'runs/studies/$studyId',
  params: { parse: ({ studyId }) => ({ studyId: StudyId.parse(studyId) }) },
  component: lazyRouteComponent(() => import('./study-page.tsx'), 'StudyPage'),
})

const modelsPage = createRoute({
  getParentRoute: () => project,
  path: 'models',
  component: lazyRouteComponent(() => import('./models-page.tsx'), 'ModelsPage'),
})

const modelPage = createRoute({
  getParentRoute: () => project,
  path: 'models/$version',
  params: { parse: ({ version }) => ({ version: z.coerce.number().int().positive().parse(version) }) },
  validateSearch: z.object({
    tab: optional(z.enum(MODEL_TABS)),
    split: optional(Split),
    /** Which cases. */
    kind: optional(written(CaseFilter.shape.kind)),
    label: optional(z.string()),
    predicted: optional(z.string()),
    least: optional(z.number().min(0).max(1)),
  }),
  component: lazyRouteComponent(() => import('./model-page.tsx'), 'ModelPage'),
})

const monitoringPage = createRoute({
  getParentRoute: () => project,
  path: 'monitoring',
  component: lazyRouteComponent(() => import('./monitoring-page.tsx'), 'MonitoringPage'),
})

const dataPage = createRoute({
  getParentRoute: () => project,
  path: 'data',
  component: lazyRouteComponent(() => import('./data-page.tsx'), 'DataPage'),
})

const versionPage = createRoute({
  getParentRoute: () => project,
  path: 'data/versions/$snapshotId',
  params: { parse: ({ snapshotId }) => ({ snapshotId: SnapshotId.parse(snapshotId) }) },
  /** The version it is held against. */
  validateSearch: z.object({ before: optional(SnapshotId) }),
  component: lazyRouteComponent(() => import('./version-page.tsx'), 'VersionPage'),
})

const functionsPage = createRoute({
  getParentRoute: () => project,
  path: 'data/functions',
  component: lazyRouteComponent(() => import('./functions-page.tsx'), 'FunctionsPage'),
})

const qualityPage = createRoute({
  getParentRoute: () => project,
  path: 'data/quality',
  validateSearch: z.object({ rule: optional(QualityRuleId), status: optional(FindingStatus) }),
  component: lazyRouteComponent(() => import('./quality-page.tsx'), 'QualityPage'),
})

const agreementPage = createRoute({
  getParentRoute: () => project,
  path: 'data/agreement',
  validateSearch: z.object({ round: optional(z.number().int().positive()) }),
  component: lazyRouteComponent(() => import('./agreement-page.tsx'), 'AgreementPage'),
})

const settingsPage = createRoute({
  getParentRoute: () => project,
  path: 'settings',
  validateSearch: z.object({ tab: optional(z.enum(SETTINGS_TABS)) }),
  component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
})

const workbenchPage = createRoute({
  getParentRoute: () => root,
  path: 'projects/$projectId/assets/$assetId',
  params: {
    parse: ({ projectId, assetId }) => ({ projectId: ProjectId.parse(projectId), assetId: AssetId.parse(assetId) }),
  },
  validateSearch: z.object({
    role: optional(z.enum(['annotator', 'reviewer'])),
    /** The annotation to begin with, and where one came from to fix it. */
    at: optional(AnnotationId),
    /** A place to look at, in pixels of the image: x,y,width,height. */
    place: optional(z.string().regex(/^\d+,\d+,\d+,\d+$/)),
    from: optional(z.enum(['triage'])),
  }),
  component: lazyRouteComponent(() => import('../workbench/workbench-page.tsx'), 'WorkbenchPage'),
})

const routeTree = root.addChildren([
  shell.addChildren([
    projectsPage,
    experimentsPage,
    project.addChildren([
      overviewPage,
      assetsPage,
      mapPage,
      triagePage,
      runsPage,
      runPage,
      compareRunsPage,
      studiesPage,
      studyPage,
      pipelinePage,
      modelsPage,
      modelPage,
      monitoringPage,
      dataPage,
      versionPage,
      functionsPage,
      qualityPage,
      agreementPage,
      settingsPage,
    ]),
  ]),
  workbenchPage,
])
