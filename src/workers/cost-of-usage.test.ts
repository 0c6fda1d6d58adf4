import fc from "fast-check";
import { expect, test } from "vitest";
import { costOfUsage } from "./cost-of-usage.ts";

test("a million tokens cost the price, parts of a micro-unit count as one", () => {
  const prices = { inputPrice: 150_000, outputPrice: 600_000 };
  expect(costOfUsage(prices, { promptTokens: 1_000_000, completionTokens: 0 })).toBe(150_000);
  expect(costOfUsage(prices, { promptTokens: 3, completionTokens: 5 })).toBe(4); // 0.45 + 3
  expect(costOfUsage(prices, { promptTokens: 0, completionTokens: 0 })).toBe(0);
  expect(costOfUsage({ inputPrice: 0, outputPrice: 0 }, { promptTokens: 9, completionTokens: 9 })).toBe(0);
});

test("it is never less than the exact amount, and less than one micro-unit more", () => {
  const tokens = fc.nat({ max: 10_000_000 });
  const price = fc.nat({ max: 1_000_000_000 });
  fc.assert(
    fc.property(tokens, tokens, price, price, (promptTokens, completionTokens, inputPrice, outputPrice) => {
      const exact = BigInt(promptTokens) * BigInt(inputPrice) + BigInt(completionTokens) * BigInt(outputPrice);
      const cost = BigInt(costOfUsage({ inputPrice, outputPrice }, { promptTokens, completionTokens })) * 1_000_000n;
      expect(cost >= exact && cost - exact < 1_000_000n).toBe(true);
    }),
  );
});
