import type { SampleDetail } from "../api/types.ts";
import { Continuations } from "./continuations.tsx";
import { Prompt } from "./prompt.tsx";

/** What the worker was asked, in whichever form. */
export function Asked({ request }: { request: SampleDetail["request"] }) {
  return request.endpoint === "likelihoods" ? <Continuations groups={request.groups} /> : <Prompt body={request.body} />;
}
