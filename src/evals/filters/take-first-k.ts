import { z } from "zod";

import { type Filter, type FilterSettings, listOf } from "./filter.ts";

/** The harness's `take_first_k`: keeps k responses; fewer than k throw a RangeError. */
export function takeFirstK(settings: FilterSettings): Filter {
  const { k } = z.object({ k: z.int().min(1) }).parse(settings);
  return (value) => {
    const responses = listOf(value);
    if (responses.length < k) {
      throw new RangeError(`take_first_k needs ${k} responses a document and got ${responses.length}: raise repeats.`);
    }
    return responses.slice(0, k);
  };
}
