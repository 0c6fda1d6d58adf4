import { resolve } from "node:path";
import type { WorkerDriver } from "../driver.ts";
import type { WorkerRow } from "../store.ts";
import { openPullDriver } from "../pull/pull-driver.ts";
import type { PullHub } from "../pull/pull-hub.ts";
import { PullLine } from "../pull/pull-line.ts";
import { openOpenaiDriver } from "./openai.ts";
import { ReplayDriver } from "./replay.ts";
import { SimulatedDriver } from "./simulated.ts";

export interface DriverOptions {
  /** Recordings' paths are relative to it. */
  recordingsDirectory: string;
  /** Whether endpoints on private and loopback addresses may be asked. */
  allowPrivateEndpoints: boolean;
  /** Where workers of kind `pull` are connected. Without it they are away. */
  pull?: PullHub;
}

/** How this kind of worker is asked. Connects nowhere and reads nothing yet. */
export function openDriver({ uid, spec, apiKey }: WorkerRow, options: DriverOptions): WorkerDriver {
  switch (spec.kind) {
    case "openai":
      return openOpenaiDriver({ spec, apiKey, allowPrivateEndpoints: options.allowPrivateEndpoints });
    case "replay":
      return new ReplayDriver({ ...spec, recording: resolve(options.recordingsDirectory, spec.recording) });
    case "simulated":
      return new SimulatedDriver(spec);
    case "pull":
      return openPullDriver(spec, options.pull?.line(uid) ?? new PullLine());
  }
}
