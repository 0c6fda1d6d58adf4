import { runCommand, type CommandFigures } from "./run-command.ts";
import type { Measurement } from "./row.ts";

interface Runs {
  /** The command that works on so many samples. */
  command: (samples: number) => readonly string[];
  samples: number;
  /** A run of so few that it is almost only the start. */
  fewSamples: number;
  environment: Readonly<Record<string, string>>;
  directory: string;
}

/**
 * What one more sample costs a runner that is a command: the difference between a run of many and one of few, so that its
 * start (seconds for some) is not charged to the samples. The start-up row shows the start.
 */
export async function measureMarginalCost({ command, samples, fewSamples, environment, directory }: Runs): Promise<Measurement> {
  const run = (count: number): Promise<CommandFigures> => runCommand(command(count), { environment, directory });
  const few = await run(fewSamples);
  const many = await run(samples);
  const more = samples - fewSamples;
  return {
    cpuUs: (positive(many.cpuMs - few.cpuMs) * 1000) / more,
    perSecond: (more * 1000) / positive(many.wallMs - few.wallMs),
    rssMb: many.peakRssMb,
  };
}

/** On a busy machine the short run can take longer than the long one: that round has no figure. */
function positive(difference: number): number {
  return difference > 0 ? difference : Number.NaN;
}
