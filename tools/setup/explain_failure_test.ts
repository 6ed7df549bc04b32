import assert from "node:assert/strict";
import { InputError } from "../../lib/core/input_error.ts";
import {
  classifyFailure,
  explainException,
  explainFailure,
} from "./explain_failure.ts";

// Kept from real runs: a closed port, no network, an index without the package, a full disk.
const PIP_CLOSED_PORT =
  `WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7f80c57720d0>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/pip/
ERROR: Could not find a version that satisfies the requirement pip==26.3 (from versions: none)
ERROR: No matching distribution found for pip==26.3`;
const PIP_NOT_THERE =
  `ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.21.0 (from versions: none)
ERROR: No matching distribution found for tensorflow-cpu==2.21.0`;
const PIP_FULL =
  "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device";
const DENO_OFFLINE =
  "error: Failed to fetch\n\nCaused by:\n    client error (Connect): dns error: failed to lookup address information";

Deno.test("classifyFailure() tells a closed network from a missing package", () => {
  assert.equal(classifyFailure(PIP_CLOSED_PORT), "network");
  assert.equal(classifyFailure(DENO_OFFLINE), "network");
  assert.equal(classifyFailure(PIP_NOT_THERE), "missing");
  assert.equal(classifyFailure(PIP_FULL), "disk");
  assert.equal(
    classifyFailure(
      "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
    ),
    "certificate",
  );
  assert.equal(classifyFailure("Segmentation fault"), "unknown");
});

Deno.test("explainFailure() gives what, why, log and remedy", () => {
  const result = { code: 1, signal: undefined, output: PIP_CLOSED_PORT };
  assert.match(
    explainFailure("install pip", result, "/p/.setup/log.txt").message,
    /^Cannot install pip: the package registry cannot be reached\n {2}File: \/p\/.setup\/log.txt\n {2}Remedy: Check the connection/,
  );
});

Deno.test("explainFailure() quotes the telling line of an unknown failure", () => {
  const output = "collecting\nerror: the sky fell\nsee above";
  const result = { code: 3, signal: undefined, output };
  assert.match(
    explainFailure("do it", result, "log").message,
    /exit code 3\): error: the sky fell/,
  );
});

Deno.test("explainException() names a full disk and leaves a bug as it is", () => {
  const full = new Error("ENOSPC: no space left on device, write");
  const explained = explainException("set up the browser", full, "/p");
  assert.ok(explained instanceof InputError);
  assert.match(explained.message, /browser: the disk is full/);
  const bug = new TypeError("x is undefined");
  assert.equal(explainException("set up", bug, "/p"), bug);
});
