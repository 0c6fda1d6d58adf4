import fc from "fast-check";
import { expect, test } from "vitest";
import type { CarriedReply, LlmError } from "../../llm/index.ts";
import { Errand } from "./errand.ts";

const OK = { status: 200, headers: { "content-type": "text/event-stream" } };

/** An errand whose caller and connection write down what they hear. */
function recorded() {
  const heard: string[] = [];
  const told: string[] = [];
  const reply: CarriedReply = {
    onHead: (status) => void heard.push(`head ${status}`),
    onData: (bytes) => void heard.push(bytes.toString()),
    onEnd: () => void heard.push("end"),
    onFailure: ({ kind, message }: LlmError) => void heard.push(`${kind}: ${message}`),
  };
  const errand = new Errand({ path: "/completions", body: "{}" }, reply);
  const porter = { cancel: () => void told.push("cancel"), pause: () => void told.push("pause"), resume: () => void told.push("resume") };
  return { errand, porter, heard, told };
}

test("a head alone commits nobody: the next connection's own head is the one that counts", () => {
  const { errand, porter, heard } = recorded();
  errand.takenBy(porter);
  errand.onHead({ ...OK, status: 500 });
  expect(errand.hasBegun).toBe(false);
  errand.returned();
  errand.takenBy(porter);
  errand.onHead(OK);
  errand.onData(Buffer.from("a"));
  errand.onEnd();
  expect(heard).toEqual(["head 200", "a", "end"]);
  expect(errand.leases).toBe(2);
});

test("two heads, and a body or an end without one, break the protocol", () => {
  const { errand, heard } = recorded();
  expect(() => errand.onData(Buffer.from("a"))).toThrow("begins with its head");
  expect(() => errand.onEnd()).toThrow("begins with its head");
  errand.onHead(OK);
  expect(() => errand.onHead(OK)).toThrow("has one head");
  expect(heard).toEqual([]);
});

test("who sends on for long though it was told to pause is cut off", () => {
  const { errand, porter, heard, told } = recorded();
  errand.takenBy(porter);
  errand.onHead(OK);
  errand.pause();
  for (let sent = 0; sent <= 16 && !errand.isOver; sent++) errand.onData(Buffer.alloc(1024 * 1024));
  expect(heard.at(-1)).toBe("bad_response: its backend sent on though it was told to pause.");
  expect(told).toEqual(["pause", "cancel"]);
});

test("a caller that left hears nothing more, and the connection is told once", () => {
  const { errand, porter, heard, told } = recorded();
  errand.takenBy(porter);
  errand.abort();
  errand.abort();
  errand.onHead(OK);
  errand.onData(Buffer.from("late"));
  errand.onEnd();
  expect(heard.slice(1)).toEqual([]);
  expect(told).toEqual(["cancel"]);
});

const isData = (heard: string) => /^\d+$/.test(heard);

test("however it is held and let go, the caller hears everything once and in order", () => {
  const steps = fc.array(fc.constantFrom("pause", "resume", "data"), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (order) => {
      const { errand, porter, heard } = recorded();
      errand.takenBy(porter);
      errand.onHead(OK);
      let sent = 0;
      let isPaused = false;
      for (const step of order) {
        const before = heard.filter(isData).length;
        if (step === "data") errand.onData(Buffer.from(String(sent++)));
        else {
          errand[step]();
          isPaused = step === "pause";
        }
        const held = isPaused ? heard.filter(isData).length - before : 0;
        expect(held).toBe(0);
      }
      errand.onEnd();
      errand.resume();
      const numbers = Array.from({ length: sent }, (_, index) => String(index));
      expect(heard).toEqual(["head 200", ...numbers, "end"]);
    }),
  );
});
