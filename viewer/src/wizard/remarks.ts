// What the server remarks on rows comes in English, with the check that says it. The remarks of every check in Chinese; any other stays as it is,
// behind what the check looks at.

const WANTED: Record<string, string> = { polygons: '面', points: '点', lines: '线', 'points (or polygons)': '点（或面）', 'lines or polygons': '线或面', 'lines or areas': '线或面' };
const PLACED: Record<string, string> = {
  'by its address, from your table': '按您的地址表', 'by their building, from your table': '按您的建筑表', 'by the code of its community': '按所在社区代码', 'by an old code of its community': '按所在社区的旧代码', 'by the name of its community': '按所在社区名称', 'by hand, on the map': '在地图上手工',
  'by the name of its community alone, for no names of towns are known to hold theirs against (yike import register tells them)': '仅按所在社区名称（没有名册，无法核对所在街镇）',
};
const SHAPES: Record<string, string> = { Point: '点', 'Multi Point': '多点', 'Line String': '线', 'Multi Line String': '多线', Polygon: '面', 'Multi Polygon': '多面', 'Geometry Collection': '几何集合' };
const NAMED: Record<string, string> = { GCJ02: 'GCJ-02', BD09: 'BD-09' };

/** `GBK (confidence 97 %: ...)` in Chinese. */
function guessInChinese(guess: string): string {
  const found = /^(\S+) \(confidence (\d+) %: .*\)$/s.exec(guess);
  return found ? `${found[1]}（${found[2]}%把握）` : guess;
}

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
  [/^it is an open line; (polygons|points \(or polygons\)) or closed lines; in the drawing, join its parts and close it \(PEDIT, Join, Close\) are needed$/, (wanted = '') => `是没有闭合的线，需要${WANTED[wanted] ?? wanted}或闭合的线：请在图中把各段连接并闭合（PEDIT：合并、闭合）`],
  [/^it is an? (.+?); (.+) are needed$/, (kind = '', wanted = '') => `几何类型是${SHAPES[kind] ?? ` ${kind}`}，需要${WANTED[wanted] ?? wanted}`],
  [/^(\S+) is below zero$/, (number = '') => `${number} 小于0`],
  [/^(\S+) is not a whole number$/, (number = '') => `${number} 不是整数`],
  [/^(\S+) is not a code$/, (number = '') => `${number} 不是代码`],
  [/^"(.*)" has a decimal comma; write a point: (.*)$/, (text = '', point = '') => `“${text}”用逗号作小数点，请写成 ${point}`],
  [/^(\d+) of only (\d+) people$/, (some = '', all = '') => `其中${some}人，多于总数${all}人`],
  [/^(\S+), converted \(approximate\)$/, (datum = '') => `${datum}，已换算（近似）`],
  // Letters.
  [/^its letters are read as (.+?); it begins (.+); if that is wrong, say --encoding NAME$/s, (guess = '', begins = '') => `文字按 ${guessInChinese(guess)} 读取，开头是 ${begins}；若不对，请选择文字编码`],
  [/^nothing says in what its letters are written: they are read as (.+?)(?:; for example (.+))?; if that is wrong, say --encoding NAME$/s, (guess = '', example = '') => `文件没有说明文字编码，按 ${guessInChinese(guess)} 读取${example ? `，例如 ${example.replace(/row (\d+)/g, '第$1行')}` : ''}；若不对，请选择文字编码`],
  [/^nothing says in what its letters are written: its texts are read as (.+?); if that is wrong, say --encoding NAME$/s, (guess = '') => `文件没有说明文字编码，按 ${guessInChinese(guess)} 读取；若不对，请选择文字编码`],
  [/^its code page \((.+)\) does not tell its letters: its texts are read as (.+?); if that is wrong, say --encoding NAME$/s, (page = '', guess = '') => `图中写的代码页（${page}）与文字不符，按 ${guessInChinese(guess)} 读取；若不对，请选择文字编码`],
  [/^its release \((.+)\) says UTF-8, which its texts are not: its texts are read as (.+?); if that is wrong, say --encoding NAME$/s, (release = '', guess = '') => `按图的版本（${release}）应为 UTF-8，而文字不是，按 ${guessInChinese(guess)} 读取；若不对，请选择文字编码`],
  [/^read as (\S+), as you say; it looks like (.+)$/s, (said = '', guess = '') => `按您指定的 ${said} 读取；看起来像 ${guessInChinese(guess)}`],
  [/^its \.cpg says "(.*)", which is no known encoding$/, (label = '') => `.cpg 中的“${label}”不是已知的编码`],
  [/^its \.dbf says Western European letters, which they are not$/, () => '.dbf 标明是西欧文字，实际不是'],
  [/^(\S+) was said with --encoding and not used: (.+) has its letters in one way only$/, (name = '', what = '') => `没有采用您选的 ${name}：${what} 的文字只有一种编码`],
  [/^its last letter was cut in two by a column that is too narrow: "(.*)" is kept$/, (kept = '') => `列宽不够，最后一个字被截断：保留“${kept}”`],
  // Drawings.
  [/^(\d+) texts stand in the drawing; (\d+) things took the text that lies in them, or the nearest within (\S+) units, as column "Text"$/, (texts = '', named = '', far = '') => `图中有${texts}处文字，${named}个图形取了其中的或${far}个单位以内最近的文字，作为“Text”列`],
  [/^(\d+) things have no attribute "(.*)": (\d+) are called by the text beside them, (\d+) by another attribute$/, (n = '', tag = '', text = '', other = '') => `${n}个图形没有属性“${tag}”：${text}个用旁边的文字命名，${other}个用别的属性命名`],
  [/^(\d+) things are drawn as an outline or a circle: each stands for the place in its middle$/, (n = '') => `${n}个设施画成轮廓或圆，取其中心`],
  [/^(\d+) closed lines were taken as the areas inside them$/, (n = '') => `${n}条闭合的线按其围成的面读取`],
  [/^(\d+) of them were closed, whose ends lie up to (\S+) units apart \(a millimetre is taken for one corner\)$/, (n = '', gap = '') => `其中${n}条首尾相差不到1毫米（最多${gap}个单位），已闭合`],
  [/^(\d+) things on the sheet beside the plan \(paper space\) were left out$/, (n = '') => `图纸空间的${n}个图形没有读取`],
  // Categories and places.
  [/^(\d+) rows are (\S+) by a keyword in the name; look them through$/, (n = '', key = '') => `${n}行凭名称中的关键词归为 ${key}，请核对`],
  [/^(\d+) rows are of types that tell no category and are passed over: (.+)$/, (n = '', listed = '') => `${n}行的类型不对应任何类别，没有导入：${listed}`],
  [/^(.+?), whose coordinates are (\S+), 300 m to 1\.4 km off; they were read as (.+), as you say$/, (_evidence = '', service = '', crs = '') => `看列名出自地图服务，坐标应为 ${NAMED[service] ?? service}（偏移300米至1.4公里）；现按您指定的 ${crs} 读取`],
  [/^the file says (.+); (.+) was passed and is used$/, (own = '', said = '') => `文件自带的是 ${own}；按您指定的 ${said} 读取`],
  [/^the file does not name its coordinate reference system: RFC 7946 says that it is WGS 84 then, .+$/, () => '文件没有写坐标系，按 GeoJSON 的规定是 WGS 84；但国内地图的文件常是 GCJ-02，相差300至600米。确知是 CGCS2000 或 WGS 84 时请直接选定'],
  [/^column (.+) is used; (.+) is empty in the first rows$/, (used = '', empty = '') => `采用“${used}”列；“${empty}”列前面各行都是空的`],
  [/^column "(.*)" is taken for it by its values alone \(.+; (\d+) % sure\); say another with --map \S+$/, (column = '', sure = '') => `凭数值认为是“${column}”列（${sure}%把握），不对请改选`],
  [/^no columns give coordinates: .+$/, () => '没有坐标列：按各行所写的社区或地址定位；若有坐标列请指定'],
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

