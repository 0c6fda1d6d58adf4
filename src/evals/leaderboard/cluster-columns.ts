import type { RunSettings } from "../run.ts";

interface ConfiguredTask {
  name: string;
  config: Record<string, unknown>;
}

/** By task: the field of its documents that says which of them go together; as the run names it, or the task's own `metadata.assay.cluster`. */
export function clusterColumns({ clusters = {} }: Pick<RunSettings, "clusters">, tasks: readonly ConfiguredTask[]): Map<string, string> {
  return new Map(
    tasks.flatMap(({ name, config }) => {
      const metadata = config["metadata"] as { assay?: { cluster?: string } } | undefined;
      const column = Object.hasOwn(clusters, name) ? clusters[name] : metadata?.assay?.cluster;
      return column === undefined ? [] : [[name, column] as const];
    }),
  );
}
