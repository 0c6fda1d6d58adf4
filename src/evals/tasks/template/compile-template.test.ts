import { expect, test } from "vitest";

import { compileTemplate } from "./compile-template.ts";
import { TemplateFault } from "./template-fault.ts";

const DOCUMENT = {
  s: 'He said "hi" é 😀 it\'s\nl2 ',
  n: 3,
  f: 1.5,
  neg: -7,
  b: true,
  z: null,
  l: ["a", "b", "c"],
  ln: [3, 1, 2],
  d: { k: "v", x: 1, items: "weird" },
  e: [],
  es: "",
  ld: [
    { a: 1, t: "X" },
    { a: 2, t: "y" },
  ],
  emoji: "a😀b",
  w: "  pad \t",
  csv: "a,b,,c",
  nested: [
    [1, 2],
    [3, [4]],
  ],
  title: "hello wORLD it's o'neil",
  num: "42",
  fl: "3.7",
};

/** Templates with what Jinja2 3.1.6 makes of them and the document, in the harness's environment. */
const RENDERED: readonly (readonly [string, string])[] = [
  ["{{ (1, 'a') }}{{ (1,) }}", "(1, 'a')(1,)"],
  ["{% for i in ld[0].items() %}{{ i }}{% endfor %}", "('a', 1)('t', 'X')"],
  ["{{ csv.partition(',') }}{{ csv.rpartition(',') }}", "('a', ',', 'b,,c')('a,b,', ',', 'c')"],
  ["{{ csv.rsplit(',', 1) }}{{ w.rsplit() }}", "['a,b,', 'c']['pad']"],
  ["{{ csv.replace(',', ';', 2) }}{{ es.replace('', 'x', 1) }}{{ 'ab'.replace('', '-', 2) }}", "a;b;,cx-a-b"],
  [
    "{{ emoji.center(6, '*') }}|{{ emoji.ljust(5) }}|{{ emoji.rjust(5) }}|{{ num.zfill(5) }}|{{ '-7'.zfill(4) }}",
    "*a😀b**|a😀b  |  a😀b|00042|-007",
  ],
  ["{{ title.swapcase() }}{{ 'Straße'.casefold() }}{{ csv.rfind(',') }}", "HELLO World IT'S O'NEILstrasse4"],
  ["{{ 'é1'.isalnum() }}{{ 'é1'.isalpha() }}{{ '½'.isnumeric() }}{{ ' \t'.isspace() }}", "TrueFalseTrueTrue"],
  ["{{ n|round }}{{ f|round }}{{ 12.345|round(1) }}{{ n|round(1) }}{{ f|round(0, 'floor') }}", "32.012.331.0"],
  [
    "{{ b|abs }}{{ d|tojson }}{{ s|tojson }}{{ \"<a href='x'>\"|tojson }}",
    '1{"items": "weird", "k": "v", "x": 1}"He said \\"hi\\" \\u00e9 \\ud83d\\ude00 it\\u0027s\\nl2 ""\\u003ca href=\\u0027x\\u0027\\u003e"',
  ],
  ["{{ l|batch(2)|list }}{{ l|batch(2, 'z')|list }}{{ '<b>'|e }}", "[['a', 'b'], ['c']][['a', 'b'], ['c', 'z']]&lt;b&gt;"],
  ["{{ z|map('upper')|list }}{{ b is sameas true }}{{ [s] is lower }}{{ (1, 2)|list }}", "[]TrueFalse[1, 2]"],
  ["{{ s }}", 'He said "hi" é 😀 it\'s\nl2 '],
  ["{{n}}{{f}}{{b}}{{z}}{{l}}{{d}}{{nested}}", "31.5TrueNone['a', 'b', 'c']{'k': 'v', 'x': 1, 'items': 'weird'}[[1, 2], [3, [4]]]"],
  ["{{ d['items'] }}", "weird"],
  ["{{ d.k }} {{ d['k'] }}", "v v"],
  ["{{ l[0] }}{{ l[-1] }}{{ l[1:] }}{{ l[::-1] }}{{ l[:2] }}", "ac['b', 'c']['c', 'b', 'a']['a', 'b']"],
  ["{{ emoji[1] }}{{ emoji[::-1] }}{{ emoji|length }}", "😀b😀a3"],
  ["{{ l[9] is defined }}", "False"],
  ["{{ x is defined }}{{ x is not defined }}{{ n is defined and n > 2 }}", "FalseTrueTrue"],
  ["{{ n + 2 }} {{ n - 2 }} {{ n * 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** 3 }} {{ f * 2.5}}", "5 1 6 3 -4 2 8 3.75"],
  ["{{ 'a' + 'b' }}{{ 'a' ~ 1 ~ z }}{{ 'ab' * 2 }}{{ l + ln }}", "aba1Noneabab['a', 'b', 'c', 3, 1, 2]"],
  ["{{ 1 if n == 3 else 2 }}", "1"],
  ["{{ 'x' if n == 4 }}", ""],
  ["{{ n > 2 and 'yes' or 'no' }}{{ not b }}", "yesFalse"],
  ["{% if n == 3 %}A{% elif n == 4 %}B{% else %}C{% endif %}", "A"],
  ["{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}", "10a, 21b, 32c"],
  ["{% for x in e %}a{% else %}none{% endfor %}", "none"],
  ["{% for a, b in d.items() %}{{ a }}={{ b }};{% endfor %}", "k=v;x=1;items=weird;"],
  ["{% for k in d %}{{ k }}{% endfor %}", "kxitems"],
  ["{% for i in range(3) %}{{ i }}{% endfor %}{{ range(1, 10, 3)|list }}{{ range(5,0,-2)|list }}", "012[1, 4, 7][5, 3, 1]"],
  ["{% for x in ln if x > 1 %}{{ x }}{% endfor %}", "32"],
  ["{% set y = n + 1 %}{{ y }}", "4"],
  ["{% set y = 0 %}{% for x in ln %}{% set y = y + x %}{% endfor %}{{ y }}", "0"],
  ["{% set ns = namespace(t=0) %}{% for x in ln %}{% set ns.t = ns.t + x %}{% endfor %}{{ ns.t }}", "6"],
  ["{% set y %}a{{ n }}b{% endset %}{{ y }}", "a3b"],
  ["{{ s.strip() }}|{{ w.strip() }}|{{ w.lstrip() }}|{{ w.rstrip() }}", 'He said "hi" é 😀 it\'s\nl2|pad|pad \t|  pad'],
  ["{{ 'xxaxx'.strip('x') }}{{ 'abcabc'.replace('a', '$&') }}", "a$&bc$&bc"],
  [
    "{{ csv.split(',') }}{{ csv.split(',', 1) }}{{ w.split() }}{{ ' a  b c '.split(None, 1) }}",
    "['a', 'b', '', 'c']['a', 'b,,c']['pad']['a', 'b c ']",
  ],
  ["{{ ', '.join(l) }}{{ l|join('-') }}{{ ln|join }}{{ ld|join(',', attribute='a') }}", "a, b, ca-b-c3121,2"],
  ["{{ l.index('b') }}{{ 'abc'.index('c') }}", "12"],
  [
    "{{ s.upper() }}{{ s|lower }}{{ title|title }}{{ title.title() }}{{ title|capitalize }}{{ title.capitalize() }}",
    "HE SAID \"HI\" É 😀 IT'S\nL2 he said \"hi\" é 😀 it's\nl2 Hello World It's O'neilHello World It'S O'NeilHello world it's o'neilHello world it's o'neil",
  ],
  ["{{ s|length }}{{ l|length }}{{ d|length }}{{ l|count }}", "25333"],
  ["{{ num|int + 1 }}{{ fl|int }}{{ fl|float }}{{ 'x'|int }}{{ 'x'|int(7) }}{{ b|int }}", "4333.7071"],
  ["{{ 2.5|round|int }}{{ 3.14159|round(2) }}{{ 2.567|round(1, 'floor') }}", "23.142.5"],
  ["{{ l|first }}{{ l|last }}{{ s|first }}", "acH"],
  [
    "{{ ln|sort }}{{ ln|sort(reverse=true) }}{{ ['B','a','C']|sort }}{{ ld|map(attribute='t')|list }}{{ l|map('upper')|join }}",
    "[1, 2, 3][3, 2, 1]['a', 'B', 'C']['X', 'y']ABC",
  ],
  ["{{ ln|sum }}{{ ln|max }}{{ ln|min }}{{ [1,1,2]|unique|list }}", "631[1, 2]"],
  ["{{ l|reverse|list }}{{ 'abc'|reverse }}", "['c', 'b', 'a']cba"],
  ["{{ missing|default('q') }}{{ es|default('q') }}{{ es|default('q', true) }}{{ d.nope|d('r') }}", "qqr"],
  [
    "{{ z is none }}{{ n is number }}{{ s is string }}{{ l is iterable }}{{ d is mapping }}{{ l is sequence }}{{ n is odd }}{{ n is divisibleby 3 }}{{ n is divisibleby(2) }}{{ n is even }}",
    "TrueTrueTrueTrueTrueTrueTrueTrueFalseFalse",
  ],
  ["{{ 'a' in l }}{{ 'q' not in l }}{{ 'k' in d }}{{ 'hi' in s }}", "TrueTrueTrueTrue"],
  [
    "{{ 1 < 2 < 3 }}{{ 1 < 3 < 2 }}{{ 'a' < 'b' }}{{ [1,2] < [1,3] }}{{ 1 == 1.0 }}{{ True == 1 }}{{ n != 3 }}",
    "TrueFalseTrueTrueTrueTrueFalse",
  ],
  ["{{ (1, 2)[0] }}{{ [1, 'a', none, true] }}{{ {'a': 1, 'b': [2]} }}", "1[1, 'a', None, True]{'a': 1, 'b': [2]}"],
  ["{{- n -}}  x  {{- n }}", "3x3"],
  ["a {%- if n %} b {%- endif %} c", "a b c"],
  ["a\n{% if n -%}\n b\n{%- endif %}\n", "a\nb\n"],
  ["{# c #}x{#- d -#} y", "xy"],
  ["{% raw %}{{ no }}{% endraw %}", "{{ no }}"],
  ["{{ '}}' }}{{ \"{%\" }}", "}}{%"],
  ["a\r\nb\rc\n", "a\nb\nc\n"],
  ["x\n", "x\n"],
  ["{{ s|replace('i', 'I') }}{{ 'aaa'|replace('a','b',2) }}", 'He saId "hI" é 😀 It\'s\nl2 bba'],
  [
    "{{ s|regex_replace('[aeiou]', '<\\\\g<0>>') }}{{ 'ab12'|regex_replace('([a-z])(\\\\d)', '\\\\2\\\\1') }}",
    'H<e> s<a><i>d "h<i>" é 😀 <i>t\'s\nl2 a1b2',
  ],
  ["{{ s|string|length }}{{ l|string }}", "25['a', 'b', 'c']"],
  ["{{ l|list|tojson if false else 1 }}", "1"],
  [
    "{{ d.get('k') }}{{ d.get('zz') }}{{ d.get('zz', 4) }}{{ d.keys()|list }}{{ d.values()|list }}",
    "vNone4['k', 'x', 'items']['v', 1, 'weird']",
  ],
  [
    "{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith('bc') }}{{ 'abc'.find('c') }}{{ 'abc'.find('z') }}{{ 'aXa'.count('a') }}{{ '12'.isdigit() }}",
    "TrueTrue2-12True",
  ],
  ["{{ 'Hello {} {x}'.format(n, x=2) }}", "Hello 3 2"],
  ["{{ '%s-%d' % ('a', 3) }}", "a-3"],
  ["{{ -n }}{{ +n }}{{ -(-n) }}{{ -2 ** 2 }}{{ 2 ** -1 }}", "-33340.5"],
  ["{{ -1|abs }}", "1"],
  ["{{ n|abs + 1 }}", "4"],
  ["{{ not n == 3 }}", "False"],
  ["{{ b + 1 }}{{ b and n }}", "23"],
  ["{{ 10 / 4 }}", "2.5"],
  ["{{ s[0:5] }}", "He sa"],
  ["{{ ['a','b','c'][n-1] }}{{ ['x','y'][b] }}", "cy"],
  ["{{ l[0].upper() }}", "A"],
  ["{{ ld[0].a }}{{ ld[0]['t'] }}{{ ld.0.a }}", "1X1"],
  ["{{ n if n is defined else 'u' }}{{ qq if qq is defined else 'u' }}", "3u"],
  ["{{ l | length > 2 }}", "True"],
  ["{{ 'a' 'b' }}", "ab"],
  ["{{ [] or 'empty' }}{{ {} }}{{ '' or z }}", "empty{}None"],
  ["{{ True }}{{ none }}{{ false }}", "TrueNoneFalse"],
  ["{{ 1e3 }}{{ 1_000 }}{{ 0.1 + 0.2 }}", "1000.010000.30000000000000004"],
  ["{{ '\\u00e9\\n\\t\\x41' }}", "é\n\tA"],
  ["{{ l.append('d') }}{{ l }}", "None['a', 'b', 'c', 'd']"],
  ["{% for x in l %}{{ loop.first }}{{ loop.length }}{{ loop.revindex }}{{ loop.cycle('o','e') }}{% endfor %}", "True33oFalse32eFalse31o"],
  ["{% for i in range(2) %}{% for j in range(2) %}{{ loop.index }}{{ i }}{{ j }} {% endfor %}{% endfor %}", "100 201 110 211 "],
  ["{{ 'ABC'[n - 1] }}. {{ 'A'|lower }}", "C. a"],
  ["{{ (n - 1) * 2 }}", "4"],
  ["{{ n - 1|abs }}", "2"],
  ["{{ '%.2f'|format(f) }}", "1.50"],
  ["{{ ld|selectattr('a','equalto',2)|list }}", "[{'a': 2, 't': 'y'}]"],
  ["{{ l|select('equalto','a')|list }}", "['a']"],
  ["{{ 'a b c'|wordcount }}", "3"],
  ["{{ s|trim }}", 'He said "hi" é 😀 it\'s\nl2'],
  ["{{ 'a,b'|trim(',') }}", "a,b"],
  ["{{ ',a,'|trim(',') }}", "a"],
  ["{{ l|first|upper }}", "A"],
  ["{% set a, b = [1, 2] %}{{ a }}{{ b }}", "12"],
  ["{{ 7.0 }}", "7.0"],
  ["{{ 4 / 2 }}", "2.0"],
  ["{{ 1.0 * 3 }}", "3.0"],
  ["{{ 10 // 3.0 }}", "3.0"],
  ["{{ '3'|float }}", "3.0"],
  ["{{ emoji|upper }}", "A😀B"],
  ["{{ 'ß'|upper }}", "SS"],
  ["{{ 'x'.join('abc') }}", "axbxc"],
  ["{{ 'abc'|list }}", "['a', 'b', 'c']"],
  ["{{ l == ['a','b','c'] }}{{ d == {'k':'v'} }}{{ none == false }}", "TrueFalseFalse"],
  ["{{ [1,[2,3]]|string }}", "[1, [2, 3]]"],
  ["{{ \"it's\" ~ ['it\\'s', 'say \"x\"'] }}", "it's[\"it's\", 'say \"x\"']"],
  ["{{ 'a\\nb'.splitlines() }}", "['a', 'b']"],
  ["{%- for x in l -%} {{ x }} {%- endfor -%}", "abc"],
  ["{%+ if n %}x{% endif +%}", "x"],
  ["{{ n|default }}", "3"],
  ["{{ l|join(d.k) }}", "avbvc"],
  ["{% if missing is defined and missing %}x{% endif %}ok", "ok"],
  ["{{ dict(a=1) }}{{ dict(a=1).a }}", "{'a': 1}1"],
  ["{{ loop is defined }}", "False"],
  ["{{ ''.join([]) }}", ""],
  ["{{ l[b] }}", "b"],
  ["{{ 'A' < 'a' }}{{ '😀' > '￿' }}", "TrueTrue"],
];

