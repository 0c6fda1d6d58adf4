import { expect, test } from "vitest";
import { parseAmount } from "./index.ts";

test.each(["1", "100", "9".repeat(78)])("%s is an amount", (text) => {
  expect(parseAmount(text)).toBe(BigInt(text));
});

// What the known token's blueprint took, wrapped or passed on as it was (ao.md, 3.2), and what it refused.
test.each(["", "0", "-5", "1.5", "1e2", " 7 ", "abc", "0x10", "+7", "007", "1_000", "１", "1\n", `1${"0".repeat(78)}`])(
  "%j is none",
  (text) => {
    expect(() => parseAmount(text, "Quantity")).toThrow(expect.objectContaining({ code: "invalid_input", field: "Quantity" }));
  },
);
