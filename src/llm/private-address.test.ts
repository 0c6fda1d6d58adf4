import { lookup } from "node:dns";
import { expect, test } from "vitest";
import { isPrivateAddress, isPrivateEndpoint, publicLookup } from "./private-address.ts";

test.each([
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "100.127.255.255",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "198.19.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "::ffff:a00:1",
  "64:ff9b::10.1.2.3",
  "64:ff9b:1::1",
  "2002:7f00:1::1",
  "2001:0:1::1",
  "fc00::1",
  "fdff::1",
  "fe80::1",
  "fe80::1%lo",
  "fec0::1",
  "ff02::1",
])("%s is private", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each([
  "1.1.1.1",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.169.0.1",
  "198.20.0.1",
  "223.255.255.255",
  "::ffff:8.8.8.8",
  "64:ff9b::8.8.8.8",
  "2606:4700::1111",
  "2001:4860:4860::8888",
])("%s is public", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

test.each([
  ["http://127.0.0.1:8000/v1", true],
  ["http://2130706433/v1", true],
  ["http://0x7f.1/v1", true],
  ["http://[::1]/v1", true],
  ["http://[::ffff:127.0.0.1]/v1", true],
  ["http://localhost:8000/v1", true],
  ["http://Model.LocalHost./v1", true],
  ["https://localhost.example/v1", false],
  ["https://api.example/v1", false],
  ["https://8.8.8.8/v1", false],
])("the endpoint %s is private: %s", (baseUrl, isPrivate) => {
  expect(isPrivateEndpoint(baseUrl)).toBe(isPrivate);
});

function ask(name: string, all: boolean): Promise<Error | null> {
  return new Promise((resolve) => publicLookup(name, { all }, (error) => resolve(error)));
}

test("a name that leads to a private address is refused at the connection, and one that leads nowhere is told so", async () => {
  expect((await ask("localhost", true))?.message).toMatch(/^localhost leads to the private address (127\.0\.0\.1|::1)$/);
  expect((await ask("localhost", false))?.message).toMatch(/private address/);
  const itself = await new Promise<Error | null>((resolve) => lookup("nobody.invalid", { all: true }, (error) => resolve(error)));
  expect((await ask("nobody.invalid", true))?.message).toBe(itself?.message);
});
