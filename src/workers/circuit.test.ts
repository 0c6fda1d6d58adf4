import { expect, test } from "vitest";
import { Circuit, type Ticket } from "./circuit.ts";

function atClock(): { clock: { nowMs: number }; circuit: Circuit; pass(): Ticket } {
  const clock = { nowMs: 0 };
  const circuit = new Circuit(() => clock.nowMs);
  const pass = () => {
    const ticket = circuit.tryPass();
    if (!ticket) throw new Error("the circuit is open");
    return ticket;
  };
  return { clock, circuit, pass };
}

test("five failures in a row open it for ten seconds; a success between starts the count anew", () => {
  const { circuit, pass } = atClock();
  for (let i = 0; i < 4; i++) circuit.failed(pass());
  circuit.succeeded(pass());
  for (let i = 0; i < 4; i++) circuit.failed(pass());
  expect(circuit.isOpen).toBe(false);
  circuit.failed(pass());
  expect([circuit.isOpen, circuit.waitMs, circuit.tryPass()]).toEqual([true, 10_000, undefined]);
});

test("half open, one probe passes; its success closes, its failure doubles the wait up to five minutes", () => {
  const { circuit, clock, pass } = atClock();
  for (let i = 0; i < 5; i++) circuit.failed(pass());
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    waits.push(circuit.waitMs);
    clock.nowMs += circuit.waitMs;
    const probe = pass();
    expect(probe.isProbe).toBe(true);
    expect(circuit.tryPass()).toBeUndefined();
    circuit.failed(probe);
  }
  expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  clock.nowMs += circuit.waitMs;
  circuit.succeeded(pass());
  expect([circuit.isOpen, circuit.tryPass()?.isProbe]).toEqual([false, false]);
});

test("a worker that says when to come back is believed at once", () => {
  const { circuit, clock, pass } = atClock();
  circuit.failed(pass(), 3_000);
  expect(circuit.waitMs).toBe(3_000);
  clock.nowMs = 3_000;
  expect(pass().isProbe).toBe(true);
});

test("a probe whose caller left frees the place for the next", () => {
  const { circuit, clock, pass } = atClock();
  circuit.failed(pass(), 1);
  clock.nowMs = 1;
  circuit.withdrawn(pass());
  expect(pass().isProbe).toBe(true);
});

test("requests that were under way before it opened do not count as the probe", () => {
  const { circuit, clock, pass } = atClock();
  const early = pass();
  for (let i = 0; i < 5; i++) circuit.failed(pass());
  clock.nowMs = 10_000;
  const probe = pass();
  circuit.failed(early);
  expect(circuit.tryPass()).toBeUndefined();
  circuit.succeeded(probe);
  expect(circuit.isOpen).toBe(false);
});

test("what was asked before it opened neither closes it nor lengthens the next wait", () => {
  const { circuit, clock, pass } = atClock();
  const [late, later, latest] = [pass(), pass(), pass()];
  circuit.failed(pass(), 3_000);
  circuit.succeeded(late);
  expect([circuit.isOpen, circuit.waitMs]).toEqual([true, 3_000]);
  clock.nowMs = 3_000;
  const probe = pass();
  circuit.succeeded(later);
  circuit.withdrawn(latest);
  expect(circuit.tryPass()).toBeUndefined();
  circuit.succeeded(probe);
  expect(circuit.isOpen).toBe(false);
});

test("a late answer of the same crowd may ask for more time", () => {
  const { circuit, pass } = atClock();
  const late = pass();
  circuit.failed(pass(), 1_000);
  circuit.failed(late, 4_000);
  expect(circuit.waitMs).toBe(4_000);
});

test("failures from before a probe closed it do not open it again", () => {
  const { circuit, clock, pass } = atClock();
  const late = Array.from({ length: 6 }, pass);
  circuit.failed(pass(), 10);
  clock.nowMs = 10;
  circuit.succeeded(pass());
  for (const ticket of late) circuit.failed(ticket, 9_000);
  expect(circuit.isOpen).toBe(false);
});

test("a success from before it opened does not start the count anew after it closed", () => {
  const { circuit, clock, pass } = atClock();
  const late = pass();
  circuit.failed(pass(), 10);
  clock.nowMs = 10;
  circuit.succeeded(pass());
  for (let i = 0; i < 4; i++) circuit.failed(pass());
  circuit.succeeded(late);
  circuit.failed(pass());
  expect(circuit.isOpen).toBe(true);
});

test("while it is closed, one success makes nothing of the failures of those asked with it", () => {
  const { circuit, pass } = atClock();
  const crowd = Array.from({ length: 5 }, pass);
  circuit.succeeded(pass());
  for (const ticket of crowd) circuit.failed(ticket);
  expect(circuit.isOpen).toBe(true);
});
