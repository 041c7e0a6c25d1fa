// A made-up town in local metres: nine communities around a river, always the same from one seed.
// Only for drawing and testing the viewer while no server is at hand; no number here means anything.

const NAMES = ['河东社区', '柳林社区', '北岗社区', '西园社区', '府前社区', '桥头社区', '南窑村', '石塘社区', '东湖村'];
const CELL_M = 2400;
const ORIGIN = [123.05, 41.12];
const M_PER_DEG = 111_320;

export const toLonLat = ([x, y]) => [
  +(ORIGIN[0] + x / (M_PER_DEG * Math.cos((ORIGIN[1] * Math.PI) / 180))).toFixed(7),
  +(ORIGIN[1] + y / M_PER_DEG).toFixed(7),
];

function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function makeTown(seed = 15) {
  const next = random(seed);
  const corners = cornerGrid(next);
  const town = { communities: [], land: [], buildings: [], streets: [], facilities: [] };
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      const id = row * 3 + column + 1;
      const ring = side(corners, row, column);
      town.communities.push({ id, code: `2112810010${String(id).padStart(2, '0')}`, name: NAMES[id - 1], ring });
      const middle = ring.slice(0, -1).reduce((sum, p) => [sum[0] + p[0] / (ring.length - 1), sum[1] + p[1] / (ring.length - 1)], [0, 0]);
      const half = id === 5 ? 720 : 300 + next() * 330;
      quarter(town, next, id, middle, half);
      const away = next() * Math.PI * 2;
      quarter(town, next, id, [middle[0] + Math.cos(away) * 930, middle[1] + Math.sin(away) * 930], 110);
    }
  }
  for (let i = 0; i + 1 < town.communities.length; i++) {
    const [a, b] = [centre(town, i), centre(town, (i + 1) % 9)];
    town.streets.push({ class: i % 3 === 2 ? 'main' : 'major', name: '', line: [a, [(a[0] + b[0]) / 2 + 60, (a[1] + b[1]) / 2 - 40], b] });
  }
  return placeFacilities(town, next);
}

/** Corners shared by neighbours, so that the communities tile the ground without slivers. */
function cornerGrid(next) {
  const corners = [];
  for (let row = 0; row <= 3; row++) {
    corners.push([]);
    for (let column = 0; column <= 3; column++) {
      corners[row].push([(column - 1.5) * CELL_M + (next() - 0.5) * 700, (row - 1.5) * CELL_M + (next() - 0.5) * 700]);
    }
  }
  return corners;
}

function side(corners, row, column) {
  const bend = (a, b) => [(a[0] + b[0]) / 2 + Math.sin(a[0] + b[1]) * 120, (a[1] + b[1]) / 2 + Math.cos(a[1] + b[0]) * 120];
  const bent = (a, b) => (a[0] + a[1] < b[0] + b[1] ? bend(a, b) : bend(b, a));
  const four = [corners[row][column], corners[row][column + 1], corners[row + 1][column + 1], corners[row + 1][column]];
  const ring = four.flatMap((p, i) => [p, bent(p, four[(i + 1) % 4])]);
  return [...ring, ring[0]];
}

const centre = (town, i) => town.land.filter((l) => l.community === i + 1)[0].middle;

/** A block of streets with houses along them. */
function quarter(town, next, community, middle, half) {
  const turn = next() * 0.5 - 0.25;
  const at = (x, y) => [middle[0] + x * Math.cos(turn) - y * Math.sin(turn), middle[1] + x * Math.sin(turn) + y * Math.cos(turn)];
  const box = (x, y, w, h) => [at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h), at(x, y)];
  town.land.push({ community, middle, ring: box(-half, -half * 0.8, half * 2, half * 1.6) });
  for (let y = -half * 0.8; y <= half * 0.8; y += 95) {
    town.streets.push({ class: 'minor', name: '', line: [at(-half, y), at(half, y)] });
    for (let x = -half + 12; x < half - 30; x += 34 + next() * 20) {
      if (y + 70 > half * 0.8 || next() < 0.18) continue;
      const [w, h, levels] = [16 + next() * 14, 11 + next() * 8, next() < 0.25 ? 6 : 2];
      town.buildings.push({ community, ring: box(x, y + 14, w, h), at: at(x + w / 2, y + 14 + h / 2), people: Math.round((w * h * levels) / 55) });
      if (next() < 0.6) town.buildings.push({ community, ring: box(x, y + 54, w, h), at: at(x + w / 2, y + 60), people: Math.round((w * h * levels) / 60) });
    }
  }
  for (let x = -half; x <= half; x += 260) {
    town.streets.push({ class: 'path', name: '', line: [at(x, -half * 0.8), at(x, half * 0.8)] });
  }
}

const PLACES = {
  pharmacy: ['便民药店', 4], community_health_station: ['社区卫生服务站', 3], elderly_day_care: ['日间照料中心', 2], kindergarten: ['幼儿园', 5],
  primary_school: ['小学', 3], food_market: ['菜市场', 2], supermarket: ['超市', 3], convenience_store: ['便利店', 12], postal_outlet: ['邮政所', 2],
  public_park: ['公园', 4], outdoor_fitness: ['健身广场', 6], sports_ground_small: ['多功能运动场', 3], fitness_centre: ['全民健身中心', 1], bus_stop: ['公交站', 60],
};

function placeFacilities(town, next) {
  let id = 100;
  for (const [category, [name, count]] of Object.entries(PLACES)) {
    for (let i = 0; i < count; i++) {
      const building = town.buildings[Math.floor(next() * town.buildings.length)];
      const host = town.communities[building.community - 1];
      town.facilities.push({ id: id++, name: host.name.replace(/社区|村/, '') + name, category, state: i === 3 ? 'planned' : 'existing', at: building.at, host });
    }
  }
  return town;
}
