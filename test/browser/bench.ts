import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { createLog } from '#server/log.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { Annotation } from '#shared/domain/annotation.ts'
import { type AnnotationId, type AssetId, newId, type OperationId, type ProjectId } from '#shared/domain/ids.ts'
import type { Label } from '#shared/ontology.ts'
import { newLabel } from '#shared/ontology.ts'
import { routes } from '#shared/routes.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { launchBrowser } from '../../scripts/benchmarks/browser.ts'
import type { Instance } from '../../scripts/benchmarks/instance.ts'
import type { Api } from '../../scripts/cli/api.ts'
import { eventually } from '../support/eventually.ts'
import { startTestInstance } from '../support/instance.ts'
import { testDatabase } from '../support/mongo.ts'

export const START_LIMIT_MS = 240_000
export const STEP_LIMIT_MS = 120_000
/** Playwright's own thirty seconds are what a step may need on a machine at its limit: the step's limit decides, a little before it ends. */
export const WAIT_LIMIT_MS = 100_000
const VIEWPORT = { width: 1440, height: 900 }
/** More than any of these tests opens. */
const IMAGES = 12

/** An instance and a browser to enter it. */
export interface BrowserRoom {
  readonly instance: Instance
  /** What pages said of errors. */
  readonly problems: string[]
  /** A page of its own for a person, signed in, in English. */
  enter(who: string, options?: EnterOptions): Promise<Page>
  stop(): Promise<void>
}

/** The same with the sample project in it, and what tests ask of its database. */
export interface BrowserBench extends BrowserRoom {
  readonly api: Api
  /** Its database. */
  readonly uri: string
  /** The sample, with the labels that were asked for behind its own; it trains nothing. */
  readonly projectId: ProjectId
  /** Images that nobody has worked on, in import order. */
  readonly fresh: readonly AssetId[]
  /** The workbench on an image. */
  open(page: Page, assetId: AssetId): Promise<void>
  annotations(assetId: AssetId): Promise<Annotation[]>
  /** Proposes as a model does: through the operation log. */
  propose(assetId: AssetId, proposals: readonly Proposal[]): Promise<void>
  /** Ends all sessions of a person in the database, as if they had run out. */
  revokeSessions(who: string): Promise<void>
}

export interface EnterOptions extends BrowserContextOptions {
  readonly password?: string
  /** Runs in the page before anything else. */
  readonly before?: () => void
}

export interface Proposal {
  readonly label: string
  readonly shape: Shape
  readonly score: number
}

/** A whole instance on a database of its own, and a browser. */
async function openRoom(name: string, uri: string, pretrained: boolean): Promise<BrowserRoom> {
  const [instance, browser] = await Promise.all([startTestInstance(name, { uri, pretrained }), launchBrowser()])
  const problems: string[] = []
  return {
    instance,
    problems,
    enter: (who, options) => enter({ instance, browser, problems }, who, options),
    async stop() {
      await browser.close()
      await instance.stop()
    },
  }
}

interface BenchWish {
  /** Behind the sample's own. */
  readonly labels?: readonly MoreLabel[]
  /** Whether the instance has the pretrained network, and compares all images behind the test. */
  readonly pretrained?: boolean
}

/** A whole instance with the sample project, and a browser to enter it. */
export async function openBench(name: string, { labels = [], pretrained = false }: BenchWish = {}): Promise<BrowserBench> {
  const { uri } = testDatabase()
  const room = await openRoom(name, uri, pretrained)
  const store = await openStore(uri)
  const api = await room.instance.api()
  const projectId = await quietSample(api, labels)
  const fresh = await freshOf(api, projectId)
  return {
    ...room,
    uri,
    api,
    projectId,
    fresh,
    async open(page, assetId) {
      await page.goto(`/projects/${projectId}/assets/${assetId}?role=annotator`)
      await page.getByTestId('stage').waitFor()
    },
    annotations: async (assetId) => (await api.call(routes.data.asset, { params: { projectId, assetId } })).annotations,
    propose: (assetId, proposals) => propose(store, assetId, proposals),
    async revokeSessions(name) {
      const user = await store.users.findOne({ name })
      if (!user) throw new Error(`Expected a person called ${name}`)
      await store.secrets.deleteMany({ userId: user._id, kind: 'session' })
    },
    async stop() {
      await store.close()
      await room.stop()
    },
  }
}

