import { Avatar, Tooltip } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import type { Neighbour } from '../canvas/neighbours.ts'
import { isModel, type PresenceLine, useOthers } from './use-presence.ts'

const ICON = { size: 14, stroke: 1.8 } as const

/** The others on this image, in their colours; a model at work among them. */
export function PeopleHere({ presence }: { presence: PresenceLine }) {
  const others = useOthers(presence)
  if (others.length === 0) return null
  return (
    <Avatar.Group spacing={6} data-testid="people-here">
      {others.map((other) => (
        <Tooltip key={other.sessionId} label={sentenceOf(other)}>
          <Avatar
            size={24}
            radius="xl"
            alt={sentenceOf(other)}
            styles={{ placeholder: { background: other.color, color: '#ffffff', border: 0 } }}
          >
            {isModel(other) ? <IconSparkles {...ICON} /> : other.name.slice(0, 1).toUpperCase()}
          </Avatar>
        </Tooltip>
      ))}
    </Avatar.Group>
  )
}

function sentenceOf(other: Neighbour): string {
  if (isModel(other)) return `${other.name} just suggested ${other.selection.length}`
  if (other.holding) return `${other.name} moves a shape`
  return other.selection.length > 0 ? `${other.name} is here, ${other.selection.length} selected` : `${other.name} is here`
}
