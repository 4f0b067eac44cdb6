/** This file grows by one line an act, in one table, so that no key is given twice. */
import { t } from '../i18n.ts'

/**
 * When a key is in force; the first scope that applies and knows the key wins: `mask` is for tools that paint, the next three
 * are the modes of the workbench.
 */
export const SCOPES = ['drawing', 'mask', 'attributes', 'single-label', 'sweep', 'suggestion', 'selection', 'page'] as const
export type Scope = (typeof SCOPES)[number]

export interface KeyBinding {
  readonly id: string
  /** As written by `keyOf`: modifiers in the order ctrl, alt, shift; "t h" for two in a row. After CVAT's map. */
  readonly keys: readonly string[]
  /** The same for hands trained on Label Studio, where they differ. */
  readonly labelStudio?: readonly string[]
  readonly scope: Scope
  readonly what: string
  readonly group: (typeof GROUPS)[number]
  /** Also while the key is held down. */
  readonly repeats?: true
  /** Lasts while the key is down: the act is told twice, the second time without a key. */
  readonly held?: true
}

export const GROUPS = ['Draw', 'Review', 'Edit', 'Go', 'View'] as const
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const

/** Every act of the workbench with its keys. The cheat sheet, the palette and the editor of keys are made from this table. */
export const keymap = [
  { id: 'draw', keys: ['n'], scope: 'page', group: 'Draw', what: t('Draw with the same label; again to stop') },
  { id: 'finishDrawing', keys: ['n'], scope: 'drawing', group: 'Draw', what: t('Finish the shape being drawn') },
  { id: 'label', keys: DIGITS, scope: 'page', group: 'Draw', what: t('Draw with this label') },
  { id: 'relabel', keys: DIGITS, scope: 'selection', group: 'Edit', what: t('Give the selected this label') },
  {
    id: 'relabelLast',
    keys: DIGITS.map((digit) => `ctrl+${digit}`),
    scope: 'page',
    group: 'Edit',
    what: t('Give the selected or the last drawn this label'),
  },
  { id: 'select', keys: ['v'], scope: 'page', group: 'Draw', what: t('Select, move and resize') },
  { id: 'takeBox', keys: ['shift+b'], labelStudio: ['r'], scope: 'page', group: 'Draw', what: t('Box') },
  {
    id: 'takeExtremeBox',
    keys: ['shift+x'],
    scope: 'page',
    group: 'Draw',
    what: t('Box by four clicks on the outermost points'),
  },
  { id: 'takeRotatedBox', keys: ['shift+r'], scope: 'page', group: 'Draw', what: t('Rotated box') },
  { id: 'takePolygon', keys: ['shift+p'], labelStudio: ['p'], scope: 'page', group: 'Draw', what: t('Polygon') },
  { id: 'takePolyline', keys: ['shift+l'], scope: 'page', group: 'Draw', what: t('Line') },
  { id: 'takePoints', keys: ['shift+k'], labelStudio: ['k'], scope: 'page', group: 'Draw', what: t('Points') },
  { id: 'takeEllipse', keys: ['shift+o'], labelStudio: ['o'], scope: 'page', group: 'Draw', what: t('Ellipse') },
  { id: 'takeBrush', keys: ['b'], scope: 'page', group: 'Draw', what: t('Brush for masks') },
  { id: 'takeMaskPolygon', keys: ['shift+m'], scope: 'page', group: 'Draw', what: t('Fill an outline into a mask') },
  { id: 'maskBrush', keys: ['shift+1'], scope: 'mask', group: 'Draw', what: t('Paint with the brush') },
  { id: 'maskEraser', keys: ['shift+2'], labelStudio: ['e'], scope: 'mask', group: 'Draw', what: t('Wipe away with the brush') },
  { id: 'maskAdd', keys: ['shift+3'], scope: 'mask', group: 'Draw', what: t('Fill an outline into the mask') },
  { id: 'maskRemove', keys: ['shift+4'], scope: 'mask', group: 'Draw', what: t('Cut an outline out of the mask') },
  {
    id: 'brushLarger',
    keys: ['.'],
    labelStudio: [']'],
    scope: 'mask',
    group: 'Draw',
    what: t('Larger brush (or Alt and the wheel)'),
    repeats: true,
  },
  { id: 'brushSmaller', keys: [','], labelStudio: ['['], scope: 'mask', group: 'Draw', what: t('Smaller brush'), repeats: true },
  { id: 'redraw', keys: ['shift+n'], scope: 'selection', group: 'Draw', what: t('Draw the selected anew') },
  { id: 'takeSkeleton', keys: ['shift+y'], scope: 'page', group: 'Draw', what: t('Skeleton') },
  { id: 'takeCutOut', keys: ['x'], scope: 'page', group: 'Draw', what: t('Cut out what is in a box or at a click') },
  { id: 'takeRegion', keys: ['alt+x'], scope: 'page', group: 'Draw', what: t('Region from a few strokes') },
  { id: 'takeScissors', keys: ['shift+i'], scope: 'page', group: 'Draw', what: t('Intelligent scissors') },
  { id: 'takeWand', keys: ['w'], scope: 'page', group: 'Draw', what: t('Magic wand') },
  { id: 'findSimilar', keys: ['shift+w'], scope: 'page', group: 'Draw', what: t('Find what looks like the selected') },
  {
    id: 'shareBorders',
    keys: ['ctrl+a'],
    scope: 'page',
    group: 'Draw',
    what: t('New outlines run along the ones beside them, or not'),
  },
  {
    id: 'snap',
    keys: ['alt+n'],
    scope: 'page',
    group: 'Draw',
    what: t('Points snap to corners and edges, or only while Ctrl is held'),
  },
  {
    id: 'escape',
    keys: ['escape'],
    labelStudio: ['escape', 'u'],
    scope: 'page',
    group: 'Draw',
    what: t('Drop what is in hand, go back, select'),
  },

  { id: 'accept', keys: ['enter'], scope: 'suggestion', group: 'Review', what: t('Accept the suggestion and go to the next') },
  {
    id: 'reject',
    keys: ['backspace', 'delete'],
    scope: 'suggestion',
    group: 'Review',
    what: t('Reject the suggestion and go to the next'),
  },
  { id: 'correct', keys: DIGITS, scope: 'suggestion', group: 'Review', what: t('Accept it as this label and go to the next') },
  {
    id: 'proceed',
    keys: ['enter'],
    scope: 'page',
    group: 'Review',
    what: t('Go to the next suggestion; submit when none is left'),
  },
  {
    id: 'nextObject',
    keys: ['tab'],
    labelStudio: ['tab', 'alt+.'],
    scope: 'page',
    group: 'Review',
    what: t('Next suggestion, or next object'),
    repeats: true,
  },
  {
    id: 'previousObject',
    keys: ['shift+tab'],
    labelStudio: ['shift+tab', 'alt+,'],
    scope: 'page',
    group: 'Review',
    what: t('Previous one'),
    repeats: true,
  },
  { id: 'acceptAbove', keys: ['shift+a'], scope: 'page', group: 'Review', what: t('Accept all above the slider') },
  {
    id: 'finish',
    keys: ['shift+enter'],
    scope: 'page',
    group: 'Review',
    what: t('Approve the image (annotators: submit) and go on'),
  },
  {
    id: 'sweep',
    keys: ['shift+s'],
    scope: 'page',
    group: 'Review',
    what: t('Look over the image piece by piece for what was missed'),
  },
  { id: 'nextTile', keys: ['enter', 'space'], scope: 'sweep', group: 'Review', what: t('Sweep: next piece') },
  { id: 'previousTile', keys: ['shift+space', 'pageup'], scope: 'sweep', group: 'Review', what: t('Sweep: piece before') },
  { id: 'endSweep', keys: ['escape'], scope: 'sweep', group: 'Review', what: t('Sweep: end') },
  { id: 'submit', keys: ['ctrl+enter'], scope: 'page', group: 'Review', what: t('Submit for review and go on') },
  { id: 'keepTheirs', keys: ['alt+1'], scope: 'page', group: 'Review', what: t('Somebody changed it first: keep theirs') },
  { id: 'keepMine', keys: ['alt+2'], scope: 'page', group: 'Review', what: t('Somebody changed it first: keep mine') },
  {
    id: 'comment',
    keys: ['shift+c'],
    scope: 'page',
    group: 'Review',
    what: t('Comment on the selected, or where the pointer is'),
  },
  { id: 'takeBack', keys: ['ctrl+alt+z'], scope: 'page', group: 'Review', what: t('Take back what was submitted for review') },

  { id: 'attributeWalk', keys: ['alt+a'], scope: 'page', group: 'Edit', what: t('Walk through the attributes of all objects') },
  { id: 'nextOfWalk', keys: ['tab'], scope: 'attributes', group: 'Edit', what: t('Attributes: next object'), repeats: true },
  {
    id: 'previousOfWalk',
    keys: ['shift+tab'],
    scope: 'attributes',
    group: 'Edit',
    what: t('Attributes: previous object'),
    repeats: true,
  },
  { id: 'nextAttribute', keys: ['arrowdown'], scope: 'attributes', group: 'Edit', what: t('Next attribute'), repeats: true },
  {
    id: 'previousAttribute',
    keys: ['arrowup'],
    scope: 'attributes',
    group: 'Edit',
    what: t('Previous attribute'),
    repeats: true,
  },
  { id: 'answer', keys: DIGITS, scope: 'attributes', group: 'Edit', what: t('Give the attribute its n-th value') },
  { id: 'leaveMode', keys: ['escape'], scope: 'attributes', group: 'Edit', what: t('Stop walking through attributes') },
  { id: 'singleLabel', keys: ['alt+s'], scope: 'page', group: 'Draw', what: t('One label only, then the next image by itself') },
  { id: 'findLabel', keys: ['i'], scope: 'page', group: 'Draw', what: t('Find a label by typing') },

  { id: 'undo', keys: ['ctrl+z'], scope: 'page', group: 'Edit', what: t('Undo'), repeats: true },
  { id: 'redo', keys: ['ctrl+shift+z', 'ctrl+y'], scope: 'page', group: 'Edit', what: t('Redo'), repeats: true },
  { id: 'remove', keys: ['delete', 'backspace'], scope: 'selection', group: 'Edit', what: t('Delete the selected') },
  {
    id: 'nudge',
    keys: ['arrowleft', 'arrowright', 'arrowup', 'arrowdown'],
    scope: 'selection',
    group: 'Edit',
    what: t('Move by 1 pixel'),
    repeats: true,
  },
  {
    id: 'nudgeFar',
    keys: ['shift+arrowleft', 'shift+arrowright', 'shift+arrowup', 'shift+arrowdown'],
    scope: 'selection',
    group: 'Edit',
    what: t('Move by 10 pixels'),
    repeats: true,
  },
  {
    id: 'removeLocked',
    keys: ['shift+delete'],
    scope: 'selection',
    group: 'Edit',
    what: t('Delete the selected, locked ones too'),
  },
  { id: 'copy', keys: ['ctrl+c'], scope: 'selection', group: 'Edit', what: t('Copy the selected') },
  { id: 'copyToNext', keys: ['ctrl+b'], scope: 'page', group: 'Edit', what: t('Copy the selected (or all) to the next image') },
  { id: 'paste', keys: ['ctrl+v'], scope: 'page', group: 'Edit', what: t('Paste, here or on another image') },
  { id: 'duplicate', keys: ['ctrl+d'], scope: 'selection', group: 'Edit', what: t('Duplicate the selected') },
  { id: 'group', keys: ['g'], scope: 'selection', group: 'Edit', what: t('Group the selected') },
  { id: 'ungroup', keys: ['shift+g'], scope: 'selection', group: 'Edit', what: t('Take the selected out of their group') },
  { id: 'selectGroup', keys: ['alt+g'], scope: 'selection', group: 'Edit', what: t('Select the whole group') },
  { id: 'selectAll', keys: ['ctrl+shift+a'], scope: 'page', group: 'Edit', what: t('Select all shapes') },
  { id: 'raise', keys: ['pageup'], scope: 'selection', group: 'Edit', what: t('Draw the selected above others'), repeats: true },
  {
    id: 'lower',
    keys: ['pagedown'],
    scope: 'selection',
    group: 'Edit',
    what: t('Draw the selected below others'),
    repeats: true,
  },
  { id: 'occlude', keys: ['q', '/'], scope: 'selection', group: 'Edit', what: t('Something hides a part of the selected') },
  { id: 'takeSlice', keys: ['alt+j'], scope: 'page', group: 'Edit', what: t('Slice along a line') },
  { id: 'join', keys: ['j'], scope: 'page', group: 'Edit', what: t('Join the selected, or those to be clicked') },
  {
    id: 'subtract',
    keys: ['shift+j'],
    scope: 'selection',
    group: 'Edit',
    what: t('Take the other selected away from the first'),
  },
  { id: 'simplify', keys: ['alt+m'], scope: 'selection', group: 'Edit', what: t('Simplify the outline') },
  { id: 'save', keys: ['ctrl+s'], scope: 'page', group: 'Edit', what: t('Say whether all is saved (it saves by itself)') },

  { id: 'nextImage', keys: ['f'], labelStudio: ['ctrl+arrowright'], scope: 'page', group: 'Go', what: t('Next image') },
  { id: 'previousImage', keys: ['d'], labelStudio: ['ctrl+arrowleft'], scope: 'page', group: 'Go', what: t('Previous image') },
  {
    id: 'nextOfQueue',
    keys: ['shift+f'],
    labelStudio: ['ctrl+space'],
    scope: 'page',
    group: 'Go',
    what: t('Next image of the queue, leaving this one as it is'),
  },

  { id: 'fit', keys: ['shift+1', 'home'], scope: 'page', group: 'View', what: t('Whole image') },
  { id: 'actualSize', keys: ['shift+2'], scope: 'page', group: 'View', what: t('One to one') },
  {
    id: 'zoomIn',
    keys: ['+', '='],
    labelStudio: ['ctrl++', 'ctrl+='],
    scope: 'page',
    group: 'View',
    what: t('Closer (or the wheel)'),
    repeats: true,
  },
  {
    id: 'zoomOut',
    keys: ['-'],
    labelStudio: ['ctrl+-'],
    scope: 'page',
    group: 'View',
    what: t('Farther (drag with Space or the middle button to move)'),
    repeats: true,
  },
  { id: 'hide', keys: ['h', 't h'], labelStudio: ['ctrl+h'], scope: 'page', group: 'View', what: t('Hide or show all shapes') },
  {
    id: 'hideSelected',
    keys: ['h'],
    labelStudio: ['alt+h'],
    scope: 'selection',
    group: 'View',
    what: t('Hide or show the selected'),
  },
  { id: 'lock', keys: ['t l'], labelStudio: ['alt+shift+l'], scope: 'page', group: 'Edit', what: t('Lock or unlock all shapes') },
  {
    id: 'lockSelected',
    keys: ['l'],
    labelStudio: ['alt+l'],
    scope: 'selection',
    group: 'Edit',
    what: t('Lock or unlock the selected'),
  },
  {
    id: 'pin',
    keys: ['p'],
    labelStudio: ['alt+p'],
    scope: 'selection',
    group: 'Edit',
    what: t('Pin the selected to their places, or let them go'),
  },
  { id: 'turnRight', keys: ['ctrl+r'], scope: 'page', group: 'View', what: t('Turn the view right') },
  { id: 'turnLeft', keys: ['ctrl+shift+r'], scope: 'page', group: 'View', what: t('Turn the view left') },
  { id: 'magnify', keys: ['z'], scope: 'page', group: 'View', what: t('Magnifier while it is held'), held: true },
  { id: 'viewMenu', keys: ['f2'], scope: 'page', group: 'View', what: t('How the image and its shapes are shown') },
  { id: 'grid', keys: ['t g'], scope: 'page', group: 'View', what: t('Grid') },
  { id: 'rulers', keys: ['t r'], scope: 'page', group: 'View', what: t('Rulers') },
  { id: 'crosshair', keys: ['t c'], scope: 'page', group: 'View', what: t('Crosshair while drawing') },
  { id: 'magnifier', keys: ['t m'], scope: 'page', group: 'View', what: t('Magnifier') },
  { id: 'tags', keys: ['t t'], scope: 'page', group: 'View', what: t('Labels beside shapes: always, by zoom, never') },
  { id: 'scores', keys: ['t s'], scope: 'page', group: 'View', what: t('Scores beside labels') },
  { id: 'invert', keys: ['t i'], scope: 'page', group: 'View', what: t('Invert the image') },
  { id: 'plainImage', keys: ['t 0'], scope: 'page', group: 'View', what: t('The image as it is, without adjustments') },
  { id: 'leftPanel', keys: ['['], labelStudio: ['alt+['], scope: 'page', group: 'View', what: t('Tools') },
  { id: 'rightPanel', keys: [']'], labelStudio: ['alt+]'], scope: 'page', group: 'View', what: t('Objects') },
  { id: 'sheet', keys: ['?', 'f1'], scope: 'page', group: 'View', what: t('These keys') },
] as const satisfies readonly KeyBinding[]

export type ActionId = (typeof keymap)[number]['id']
