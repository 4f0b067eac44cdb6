/** Names of the files that a program looks for in an export. */
export const CARD_FILE = 'model-card.json'
export const ONNX_FILE = 'model.onnx'
