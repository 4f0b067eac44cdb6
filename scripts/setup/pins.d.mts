/** The wheels that hold TensorFlow's libraries, as far as tests look at them. */
export const TENSORFLOW_WHEELS: { cuda: { options: string[]; hashed: [requirement: string, sha256: string][] } }
