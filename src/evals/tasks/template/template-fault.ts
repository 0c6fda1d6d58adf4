/** A template that is not written rightly, or that cannot be rendered with a document. The message is a clause without a full stop. */
export class TemplateFault extends Error {
  override readonly name = "TemplateFault";
}
