// A rough assessment of the made-up town: enough for the viewer's shapes, not the product's arithmetic.
import polygonClipping from 'polygon-clipping';
import { toLonLat } from './town.mjs';
import { CATEGORIES, CIRCLES } from './circles.mjs';

const LATTICE_M = 80;
/** In this community so much of the people is placed; where the rest live is not known. */
const PLACED = { 8: 0.75 };
const placed = (community) => PLACED[community] ?? 1;
const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const sum = (list, of) => list.reduce((total, item) => total + of(item), 0);
const round6 = (value) => Math.round(value * 1e6) / 1e6;

export function assess(town) {
  const runs = CIRCLES.map((circle) => runCircle(town, circle));
  const box = (points) => {
    const lonlat = points.map(toLonLat);
    return [Math.min(...lonlat.map((p) => p[0])), Math.min(...lonlat.map((p) => p[1])), Math.max(...lonlat.map((p) => p[0])), Math.max(...lonlat.map((p) => p[1]))];
  };
  const circles = runs.map((run) => circleEntry(town, run));
  const assessment = {
    assessment: 1,
    study_area: { crs: 'EPSG:4550', name: '一刻镇（虚构）', bbox: box(town.communities.flatMap((c) => c.ring)) },
    totals: circles[0].totals,
    circles,
    communities: town.communities.map((c) => {
      const located = sum(town.buildings.filter((b) => b.community === c.id), (b) => b.people);
      const people = located / placed(c.id);
      return {
        id: c.id, code: c.code, code_scheme: 'statistical-12', name: c.name, committee_type: c.name.endsWith('村') ? 'villagers_committee' : 'residents_committee', provisional: false,
        people, population_basis: 'usual', as_of: '2025', people_from: 'buildings', located_people: located,
        area_m2: 5_400_000, residential_land_m2: 640_000, bbox: box(c.ring), point: toLonLat(town.land.find((l) => l.community === c.id).middle),
        circles: runs.map((run) => ({ id: run.circle.id, n_of_m: nOfM(run, (b) => b.community === c.id), groups: run.groups.map((g) => g.byCommunity.get(c.id)) })),
      };
    }),
    categories: CATEGORIES,
    provenance: { program: 'yike mock', method: 'straight line x 1.3', inputs: [{ kind: 'communities', source: 'mock/town.mjs', sha256: '0'.repeat(64), rows: 9 }] },
  };
  const gaps = runs.flatMap((run) => run.groups.flatMap((g) => g.gaps));
  gaps.forEach((gap, i) => (gap.id = i + 1));
  return { assessment, gaps: gaps.map((gap) => ({ ...gap, bbox: box(gap.cells.flat()) })), reach: runs.flatMap((run) => run.groups.flatMap((g) => g.reach)) };
}

function runCircle(town, circle) {
  const groups = circle.groups.map((group) => runGroup(town, circle, group));
  return { circle, groups, buildings: town.buildings };
}

function runGroup(town, circle, group) {
  const places = town.facilities.filter((f) => group.categories.includes(f.category) && f.state === 'existing');
  const assessed = group.held;
  const nearest = new Map(town.buildings.map((b) => [b, Math.min(...places.map((p) => distance(p.at, b.at)))]));
  const within = (list, radius) => sum(list.filter((b) => nearest.get(b) <= radius), (b) => b.people);
  const byCommunity = new Map();
  const gaps = [];
  for (const c of town.communities) {
    const homes = town.buildings.filter((b) => b.community === c.id);
    const located = sum(homes, (b) => b.people);
    const people = located / placed(c.id);
    const unknown = people - located;
    const base = { key: group.key, hosts: places.filter((p) => p.host === c).length, people, near_the_line: false, second_lines: [] };
    if (!assessed) {
      byCommunity.set(c.id, { ...base, verdict: 'not_assessed', hosts: null, in_reach: null, people: null, covered_people: null, unknown_people: null, covered_people_low: null,
        covered_people_high: null, covered_people_bound: null, share: null, land_share: null, nearest_m: null, gap_people: null, gap_land_m2: null });
      continue;
    }
    const [low, covered, high, bound] = [(900 * 0.9) / 1.4, circle.radius_m, (900 * 1.2) / 1.2, circle.limit_m].map((r) => within(homes, r));
    const share = { lower: covered / people, upper: (covered + unknown) / people };
    const near = circle.theta !== null && low / people < circle.theta !== high / people < circle.theta;
    const verdict = circle.theta === null ? 'threshold_undefined' : share.lower >= circle.theta ? 'reached' : share.upper < circle.theta ? 'not_reached' : 'not_assessed';
    const walk = (b) => nearest.get(b) * circle.detour;
    const sorted = homes.map(walk).sort((a, b) => a - b);
    byCommunity.set(c.id, {
      ...base, verdict, near_the_line: near, in_reach: places.length,
      covered_people: covered, unknown_people: unknown, covered_people_low: low, covered_people_high: high, covered_people_bound: bound,
      share, land_share: share.lower, nearest_m: { mean: sum(homes, (b) => walk(b) * b.people) / located, p90: sorted[Math.floor(sorted.length * 0.9)], max: sorted.at(-1) },
      gap_people: located - covered, gap_land_m2: (located - covered) * 60, second_lines: circle.id === 'fitness-15' ? [{ key: 'cycle', name: { zh: '骑行', en: 'By bicycle' }, covered_people: within(homes, 2492) }] : [],
    });
    gaps.push(...gapsOf(homes.filter((b) => nearest.get(b) > circle.radius_m), walk).map((gap) => ({ ...gap, circle: circle.id, group: group.key, community: c })));
  }
  const rings = places.map((p) => [[...Array(65).keys()].map((i) => [p.at[0] + circle.radius_m * Math.cos((i * Math.PI) / 32), p.at[1] + circle.radius_m * Math.sin((i * Math.PI) / 32)])]);
  const reach = assessed && rings.length ? [{ circle: circle.id, group: group.key, radius_m: circle.radius_m, facilities: places.length, polygons: polygonClipping.union(...rings) }] : [];
  return { group, assessed, places, nearest, byCommunity, gaps, reach };
}

