import { z } from "zod";

import type { Filter, FilterSettings } from "./filter.ts";
import { listOf } from "./filter.ts";

const mapSettings = z.object({
  mapping_dict: z.record(z.string(), z.unknown()).default({}),
  default_value: z.unknown().optional(),
});

/** The harness's `map`: replaces each response by the entry of that key, or by `default_value` (null unless given). */
export function mapFilter(settings: FilterSettings): Filter {
  const { mapping_dict: mapping, default_value: fallback = null } = mapSettings.parse(settings);
  const entries = new Map(Object.entries(mapping));
  return (value) => listOf(value).map((item) => (typeof item === "string" && entries.has(item) ? entries.get(item) : fallback));
}
