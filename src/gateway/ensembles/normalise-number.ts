const SCALES: Readonly<Record<string, number>> = { thousand: 3, million: 6, billion: 9, trillion: 12 };
const MAX_DIGITS = 40;
/** Of a quotient or a number with an exponent; enough to tell answers apart and few enough to forgive rounding errors. */
const SIGNIFICANT_DIGITS = 12;

const SIGN = String.raw`(?<sign>[-+\u2212\u2013]?)`;
const CURRENCY = String.raw`(?:\\?[$€£¥₹]|USD|EUR)?`;
const PLAIN = String.raw`(?<plain>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}(?!\d)|\d*\.\d+|\d+\.?)`;
const TIMES_POWER = String.raw`(?:[ ]?(?:e|(?:x|×|\*|\\times|\\cdot)[ ]?10\^?)\{?(?<power>[-+\u2212]?\d{1,3})\}?)?`;
const SCALE = String.raw`(?:[ ](?<scale>thousand|million|billion|trillion)\b)?`;
const NUMBER = new RegExp(`^${SIGN}[ ]?${CURRENCY}[ ]?(?<inner>[-\u2212]?)${PLAIN}${TIMES_POWER}${SCALE}(?<rest>[^]*)$`, "iu");
const FRACTION =
  /^(?<sign>[-+\u2212]?) ?(?:\\[dt]?frac\{(?<top>\d{1,15})\}\{(?<bottom>\d{1,15})\}|(?<over>\d{1,15}) ?\/ ?(?<under>\d{1,15}))(?<rest>[^]*)$/u;

/**
 * A number with its unit, as digits alone: "$1,234.50 per day" is "1234.5", "1/2" is "0.5", "3 x 10^4" is "30000". Currency,
 * percent and unit are dropped: workers differ in whether they name them.
 * @returns undefined where the phrase is no single number
 */
export function normaliseNumber(phrase: string): string | undefined {
  return fraction(phrase) ?? decimal(phrase);
}

function decimal(phrase: string): string | undefined {
  const { sign, inner, plain, power, scale, rest } = NUMBER.exec(phrase)?.groups ?? {};
  if (plain === undefined || !endsNumber(rest)) return undefined;
  const digits = withPoint(plain);
  if (digits.length > MAX_DIGITS) return undefined;
  const isNegative = isMinus(sign) !== isMinus(inner);
  const exponent = Number(power?.replace("\u2212", "-") ?? 0) + (SCALES[scale?.toLowerCase() ?? ""] ?? 0);
  return withSign(exponent === 0 ? trimZeros(digits) : rounded(Number(`${digits}e${exponent}`)), isNegative);
}

function fraction(phrase: string): string | undefined {
  const { sign, top, bottom, over, under, rest } = FRACTION.exec(phrase)?.groups ?? {};
  const divisor = Number(bottom ?? under ?? 0);
  if (divisor === 0 || !endsNumber(rest)) return undefined;
  return withSign(rounded(Number(top ?? over) / divisor), isMinus(sign));
}

/** What follows a number may be its unit, not another number nor the rest of a word. */
function endsNumber(rest = ""): boolean {
  return !/^[\p{L}_^(]{4,}|^[/:]|\d/u.test(rest);
}

/** 1,234.5 and 1.234,5 and 3,14 with a point for the fraction alone. */
function withPoint(plain: string): string {
  const compact = plain.replaceAll(" ", "");
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(compact)) return compact.replaceAll(",", "");
  return compact.includes(",") ? compact.replaceAll(".", "").replace(",", ".") : compact;
}

function trimZeros(digits: string): string {
  const [whole = "", part = ""] = digits.split(".");
  const [left, right] = [whole.replace(/^0+(?=\d)/, "") || "0", part.replace(/0+$/, "")];
  return right === "" ? left : `${left}.${right}`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}

function withSign(digits: string, isNegative: boolean): string {
  return isNegative && digits !== "0" ? `-${digits}` : digits;
}

function isMinus(sign: string | undefined): boolean {
  return sign === "-" || sign === "\u2212" || sign === "\u2013";
}
