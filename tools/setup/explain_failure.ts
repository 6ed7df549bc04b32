import { InputError } from "../../lib/core/input_error.ts";
import type { CommandResult } from "./run_command.ts";

/** What is known to go wrong in the commands that set-up runs. */
export type FailureKind =
  | "disk"
  | "network"
  | "certificate"
  | "permission"
  | "missing"
  | "unknown";

const SIGNS: readonly (readonly [FailureKind, RegExp])[] = [
  [
    "disk",
    /no space left on device|\bENOSPC\b|errno 28\b|os error 28\b|disk quota exceeded/i,
  ],
  [
    "certificate",
    /CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|invalid peer certificate|UnknownIssuer/i,
  ],
  [
    "network",
    /NewConnectionError|Failed to establish a new connection|connection refused|connection reset|connection broken|name resolution|name or service not known|network is unreachable|no route to host|Max retries exceeded|ReadTimeout|timed out|ProxyError|error sending request|dns error|client error \(Connect\)|tcp connect error|IncompleteRead|failed to download/i,
  ],
  [
    "missing",
    /No matching distribution found|Could not find a version that satisfies|is not a supported wheel/i,
  ],
  [
    "permission",
    /permission denied|read-only file system|operation not permitted|os error 13\b|\bEACCES\b/i,
  ],
];

/**
 * Finds out from what a command printed why it failed.
 *
 * @param output The end of both its streams.
 *
 * @example
 * ```ts
 * import { classifyFailure } from "./explain_failure.ts";
 *
 * if (classifyFailure("OSError: [Errno 28] No space left on device") !== "disk") throw new Error();
 * ```
 */
export function classifyFailure(output: string): FailureKind {
  return SIGNS.find(([, sign]) => sign.test(output))?.[0] ?? "unknown";
}

const REMEDIES: Readonly<Record<FailureKind, string>> = {
  disk:
    "Free some space and run the same command again: what is already there is kept.",
  network:
    "Check the connection, or name your proxy (HTTPS_PROXY) or mirrors (PIP_INDEX_URL, NPM_CONFIG_REGISTRY), and run the same command again: what is already there is kept.",
  certificate:
    "Name the certificate of your proxy: PIP_CERT=<file> for Python's packages, DENO_CERT=<file> for npm's, then run the same command again.",
  permission:
    "Mend the owner of the project folder with chown, or clone it into a folder of your own.",
  missing:
    "Look whether your package index (PIP_INDEX_URL, pip's configuration) is complete, then run the same command again.",
  unknown: "Read the log, mend what it names, and run the same command again.",
};

const REASONS: Readonly<Record<FailureKind, string>> = {
  disk: "the disk is full",
  network: "the package registry cannot be reached",
  certificate: "the package registry's certificate is not trusted",
  permission: "the project folder cannot be written",
  missing: "the package index has no package that fits this system",
  unknown: "a command failed",
};

/** The line of the output that says most: the last that speaks of an error, else the last. */
function tellingLine(output: string): string {
  const lines = output.split("\n").map((line) => line.trim()).filter(Boolean);
  return lines.findLast((line) => /error|cannot|failed/i.test(line)) ??
    lines.at(-1) ?? "";
}

/**
 * Turns a failed command into an error that a person can act on.
 *
 * @param what What could not be done, as in "install the Python packages".
 * @param result How the command ended.
 * @param log The file with all that it printed.
 */
export function explainFailure(
  what: string,
  result: CommandResult,
  log: string,
): InputError {
  const kind = classifyFailure(result.output);
  const detail = kind === "unknown"
    ? `${REASONS[kind]} (${
      result.signal ? `signal ${result.signal}` : `exit code ${result.code}`
    }): ${tellingLine(result.output)}`
    : REASONS[kind];
  return new InputError(`Cannot ${what}: ${detail}`, {
    file: log,
    remedy: REMEDIES[kind],
  });
}

/**
 * Turns an exception of this process into an error that a person can act on, where the disk or its rights are at
 * fault; gives others back as they are.
 *
 * @param what What could not be done.
 * @param error What was thrown.
 * @param folder Where the work was done.
 */
export function explainException(
  what: string,
  error: unknown,
  folder: string,
): unknown {
  if (error instanceof InputError || !(error instanceof Error)) return error;
  const kind = classifyFailure(error.message);
  return kind === "disk" || kind === "permission"
    ? new InputError(`Cannot ${what}: ${REASONS[kind]}`, {
      file: folder,
      remedy: REMEDIES[kind],
      cause: error,
    })
    : error;
}
