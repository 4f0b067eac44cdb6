/** Row 3 of the acceptance table: a whole campaign on BCCD from zero labels. Run: npx tsx scripts/benchmarks/campaign.ts [people] [seed] */
import { table } from '../cli/terminal.ts'
import { judgeCampaign, playCampaign } from './campaign-run.ts'
import { startInstance } from './instance.ts'

const [people = 4, seed = 0] = process.argv.slice(2).map(Number)
const instance = await startInstance('campaign')
try {
  const result = await playCampaign(instance, { people, seed })
  process.stderr.write(`${table(judgeCampaign(result))}\n`)
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await instance.stop()
}