/** A label beside those of the sample: what differs from a plain one. */
export type MoreLabel = Pick<Label, 'name'> & Partial<Label>

/** Waits until everything that was done is durable. */
export const saved = (page: Page) => page.locator('[data-testid=save-state][data-kind=saved]').waitFor()

async function quietSample(api: Api, more: readonly MoreLabel[]): Promise<ProjectId> {
  const { project, jobId } = await api.call(routes.projects.createSample, {})
  const params = { projectId: project.id }
  const { loop } = project
  await api.call(routes.projects.changeLoop, { params, body: { ...loop, milestone: { ...loop.milestone, enabled: false } } })
  await eventually(async () => {
    const { state } = await api.call(routes.loop.job, { params: { jobId } })
    if (state !== 'succeeded') throw new Error(`Expected the sample to be imported, it is ${state}`)
  }, STEP_LIMIT_MS)
  const { ontology } = await api.call(routes.projects.show, { params })
  const labels = [...ontology.labels]
  for (const label of more) labels.push({ ...newLabel(label.name, labels), ...label })
  if (more.length > 0) await api.call(routes.projects.changeOntology, { params, body: { version: ontology.version, labels } })
  return project.id
}

async function freshOf(api: Api, projectId: ProjectId): Promise<AssetId[]> {
  const { items } = await api.call(routes.data.assets, { params: { projectId }, query: { status: 'new', limit: IMAGES } })
  if (items.length < IMAGES) throw new Error(`Expected ${IMAGES} images that are new, found ${items.length}`)
  return items.map(({ id }) => id)
}

interface Ways {
  readonly instance: Instance
  readonly browser: Browser
  readonly problems: string[]
}

async function enter({ instance, browser, problems }: Ways, who: string, options: EnterOptions = {}): Promise<Page> {
  const { password, before, ...context } = options
  const api = await instance.api()
  const { signInUrl } = await api.call(routes.people.add, { body: { name: who, admin: true, ...(password && { password }) } })
  const room = await browser.newContext({ viewport: VIEWPORT, locale: 'en-US', baseURL: instance.url, ...context })
  const page = await room.newPage()
  page.setDefaultTimeout(WAIT_LIMIT_MS)
  if (before) await page.addInitScript(before)
  page.on('pageerror', (error) => problems.push(`${who}: ${error.message}`))
  if (signInUrl) await page.goto(signInUrl)
  else {
    await page.goto('/')
    await signIn(page, who, password ?? '')
  }
  await page.locator('main').waitFor()
  return page
}

/** Fills the sign-in that covers the page. */
export async function signIn(page: Page, who: string, password: string): Promise<void> {
  const panel = page.getByTestId('sign-in')
  await panel.locator('input[autocomplete=username]').fill(who)
  await panel.locator('input[autocomplete=current-password]').fill(password)
  await panel.locator('button[type=submit]').click()
  await panel.waitFor({ state: 'detached' })
}

async function propose(store: Store, assetId: AssetId, proposals: readonly Proposal[]): Promise<void> {
  const log = createOperationLog({ store, log: createLog('test', 'silent') })
  const operations = proposals.map(({ label, shape, score }) => ({
    id: newId<OperationId>('op'),
    type: 'create' as const,
    annotationId: newId<AnnotationId>('ann'),
    label,
    shape,
    attributes: {},
    status: 'suggested' as const,
    origin: { type: 'model' as const, version: 1, score, label, shape },
  }))
  await log.commit({ assetId, user: null, operations })
  await log.close()
}
