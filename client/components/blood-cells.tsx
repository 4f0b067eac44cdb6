const WIDTH = 400
const HEIGHT = 176
const RED_CELLS = [
  [38, 34, 25],
  [104, 22, 24],
  [72, 92, 27],
  [30, 148, 24],
  [132, 140, 26],
  [300, 30, 26],
  [362, 62, 25],
  [322, 112, 27],
  [276, 158, 24],
  [378, 150, 26],
  [158, 66, 22],
] as const
const BOX_EDGE = 3

/** A drawing of a blood smear under labels: what the sample project is about, before its images are here. */
export function BloodCells({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect width={WIDTH} height={HEIGHT} fill="#eee7e2" />
      {RED_CELLS.map(([x, y, radius]) => (
        <g key={`${x},${y}`}>
          <circle cx={x} cy={y} r={radius} fill="#dfa9a4" />
          <circle cx={x} cy={y} r={radius * 0.45} fill="#ecc9c4" />
        </g>
      ))}
      <circle cx="222" cy="88" r="42" fill="#cdbfdc" />
      <path d="M196 76c4-20 34-28 44-10s20 14 14 32-30 26-44 16-18-20-14-38z" fill="#7d5aa6" />
      <circle cx="170" cy="116" r="6" fill="#a98bc2" />
      <g fill="none" strokeWidth="2">
        <Box x={222} y={88} radius={42} color="#4477aa" />
        <Box x={322} y={112} radius={27} color="#ee6677" />
        <Box x={72} y={92} radius={27} color="#ee6677" dashed />
        <Box x={170} y={116} radius={7} color="#ccbb44" dashed />
      </g>
    </svg>
  )
}

function Box({ x, y, radius, color, dashed = false }: { x: number; y: number; radius: number; color: string; dashed?: boolean }) {
  const half = radius + BOX_EDGE
  return (
    <rect
      x={x - half}
      y={y - half}
      width={2 * half}
      height={2 * half}
      rx="2"
      stroke={color}
      strokeDasharray={dashed ? '5 4' : undefined}
    />
  )
}
