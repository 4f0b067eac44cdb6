import { stat } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { AssetOrder, type SavedView } from '#shared/domain/saved-view.ts'
import { type AssetWithOverlay, paths } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../api.ts'
import { declare, wholeNumber } from '../command.ts'
import { CommandFailure, WrongUsage } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { saveDownload } from '../save-download.ts'
import { table } from '../terminal.ts'

const SHOWN = 50
const PAGE = 500

interface FindOptions {
  view?: string
  order?: SavedView['order']
  limit: number
  save?: string
  share?: boolean
  out?: string
}

/** `labelloop find`: the images of a project that a question in words is about, or a saved view. */
export function declareFind(program: Command): void {
  declare<FindOptions>(program, {
    usage: 'find <project> [query]',
    summary: 'The images that a question is about: labels, counts, scores, people, days, pixels, names',
    example: 'find "Blood cells" "status:review count(RBC) > 20 not by:ada"',
    options: (command) =>
      command
        .option('--view <name>', 'a saved view instead of a question, or further narrowed by it')
        .addOption(new Option('--order <order>', 'the oldest or the newest first').choices(AssetOrder.options))
        .option('--limit <images>', 'at most so many', wholeNumber(1), SHOWN)
        .option('--save <name>', 'keep the question as a view of this name')
        .option('--share', 'with everybody of the project')
        .option('--out <file>', 'all of them as a table, one row each: FILE.csv or FILE.parquet'),
    async run({ terminal, options, api: connect }, name: string, query = '') {
      if (query === '' && options.view === undefined) throw new WrongUsage('expected a question or --view, got neither')
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const view = options.view === undefined ? null : await findView(api, projectId, options.view)
      const order = options.order ?? view?.order ?? 'oldest'
      const asked = view ? [`(${view.query})`, query].join(' ').trim() : query
      if (options.save !== undefined) {
        const body = { name: options.save, query: asked, order, shared: options.share ?? false }
        await api.call(routes.savedViews.save, { params: { projectId }, body })
        terminal.note(`Kept as the view "${options.save}"`)
      }
      if (options.out !== undefined) {
        const bytes = await saveTable(api, projectId, { query: asked, order }, options.out)
        return terminal.result({ file: options.out, bytes }, `${options.out}: ${bytes} bytes`)
      }
      const { images, total, totalIsLeast } = await findImages(api, projectId, { query: asked, order }, options.limit)
      const more =
        images.length < total || totalIsLeast ? `\n${images.length} of ${totalIsLeast ? 'more than ' : ''}${total}` : ''
      terminal.result(
        { total, totalIsLeast, images },
        images.length === 0 ? 'No image is like that' : table(images.map(rowOf)) + more,
      )
    },
  })
}

type ProjectId = Awaited<ReturnType<typeof findProject>>['id']

async function findView(api: Api, projectId: ProjectId, name: string): Promise<SavedView> {
  const views = await api.call(routes.savedViews.list, { params: { projectId } })
  const found = views.find((view) => view.name === name)
  if (found) return found
  const known = views.length === 0 ? 'there is none yet' : `there are: ${views.map((view) => view.name).join(', ')}`
  throw new CommandFailure(`expected the name of a saved view, got "${name}"; ${known}`, 'not_found')
}

async function findImages(api: Api, projectId: ProjectId, asked: { query: string; order: SavedView['order'] }, limit: number) {
  const images: Omit<AssetWithOverlay, 'overlay'>[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await api.call(routes.data.assets, {
      params: { projectId },
      query: { ...asked, limit: Math.min(PAGE, limit - images.length), ...(cursor !== undefined && { cursor }) },
    })
    images.push(...page.items.map(({ overlay: _overlay, ...image }) => image))
    // A page may be short where hardly any image fits: the next one goes on.
    if (page.next === null || images.length >= limit) return { images, total: page.total, totalIsLeast: page.totalIsLeast }
    cursor = page.next
  }
}

async function saveTable(
  api: Api,
  projectId: ProjectId,
  asked: { query: string; order: SavedView['order'] },
  out: string,
): Promise<number> {
  const kind = /\.(csv|parquet)$/.exec(out)?.[1] as 'csv' | 'parquet' | undefined
  if (kind === undefined) throw new WrongUsage(`expected a file that ends with .csv or .parquet, got ${out}`)
  await saveDownload(await api.download(`${paths.assetTable(projectId, kind)}?${new URLSearchParams(asked)}`), out)
  return (await stat(out)).size
}

const rowOf = ({ name, status, split, width, height, counts }: Omit<AssetWithOverlay, 'overlay'>) => ({
  name,
  status,
  split,
  size: `${width} x ${height}`,
  labels: Object.entries(counts.approved)
    .map(([label, count]) => `${count} ${label}`)
    .join(', '),
  suggested: counts.suggested,
})
