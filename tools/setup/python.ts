import { InputError } from "../../lib/core/input_error.ts";
import { compareVersions } from "./checks.ts";
import { OLDEST_PYTHON } from "./pins.ts";
import { runCommand } from "./run_command.ts";

/** A Python that can make the project's environment. */
export interface FoundPython {
  /** What to run. */
  readonly command: string;
  /** As in "3.11.7". */
  readonly version: string;
}

const CANDIDATES = [
  "python3",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
  "python3.14",
  "python",
];

const PROBE = `
import importlib.util, sys
whole = all(importlib.util.find_spec(m) for m in ("venv", "ensurepip", "ssl"))
print("segbook", ".".join(map(str, sys.version_info[:3])), "whole" if whole else "partial")
`;

/**
 * The command that installs system packages here, as far as the system can be told.
 *
 * @param packages Their names in Debian's, Fedora's, Alpine's and Homebrew's collections.
 * @returns A command for a person to run.
 */
export async function installCommand(
  packages: { apt: string; dnf: string; brew: string },
): Promise<string> {
  if (Deno.build.os === "darwin") return `brew install ${packages.brew}`;
  const release = await Deno.readTextFile("/etc/os-release").catch(() => "");
  const ids = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)]
    .map((found) => found[1] ?? "").join(" ");
  const sudo = Deno.uid() === 0 ? "" : "sudo ";
  return /fedora|rhel|centos|amzn/.test(ids)
    ? `${sudo}dnf install -y ${packages.dnf}`
    : `${sudo}apt-get install -y ${packages.apt}`;
}

/**
 * Finds a Python >= 3.10 that has what an environment needs (venv, ensurepip, ssl).
 *
 * @param cwd Where the candidates are run.
 * @param chosen A person's choice (`SEGBOOK_PYTHON`), tried alone.
 * @throws {InputError} Where there is none; it names what was found and what to install.
 */
export async function findPython(
  cwd: string,
  chosen?: string,
): Promise<FoundPython> {
  const seen: string[] = [];
  let partial: string | undefined;
  for (const command of chosen ? [chosen] : CANDIDATES) {
    const { code, output } = await runCommand([command, "-c", PROBE], { cwd });
    const found = /^segbook (\S+) (whole|partial)$/m.exec(output);
    if (code !== 0 || !found) continue;
    const version = found[1] ?? "";
    if (compareVersions(version, OLDEST_PYTHON) < 0) {
      seen.push(`${command} is ${version}`);
    } else if (found[2] === "partial") {
      partial ??= version;
      seen.push(`${command} is ${version} without its venv module`);
    } else {
      return { command, version };
    }
  }
  const short = (partial ?? "").split(".").slice(0, 2).join(".");
  throw partial
    ? new InputError(
      `Cannot set up: Python must have the venv module, current value is: ${
        seen.join(", ")
      }`,
      {
        remedy: `Run \`${await installCommand({
          apt: `python${short}-venv`,
          dnf: "python3",
          brew: "python@3.12",
        })}\` and the same command again.`,
      },
    )
    : new InputError(
      `Cannot set up: Python must be 3.10 or later, current value is: ${
        seen.join(", ") || `none found${chosen ? ` as ${chosen}` : ""}`
      }`,
      {
        remedy: `Run \`${await installCommand({
          apt: "python3 python3-venv",
          dnf: "python3.12",
          brew: "python@3.12",
        })}\` and the same command again; a Python elsewhere is named by SEGBOOK_PYTHON=<path>.`,
      },
    );
}
