import { describe, expect, test } from "vitest";

import { compileTemplate } from "../../../src/evals/tasks/template/compile-template.ts";
import { findDisagreements, goldenIsMissing, goldenSets, readGolden } from "./golden.ts";

interface JinjaRow {
  template: string;
  cases: { doc: Record<string, unknown>; out: string }[];
}

describe.skipIf(goldenIsMissing !== null)(`templates render as Jinja2 renders them (${goldenIsMissing ?? goldenSets()})`, () => {
  const rows = readGolden<JinjaRow>("jinja.jsonl");
  const renders = (wanted: (at: number) => boolean) =>
    rows.flatMap(({ template, cases }) => cases.filter((_, at) => wanted(at)).map(({ doc, out }) => ({ template, doc, out })));

  test.each([
    ["plausible documents", renders((at) => at === 0)],
    ["documents of odd types", renders((at) => at > 0)],
  ])("%s", (_kind, ofKind) => {
    const disagreements = findDisagreements(ofKind, ({ template, doc, out }) => ({
      name: template,
      found: compileTemplate(template)(doc),
      wanted: out,
    }));
    expect(disagreements).toEqual([]);
  });
});
