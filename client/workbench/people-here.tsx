import { Avatar, Tooltip } from '@mantine/core'
import { type PresenceLine, useOthers } from './use-presence.ts'

/** The others on this image, in their colours. */
export function PeopleHere({ presence }: { presence: PresenceLine }) {
  const others = useOthers(presence)
  if (others.length === 0) return null
  return (
    <Avatar.Group spacing={6} data-testid="people-here">
      {others.map(({ sessionId, name, color }) => (
        <Tooltip key={sessionId} label={`${name} is here`}>
          <Avatar size={24} radius="xl" styles={{ placeholder: { background: color, color: '#ffffff', border: 0 } }}>
            {name.slice(0, 1).toUpperCase()}
          </Avatar>
        </Tooltip>
      ))}
    </Avatar.Group>
  )
}
