const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = String.raw`(?<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\.?`;
const DAY = String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?`;
const YEAR = String.raw`(?<year>\d{4})\b`;
const END = String.raw`[^\d]{0,40}$`;
const FORMS = [
  new RegExp(`^${YEAR}[-/](?<month>\\d{1,2})[-/](?<day>\\d{1,2})${END}`, "iu"),
  new RegExp(`^(?:the )?${DAY}(?: of)? ${MONTH},? ${YEAR}${END}`, "iu"),
  new RegExp(`^${MONTH} ${DAY},? ${YEAR}${END}`, "iu"),
];
const SLASHES = new RegExp(`^(?<first>\\d{1,2})[/.](?<second>\\d{1,2})[/.]${YEAR}${END}`, "u");

/**
 * A date as "2026-11-21". Of "03/04/2020" nobody knows which is the month: such a date is none; "21/11/2026" is one.
 * @returns undefined where the phrase is no date that the calendar has
 */
export function normaliseDate(phrase: string): string | undefined {
  for (const form of FORMS) {
    const { year, month, day } = form.exec(phrase)?.groups ?? {};
    if (year !== undefined && month !== undefined && day !== undefined) return isoDate(Number(year), monthNumber(month), Number(day));
  }
  const { first, second, year } = SLASHES.exec(phrase)?.groups ?? {};
  const [a, b] = [Number(first), Number(second)];
  if (year === undefined || (a <= 12 && b <= 12 && a !== b)) return undefined;
  return a > 12 ? isoDate(Number(year), b, a) : isoDate(Number(year), a, b);
}

function monthNumber(month: string): number {
  return /^\d/.test(month) ? Number(month) : MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
}

function isoDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}
