import { startLab } from "../lab.ts";

const lab = await startLab(Deno.args);
// Ctrl-C reaches JupyterLab by itself, and it asks before it ends: only outlive it.
Deno.addSignalListener("SIGINT", () => {});
Deno.addSignalListener("SIGTERM", () => lab.kill("SIGTERM"));
Deno.exit((await lab.status).code);