/** Unreached houses gathered by touching lattice cells. */
function gapsOf(homes, walk) {
  const cells = new Map();
  for (const home of homes) {
    const key = `${Math.floor(home.at[0] / LATTICE_M)},${Math.floor(home.at[1] / LATTICE_M)}`;
    cells.set(key, [...(cells.get(key) ?? []), home]);
  }
  const found = [];
  while (cells.size) {
    const queue = [cells.keys().next().value];
    const gap = { people: 0, least: Infinity, cells: [], land_m2: 0, at: [0, 0] };
    while (queue.length) {
      const key = queue.pop();
      const inside = cells.get(key);
      if (!inside) continue;
      cells.delete(key);
      const [i, j] = key.split(',').map(Number);
      const [x, y] = [i * LATTICE_M, j * LATTICE_M];
      gap.cells.push([[x, y], [x + LATTICE_M, y], [x + LATTICE_M, y + LATTICE_M], [x, y + LATTICE_M], [x, y]]);
      const people = sum(inside, (b) => b.people);
      gap.at = [gap.at[0] + people * (x + LATTICE_M / 2), gap.at[1] + people * (y + LATTICE_M / 2)];
      gap.people += people;
      gap.land_m2 += LATTICE_M ** 2;
      gap.least = Math.min(gap.least, ...inside.map(walk));
      for (let a = -2; a <= 2; a++) for (let b = -2; b <= 2; b++) queue.push(`${i + a},${j + b}`);
    }
    found.push({ people: gap.people, land_m2: gap.land_m2, nearest_m: gap.least, cells: gap.cells, at: gap.at.map((v) => v / gap.people), polygons: polygonClipping.union(...gap.cells.map((ring) => [ring])) });
  }
  return found;
}

function nOfM(run, of) {
  const assessed = run.groups.filter((g) => g.assessed);
  const homes = run.buildings.filter(of);
  const byCount = Array(assessed.length + 1).fill(0);
  for (const b of homes) byCount[assessed.filter((g) => g.nearest.get(b) <= run.circle.radius_m).length] += b.people;
  const people = sum(byCount, (n) => n);
  return { assessed: assessed.length, of: run.groups.length, people_by_count: byCount, mean: round6(sum(byCount.map((n, i) => n * i), (n) => n) / people) };
}

const rate = (numerator, denominator, unit) => ({ value: numerator / denominator, interval: [numerator / denominator, numerator / denominator], numerator, denominator, unit, not_assessed: 0, verdict: 'threshold_undefined' });

function circleEntry(town, run) {
  const { groups, ...circle } = run.circle;
  const n_of_m = nOfM(run, () => true);
  const located = sum(town.buildings, (b) => b.people);
  const people = sum(town.buildings, (b) => b.people / placed(b.community));
  return {
    ...circle, n_of_m,
    totals: { circle: circle.id, people, covered_people: n_of_m.people_by_count.at(-1), unknown_people: people - located, meaning: 'people who reach every assessed service of the circle', rates: {} },
    groups: run.groups.map((g) => {
      const of = (field) => sum([...g.byCommunity.values()], (c) => c[field] ?? 0);
      return {
        key: g.group.key, name: g.group.name, categories: g.group.categories, status: g.assessed ? 'assessed' : 'not_assessed', missing: g.assessed ? [] : g.group.categories.map((category) => ({ category, name: CATEGORIES[category] })), not_held: g.assessed ? [] : g.group.categories,
        facilities: g.places.length, approximate_facilities: 0, possible_facilities: 0,
        totals: g.assessed ? {
          people, covered_people: of('covered_people'), unknown_people: of('unknown_people'), covered_people_low: of('covered_people_low'), covered_people_high: of('covered_people_high'), covered_people_bound: of('covered_people_bound'),
          gap_people: of('gap_people'), gaps: g.gaps.length, gap_land_m2: of('gap_land_m2'), residential_land_m2: 5e6, covered_land_m2: 4e6, rates: { population_rate: rate(of('covered_people'), people, 'people') }, second_lines: [],
        } : null,
      };
    }),
  };
}
