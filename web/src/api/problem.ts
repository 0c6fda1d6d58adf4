/** Why the API refused or failed: its problem details (RFC 9457), or what can be said without them. */
export class Problem extends Error {
  override readonly name = "Problem";
  /** HTTP status; 0 when no answer came. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** Reads a response that is not ok, whatever its body is. */
  static async of(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => null);
    const detail = body !== null && typeof body === "object" && "detail" in body ? body.detail : null;
    return new Problem(response.status, typeof detail === "string" ? detail : `The server answered with status ${response.status}.`);
  }
}
