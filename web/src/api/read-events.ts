/**
 * The data of each server-sent event, parsed as JSON, as it comes (WHATWG HTML 9.2.6; the API sends one data line an event).
 * Ends with the stream; rejects when it breaks or its signal aborts.
 */
export async function* readEvents<T>(response: Response): AsyncGenerator<T> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const events = (rest + value).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) if (event.startsWith("data: ")) yield JSON.parse(event.slice("data: ".length)) as T;
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}