const REFERENCES: Record<string, string> = { 'the communities of the workspace': '工作区的社区边界', 'the streets of the workspace': '工作区的道路' };
const DOUBTS: readonly [RegExp, (...found: string[]) => string][] = [
  [/^(GCJ-02|BD-09|CGCS2000|WGS 84)$/, (datum = '') => `是 ${datum}`],
  [/^(GCJ-02|BD-09|CGCS2000|WGS 84), latitude first$/, (datum = '') => `是 ${datum}，纬度在前`],
  [/^longitude and latitude are swapped; the datum is undecided$/, () => '经纬度颠倒，坐标系不能确定'],
  [/^metres of some plane, not degrees$/, () => '是平面坐标（米），不是经纬度'],
  [/^undecided: there is nothing to compare$/, () => '不能确定：没有可比对的'],
  [/^undecided: fewer than (\d+) corners lie near the reference$/, (n = '') => `不能确定：附近的点不到${n}个`],
  [/^undecided: the layer lies elsewhere$/, () => '不能确定：不在同一地方'],
  [/^undecided: under no datum does it lie clearly closer to the reference than anywhere else$/, () => '不能确定：按哪种坐标都没有明显更接近'],
  [/^undecided: it fits in several places about as well$/, () => '不能确定：几处都差不多'],
  [/^undecided: it fits best (\S+) m off every known datum$/, (off = '') => `不能确定：与各种已知坐标都相差${off}米`],
];

/** What a comparison with known lines says, in Chinese; `null` where it is not known. */
export function datumInChinese(line: string): string | null {
  if (line.startsWith('not checked: ')) return '没有比对：工作区里还没有社区或道路，无从知道坐标是否偏移几百米（GCJ-02、BD-09）';
  const parts = line.split('; against ').map((part) => /^(?:against )?(.+?): (.+)$/s.exec(part));
  const said = parts.map((part) => {
    const [, reference = '', verdict = ''] = part ?? [];
    const doubt = DOUBTS.map(([pattern, say]) => [pattern.exec(verdict), say] as const).find(([found]) => found);
    return doubt?.[0] ? `与${REFERENCES[reference] ?? `“${reference}”`}比对：${doubt[1](...doubt[0].slice(1))}` : null;
  });
  return said.includes(null) ? null : said.join('；');
}

/** What to do, in Chinese; `null` where that is not known. */
export const adviceInChinese = (advice: string): string | null => ADVICE[advice] ?? null;

/** What a check looks at, in Chinese; `null` where it says nothing more than the remark. */
export const checkInChinese = (check: string): string | null => CHECKS[check] ?? null;
