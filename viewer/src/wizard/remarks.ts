// What the server remarks on rows comes in English, with the check that says it. The remarks of every check in Chinese; any other stays as it is,
// behind what the check looks at.

const WANTED: Record<string, string> = { polygons: '面', points: '点', lines: '线', 'points (or polygons)': '点（或面）', 'lines or polygons': '线或面', 'lines or areas': '线或面' };
const PLACED: Record<string, string> = {
  'by its address, from your table': '按您的地址表', 'by their building, from your table': '按您的建筑表', 'by the code of its community': '按所在社区代码', 'by an old code of its community': '按所在社区的旧代码', 'by the name of its community': '按所在社区名称', 'by hand, on the map': '在地图上手工',
  'by the name of its community alone, for no names of towns are known to hold theirs against (yike import register tells them)': '仅按所在社区名称（没有名册，无法核对所在街镇）',
};
const said = (name: string): string => (name ? `${name}：` : '');
const near = (nearest: string, far: string): string => (nearest ? `，最近的是${nearest}，相距${far}` : '');
const listed = (first: string): string => (first ? `（列出前${first}行）` : '');

/** What each check looks at, as the report of the command line has it too. */
const CHECKS: Record<string, string> = {
  repair: '几何修复', duplicate: '重复', overlap: '社区重叠', gap: '社区之间的空隙', outside: '社区之外的点', host: '所属社区与位置不符', parent: '上级单位缺失或矛盾', total: '与名册合计不符', place: '无坐标的行',
};

