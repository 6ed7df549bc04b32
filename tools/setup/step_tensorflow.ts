import { classifyFailure, explainFailure } from "./explain_failure.ts";
import { NativeUnavailable } from "./native_unavailable.ts";
import {
  type NativeSource,
  TENSORFLOW_HEADERS,
  TENSORFLOW_VERSION,
  type Wheel,
} from "./pins.ts";
import { parseRawProgress } from "./progress.ts";
import {
  discard,
  logPath,
  type Project,
  putInPlace,
  requireSpace,
  run,
  runOrExplain,
  workFolder,
} from "./project.ts";
import type { Step } from "./step.ts";
import { PIP_OPTIONS } from "./step_python.ts";

/** Parts of the whole: bytes from the network first, then what is unpacked; measured on a fast line. */
const DOWNLOAD_SHARE = 0.8;

/** pip's order for one wheel of a fixed ABI, whatever Python and machine run it. */
export function downloadCommand(
  python: string,
  wheel: Wheel,
  tags: readonly string[],
  folder: string,
): [string, ...string[]] {
  return [
    python,
    "-m",
    "pip",
    "download",
    ...PIP_OPTIONS,
    "--no-deps",
    "--progress-bar=raw",
    "--python-version=3.12",
    "--implementation=cp",
    ...tags.map((tag) => `--platform=${tag}`),
    `--dest=${folder}`,
    wheel.requirement,
  ];
}

/** What is taken out of a wheel: TensorFlow's libraries and headers, or all that NVIDIA's need at run time. */
export function wantedFiles(
  wheel: Wheel,
  source: NativeSource,
): readonly string[] {
  return wheel.requirement.startsWith("nvidia-")
    ? ["nvidia/*", "!*/include/*", "!*.a", "!*.py"]
    : [
      ...source.libraries.map((name) => `tensorflow/${name}`),
      ...TENSORFLOW_HEADERS.map((path) => `tensorflow/include/${path}`),
    ];
}

async function fetchWheel(
  project: Project,
  source: NativeSource,
  wheel: Wheel,
  target: string,
  report: (part: number) => void,
): Promise<void> {
  const python = `${project.root}/.venv/bin/python`;
  const folder = `${workFolder(project)}/wheel`;
  await Deno.mkdir(folder, { recursive: true });
  const sees = (from: number, to: number) => (line: string) => {
    const progress = parseRawProgress(line);
    if (progress) {
      report(from + (to - from) * progress.done / progress.total);
    }
  };
  const download = await run(
    project,
    downloadCommand(python, wheel, source.tags, folder),
    { onLine: sees(0, DOWNLOAD_SHARE) },
  );
  if (download.code !== 0) {
    if (classifyFailure(download.output) === "missing") {
      throw new NativeUnavailable(
        `the package index has no ${wheel.requirement} for ${project.platform.name}`,
      );
    }
    throw explainFailure(
      `download ${wheel.requirement}`,
      download,
      logPath(project),
    );
  }
  for await (const entry of Deno.readDir(folder)) {
    await runOrExplain(project, `unpack ${wheel.requirement}`, [
      python,
      `${project.root}/tools/setup/extract_wheel.py`,
      `${folder}/${entry.name}`,
      target,
      ...wantedFiles(wheel, source),
    ], { onLine: sees(DOWNLOAD_SHARE, 1) });
  }
  await Deno.remove(folder, { recursive: true });
}

/**
 * TensorFlow's C library in `.native/tensorflow`, and NVIDIA's in `.native/nvidia` where a GPU is asked for, out of
 * the wheels of PyPI.
 *
 * @param project The project.
 * @throws {NativeUnavailable} From `build`, where no wheel is for this system.
 */
export function tensorflowStep(project: Project): Step {
  const source = project.platform.native;
  const megabytes = source?.wheels.reduce((sum, w) => sum + w.megabytes, 0) ??
    0;
  const gpu = project.variant === "gpu";
  return {
    id: "tensorflow",
    title: `TensorFlow ${TENSORFLOW_VERSION}${
      gpu ? " with CUDA" : ""
    }, ${megabytes} MB to download`,
    inputs: [1, source ?? null, TENSORFLOW_HEADERS],
    async build() {
      if (!source) {
        throw new NativeUnavailable(
          `TensorFlow has no library for ${project.platform.name}`,
        );
      }
      // The largest wheel lies there twice, in pip's cache and beside the unpacked files.
      const largest = Math.max(...source.wheels.map((w) => w.megabytes));
      await requireSpace(
        project,
        megabytes + largest + source.unpackedMegabytes,
        `TensorFlow (${megabytes} MB to download)`,
      );
      const target = `${workFolder(project)}/native`;
      let before = 0;
      for (const wheel of source.wheels) {
        await fetchWheel(
          project,
          source,
          wheel,
          target,
          (part) =>
            project.progress.part(
              (before + part * wheel.megabytes) / megabytes,
            ),
        );
        before += wheel.megabytes;
      }
      await discard(project, `${project.root}/.native/nvidia`);
      if (gpu) {
        await putInPlace(
          project,
          `${target}/nvidia`,
          `${project.root}/.native/nvidia`,
        );
      }
      await putInPlace(
        project,
        `${target}/tensorflow`,
        `${project.root}/.native/tensorflow`,
      );
      return [
        ...source.libraries.map((name) => `.native/tensorflow/${name}`),
        ...(gpu ? [".native/nvidia/cublas/lib/libcublas.so.12"] : []),
      ];
    },
  };
}
