import { stringify } from 'yaml'
import type { Pipeline, PipelineStep } from '#shared/domain/pipeline.ts'

const SECONDS_A_MINUTE = 60
const PROGRAM = ['node', 'scripts/labelloop.mjs']
/** Where a cluster keeps what every step has to know: MONGODB_URI, LABELLOOP_BLOBS. */
const SECRET_NAME = 'labelloop'
/** Steps that compute tensors; the others need little. */
const HEAVY: ReadonlySet<string> = new Set(['train', 'evaluate', 'gate'])
const HEAVY_REQUEST = { cpu: '2', memory: '8Gi' }
const LIGHT_REQUEST = { cpu: '250m', memory: '512Mi' }

interface Cluster {
  /** The image with this product in it. */
  readonly image: string
}

/**
 * The graph as an Argo workflow (argoproj.io/v1alpha1): the first task asks for a run, then one task a step with the same arrows, retries and
 * times. Each carries its step out by the command line, on the database and the blobs that the installation uses.
 */
export function argoWorkflow(pipeline: Pipeline, cluster: Cluster): string {
  const steps = pipeline.steps.filter(({ enabled }) => enabled)
  return stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: 'labelloop-', labels: labelsOf(pipeline) },
    spec: {
      entrypoint: 'pipeline',
      arguments: { parameters: [{ name: 'project', value: pipeline.projectId }] },
      templates: [
        {
          name: 'pipeline',
          dag: {
            tasks: [
              { name: BEGIN, template: BEGIN },
              ...steps.map((step) => ({
                name: step.id,
                template: step.id,
                dependencies: dependenciesOf(pipeline.steps, step),
                arguments: { parameters: [{ name: 'run', value: `{{tasks.${BEGIN}.outputs.result}}` }] },
                ...(step.optional && { continueOn: { failed: true } }),
              })),
            ],
          },
        },
        { name: BEGIN, container: containerOf(cluster, ['pipeline', 'begin', '{{workflow.parameters.project}}'], false) },
        ...steps.map((step) => ({
          name: step.id,
          inputs: { parameters: [{ name: 'run' }] },
          container: containerOf(cluster, ['pipeline', 'step', '{{inputs.parameters.run}}', step.id], HEAVY.has(step.uses)),
          ...(step.retries > 0 && { retryStrategy: { limit: String(step.retries), retryPolicy: 'Always' } }),
          ...(step.timeoutMinutes !== null && { activeDeadlineSeconds: Math.ceil(step.timeoutMinutes * SECONDS_A_MINUTE) }),
        })),
      ],
    },
  })
}

/** The whole graph as one Kubernetes job (batch/v1), whose pod carries one run out and ends. */
export function kubernetesJob(pipeline: Pipeline, cluster: Cluster): string {
  const minutes = pipeline.steps.map(({ timeoutMinutes }) => timeoutMinutes)
  const seconds = minutes.every((one) => one !== null)
    ? Math.ceil(minutes.reduce((sum, one) => sum + one, 0) * SECONDS_A_MINUTE)
    : null
  return stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'labelloop-', labels: labelsOf(pipeline) },
    spec: {
      // Its pod tries steps again itself; another pod would begin another run.
      backoffLimit: 0,
      ...(seconds !== null && { activeDeadlineSeconds: seconds }),
      template: {
        metadata: { labels: labelsOf(pipeline) },
        spec: {
          restartPolicy: 'Never',
          containers: [containerOf(cluster, ['pipeline', 'run', pipeline.projectId], true)],
        },
      },
    },
  })
}

const BEGIN = 'begin'

function containerOf({ image }: Cluster, words: readonly string[], heavy: boolean) {
  return {
    name: 'step',
    image,
    command: [...PROGRAM, ...words],
    envFrom: [{ secretRef: { name: SECRET_NAME } }],
    resources: { requests: heavy ? HEAVY_REQUEST : LIGHT_REQUEST },
  }
}

// A step that is off has no task: what needs it waits for what it needs.
function dependenciesOf(steps: readonly PipelineStep[], step: PipelineStep): string[] {
  const byId = new Map(steps.map((one) => [one.id, one]))
  const found = step.needs.flatMap((id) => {
    const before = byId.get(id)
    return before && !before.enabled ? dependenciesOf(steps, before) : [id]
  })
  return found.length === 0 ? [BEGIN] : [...new Set(found)]
}

const labelsOf = ({ projectId, version }: Pipeline) => ({
  'app.kubernetes.io/name': 'labelloop',
  'labelloop/project': projectId,
  'labelloop/pipeline-version': String(version),
})
