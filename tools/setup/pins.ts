/** The Deno that runs the kernel and the runner: 2.9 loses or misplaces outputs of cells. Also in requirements.in. */
export const DENO_VERSION = "2.8.1";

/** The oldest Deno that may run the tasks. */
export const OLDEST_DENO = "2.8.0";

/** The oldest Node, where the tasks are started through npx. */
export const OLDEST_NODE = "20.0.0";

/** The oldest Python for the project's environment. */
export const OLDEST_PYTHON = "3.10.0";

/** The pip of the project's environment; 24.1 and later can report their progress. */
export const PIP_VERSION = "26.3";

/** The TensorFlow whose C library the addon is built on. */
export const TENSORFLOW_VERSION = "2.21.0";

/** The compiler for machines that have none: a PyPI wheel. */
export const ZIGLANG = { requirement: "ziglang==0.17.0", megabytes: 100 };

/** A wheel to take libraries from. */
export interface Wheel {
  /** What pip is asked for. */
  readonly requirement: string;
  /** Its size, for the disk check and the progress; 10^6 bytes. */
  readonly megabytes: number;
}

/** What TensorFlow comes from on one system. */
export interface NativeSource {
  /** The platform tags that pip is asked for, whatever machine and Python it runs on. */
  readonly tags: readonly string[];
  /** The wheels: TensorFlow's own first. */
  readonly wheels: readonly Wheel[];
  /** The libraries taken out of TensorFlow's wheel, the one to link first first. */
  readonly libraries: readonly string[];
  /** What the unpacked files take; 10^6 bytes. */
  readonly unpackedMegabytes: number;
}

const LINUX_LIBRARIES = [
  "libtensorflow_cc.so.2",
  "libtensorflow_framework.so.2",
];

const wheel = (requirement: string, megabytes: number): Wheel => ({
  requirement,
  megabytes,
});

/** The systems that have a wheel, by {@linkcode platformName}. */
export const NATIVE_SOURCES: Readonly<Record<string, NativeSource>> = {
  "linux-x86_64": {
    tags: ["manylinux_2_27_x86_64"],
    wheels: [wheel(`tensorflow-cpu==${TENSORFLOW_VERSION}`, 274)],
    libraries: LINUX_LIBRARIES,
    unpackedMegabytes: 855,
  },
  "linux-aarch64": {
    tags: ["manylinux_2_27_aarch64"],
    wheels: [wheel(`tensorflow==${TENSORFLOW_VERSION}`, 282)],
    libraries: LINUX_LIBRARIES,
    unpackedMegabytes: 885,
  },
  "darwin-aarch64": {
    tags: ["macosx_12_0_arm64"],
    wheels: [wheel(`tensorflow==${TENSORFLOW_VERSION}`, 224)],
    libraries: ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
    unpackedMegabytes: 745,
  },
};

/**
 * TensorFlow's CUDA 12 build and what its `and-cuda` extra asks for, for Linux x86_64. The libraries look for
 * NVIDIA's in `nvidia/` beside their own folder.
 */
export const GPU_SOURCE: NativeSource = {
  tags: [
    "manylinux_2_27_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux2014_x86_64",
    "manylinux_2_12_x86_64",
    "manylinux2010_x86_64",
  ],
  wheels: [
    wheel(`tensorflow==${TENSORFLOW_VERSION}`, 573),
    wheel("nvidia-cublas-cu12==12.9.3.13", 582),
    wheel("nvidia-cuda-cupti-cu12==12.8.90", 11),
    wheel("nvidia-cuda-nvcc-cu12==12.9.86", 41),
    wheel("nvidia-cuda-nvrtc-cu12==12.9.86", 90),
    wheel("nvidia-cuda-runtime-cu12==12.9.79", 4),
    wheel("nvidia-cudnn-cu12==9.28.0.42", 717),
    wheel("nvidia-cufft-cu12==11.4.1.4", 201),
    wheel("nvidia-curand-cu12==10.3.10.19", 69),
    wheel("nvidia-cusolver-cu12==11.7.5.82", 339),
    wheel("nvidia-cusparse-cu12==12.5.10.65", 367),
    wheel("nvidia-nccl-cu12==2.32.3", 352),
    wheel("nvidia-nvjitlink-cu12==12.9.86", 40),
  ],
  libraries: LINUX_LIBRARIES,
  unpackedMegabytes: 5680,
};

/** The headers that the addon's compile reads (`g++ -M`), below TensorFlow's `include/`. */
export const TENSORFLOW_HEADERS: readonly string[] = [
  "tensorflow/c/c_api.h",
  "tensorflow/c/c_api_macros.h",
  "tensorflow/c/eager/c_api.h",
  "tensorflow/c/tf_attrtype.h",
  "tensorflow/c/tf_buffer.h",
  "tensorflow/c/tf_datatype.h",
  "tensorflow/c/tf_status.h",
  "tensorflow/c/tf_tensor.h",
  "tensorflow/c/tf_tstring.h",
  "tensorflow/core/platform/ctstring.h",
  "tensorflow/core/platform/ctstring_internal.h",
  "tsl/platform/ctstring.h",
  "tsl/platform/ctstring_internal.h",
  "xla/tsl/c/tsl_status.h",
];
