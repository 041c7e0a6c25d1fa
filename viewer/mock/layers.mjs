// The made-up town as the tile layers of the contract, in longitude and latitude.
import { toLonLat } from './town.mjs';

const polygon = (ring) => ({ type: 'Polygon', coordinates: [ring.map(toLonLat)] });
const multi = (polygons) => ({ type: 'MultiPolygon', coordinates: polygons.map((p) => p.map((ring) => ring.map(toLonLat))) });
const feature = (id, geometry, properties) => ({ type: 'Feature', id, geometry, properties });

export function makeLayers(town, { assessment, gaps, reach }) {
  const gapProperties = (gap) => ({ circle: gap.circle, group: gap.group, community: gap.community.id, community_name: gap.community.name, people: gap.people, land_m2: gap.land_m2, nearest_m: gap.nearest_m });
  return {
    communities: town.communities.map((c, i) => feature(c.id, polygon(c.ring), communityProperties(assessment.communities[i]))),
    facilities: town.facilities.map((f) => feature(f.id, { type: 'Point', coordinates: toLonLat(f.at) },
      { name: f.name, categories: `;${f.category};`, category: f.category, state: f.state, host: f.host.name, source: 'mock', accuracy_m: 10 })),
    circles: reach.map((r, i) => feature(i + 1, multi(r.polygons), { circle: r.circle, group: r.group, radius_m: r.radius_m, facilities: r.facilities })),
    gaps: gaps.map((gap) => feature(gap.id, multi(gap.polygons), gapProperties(gap))),
    gap_points: gaps.map((gap) => feature(gap.id, { type: 'Point', coordinates: toLonLat(gap.at) }, gapProperties(gap))),
    land: town.land.map((l, i) => feature(i + 1, polygon(l.ring), { use: 'residential' })),
    buildings: town.buildings.map((b, i) => feature(i + 1, polygon(b.ring), { dwelling: 1 })),
    streets: town.streets.map((s, i) => feature(i + 1, { type: 'LineString', coordinates: s.line.map(toLonLat) }, { class: s.class, name: s.name })),
  };
}

function communityProperties(community) {
  const properties = { code: community.code, name: community.name, people: community.people };
  for (const circle of community.circles) {
    properties[`${circle.id}/mean`] = circle.n_of_m.mean;
    properties[`${circle.id}/assessed`] = circle.n_of_m.assessed;
    for (const group of circle.groups) {
      const at = `${circle.id}/${group.key}`;
      properties[`${at}/verdict`] = group.verdict;
      if (group.verdict !== 'not_assessed') properties[`${at}/share`] = group.share.lower;
      if (group.near_the_line) properties[`${at}/near`] = 1;
    }
  }
  return properties;
}
