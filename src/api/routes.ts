import type { App } from "../app.ts";
import { aoItemsRoutes } from "./assay/v1/ao-items.ts";
import { compareRoutes } from "./assay/v1/compare.ts";
import { connectRoutes } from "./assay/v1/connect.ts";
import { datasetRegistrationsRoutes } from "./assay/v1/dataset-registrations.ts";
import { datasetsRoutes } from "./assay/v1/datasets.ts";
import { keysRoutes } from "./assay/v1/keys.ts";
import { ledgerRoutes } from "./assay/v1/ledger.ts";
import { leaderboardRoutes } from "./assay/v1/leaderboard.ts";
import { networkRoutes } from "./assay/v1/network.ts";
import { policiesRoutes } from "./assay/v1/policies.ts";
import { runsRoutes } from "./assay/v1/runs.ts";
import { tasksRoutes } from "./assay/v1/tasks.ts";
import { votesRoutes } from "./assay/v1/votes.ts";
import { workersRoutes } from "./assay/v1/workers.ts";
import { openaiRoutes } from "./v1/index.ts";
import { aoRoutes } from "./ao.ts";
import { chatRoutes } from "./chat.ts";
import { openapiRoutes } from "./docs.ts";
import { echoRoutes } from "./echo.ts";
import { healthRoutes } from "./health.ts";
import type { KeyRing } from "./key-ring.ts";
import { metricsRoutes } from "./metrics.ts";
import type { ApiServer } from "./server-types.ts";

/** Every route file, in the order of the docs. */
export function registerRoutes(server: ApiServer, app: App, keys: KeyRing): void {
  openaiRoutes(server, app);
  chatRoutes(server, app);
  echoRoutes(server, app);
  workersRoutes(server, app);
  connectRoutes(server, app);
  policiesRoutes(server, app);
  compareRoutes(server, app);
  votesRoutes(server, app);
  tasksRoutes(server, app);
  datasetsRoutes(server, app);
  datasetRegistrationsRoutes(server, app);
  runsRoutes(server, app);
  leaderboardRoutes(server, app);
  networkRoutes(server, app);
  ledgerRoutes(server, app);
  keysRoutes(server, app, keys);
  aoRoutes(server, app);
  aoItemsRoutes(server, app);
  healthRoutes(server, app);
  metricsRoutes(server, app);
  openapiRoutes(server);
}
