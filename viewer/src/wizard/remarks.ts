// What the server remarks on rows comes in English. The most frequent remarks in Chinese; any other stays as it is.

const SAYINGS: readonly [RegExp, (...found: string[]) => string][] = [
  [/^"(.*)" is not in the catalogue$/, (word = '') => `设施目录中没有“${word}”`],
  [/^"(.*)" \((\d+) rows\) is not in the catalogue(?:; the nearest is \S+ \((.*)\))?$/, (word = '', rows = '', near = '') => `设施目录中没有“${word}”（${rows}行）${near ? `，最接近的是“${near}”` : ''}`],
  [/^"(.*)" is not a number$/, (word = '') => `“${word}”不是数字`],
  [/^it is empty$/, () => '为空'],
  [/^it has no (?:geometry|coordinates)$/, () => '没有坐标'],
  [/^a coordinate is not a finite number$/, () => '坐标不是有效数字'],
  [/^(\S+), (\S+) lies outside the ground of (.+?); the two look swapped$/, (x = '', y = '', crs = '') => `坐标 ${x}, ${y} 不在 ${crs} 的适用范围内；两个数似乎颠倒了`],
  [/^(\S+), (\S+) lies outside the ground of (.+)$/, (x = '', y = '', crs = '') => `坐标 ${x}, ${y} 不在 ${crs} 的适用范围内`],
  [/^(\d+) of (\d+) rows lie far from every community; check --crs$/, (far = '', all = '') => `${all}行中有${far}行离各社区都很远，请检查坐标系`],
  [/^(\d+) of (\d+) rows lie outside the communities, and their people will not be counted; check --crs$/, (far = '', all = '') => `${all}行中有${far}行在各社区之外，其人口不会计入，请检查坐标系`],
];

/** The remark in Chinese; `null` where there is none. */
export function inChinese(what: string): string | null {
  for (const [pattern, say] of SAYINGS) {
    const found = pattern.exec(what);
    if (found) return say(...found.slice(1).map((part) => part ?? ''));
  }
  return null;
}