/** What Jinja2 raises an error for, too. */
const REFUSED: readonly string[] = [
  "{{ missing }}",
  "{{ d.missing }}",
  "{{ l[9] }}",
  "{{ n / 0 }}",
  "{{ loop }}",
  "{{ foo( }}",
  "{% if n %}",
  "{% endif %}",
  "{% unknown %}",
  "{{ n..a }}",
  "{{ l|nofilter }}",
  "{{ n is notest }}",
  "{{ n() }}",
  "{{ s.nomethod() }}",
  "{{ z.x }}",
  "{{ z|length }}",
  "{{ n < 'a' }}",
  "{{ 'a' + 1 }}",
  "{{ [1,2,3][5] }}",
  "{% for x in n %}{% endfor %}",
  "{% for x in z %}{% endfor %}",
  "{{ l|map('nope')|list }}",
  "{{ 3 // 0 }}",
  "{{ undefined_thing.x }}",
  "{% if es %}t{% else %}f{% endif %}{% if l and d and n %}t{% endif %}{% if missing %}x{% endif %}",
  "{% do l.append(1) %}",
  "{% call x() %}{% endcall %}",
  "{% break %}",
  "{{ l['0'] }}",
  "{{ d[missing] }}",
];

test.each(RENDERED)("%j renders as Jinja2 renders it", (source, wanted) => {
  expect(compileTemplate(source)(structuredClone(DOCUMENT))).toBe(wanted);
});

test.each(REFUSED)("%j is refused", (source) => {
  expect(() => compileTemplate(source)(structuredClone(DOCUMENT))).toThrow(TemplateFault);
});

test.each(["{% macro m() %}{% endmacro %}", "{{ s|truncate(3) }}", "{% include 'x' %}", "{{ range(1000000) }}", "{{ 'ab' * 9999999 }}"])(
  "%j is refused though Jinja2 has it",
  (source) => {
    expect(() => compileTemplate(source)(structuredClone(DOCUMENT))).toThrow(TemplateFault);
  },
);

test("a document's field hides a function of the same name", () => {
  expect(compileTemplate("{{ range }}")({ range: "5 km" })).toBe("5 km");
});

test("nothing of JavaScript is within reach", () => {
  for (const name of ["constructor", "__proto__", "toString"]) {
    expect(() => compileTemplate(`{{ s.${name} }}`)(structuredClone(DOCUMENT))).toThrow(`${name} is undefined`);
    expect(() => compileTemplate(`{{ d['${name}'] }}`)(structuredClone(DOCUMENT))).toThrow(`${name} is undefined`);
    expect(() => compileTemplate(`{{ ${name} }}`)(structuredClone(DOCUMENT))).toThrow(`${name} is undefined`);
  }
});
