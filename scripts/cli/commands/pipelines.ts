import { readFile, writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { ProjectId, RunId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { declare, group } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { findProject } from '../find-project.ts'

/** `labelloop pipeline …`: the steps of a project's loop, on paper and in a cluster. */
export function declarePipelines(program: Command): void {
  const pipeline = group(program, 'pipeline', 'The steps of a project’s loop as a document')
  declareShow(pipeline)
  declareApply(pipeline)
  declareManifest(pipeline)
  declareInCluster(pipeline)
}

function declareShow(pipeline: Command): void {
  declare(pipeline, {
    usage: 'show <project>',
    summary: 'The pipeline in force, as YAML',
    example: 'pipeline show "Blood cells" > pipeline.yaml',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const shown = await api.call(routes.pipelines.show, { params: { projectId } })
      terminal.result(shown, shown.yaml.trimEnd())
    },
  })
}

function declareApply(pipeline: Command): void {
  declare<{ note: string; check?: boolean }>(pipeline, {
    usage: 'apply <project> <file>',
    summary: 'Make a YAML file the next version of the pipeline',
    example: 'pipeline apply "Blood cells" pipeline.yaml --note "tell the line when a model is promoted"',
    options: (command) =>
      command
        .option('--note <text>', 'what is different, for the others', '')
        .option('--check', 'only say what is wrong with it'),
    async run({ terminal, options, api: connect }, name: string, file: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const yaml = await readFile(file, 'utf8')
      const { problems, steps } = await api.call(routes.pipelines.check, { params: { projectId }, body: { yaml } })
      if (problems.length > 0) throw new CommandFailure(problems.map(({ sentence }) => sentence).join('\n'), 'invalid')
      if (options.check) return terminal.result({ problems, steps }, `${file} can run: ${steps?.length} steps`)
      const { version } = await api.call(routes.pipelines.show, { params: { projectId } })
      const body = { yaml, basedOn: version, note: options.note }
      const saved = await api.call(routes.pipelines.save, { params: { projectId }, body })
      terminal.result(saved, `Version ${saved.version}: the next run goes by it`)
    },
  })
}

function declareManifest(pipeline: Command): void {
  declare<{ kind: 'argo' | 'job'; image: string }>(pipeline, {
    usage: 'manifest <project> <out>',
    summary: 'Write the same graph for a cluster',
    example: 'pipeline manifest "Blood cells" workflow.yaml --kind argo --image registry.example/labelloop:1',
    options: (command) =>
      command
        .addOption(new Option('--kind <kind>', 'an Argo workflow or a Kubernetes job').choices(['argo', 'job']).default('argo'))
        .option('--image <name>', 'the image with labelloop in it', 'labelloop:latest'),
    async run({ terminal, options, api: connect }, name: string, out: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const { kind, image } = options
      const { yaml } = await api.call(routes.pipelines.manifest, { params: { projectId }, query: { kind, image } })
      await writeFile(out, yaml)
      terminal.result({ file: out, kind }, `Wrote ${out}`)
    },
  })
}

// What the manifests call: straight on the database, without a server. `begin` says the run's id and nothing else.
function declareInCluster(pipeline: Command): void {
  declare(pipeline, {
    usage: 'begin <projectId>',
    summary: 'In a cluster: ask for a run whose steps the cluster starts',
    example: 'pipeline begin prj_0a1b2c',
    async run({ terminal }, projectId: string) {
      const { beginRun } = await import('#server/run-cluster-step.ts')
      const run = await beginRun(ProjectId.parse(projectId))
      terminal.result({ run }, run)
    },
  })
  declare(pipeline, {
    usage: 'step <runId> <step>',
    summary: 'In a cluster: carry out one step of a run',
    example: 'pipeline step run_0a1b2c train',
    async run({ terminal }, runId: string, step: string) {
      const { takeStep } = await import('#server/run-cluster-step.ts')
      await takeStep(RunId.parse(runId), step)
      terminal.result({ run: runId, step }, `${step} is done`)
    },
  })
  declare(pipeline, {
    usage: 'run <projectId>',
    summary: 'In a cluster: carry out a whole run in this process',
    example: 'pipeline run prj_0a1b2c',
    async run({ terminal }, projectId: string) {
      const { takeAllSteps } = await import('#server/run-cluster-step.ts')
      const run = await takeAllSteps(ProjectId.parse(projectId))
      terminal.result({ run }, `Run ${run} is done`)
    },
  })
}
