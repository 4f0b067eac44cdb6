/** The error class of everything that prepares or holds parts of this machine, shared with the set-up script. */
export { explainFileError, SetupError } from './setup-error.mjs'
