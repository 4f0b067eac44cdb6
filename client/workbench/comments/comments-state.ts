import { createJSONStorage, persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import type { CommentTarget } from '#shared/domain/comment.ts'
import type { CommentId } from '#shared/domain/ids.ts'
import type { Point } from '#shared/shapes/index.ts'
import { panelLayout } from '../panel-layout.ts'

/** What the right panel shows. */
export type SideTab = 'objects' | 'comments' | 'history'

interface CommentsState {
  readonly tab: SideTab
  /** What the next comment is pinned to. */
  readonly target: CommentTarget
  /** Words that were not sent yet, by thread or (for a new one) asset: they stay until the server has them. */
  readonly drafts: Readonly<Record<string, string>>
  /** The thread that is open; null for all. */
  readonly thread: CommentId | null
  /** Where the pointer was last on the image, in image pixels. */
  readonly pointer: Point | null
  /** Grows when the keyboard should go to the field for a new comment. */
  readonly asked: number
}

const WHOLE: CommentTarget = { type: 'asset' }

/** What is said, about to be said and looked at beside the image, in this tab. Words that were not sent survive a reload. */
export const commentsState = createStore<CommentsState>()(
  persist((): CommentsState => ({ tab: 'objects', target: WHOLE, drafts: {}, thread: null, pointer: null, asked: 0 }), {
    name: 'labelloop.workbench.comments',
    storage: createJSONStorage(() => sessionStorage),
    partialize: ({ drafts }) => ({ drafts }),
  }),
)

/** Opens the right panel at a tab. */
export function showSideTab(tab: SideTab): void {
  panelLayout.setState({ isRightOpen: true })
  commentsState.setState({ tab })
}

/** Begins a comment on something; on null where the pointer is, or on the image as a whole. */
export function startComment(about: CommentTarget | null): void {
  const { pointer, asked } = commentsState.getState()
  const target: CommentTarget = about ?? (pointer ? { type: 'place', x: Math.round(pointer.x), y: Math.round(pointer.y) } : WHOLE)
  showSideTab('comments')
  commentsState.setState({ target, thread: null, asked: asked + 1 })
}

/** Opens one thread. */
export function openThread(thread: CommentId): void {
  showSideTab('comments')
  commentsState.setState({ thread })
}

/** Keeps words until they are sent; an empty text forgets them. */
export function keepDraft(key: string, text: string): void {
  commentsState.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: text } }))
}
