import type { WeightSpec } from '../networks/network.ts'
import type { Block, networkBuilder } from '../networks/network-builder.ts'
import type { Pass } from '../networks/pass.ts'
import { graphBody } from './graph-body.ts'
import { type BodyUse, expectGraph, type FeatureMap, type PretrainedGraph } from './pretrained-graph.ts'

/** Maps that an architecture may ask for: at a half or a quarter of the image, or the coarsest, which knows most of what is in it. */
export type WantedMap = 'half' | 'quarter' | 'coarsest'

/** A body that an architecture builds on: weights to learn on from, and one map per wish, with what has to be learned for it. */
export type StartingBody<Wanted extends WantedMap> = {
  weights: WeightSpec[]
  /** Adds what the wishes need beyond the body to the network; then images [n, h, w, 3] of 0 to 255 become the maps. */
  mount(net: ReturnType<typeof networkBuilder>): MountedBody<Wanted>
}
export type MountedBody<Wanted extends WantedMap> = {
  channels: Record<Wanted, number>
  run<Value>(pass: Pass<Value>, images: Value): Record<Wanted, Value>
}

const HALF = 2
const QUARTER = 4
/** Of every map on the way back up. */
const RISEN_CHANNELS = 64

/** Maps of the published detector that comes with the product; its own way back up ends at a quarter. */
const BUILT_IN: Record<WantedMap, readonly string[]> = {
  // What is where, and how wide it is, before the 80 labels it was made for.
  quarter: ['centernet_cls_output', 'centernet_wh_output'].map(
    (head) => `tower_0/CenternetHead/${head}/separable_conv2d/depthwise`,
  ),
  half: ['tower_0/MobilenetV3/expanded_conv/add'],
  coarsest: ['tower_0/MobilenetV3/expanded_conv_14/depthwise/hard_swish/mul_1'],
}

/** The body to start from: the one that comes with the product, or one that a person brought, used as its description says. */
export function startingBody<Wanted extends WantedMap>(
  graph: PretrainedGraph | null,
  wanted: readonly Wanted[],
): StartingBody<Wanted> {
  const body = expectGraph(graph)
  return body.use ? broughtBody(body, body.use, wanted) : builtInBody(body, wanted)
}

function builtInBody<Wanted extends WantedMap>(graph: PretrainedGraph, wanted: readonly Wanted[]): StartingBody<Wanted> {
  const body = graphBody(
    graph,
    wanted.flatMap((wish) => BUILT_IN[wish]),
  )
  return {
    weights: body.weights,
    mount: () => ({
      channels: record(wanted, (wish) => ofWish(body.channels, wish).reduce((sum, channels) => sum + channels, 0)),
      run<Value>(pass: Pass<Value>, images: Value) {
        const maps = body.run(pass, images)
        return record(wanted, (wish) => {
          const parts = ofWish(maps, wish)
          return parts.length > 1 ? pass.concatenate(parts) : (parts[0] as Value)
        })
      },
    }),
  }

  function ofWish<Part>(parts: readonly Part[], wish: Wanted): Part[] {
    const from = wanted.slice(0, wanted.indexOf(wish)).reduce((sum, before) => sum + BUILT_IN[before].length, 0)
    return parts.slice(from, from + BUILT_IN[wish].length)
  }
}

function broughtBody<Wanted extends WantedMap>(
  graph: PretrainedGraph,
  use: BodyUse,
  wanted: readonly Wanted[],
): StartingBody<Wanted> {
  const needed = [...new Set(wanted.flatMap((wish) => namesFor(wish, use)))]
  const body = graphBody(graph, needed)
  return {
    weights: body.weights,
    mount(net) {
      const rise = (wanted as readonly WantedMap[]).includes('quarter') ? wayUp(net, use.maps) : null
      const channelsOf = (name: string) => body.channels[needed.indexOf(name)] ?? 0
      return {
        channels: record(wanted, (wish) => (wish === 'quarter' ? RISEN_CHANNELS : channelsOf(namesFor(wish, use)[0] ?? ''))),
        run<Value>(pass: Pass<Value>, images: Value) {
          const maps = body.run(pass, pass.rescale(images, use.pixels))
          const mapOf = (name: string) => maps[needed.indexOf(name)] as Value
          return record(wanted, (wish) => (wish === 'quarter' && rise ? rise(pass, mapOf) : mapOf(namesFor(wish, use)[0] ?? '')))
        },
      }
    },
  }
}

/** The maps that a wish is made of, from fine to coarse. */
function namesFor(wish: WantedMap, { maps, last }: BodyUse): string[] {
  if (wish === 'coarsest') return [last]
  const finest = wish === 'half' ? HALF : QUARTER
  if (!maps.some(({ stride }) => stride === finest))
    throw new Error(
      `expected a starting point with a map at 1/${finest} of the image, got one with ${maps.map(({ stride }) => `1/${stride}`).join(', ') || 'none at whole shares'}`,
    )
  return maps.filter(({ stride }) => (wish === 'half' ? stride === finest : stride >= finest)).map(({ name }) => name)
}

/** From the coarsest map back up to a quarter of the image, joined at every step with what was seen there (Lin et al. 2017, arXiv 1612.03144). */
function wayUp(net: ReturnType<typeof networkBuilder>, maps: readonly FeatureMap[]) {
  const part = 'head' as const
  const rungs = maps
    .filter(({ stride }) => stride >= QUARTER)
    .toReversed()
    .map(({ name, stride, channels }, index) => ({
      name,
      stride,
      side: net.convolution(`side${stride}`, { from: channels, to: RISEN_CHANNELS, size: 1, part }),
      merge: index > 0 ? net.convolution(`merge${stride}`, { from: RISEN_CHANNELS, to: RISEN_CHANNELS, part }) : null,
    }))
  return <Value>(pass: Pass<Value>, mapOf: (name: string) => Value): Value => {
    const [first, ...others] = rungs as [(typeof rungs)[number], ...typeof rungs]
    let [risen, stride] = [first.side(pass, mapOf(first.name)), first.stride]
    for (const { name, side, merge, stride: finer } of others) {
      const raised = pass.enlarge(risen, stride / finer, 'nearest')
      risen = (merge as Block)(pass, pass.add(raised, side(pass, mapOf(name))))
      stride = finer
    }
    return risen
  }
}

const record = <Key extends string, Value>(keys: readonly Key[], value: (key: Key) => Value): Record<Key, Value> =>
  Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, Value>
