// What is in view, read from the drawn map: for the legend's counts and for the words that describe the picture.
import type { Map as GlMap, PaddingOptions } from 'maplibre-gl';
import type { Picture } from './townmap';

export interface Seen {
  communities: number[];
  centre: number | null;
  gaps: number;
  reach: boolean;
  facilities: { existing: number; planned: number };
  /** Kinds of barriers, in the legend's order. */
  barriers: string[];
}

/** What nobody crosses, as barriers say their kind. */
export const BARRIERS = ['water', 'railway', 'expressway', 'wall', 'line'] as const;

export function seenOn(map: GlMap, picture: Picture, padding: PaddingOptions): Seen {
  const unique = (layers: string[]): Map<number, Record<string, unknown>> => {
    const present = layers.filter((layer) => map.getLayer(layer));
    const features = map.queryRenderedFeatures({ layers: present });
    // A feature that crosses tiles is drawn in pieces; it counts once.
    return new Map(features.filter((feature) => typeof feature.id === 'number').map((feature) => [feature.id as number, feature.properties]));
  };
  const facilities = [...unique(['facilities', 'facilities-icon']).values()];
  const kinds = new Set([...unique(['water', 'water-line', 'barriers-area', 'barriers-line']).values()].map((barrier) => barrier['kind']));
  const existing = facilities.filter((facility) => facility['state'] === 'existing').length;
  return {
    communities: [...unique(['communities']).keys()],
    centre: communitiesAt(map, padding) ?? picture.community,
    gaps: unique(['gap_points']).size,
    reach: unique(['circles']).size > 0,
    facilities: { existing, planned: facilities.length - existing },
    barriers: BARRIERS.filter((kind) => kinds.has(kind)),
  };
}

/** The community in the middle of the part of the map that is not covered by panels. */
export function communitiesAt(map: GlMap, padding: PaddingOptions): number | null {
  const { clientWidth, clientHeight } = map.getContainer();
  const x = ((padding.left ?? 0) + clientWidth - (padding.right ?? 0)) / 2;
  const y = ((padding.top ?? 0) + clientHeight - (padding.bottom ?? 0)) / 2;
  const id = map.queryRenderedFeatures([x, y], { layers: ['communities'] })[0]?.id;
  return typeof id === 'number' ? id : null;
}
