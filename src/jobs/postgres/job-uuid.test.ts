import fc from "fast-check";
import { expect, test } from "vitest";
import { jobUuid } from "./job-uuid.ts";

const RFC_9562 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("any id becomes a UUID of its own, by name, and a UUID stays itself", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, id) => {
      const uuid = jobUuid(name, id);
      expect(uuid).toMatch(RFC_9562);
      expect(jobUuid(name, uuid)).toBe(uuid);
    }),
  );
  expect(jobUuid("a", "1")).not.toBe(jobUuid("b", "1"));
  expect(jobUuid("a", "1")).not.toBe(jobUuid("a", "2"));
  expect(jobUuid("a", "0198B2F0-7C3C-7000-8000-00000000000A")).toBe("0198b2f0-7c3c-7000-8000-00000000000a");
});
