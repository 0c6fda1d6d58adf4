import { readAccessKey } from "../api/access-key.ts";
import { CodeBlock } from "../elements/code-block.tsx";

/** The leaderboard decides who answers: how to ask. */
export function EndpointSnippet() {
  const base = `${location.origin}/v1`;
  const needsKey = readAccessKey() !== null;
  const curl = [
    `curl ${base}/chat/completions \\`,
    `  -H 'content-type: application/json' \\`,
    ...(needsKey ? [`  -H "api_key: $ASSAY_KEY" \\`] : []),
    `  -d '{`,
    `    "model": "assay/top",`,
    `    "messages": [{"role": "user", "content": "What is 17 * 23?"}]`,
    `  }'`,
  ].join("\n");
  const javascript = [
    `import OpenAI from "openai";`,
    `const client = new OpenAI({`,
    `  baseURL: "${base}",`,
    `  apiKey: ${needsKey ? "process.env.ASSAY_KEY" : `"none"`},`,
    `});`,
    `const answer = await client.chat.completions.create({`,
    `  model: "assay/top",`,
    `  messages: [{ role: "user", content: "What is 17 * 23?" }],`,
    `});`,
  ].join("\n");
  return (
    <section aria-labelledby="endpoint">
      <h2 id="endpoint">Ask the best of them</h2>
      <p>
        Scores become incentives, and incentives decide who answers. The model <code>assay/top</code> of the OpenAI-compatible endpoint goes
        to the worker with the highest incentive, and to the next when it fails.
      </p>
      <div class="side-by-side">
        <CodeBlock label="curl" code={curl} />
        <CodeBlock label="JavaScript" code={javascript} />
      </div>
    </section>
  );
}