const ADVICE: Record<string, string> = {
  'correct the code or the place; until then the code is followed': '请改正代码或位置；在此之前以代码为准',
  'correct the code; until then the place decides': '请改正代码；在此之前以位置为准',
  'look at it on a map, and draw it anew where the size is not right': '请在图上核对，面积不对的重新绘制',
  'if it is one thing that was pasted twice, take one of the rows out': '若是同一事物重复录入，请去掉一行',
  'correct the parent or the code': '请改正上级或代码',
  'give the buildings addresses of their own': '请给各栋建筑各自的地址',
  'write the code into the source as text': '请在原文件中把代码写成文本',
};

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
  // Reading.
  [/^(.+) stands in row (\S+) already$/, (what = '', row = '') => `“${what}”在第${row}行已经出现`],
  [/^it is an? (\S+); (.+) are needed$/, (kind = '', wanted = '') => `几何类型是 ${kind}，需要${WANTED[wanted] ?? wanted}`],
  [/^the row has no geometry$/, () => '没有几何'],
  [/^the line has no length$/, () => '线没有长度'],
  [/^no point inside it can be found$/, () => '面内找不到点'],
  [/^(\d+) more remarks like these are counted, but not listed$/, (n = '') => `另有${n}条同类提示，只计数，未列出`],
  [/^(\d+) rows of "(.*)" are not residential land$/, (n = '', word = '') => `“${word}”的${n}行不是居住用地`],
  [/^column "(.*)" does not say who was counted: taken as usual residents \(常住人口\)$/, (column = '') => `“${column}”列没有说明人口口径，按常住人口计`],
  [/^column "(.*)" holds numbers; codes are texts, and leading zeros, had there been any, are lost$/, (column = '') => `“${column}”列存的是数字；代码应为文本，前面若有零已经丢失`],
  [/^column (.*) is used, but (.*) may be meant as well; say it with --map \S+$/, (column = '', rivals = '') => `采用了“${column}”列，但也可能是 ${rivals}`],
  [/^no column tells what the buildings are used for: people may live in all of them$/, () => '没有说明建筑用途的列：全部按可能住人计'],
  [/^(.+): its digits are lost; by its name it is (.+)$/, (damaged = '', name = '') => `${damaged} 的后几位已丢失；按名称是 ${name}`],
  // Cells.
  [/^no NoData value is declared; every cell counts$/, () => '没有声明表示“没有数据”的数，所有像元都计入'],
  [/^it does not say in which unit its heights are; they are taken as metres \(say it with --unit if not\)$/, () => '没有说明高程的单位，按米计；不是米请选择单位'],
  [/^its heights are in (\S+) and are kept in metres$/, (unit = '') => `高程单位是 ${unit}，换算成米保存`],
  [/^its numbers are multiplied by (\S+) and (\S+) is added, as its band says$/, (scale = '', offset = '') => `按波段的说明，数值乘以 ${scale} 再加 ${offset}`],
  [/^of (\d+) x (\d+) cells only the (\d+) x (\d+) round the communities were taken$/, (a = '', b = '', c = '', d = '') => `${a} × ${b}个像元中只取社区周围的${c} × ${d}个`],
  [/^(\d+) of (\d+) cells hold nothing that counts$/, (n = '', all = '') => `${all}个像元中有${n}个没有数据`],
  [/^(\S+) is less than nobody$/, (n = '') => `${n} 小于0`],
  [/^(\d+) more cells hold less than nobody$/, (n = '') => `另有${n}个像元小于0`],
  [/^(.+) % of the communities' ground has no height: slopes there are not assessed; add another raster with --append$/, (n = '') => `社区范围中有${n}%没有高程，那里的坡度不评估；可以再追加一个栅格`],
  [/^there are no communities yet, so no cell is cut along their borders; import them first, then these people again$/, () => '还没有社区，像元没有按边界切开；请先导入社区，再导入一次人口'],
  [/^(\d+) cells hold exactly (\S+), which often means that nothing is known; if it does here, import again with --no-data \S+$/, (n = '', none = '') => `${n}个像元恰好是 ${none}，常表示没有数据；若是，请在“表示没有数据的数”中填写`],
  [/^(\d+) cells hold (\S+), the largest number that a cell of this file can hold: .+$/, (n = '', most = '') => `${n}个像元是这种文件能存的最大数 ${most}：更高的地方可能被截断，或者表示没有数据`],
  [/^(\d+) of (\d+) cells on the rim of the file hold exactly 0, and no other cell comes near it: .+$/, (n = '', all = '') => `边缘的${all}个像元中有${n}个恰好是0，其他像元都不接近0，像是填充的边；若0表示没有数据，请填写`],
  [/^its cells hold only (\d+) different whole numbers, from (\S+) to (\S+): classes look like that, as of land cover, and not heights$/, (n = '', low = '', high = '') => `只有 ${low} 至 ${high} 之间的${n}个整数：像是分类（如土地覆盖），不像高程`],
  // Repair.
  [/^the boundary is not valid \((.+)\): repaired by (.+), (\d+) m² became (\d+) m²$/, (_fault = '', _rule = '', before = '', after = '') => `边界无效，已按规则修复：面积由${before}平方米变为${after}平方米`],
  [/^(\d+) geometries were repaired by (.+): (\d+) m² in all became (\d+) m²$/, (n = '', _rule = '', before = '', after = '') => `${n}个几何按规则修复：面积合计由${before}平方米变为${after}平方米`],
  // Duplicate.
  [/^(.+) stands in the same place in (\d+) rows: (.+)$/, (name = '', n = '', rows = '') => `“${name}”在同一位置出现${n}次：第${rows}行`],
  [/^(.+) stands in (\d+) rows: (.+)$/, (code = '', n = '', rows = '') => `${code} 出现在${n}行：第${rows}行`],
  [/^(\d+) communities are called (.+): rows (.+)$/, (n = '', name = '', rows = '') => `${n}个社区同名“${name}”：第${rows}行`],
  // Overlap and gap.
  [/^(.+) and (.+) overlap by (\d+) m2, (\d+) % of the smaller one; people and land there count for (.+)$/, (one = '', other = '', area = '', share = '', taken = '') => `${one}与${other}重叠${area}平方米，占较小者的${share}%；那里的人口和用地计入${taken}`],
  [/^(\d+) m2(?: at (\S+), (\S+))? are surrounded by communities and belong to none of them$/, (area = '', lon = '', lat = '') => `${area}平方米${lon ? `（${lon}, ${lat}）` : ''}被社区包围，却不属于任何社区`],
  [/^(\d+) more pairs of communities overlap, (\d+) m2 in all$/, (n = '', area = '') => `另有${n}对社区重叠，合计${area}平方米`],
  [/^(\d+) more gaps lie between communities, (\d+) m2 in all$/, (n = '', area = '') => `社区之间另有${n}处空隙，合计${area}平方米`],
  // Outside, host, parent.
  [/^(\d+) of (\d+) rows lie outside every community; they serve those that they reach, and belong to none(?:; the first (\d+) are listed)?$/, (n = '', all = '', first = '') => `${all}行中有${n}行在各社区之外；它们仍服务能到达的人，但不属于任何社区${listed(first)}`],
  [/^(\d+) of (\d+) rows lie outside the communities, and their people will not be counted; check --crs(?:; the first (\d+) are listed)?$/, (n = '', all = '', first = '') => `${all}行中有${n}行在各社区之外，其人口不会计入，请检查坐标系${listed(first)}`],
  [/^(\d+) of (\d+) rows lie in another community than the one (?:that their record names|whose code they give)(?:; the first (\d+) are listed)?$/, (n = '', all = '', first = '') => `${all}行中有${n}行的位置不在所写的社区内${listed(first)}`],
  [/^(\d+) of (\d+) rows name a (?:host|parent) that is no community(?:; the first (\d+) are listed)?$/, (n = '', all = '', first = '') => `${all}行中有${n}行所写的社区不存在${listed(first)}`],
  [/^(?:(.+): )?its record names (.+), but it lies in (.+)$/, (name = '', named = '', standing = '') => `${said(name)}所写的社区是${named}，位置却在${standing}`],
  [/^(?:(.+): )?its record names (.+), but it lies outside every community(?:; the nearest is (.+), (\S+ k?m) away)?$/, (name = '', named = '', nearest = '', far = '') => `${said(name)}所写的社区是${named}，位置却在各社区之外${near(nearest, far)}`],
  [/^(?:(.+): )?no community has the code (\S+) that it names; it lies in (.+)$/, (name = '', code = '', standing = '') => `${said(name)}没有代码为 ${code} 的社区；位置在${standing}`],
  [/^(?:(.+): )?no community has the code (\S+) that it names; it lies outside every community(?:; the nearest is (.+), (\S+ k?m) away)?$/, (name = '', code = '', nearest = '', far = '') => `${said(name)}没有代码为 ${code} 的社区；位置在各社区之外${near(nearest, far)}`],
  [/^(?:(.+): )?it lies outside every community(?:; the nearest is (.+), (\S+ k?m) away)?$/, (name = '', nearest = '', far = '') => `${said(name)}在各社区之外${near(nearest, far)}`],
  [/^(.+) names the parent (.+), which is in no register$/, (name = '', parent = '') => `${name}的上级 ${parent} 不在任何名录中`],
  [/^(.+) has neither a parent nor a 12-digit code$/, (name = '') => `${name}既没有上级，也没有12位代码`],
  // Total.
  [/^(\d+) of (\d+) rows have no 12-digit code, and are in no sum that is held against (.+)$/, (n = '', all = '', register = '') => `${all}行中有${n}行没有12位代码，没有参加与${register}的合计比对`],
  // Place.
  [/^several buildings have its address, and none of them is picked$/, () => '有几栋建筑同一地址，没有选用任何一栋'],
  [/^it has no coordinates, and several communities fit(?: \((.+)\))?$/, (near = '') => `没有坐标，有几个社区都符合${near ? `：${near}` : ''}`],
  [/^it has no coordinates, and no community fits(?: \((.+)\))?$/, (near = '') => `没有坐标，没有社区符合${near ? `，名称最近的是${near}` : ''}`],
  [/^it has no coordinates, and it names neither community nor address$/, () => '没有坐标，也没有写明社区或地址'],
  [/^it has no coordinates, and the workspace has no communities yet$/, () => '没有坐标，工作区也还没有社区'],
  [/^it has no coordinates, and its code was split, and several communities took it up(?: \((.+)\))?$/, (near = '') => `没有坐标，所写的代码已拆分${near ? `为：${near}` : ''}`],
  [/^(\d+) rows without coordinates were placed (.+); where that is a community, its point stands for all of it and is off by up to its radius$/, (n = '', how = '') => `${n}行没有坐标，${PLACED[how] ?? how}定位；以社区代表点代替的，误差可达社区半径`],
];

/** The remark in Chinese; `null` where there is none. */
export function inChinese(what: string): string | null {
  for (const [pattern, say] of SAYINGS) {
    const found = pattern.exec(what);
    if (found) return say(...found.slice(1).map((part) => part ?? ''));
  }
  return null;
}

/** What to do, in Chinese; `null` where that is not known. */
export const adviceInChinese = (advice: string): string | null => ADVICE[advice] ?? null;

/** What a check looks at, in Chinese; `null` where it says nothing more than the remark. */
export const checkInChinese = (check: string): string | null => CHECKS[check] ?? null;
